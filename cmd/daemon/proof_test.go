package daemon_test

import (
	"context"
	"fmt"
	"net"
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

func mailOf(h *daemontest.House, matter string, t workflow.Template) store.Outgoing {
	h.T.Helper()
	list := h.Outgoing(matter)
	i := slices.IndexFunc(list, func(o store.Outgoing) bool { return o.Template == t })
	if i < 0 {
		h.T.Fatalf("no mail %s in %s", t, matter)
	}
	return list[i]
}

// TestOwnCopy: where the server keeps what is handed in, that copy is the proof and
// the inbox stays clean; where it does not, a copy goes to ourselves.
func TestOwnCopy(t *testing.T) {
	for _, tc := range []struct {
		name    string
		o       mailtest.Options
		learnt  string
		copies  int // in the inbox, of what went to the complainant and the director
		learnt2 string
	}{
		{"kept", mailtest.Options{SaveSent: true}, "ja", 0, "ja"},
		{"not kept", mailtest.Options{}, "nee", 2, "nee"},
		{"not known, kept", mailtest.Options{SaveSent: true}, "", 0, "ja"},
		{"not known, not kept", mailtest.Options{}, "", 0, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			bubble(t, tc.o, func(h *daemontest.House) {
				h.Change(func(tx *store.Tx) error { return tx.SetMeta(daemon.MetaLive+"kopie", tc.learnt) })
				h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
				h.Until("2026-04-14 11:00")
				h.WantMails(cmdtest.Complainant, 1)
				h.WantMails(cmdtest.Director, 1)
				copies := 0
				for _, m := range h.Got(cmdtest.Committee, "INBOX") {
					if m.Ours != "" {
						copies++
					}
				}
				if copies != tc.copies {
					h.T.Errorf("%d copies in the inbox, want %d", copies, tc.copies)
				}
				if got := h.Meta(daemon.MetaLive + "kopie"); got != tc.learnt2 {
					h.T.Errorf("learnt %q, want %q", got, tc.learnt2)
				}
				h.TheCase("K-2026-0001")
				var c store.Counts
				h.DB.View(h.T.Context(), func(tx *store.Tx) (err error) { c, err = tx.Counts(); return err })
				if c.Cases != 1 || c.OpenItems != 0 {
					h.T.Errorf("own copies became something: %+v", c)
				}
			})
		})
	}
}

// refusing turns each RCPT of the committee's own address into one of a person that
// the server does not know.
type refusing struct{ net.Conn }

func (r refusing) Write(b []byte) (int, error) {
	line := strings.Replace(string(b), "RCPT TO:<"+cmdtest.Committee+">", "RCPT TO:<permerror@perspectief.example>", 1)
	if _, err := r.Conn.Write([]byte(line)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// TestOwnCopy_refused: nothing is sent without proof but reminders; after an hour
// the secretary is asked.
func TestOwnCopy_refused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Change(func(tx *store.Tx) error { return tx.SetMeta(daemon.MetaLive+"kopie", "nee") })
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-16 10:00")
		h.Stop()
		h.DialSMTP = func(ctx context.Context) (net.Conn, error) {
			c, err := h.Srv.DialSMTP(ctx)
			return refusing{c}, err
		}
		h.Start()
		h.Send("Bo Tuin <klager2@voorbeeld.nl>", "Klacht", strings.ReplaceAll(cmdtest.Story, "Anna Bakker", "Bo Tuin"))
		h.Srv.AddAccount("klager2@voorbeeld.nl")
		h.Until("2026-04-16 10:50")
		h.WantMails("klager2@voorbeeld.nl", 0)
		if o := mailOf(h, "K-2026-0002", workflow.TemplateAcknowledgement); o.State != store.StateAgain || o.Attempts != 1 {
			t.Errorf("the acknowledgement is %s after %d attempts", o.State, o.Attempts)
		}
		h.Until("2026-04-16 11:30")
		if o := mailOf(h, "K-2026-0002", workflow.TemplateAcknowledgement); o.State != store.StateGivenUp || o.Attempts != 2 {
			t.Errorf("the acknowledgement is %s after %d attempts", o.State, o.Attempts)
		}
		c := h.TheCase("K-2026-0002")
		if !slices.ContainsFunc(c.Questions, func(q workflow.Question) bool {
			return q.Reason == workflow.ReasonRefused && q.Failed == workflow.TemplateAcknowledgement
		}) {
			t.Errorf("the secretary is not asked: %+v", c.Questions)
		}
		h.Until("2026-04-17 12:00") // the third working day: has the director seen it?
		if o := mailOf(h, "K-2026-0001", workflow.TemplateHandlerReminder); o.State != store.StateSent || o.Copy {
			t.Errorf("the reminder is %s, copy %v", o.State, o.Copy)
		}
		h.Stop()
	})
}

// TestUnknown_looked: what became unknown is looked for in all folders; a copy
// proves that it was taken, absence proves nothing.
func TestUnknown_looked(t *testing.T) {
	t.Run("the copy is in Sent", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := daemontest.NewHouse(t, mailtest.Options{SaveSent: true})
			h.Config.People.Director.Address = mailtest.DropAfterDot + "@perspectief.example"
			h.Until("2026-04-14 10:00")
			h.Start()
			h.Until("2026-04-14 10:05")
			h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
			h.Until("2026-04-14 10:07")
			if o := mailOf(h, "K-2026-0001", workflow.TemplateToHandler); o.State != store.StateSent || o.Attempts != 1 {
				t.Errorf("klacht-directeur is %s after %d attempts", o.State, o.Attempts)
			}
			h.Stop()
		})
	})
	t.Run("nothing is found", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := daemontest.NewHouse(t, mailtest.Options{})
			h.Config.People.Director.Address = mailtest.LostAfterDot + "@perspectief.example"
			who := mailtest.LostAfterDot + "@voorbeeld.nl"
			h.Until("2026-04-14 10:00")
			h.Start()
			h.Until("2026-04-14 10:05")
			h.Send("Anna Bakker <"+who+">", "Klacht", cmdtest.Story)
			for _, look := range []struct {
				at    string
				looks int
			}{{"10:05", 0}, {"10:07", 1}, {"10:11", 2}, {"10:21", 3}, {"11:06", 4}, {"22:00", 4}} {
				h.Until("2026-04-14 " + look.at)
				for _, tpl := range []workflow.Template{workflow.TemplateAcknowledgement, workflow.TemplateToHandler} {
					if o := mailOf(h, "K-2026-0001", tpl); o.Looks != look.looks || o.State != store.StateUnknown || o.Attempts != 1 {
						t.Errorf("%s: %s is %s after %d looks and %d attempts, want %d looks", look.at, tpl, o.State, o.Looks, o.Attempts, look.looks)
					}
				}
			}
			h.Until("2026-04-14 22:20")
			if o := mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement); o.Attempts != 2 || o.State != store.StateUnknown {
				t.Errorf("the acknowledgement is %s after %d attempts, want one more", o.State, o.Attempts)
			}
			h.Until("2026-04-20 09:00")
			if o := mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement); o.Attempts != 2 {
				t.Errorf("the acknowledgement was sent %d times", o.Attempts)
			}
			if o := mailOf(h, "K-2026-0001", workflow.TemplateToHandler); o.Attempts != 1 {
				t.Errorf("the complaint was sent to the director %d times", o.Attempts)
			}
			for _, tpl := range []workflow.Template{workflow.TemplateAcknowledgement, workflow.TemplateToHandler} {
				if !asked(h, "K-2026-0001", workflow.ReasonUnknown, tpl) {
					t.Errorf("the secretary is not asked about %s", tpl)
				}
			}
			h.ActieWith("is een mail verstuurd")
			h.Stop()
		})
	})
	t.Run("while stopped", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			h := daemontest.NewHouse(t, mailtest.Options{})
			who := mailtest.LostAfterDot + "@voorbeeld.nl"
			h.Until("2026-04-14 10:00")
			h.Start()
			h.Until("2026-04-14 10:05")
			h.Send("Anna Bakker <"+who+">", "Klacht", cmdtest.Story)
			h.Until("2026-04-14 10:30")
			h.Change(func(tx *store.Tx) error { _, err := daemon.Stop(tx, daemon.StopOperator, "", time.Now()); return err })
			h.Until("2026-04-15 12:00")
			if o := mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement); o.Attempts != 1 || o.State != store.StateAgain {
				t.Errorf("the acknowledgement is %s after %d attempts", o.State, o.Attempts)
			}
			h.Stop()
		})
	})
}

// TestBreaker: a flood of one kind is held by itself, what others wait for leaves,
// the caps hold in every hour and day, and nothing is lost.
func TestBreaker(t *testing.T) {
	const n = 40
	synctest.Test(t, func(t *testing.T) {
		var people []string
		for i := range n {
			people = append(people, fmt.Sprintf("vrager%d@voorbeeld.nl", i))
		}
		h := daemontest.NewHouse(t, mailtest.Options{Accounts: people})
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		for _, who := range people {
			h.Send("Vrager <"+who+">", "vraag", "Wat zijn uw openingstijden? Ik kan het nergens vinden.")
			time.Sleep(time.Second)
		}
		h.Until("2026-04-14 10:10")
		if h.Meta(daemon.MetaBreaker+daemon.ClassReceipt) == "" {
			t.Errorf("%d mails of one kind, and nothing is held", n)
		}
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:30")
		h.WantMails(cmdtest.Director, 1)
		if told := withSubject(h, daemon.BreakerSubject); len(told) != 1 || !strings.Contains(told[0].Text, "bevestigingen aan wie iets stuurt") {
			t.Errorf("%d notices", len(told))
		}
		h.Stop() // that a class is held outlives a restart
		h.Start()
		h.Until("2026-04-14 10:50")
		if h.Meta(daemon.MetaBreaker+daemon.ClassReceipt) == "" {
			t.Error("nothing is held after a restart")
		}
		h.Until("2026-04-16 10:00")
		wantStopped(h, "")
		var times []time.Time
		for _, who := range append(people, cmdtest.Complainant, cmdtest.Director) {
			got := h.Got(who, "INBOX")
			if len(got) == 0 {
				t.Errorf("%s has no mail", who)
			}
			for _, m := range got {
				times = append(times, m.Received)
			}
		}
		slices.SortFunc(times, time.Time.Compare)
		for i := range times {
			if k := i + h.Config.Trust.Caps.Hour; k < len(times) && times[k].Sub(times[i]) < time.Hour {
				t.Errorf("more than %d mails in an hour from %s", h.Config.Trust.Caps.Hour, times[i])
			}
		}
		if h.Meta(daemon.MetaBreaker+daemon.ClassReceipt) != "" {
			t.Error("it is still held")
		}
		if k := len(withSubject(h, daemon.BreakerSubject)); k != 1 {
			t.Errorf("%d notices, want one", k)
		}
		h.Stop()
	})
}

// TestBreaker_all: two days at the ceiling stop everything.
func TestBreaker_all(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{CatchAll: true})
		h.Config.Trust.Caps.Hour, h.Config.Trust.Caps.Day = 4, 8
		h.Until("2026-04-14 08:00")
		h.Start()
		for i := range 60 {
			time.Sleep(time.Hour)
			h.Send(fmt.Sprintf("Anna Bakker <klager%d@voorbeeld.nl>", i), "Klacht", cmdtest.Story)
			if i == 30 {
				wantStopped(h, "")
			}
		}
		wantStopped(h, daemon.StopBreaker)
		if n := len(withSubject(h, daemon.StopSubject)); n != 1 {
			t.Errorf("%d notices", n)
		}
		h.AnswerActie(withSubject(h, daemon.StopSubject)[0], "hervat")
		time.Sleep(time.Hour)
		wantStopped(h, "")
		h.Stop()
	})
}
