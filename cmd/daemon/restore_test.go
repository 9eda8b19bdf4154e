package daemon_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// standing is how everything stands, without row numbers and moments.
func standing(h *daemontest.House, cases, items int) []string {
	h.T.Helper()
	var list []string
	err := h.DB.View(h.T.Context(), func(tx *store.Tx) error {
		for i := 1; i <= cases; i++ {
			c, err := tx.Case(workflow.NewNumber(2026, i))
			if err != nil {
				return err
			}
			list = append(list, fmt.Sprintf("%s %s %s %s %d letters", c.Number, c.Status, c.Outcome, c.People[0].Address.Addr(), len(c.Course.Letters)))
		}
		for i := 1; i <= items; i++ {
			it, err := tx.Item(fmt.Sprintf("I-%d", i))
			if err != nil {
				return err
			}
			list = append(list, fmt.Sprintf("%s %s %s %s", it.Key, it.State, it.Became, it.People[0].Address.Addr()))
		}
		return nil
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return list
}

func subjectOf(h *daemontest.House, people []string, key string) string {
	for _, who := range people {
		for _, m := range h.Got(who, "INBOX") {
			if who+" "+m.Ours == key {
				return m.Subject
			}
		}
	}
	return ""
}

// received is everything everybody got from the program: by mark, who got what how often.
func received(h *daemontest.House, people []string) map[string]int {
	got := make(map[string]int)
	for _, who := range people {
		for _, m := range h.Got(who, "INBOX") {
			if m.Ours != "" {
				got[who+" "+m.Ours]++
			}
		}
	}
	return got
}

// DB-14, and more: a copy of a day ago is put back. What came in since is taken in
// again under the same numbers, nothing that was sent is sent again, and answers to
// mails that the copy does not know still count. 10 complaints and 4 questions a
// day on three kinds of server.
func TestRestore(t *testing.T) {
	const n, q = 10, 4
	for _, tc := range []struct {
		name string
		o    mailtest.Options
		kept string
	}{
		{"kept in Sent", mailtest.Options{SaveSent: true}, "ja"},
		{"copies to ourselves", mailtest.Options{}, "nee"},
		{"Exchange", mailtest.Options{Exchange: true}, "ja"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				people := []string{cmdtest.Director, cmdtest.Committee}
				for i := range 2 * (n + q) {
					people = append(people, fmt.Sprintf("klager%d@voorbeeld.nl", i))
				}
				tc.o.Accounts = people
				h := daemontest.NewHouse(t, tc.o)
				h.Config.Trust.Caps.Hour, h.Config.Trust.Caps.Day = 200, 500
				h.Config.People.Secretary.Days = nil // every working day
				h.Until("2026-04-14 09:00")
				h.Start()
				h.Until("2026-04-14 09:05")
				h.Change(func(tx *store.Tx) error { return tx.SetMeta(daemon.MetaLive+"kopie", tc.kept) })
				day := func(first int) {
					for i := range n {
						h.Send(fmt.Sprintf("Anna Bakker <klager%d@voorbeeld.nl>", first+i), fmt.Sprintf("Klacht %d", first+i), cmdtest.Story)
						time.Sleep(time.Minute)
					}
					for i := range q {
						h.Send(fmt.Sprintf("Piet Vraag <klager%d@voorbeeld.nl>", first+n+i), "vraag", "Mijn bemiddelaar kwam niet opdagen en liet niets weten. Kunt u daar iets aan doen?\n\nGroet,\nPiet Vraag")
						time.Sleep(time.Minute)
					}
					time.Sleep(time.Hour)
					// The secretary makes a complaint of the first question, and throws out the second.
					acties := slices.DeleteFunc(h.Got(cmdtest.Committee, "INBOX"), func(m workflow.Message) bool {
						return m.Ours == "" || !strings.HasPrefix(m.Subject, "Actie: nieuw bericht")
					})
					h.AnswerActie(acties[len(acties)-q], "1")
					time.Sleep(time.Minute)
					h.AnswerActie(acties[len(acties)-q+1], "3")
					// The director answers in the thread of the first complaint of the day.
					for _, m := range h.Got(cmdtest.Director, "INBOX") {
						if strings.Contains(m.Subject, string(workflow.NewNumber(2026, first/(n+q)*(n+1)+1))) {
							h.Send("Marieke de Wit <"+cmdtest.Director+">", "RE: "+m.Subject, "Ik bied mijn excuses aan en stel voor dat wij opnieuw afspreken.\n\nMarieke de Wit", "In-Reply-To: <"+m.MessageID+">\r\n")
							break
						}
					}
					time.Sleep(time.Hour)
				}
				day(0)
				h.Until("2026-04-14 17:00")
				backup := filepath.Join(t.TempDir(), "kopie.db")
				if err := daemon.Copy(t.Context(), h.DB, backup, ""); err != nil {
					t.Fatal(err)
				}
				h.Until("2026-04-15 09:00")
				day(n + q)
				// The complainant of the last complaint answers the acknowledgement.
				who := fmt.Sprintf("klager%d@voorbeeld.nl", n+q+n-1)
				ack := h.Last(who, "INBOX")
				h.Send("Anna Bakker <"+who+">", "Re: "+ack.Subject, "Ik trek mijn klacht in.\n\nAnna Bakker", "In-Reply-To: <"+ack.MessageID+">\r\n")
				h.Until("2026-04-15 16:00")
				before, sent := standing(h, 2*n+2, 2*q), received(h, people)
				h.Stop()

				db, err := store.Open(backup)
				if err != nil {
					t.Fatal(err)
				}
				if err := db.Update(t.Context(), func(tx *store.Tx) error { return daemon.StopRestored(tx, time.Now()) }); err != nil {
					t.Fatal(err)
				}
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				if _, err := store.Replace(h.Config.Store.Path, backup, time.Now()); err != nil {
					t.Fatal(err)
				}
				h.Start()
				h.Until("2026-04-15 16:40")
				wantStopped(h, daemon.StopRestore)
				for key, n := range received(h, people) {
					if n != sent[key] {
						t.Errorf("while it was stopped, somebody got: %s (%d times)", key, n)
					}
				}
				notice := withSubject(h, daemon.StopSubject)
				if len(notice) != 1 {
					t.Fatalf("%d notices", len(notice))
				}
				t.Log(strings.Join(strings.Fields(notice[0].Text), " "))
				if after := standing(h, 2*n+2, 2*q); !slices.Equal(after, before) {
					t.Errorf("after the restore:\n%s\nbefore:\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
				}
				h.AnswerActie(notice[0], "hervat")
				h.Until("2026-04-15 17:40")
				wantStopped(h, "")
				again := 0
				for key, n := range received(h, people) {
					if n != 1 && sent[key] != n {
						t.Errorf("%d times: %s", n, key)
					}
					if sent[key] == 0 {
						again++
						t.Errorf("new after resuming: %s %s", key, subjectOf(h, people, key))
					}
				}
				t.Logf("%d complaints, %d questions, %d mails sent before, %d of them again", 2*n+2, 2*q, len(sent), again)
				// A new complaint goes on above.
				h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
				h.Until("2026-04-15 18:20")
				h.TheCase(workflow.NewNumber(2026, 2*n+3))
				h.WantMails(cmdtest.Complainant, 1)
				h.Stop()
			})
		})
	}
}

// TestAnsweredWhileDown: what the secretary answers while the program does not run
// counts when it runs again, whichever copy of it is read first.
func TestAnsweredWhileDown(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Send("Piet Vraag <"+cmdtest.Complainant+">", "vraag", "Mijn bemiddelaar kwam niet opdagen en liet niets weten. Kunt u daar iets aan doen?\n\nGroet,\nPiet Vraag")
		h.Until("2026-04-14 11:00")
		actie := h.ActieWith("nieuw bericht")
		h.Stop()
		h.AnswerActie(actie, "1")
		h.Until("2026-04-14 16:00")
		h.Start()
		h.Until("2026-04-14 17:00")
		h.TheCase("K-2026-0001")
	})
}

// TestRestore_numbers: a number that somebody was told is never given again, also
// when our own mail with it is gone; a joker's number is not believed.
func TestRestore_numbers(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 11:00")
		h.Change(func(tx *store.Tx) error { return daemon.StopRestored(tx, time.Now()) })
		h.Stop()
		h.Send("Bo <bo@voorbeeld.nl>", "Re: Uw bericht aan ons ["+workflow.NewNumber(2026, 7).Tag()+"]", "Nog een vraag.")
		h.Send("Grap <grap@voorbeeld.nl>", "Re: ["+workflow.NewNumber(2026, 9000).Tag()+"]", "Haha.")
		h.Start()
		h.Until("2026-04-14 11:30")
		h.Change(func(tx *store.Tx) error { _, err := daemon.Resume(tx, "", 0, "", time.Now()); return err })
		h.Send("Bo Tuin <klager2@voorbeeld.nl>", "Klacht", strings.ReplaceAll(cmdtest.Story, "Anna Bakker", "Bo Tuin"))
		h.Until("2026-04-14 12:30")
		h.TheCase("K-2026-0008")
	})
}
