package admin

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
)

// leftSince lists the mails of a house that left since a moment, and the letters
// that were put in Drafts: moment, to whom, template, and in which matter.
func leftSince(t *testing.T, h *daemontest.House, since time.Time) []string {
	t.Helper()
	var list []string
	err := h.DB.View(context.Background(), func(tx *store.Tx) error {
		matters, items, err := tx.ToSweep(h.Today())
		if err != nil {
			return err
		}
		keys := append(items, workflow.OfficeKey)
		for _, n := range matters {
			keys = append(keys, string(n))
		}
		for _, key := range keys {
			mails, err := tx.OutgoingOf(key)
			if err != nil {
				return err
			}
			for _, o := range mails {
				if n, state, err := tx.Notice(o.Notice); err != nil {
					return err
				} else if !o.Date.Before(since) {
					list = append(list, fmt.Sprintf("%s %s %s %s %s", o.Date.UTC().Format(time.DateTime), n.To, n.Template, key, n.Key))
					if state != store.StateSent && state != store.StateDraft {
						t.Errorf("%s is %s", list[len(list)-1], state)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// foretold lists the same as a forecast says it.
func foretold(t *testing.T, h *daemontest.House, days int) []string {
	t.Helper()
	db, err := copyOf(t.Context(), h.Config.Store.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(filepath.Dir(db.Path()))
	defer db.Close()
	texts, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	d := daemon.New(h.Config, db, texts, []byte("een andere sleutel"), slog.New(slog.DiscardHandler))
	err = d.Forecast(t.Context(), time.Now(), time.Now().AddDate(0, 0, days), false, func(l daemon.Leaving) {
		if l.Fault != nil {
			t.Errorf("cannot be made: %v", l.Fault)
		}
		list = append(list, fmt.Sprintf("%s %s %s %s %s", l.At.UTC().Format(time.DateTime), l.Notice.To, l.Notice.Template, l.Notice.Matter, l.Notice.Key))
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(list)
	return list
}

// What a forecast of ten weeks says is what leaves when ten weeks go by: a house
// after some weeks, with cases that stand differently and mails that wait.
func TestForecastComesTrue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{Accounts: []string{"joke@perspectief.example", "peter@voorbeeld.nl", "r@voorbeeld.nl", "ilse@voorbeeld.nl", "joost@voorbeeld.nl", "mia@voorbeeld.nl", "bo@voorbeeld.nl"}})
		h.Config.Mailbox.Poll = time.Hour
		h.Config.People.Secretary.Standin = config.StandIn{Name: "Joke Smit", Address: "joke@perspectief.example"}
		h.Until("2026-03-02 10:00")
		h.Start()
		send := func(at, from, subject, body string) {
			h.Until(at)
			h.Send(from, subject, body)
		}
		// With the director, who is silent; held for the secretary; something missing;
		// put to the complainant, who is silent; a letter that lies in Concepten; no
		// complaint; and one that comes in when nothing may leave.
		send("2026-03-02 10:05", "Anna Bakker <"+cmdtest.Complainant+">", "Klacht over de bemiddeling", cmdtest.Story)
		send("2026-03-04 11:00", "Peter Jansen <peter@voorbeeld.nl>", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		send("2026-03-09 09:00", "r@voorbeeld.nl", "klacht", "Ik dien een klacht in over mijn bemiddelaar. Hij kwam niet opdagen op 2 maart en heeft niet gebeld.")
		send("2026-03-10 09:00", "Ilse <ilse@voorbeeld.nl>", "vraag", "Wanneer zijn jullie open?")
		send("2026-03-10 09:30", "Joost Mol <joost@voorbeeld.nl>", "Klacht", strings.ReplaceAll(cmdtest.Story, "Anna Bakker", "Joost Mol"))
		h.Until("2026-03-10 09:40")
		h.Reply(cmdtest.Director, h.Last(cmdtest.Director, "INBOX"), "Ik heb Joost gesproken. Ik bied excuses aan.")
		h.Until("2026-03-12 10:00")
		h.SendDraft("K-2026-0004", nil)
		send("2026-03-16 09:30", "Mia Vos <mia@voorbeeld.nl>", "Klacht", strings.ReplaceAll(cmdtest.Story, "Anna Bakker", "Mia Vos"))
		h.Until("2026-03-16 09:50")
		h.Reply(cmdtest.Director, h.Last(cmdtest.Director, "INBOX"), "Ik heb Mia gesproken. Ik bied excuses aan.")
		send("2026-03-21 23:30", "Bo Bos <bo@voorbeeld.nl>", "Klacht", strings.ReplaceAll(cmdtest.Story, "Anna Bakker", "Bo Bos"))
		h.Until("2026-03-21 23:50")

		const days = 70
		begun := time.Now()
		want := foretold(t, h, days)
		before := bytesOf(t, h.Config.Store.Path)
		var out bytes.Buffer
		if err := forecast(t.Context(), h.Config, days, time.Now(), &out); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before, bytesOf(t, h.Config.Store.Path)) {
			t.Error("the database was changed")
		}
		if left, _ := filepath.Glob(filepath.Join(filepath.Dir(h.Config.Store.Path), "forecast-*")); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
		for _, say := range []string{"K-2026-0001", "klager, Anna Bakker", "In all: ", "herinnering-directeur 1"} {
			if !strings.Contains(out.String(), say) {
				t.Errorf("%q is not in the forecast:\n%s", say, out.String())
			}
		}

		time.Sleep(days * 24 * time.Hour)
		synctest.Wait()
		got := leftSince(t, h, begun)
		if !slices.Equal(got, want) {
			for _, l := range want {
				if !slices.Contains(got, l) {
					t.Errorf("foretold, did not leave: %s", l)
				}
			}
			for _, l := range got {
				if !slices.Contains(want, l) {
					t.Errorf("left, not foretold: %s", l)
				}
			}
		}
		t.Logf("%d mails and letters", len(want))
		if len(want) < 40 {
			t.Errorf("only %d mails: that is no test", len(want))
		}
		h.Stop()
	})
}

func bytesOf(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
