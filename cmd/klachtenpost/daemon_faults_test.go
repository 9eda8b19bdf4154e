package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// outgoing gives all mails of a matter.
func (h *house) outgoing(matter string) []store.Outgoing {
	h.t.Helper()
	var list []store.Outgoing
	err := h.db.View(context.Background(), func(tx *store.Tx) (err error) {
		list, err = tx.OutgoingOf(matter)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return list
}

// bubble runs f in a synctest bubble with a daemon that was started on a Tuesday
// morning and has looked at its mailbox.
func bubble(t *testing.T, o mailtest.Options, f func(*house)) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, o)
		h.until("2026-04-14 10:00")
		h.start()
		h.until("2026-04-14 10:05")
		f(h)
		h.stop()
	})
}

// TestNameAsked: what is missing is asked in the acknowledgement, and the answer
// sends the complaint on.
func TestNameAsked(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *house) {
		h.send(testComplainant, "klacht", "Ik wil een klacht indienen. Uw medewerker is twee keer niet komen opdagen\nbij een afspraak en heeft niets laten horen.")
		h.until("2026-04-14 10:10")
		h.wantMails(testDirector, 0)
		ack := h.last(testComplainant, "INBOX")
		if !strings.Contains(ack.Text, "naam") {
			h.t.Errorf("the acknowledgement does not ask for the name:\n%s", ack.Text)
		}
		h.send(testComplainant, "Re: "+ack.Subject, "Anna Bakker\n\nOp 14 apr. 2026 om 10:06 schreef Perspectief <klachten@perspectief.example>:\n> Wij hebben uw bericht ontvangen", "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.until("2026-04-14 10:15")
		h.wantMails(testDirector, 1)
		if got := h.last(testDirector, "INBOX").Text; !strings.Contains(got, "Naam: Anna Bakker") {
			h.t.Errorf("the director does not get the name:\n%s", got)
		}
		h.wantMails(testComplainant, 2) // in-behandeling
	})
}

// TestSundayComplaint: the acknowledgement leaves at once and says when the
// director gets the complaint; he gets it then, and not before.
func TestSundayComplaint(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *house) {
		h.until("2026-04-19 20:00")
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-19 20:05")
		h.wantMails(testDirector, 0)
		ack := strings.Join(strings.Fields(h.last(testComplainant, "INBOX").Text), " ")
		if !strings.Contains(ack, "gaat op maandag 20 april 2026 naar de directeur") {
			h.t.Errorf("the acknowledgement on Sunday says:\n%s", ack)
		}
		h.until("2026-04-20 07:59")
		h.wantMails(testDirector, 0)
		h.until("2026-04-20 08:01")
		h.wantMails(testDirector, 1)
	})
}

// TestRefusedDirector (OUT-12): the director's address does not exist. Nobody is
// told that he has the complaint, and the secretary hears of it.
func TestRefusedDirector(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, mailtest.Options{})
		h.cfg.People.Director.Address = "permerror@perspectief.example"
		h.cfg.Intake.Release = ReleaseAlways
		h.until("2026-04-14 10:00")
		h.start()
		h.until("2026-04-14 10:05")
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 10:08")
		h.answerActie(h.actie("K-2026-0001"), "1")
		h.until("2026-04-14 11:00")
		h.wantMails(testComplainant, 1)
		for _, o := range h.outgoing("K-2026-0001") {
			if o.Template == workflow.TemplateTakenUp {
				t.Errorf("in-behandeling was made although the director has nothing")
			}
		}
		if got := h.actie("K-2026-0001"); !strings.Contains(got.Text, "niet verstuurd") {
			t.Errorf("the secretary does not hear of the refusal:\n%s", got.Text)
		}
		h.stop()
	})
}

// TestRetry (OUT-10): a server that says "later" gets the same bytes later.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, mailtest.Options{})
		h.until("2026-04-14 10:00")
		h.start()
		h.until("2026-04-14 10:05")
		h.srv.Down(false, true)
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 10:20")
		h.wantMails(testComplainant, 0)
		h.srv.Down(false, false)
		h.until("2026-04-14 11:00")
		h.wantMails(testComplainant, 1)
		h.wantMails(testDirector, 1)
		h.stop()
	})
}

// TestUnknown (OUT-04): the connection goes after the dot. The acknowledgement is
// sent once more, byte for byte; the complaint to the director is not, the
// secretary is asked.
func TestUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, mailtest.Options{})
		h.cfg.People.Director.Address = "drop-after-dot@perspectief.example"
		h.until("2026-04-14 10:00")
		h.start()
		h.until("2026-04-14 10:05")
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 13:00")
		h.wantMails(testComplainant, 1)
		for _, o := range h.outgoing("K-2026-0001") {
			if o.Template == workflow.TemplateToHandler && (o.State != store.StateUnknown || o.Attempts != 1) {
				t.Errorf("klacht-directeur is %s after %d attempts, want onbekend after 1", o.State, o.Attempts)
			}
		}
		if got := h.actie("K-2026-0001"); !strings.Contains(got.Text, "1: opnieuw") && !strings.Contains(got.Text, "Antwoord met 1") {
			t.Errorf("the secretary is not asked:\n%s", got.Text)
		}
		h.stop()
	})
}

// TestJunkThenInbox (EXC-05): a complaint in Junk is read and not answered; moved
// to INBOX it is acknowledged, once.
func TestJunkThenInbox(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *house) {
		raw := fmt.Sprintf("From: Anna Bakker <%s>\r\nTo: %s\r\nSubject: Klacht\r\nMessage-ID: <junk@voorbeeld.nl>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
			testComplainant, testCommittee, strings.ReplaceAll(story, "\n", "\r\n"))
		junk := h.srv.FolderName("\\Junk")
		uid := h.srv.Append(testCommittee, junk, []byte(raw))
		h.until("2026-04-14 12:00")
		h.wantMails(testComplainant, 0)
		h.srv.Move(testCommittee, junk, uid, "INBOX")
		h.until("2026-04-14 12:30")
		h.wantMails(testComplainant, 1)
		h.wantMails(testDirector, 1)
	})
}

// TestFirstStart (IN-17, IN-18): what lies there is left alone, what comes while
// it is listed or after is new.
func TestFirstStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, mailtest.Options{Accounts: []string{"oud@voorbeeld.nl"}})
		h.until("2026-04-14 09:00")
		for range 20 {
			time.Sleep(time.Second)
			h.send("Oud <oud@voorbeeld.nl>", "klacht", "Ik heb een klacht over mijn bemiddelaar, hij kwam niet opdagen.\nOud Geval")
		}
		h.start()
		h.until("2026-04-14 09:10")
		h.wantMails("oud@voorbeeld.nl", 0)
		h.wantMails(testDirector, 0)
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 09:20")
		h.wantMails(testComplainant, 1)
		h.stop()
	})
}

// TestSameMailAgain (IN-04): a new UIDVALIDITY lists everything again; nothing is
// a new case and nothing is sent.
func TestSameMailAgain(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 10:30")
		before := len(h.outgoing("K-2026-0001"))
		h.srv.Renumber(testCommittee, "INBOX")
		h.until("2026-04-14 12:30")
		if after := len(h.outgoing("K-2026-0001")); after != before {
			h.t.Errorf("%d mails after the renumbering, %d before", after, before)
		}
		h.wantMails(testComplainant, 1)
	})
}

// TestTrialMode: nobody but the secretary gets anything.
func TestTrialMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, mailtest.Options{})
		h.cfg.Mode.Trial = true
		h.until("2026-04-14 10:00")
		h.start()
		h.until("2026-04-14 10:05")
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-14 11:05")
		h.wantMails(testComplainant, 0)
		h.wantMails(testDirector, 0)
		found := 0
		for _, m := range h.got(testCommittee, "INBOX") {
			if strings.HasPrefix(m.Subject, "Zou gaan naar "+testComplainant) || strings.HasPrefix(m.Subject, "Zou gaan naar "+testDirector) {
				found++
			}
		}
		if found != 2 {
			t.Errorf("%d mails say where they would go, want 2", found)
		}
		h.stop()
	})
}

// TestExchangeShaped (EXC-01): the main job on a server that behaves as Exchange
// Online does.
func TestExchangeShaped(t *testing.T) {
	bubble(t, mailtest.Options{Exchange: true}, func(h *house) {
		h.send("Peter Jansen <"+testComplainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.until("2026-04-14 10:10")
		h.wantMails(testComplainant, 1)
		h.answerActie(h.actie("K-2026-0001"), "2")
		h.until("2026-04-14 10:40")
		h.wantMails("bestuur@perspectief.example", 1)
		h.wantMails(testComplainant, 2)
		h.until("2026-04-14 12:40")
		var items []string
		err := h.db.View(context.Background(), func(tx *store.Tx) (err error) {
			items, err = tx.OpenItems()
			return err
		})
		if err != nil || len(items) > 0 {
			h.t.Errorf("own copies became intake items %v (%v)", items, err)
		}
	})
}

// TestPoison (IN-20): a mail that breaks the reader is tried twice and set aside,
// the secretary is told, and the ten behind it are decided on.
func TestPoison(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, mailtest.Options{})
		tries := 0
		h.readMail = func(r io.Reader, o reader.Options) workflow.Message {
			m := reader.Read(r, o)
			if m.Subject == "gif" {
				tries++
				panic("a mail that nobody foresaw")
			}
			return m
		}
		h.until("2026-04-14 10:00")
		h.start()
		h.until("2026-04-14 10:05")
		h.srv.Down(true, false)
		h.send("Gif <gif@voorbeeld.nl>", "gif", "x")
		for i := range 10 {
			time.Sleep(time.Second)
			h.send(fmt.Sprintf("Klager %c <k%d@voorbeeld.nl>", 'A'+i, i), "klacht", fmt.Sprintf("Ik dien klacht %d in over mijn bemiddelaar. Hij kwam niet opdagen.\nKees Visser", i))
		}
		h.srv.Down(false, false)
		h.until("2026-04-14 10:20")
		if tries != parseAttempts {
			t.Errorf("the reader was tried %d times, want %d", tries, parseAttempts)
		}
		var counts store.Counts
		err := h.db.View(context.Background(), func(tx *store.Tx) (err error) {
			counts, err = tx.Counts()
			return err
		})
		if err != nil || counts.Cases != 10 || counts.Aside != 1 || counts.OpenItems != 1 {
			t.Errorf("%d cases, %d aside, %d items, want 10, 1, 1 (%v)", counts.Cases, counts.Aside, counts.OpenItems, err)
		}
		h.stop()
	})
}

// TestOverview: on her first working day of the week the secretary reads what
// needs her and how every case stands, with nobody's words or address in it.
func TestOverview(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *house) {
		h.send("Anna Bakker <"+testComplainant+">", "Klacht", story)
		h.until("2026-04-15 09:00")
		// Somebody writes as the director, with the tag and without any proof.
		h.send(testDirector, "Re: [K-2026-0001-3]", "Alles is opgelost, sluit maar.")
		h.until("2026-04-21 07:59")
		for _, m := range h.got(testCommittee, "INBOX") {
			if strings.HasPrefix(m.Subject, "Overzicht") {
				h.t.Errorf("an overview on %s", m.Received)
			}
		}
		h.until("2026-04-21 08:01")
		var overview workflow.Message
		for _, m := range h.got(testCommittee, "INBOX") {
			if strings.HasPrefix(m.Subject, "Overzicht") {
				overview = m
			}
		}
		text := strings.Join(strings.Fields(overview.Text), " ")
		for _, want := range []string{"K-2026-0001-3", "in onderzoek bij de directeur", "vrijdag 17 april 2026", "Onzekere afzenders", testDirector} {
			if !strings.Contains(text, want) {
				h.t.Errorf("the overview lacks %q:\n%s", want, overview.Text)
			}
		}
		for _, never := range []string{"Anna", testComplainant, "Sanne", "Lindelaan", "opgelost"} {
			if strings.Contains(text, never) {
				h.t.Errorf("the overview holds %q:\n%s", never, overview.Text)
			}
		}
	})
}
