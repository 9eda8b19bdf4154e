package daemon_test

import (
	"fmt"
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

// withSubject are the mails in the committee's inbox that have a subject.
func withSubject(h *daemontest.House, subject string) []workflow.Message {
	var list []workflow.Message
	for _, m := range h.Got(cmdtest.Committee, "INBOX") {
		if m.Subject == subject {
			list = append(list, m)
		}
	}
	return list
}

func wantStopped(h *daemontest.House, reason string) {
	h.T.Helper()
	if got := h.Meta(daemon.MetaStopped); got != reason {
		h.T.Errorf("stopped: %q, want %q", got, reason)
	}
}

// TestPause: while the program is stopped nothing leaves, mail is taken in, and one
// notice says why; then everything leaves that is still true.
func TestPause(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Change(func(tx *store.Tx) error {
			_, err := daemon.Stop(tx, daemon.StopOperator, "Wij verhuizen.", time.Now())
			return err
		})
		for i := range 3 {
			h.Send(fmt.Sprintf("Anna Bakker <anna%d@voorbeeld.nl>", i), "Klacht", cmdtest.Story)
			h.Srv.AddAccount(fmt.Sprintf("anna%d@voorbeeld.nl", i))
		}
		h.Until("2026-04-15 12:00")
		for i := range 3 {
			h.WantMails(fmt.Sprintf("anna%d@voorbeeld.nl", i), 0)
		}
		h.WantMails(cmdtest.Director, 0)
		if n := h.TheCase("K-2026-0003"); n.Status != workflow.StatusWithDirector {
			h.T.Errorf("the third complaint is %s: mail was not decided on", n.Status)
		}
		told := withSubject(h, daemon.StopSubject)
		if len(told) != 1 || !strings.Contains(told[0].Text, "Wij verhuizen.") || !strings.Contains(told[0].Text, "wachten nu") {
			h.T.Fatalf("%d notices: %+v", len(told), told)
		}
		h.Until("2026-04-18 12:00")
		if n := len(withSubject(h, daemon.StopSubject)); n != 1 {
			h.T.Errorf("%d notices, want one", n)
		}
		h.Change(func(tx *store.Tx) error {
			_, err := daemon.Resume(tx, "", 0, "", time.Now())
			return err
		})
		h.Until("2026-04-20 12:00")
		for i := range 3 {
			if n := len(h.Got(fmt.Sprintf("anna%d@voorbeeld.nl", i), "INBOX")); n != 1 {
				h.T.Errorf("complainant %d has %d mails after resuming, want 1", i, n)
			}
		}
		h.WantMails(cmdtest.Director, 3)
	})
}

// TestPause_answered: her answer to the notice lets mail leave again, and nobody
// else's does.
func TestPause_answered(t *testing.T) {
	for _, tc := range []struct {
		name    string
		answer  func(*daemontest.House, workflow.Message)
		resumed bool
		notices int
	}{
		{"word in the thread", func(h *daemontest.House, m workflow.Message) { h.AnswerActie(m, "hervat") }, true, 1},
		{"digit in the thread", func(h *daemontest.House, m workflow.Message) { h.AnswerActie(m, "1") }, true, 1},
		{"something else", func(h *daemontest.House, m workflow.Message) { h.AnswerActie(m, "Wat is er aan de hand?") }, false, 2},
		{"without thread or code", func(h *daemontest.House, _ workflow.Message) { h.Write("klachtenpost", "hervat") }, false, 1},
		{"from outside, as the committee", func(h *daemontest.House, m workflow.Message) {
			h.Send("Karin <"+cmdtest.Committee+">", "RE: "+m.Subject, "hervat\r\n\r\n"+m.Text, "In-Reply-To: <"+m.MessageID+">\r\n",
				"Received: from evil.example (evil.example [203.0.113.9]) by mx.perspectief.example with ESMTP; Tue, 14 Apr 2026 10:10:00 +0200\r\n")
		}, false, 1},
		{"from the director", func(h *daemontest.House, m workflow.Message) {
			h.Send(cmdtest.Director, "RE: "+m.Subject, "hervat\r\n\r\n"+m.Text, "In-Reply-To: <"+m.MessageID+">\r\n")
		}, false, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, mailtest.Options{}, func(h *daemontest.House) {
				h.Change(func(tx *store.Tx) error {
					_, err := daemon.Stop(tx, daemon.StopPause, "", time.Now())
					return err
				})
				h.Until("2026-04-14 11:00")
				told := withSubject(h, daemon.StopSubject)
				if len(told) != 1 {
					h.T.Fatalf("%d notices", len(told))
				}
				tc.answer(h, told[0])
				h.Until("2026-04-14 12:00")
				if resumed := h.Meta(daemon.MetaStopped) == ""; resumed != tc.resumed {
					h.T.Errorf("resumed: %v, want %v", resumed, tc.resumed)
				}
				if n := len(withSubject(h, daemon.StopSubject)); n != tc.notices {
					h.T.Errorf("%d notices, want %d", n, tc.notices)
				}
			})
		})
	}
}

// TestPause_asked: the secretary's word "pauze" in a case stops everything.
func TestPause_asked(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:30")
		h.Write("[K-2026-0001-3]", "pauze")
		h.Until("2026-04-14 11:30")
		wantStopped(h, daemon.StopPause)
		h.Until("2026-05-14 11:30")
		h.WantMails(cmdtest.Director, 1) // no reminder
		h.AnswerActie(withSubject(h, daemon.StopSubject)[0], "hervat")
		h.Until("2026-05-19 11:30")
		wantStopped(h, "")
		if n := len(h.Got(cmdtest.Director, "INBOX")); n < 2 {
			h.T.Errorf("the director has %d mails: what waited did not leave", n)
		}
	})
}

// DB-09, and the forger: a mail with our header stops the program when it shows
// that somebody works with our key, or that another installation sends from this
// mailbox; a header that anybody can write does nothing.
func TestForeignCopy(t *testing.T) {
	mail := func(from, mark, extra string) []byte {
		return fmt.Appendf(nil, "%sFrom: %s\r\nTo: %s\r\nSubject: Ontvangstbevestiging [K-2026-0007-4]\r\nMessage-ID: <x%d@perspectief.example>\r\nDate: %s\r\nAuto-Submitted: auto-replied\r\nX-Klachtenpost: %s\r\nContent-Type: text/plain\r\n\r\nWij hebben uw bericht ontvangen.\r\n",
			extra, from, cmdtest.Complainant, time.Now().UnixNano(), time.Now().Format(time.RFC1123Z), mark)
	}
	outside := "Received: from evil.example (evil.example [203.0.113.9]) by mx.perspectief.example with ESMTP; Tue, 14 Apr 2026 10:10:00 +0200\r\n"
	ours := daemon.Seal([]byte("testsleutel"), "K-2026-0007", "ontvangstbevestiging")
	theirs := daemon.Seal([]byte("een andere sleutel"), "K-2026-0007", "ontvangstbevestiging")
	changed := ours[:len(ours)-1] + string("AB"[(strings.IndexByte("AB", ours[len(ours)-1])+1)%2])
	for _, tc := range []struct {
		name, folder string
		raw          []byte
		reason       string
	}{
		{"our key, in Sent", "\\Sent", mail(cmdtest.Committee, ours, ""), daemon.StopForeign},
		{"our key, in the inbox", "", mail(cmdtest.Committee, ours, outside), daemon.StopForeign},
		{"our key, from somebody else", "", mail("iemand@voorbeeld.nl", ours, outside), ""},
		{"another key, sent by the mailbox", "\\Sent", mail(cmdtest.Committee, theirs, ""), daemon.StopForeign},
		{"another key, from outside", "", mail(cmdtest.Committee, theirs, outside), ""},
		{"another key, from outside, in Sent by a rule", "\\Sent", mail(cmdtest.Committee, theirs, outside), ""},
		{"our key, one character changed", "", mail(cmdtest.Committee, changed, outside), ""},
		{"nonsense", "", mail(cmdtest.Committee, "JA", outside), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, mailtest.Options{}, func(h *daemontest.House) {
				folder := "INBOX"
				if tc.folder != "" {
					folder = h.Srv.FolderName("\\Sent")
				}
				h.Srv.Append(cmdtest.Committee, folder, tc.raw)
				h.Until("2026-04-14 10:30") // one poll and the wait for a twin
				wantStopped(h, tc.reason)
				h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
				h.Until("2026-04-14 11:00")
				want, number := 1, workflow.Number("K-2026-0001")
				if tc.reason != "" {
					want = 0
				}
				if tc.reason != "" && strings.Contains(string(tc.raw), ours) {
					number = "K-2026-0008" // above what the other gave out
				}
				h.WantMails(cmdtest.Complainant, want)
				h.TheCase(number)
				if n := len(withSubject(h, daemon.StopSubject)); n != 1-want {
					h.T.Errorf("%d notices", n)
				}
			})
		})
	}
}

// TestClockBack: what a clock that went back says is due cannot be trusted; a
// small step is nothing.
func TestClockBack(t *testing.T) {
	for ahead, want := range map[time.Duration]string{4 * time.Minute: "", 6 * time.Minute: daemon.StopClock, 50 * 24 * time.Hour: daemon.StopClock} {
		synctest.Test(t, func(t *testing.T) {
			h := daemontest.NewHouse(t, mailtest.Options{})
			h.Until("2026-04-14 10:00")
			h.Start()
			h.Until("2026-04-14 10:05")
			h.Stop()
			db, err := store.Open(h.Config.Store.Path)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Update(t.Context(), func(tx *store.Tx) error {
				return tx.SetMeta(daemon.MetaClock, daemon.StampOf(time.Now().Add(ahead)))
			})
			if err != nil {
				t.Fatal(err)
			}
			db.Close()
			h.Start()
			h.Until("2026-04-14 10:20")
			wantStopped(h, want)
			if want != "" {
				h.AnswerActie(withSubject(h, daemon.StopSubject)[0], "hervat")
				h.Until("2026-04-14 11:20")
				wantStopped(h, "") // and the clock counts from here
			}
			h.Stop()
		})
	}
}

// DB-09: two installations on one mailbox notice each other within a poll, whether
// the second was copied with its key or made anew.
func TestSecondInstallation(t *testing.T) {
	for _, key := range []string{"testsleutel", "een andere sleutel"} {
		t.Run(key, func(t *testing.T) {
			bubble(t, mailtest.Options{SaveSent: true}, func(h *daemontest.House) {
				second := daemontest.NewHouse(h.T, mailtest.Options{})
				second.Srv.Close()
				second.Srv, second.Key = h.Srv, key
				second.Start()
				h.Until("2026-04-14 10:30")
				h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
				h.Until("2026-04-14 10:45") // a poll is ten minutes here
				wantStopped(h, daemon.StopForeign)
				wantStopped(second, daemon.StopForeign)
				h.Send("Bo Tuin <klager2@voorbeeld.nl>", "Klacht", cmdtest.Story)
				h.Srv.AddAccount("klager2@voorbeeld.nl")
				h.Until("2026-04-14 12:00")
				h.WantMails("klager2@voorbeeld.nl", 0)
				second.Stop()
			})
		})
	}
}
