package daemon_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// bubble runs f in a synctest bubble with a daemon that was started on a Tuesday
// morning and has looked at its mailbox.
func bubble(t *testing.T, o mailtest.Options, f func(*daemontest.House)) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, o)
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		f(h)
		h.Stop()
	})
}

// TestNameAsked: what is missing is asked in the acknowledgement, and the answer
// sends the complaint on.
func TestNameAsked(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Send(cmdtest.Complainant, "klacht", "Ik wil een klacht indienen. Uw medewerker is twee keer niet komen opdagen\nbij een afspraak en heeft niets laten horen.")
		h.Until("2026-04-14 10:10")
		h.WantMails(cmdtest.Director, 0)
		ack := h.Last(cmdtest.Complainant, "INBOX")
		if !strings.Contains(ack.Text, "naam") {
			h.T.Errorf("the acknowledgement does not ask for the name:\n%s", ack.Text)
		}
		h.Send(cmdtest.Complainant, "Re: "+ack.Subject, "Anna Bakker\n\nOp 14 apr. 2026 om 10:06 schreef Perspectief <klachten@perspectief.example>:\n> Wij hebben uw bericht ontvangen", "In-Reply-To: <"+ack.MessageID+">\r\n")
		h.Until("2026-04-14 10:15")
		h.WantMails(cmdtest.Director, 1)
		if got := h.Last(cmdtest.Director, "INBOX").Text; !strings.Contains(got, "Naam: Anna Bakker") {
			h.T.Errorf("the director does not get the name:\n%s", got)
		}
		h.WantMails(cmdtest.Complainant, 2) // in-behandeling
	})
}

// TestSundayComplaint: the acknowledgement leaves at once and says when the
// director gets the complaint; he gets it then, and not before.
func TestSundayComplaint(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Until("2026-04-19 20:00")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-19 20:05")
		h.WantMails(cmdtest.Director, 0)
		ack := strings.Join(strings.Fields(h.Last(cmdtest.Complainant, "INBOX").Text), " ")
		if !strings.Contains(ack, "gaat op maandag 20 april 2026 naar de directeur") {
			h.T.Errorf("the acknowledgement on Sunday says:\n%s", ack)
		}
		h.Until("2026-04-20 07:59")
		h.WantMails(cmdtest.Director, 0)
		h.Until("2026-04-20 08:01")
		h.WantMails(cmdtest.Director, 1)
	})
}

// TestRefusedDirector (OUT-12): the director's address does not exist. Nobody is
// told that he has the complaint, and the secretary hears of it.
func TestRefusedDirector(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Config.People.Director.Address = "permerror@perspectief.example"
		h.Config.Intake.Release = config.ReleaseAlways
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:08")
		h.AnswerActie(h.Actie("K-2026-0001"), "1")
		h.Until("2026-04-14 11:00")
		h.WantMails(cmdtest.Complainant, 1)
		for _, o := range h.Outgoing("K-2026-0001") {
			if o.Template == workflow.TemplateTakenUp {
				t.Errorf("in-behandeling was made although the director has nothing")
			}
		}
		if got := h.Actie("K-2026-0001"); !strings.Contains(got.Text, "niet verstuurd") {
			t.Errorf("the secretary does not hear of the refusal:\n%s", got.Text)
		}
		h.Stop()
	})
}

// TestRetry (OUT-10): a server that says "later" gets the same bytes later.
func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Srv.Down(false, true)
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.WantMails(cmdtest.Complainant, 0)
		h.Srv.Down(false, false)
		h.Until("2026-04-14 11:00")
		h.WantMails(cmdtest.Complainant, 1)
		h.WantMails(cmdtest.Director, 1)
		h.Stop()
	})
}

// TestUnknown (OUT-04): the connection goes after the dot. The acknowledgement is
// sent once more, byte for byte; the complaint to the director is not, the
// secretary is asked.
func TestUnknown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Config.People.Director.Address = "drop-after-dot@perspectief.example"
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-16 09:00") // twelve hours of looking, and a day on which she works
		h.WantMails(cmdtest.Complainant, 1)
		for _, o := range h.Outgoing("K-2026-0001") {
			if o.Template == workflow.TemplateToHandler && (o.State != store.StateUnknown || o.Attempts != 1) {
				t.Errorf("klacht-directeur is %s after %d attempts, want onbekend after 1", o.State, o.Attempts)
			}
		}
		if got := h.Actie("K-2026-0001"); !strings.Contains(got.Text, "1: opnieuw") && !strings.Contains(got.Text, "Antwoord met 1") {
			t.Errorf("the secretary is not asked:\n%s", got.Text)
		}
		h.Stop()
	})
}

// TestUnknownAfterTrying: that a mail could not be handed over at first does not take
// away that it is sent once more when its fate stays unknown; and no more than once.
func TestUnknownAfterTrying(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const address = mailtest.LostAfterDot + "@voorbeeld.nl"
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Srv.Down(false, true)
		h.Srv.Deliver(cmdtest.Committee, fmt.Appendf(nil, "From: Anna Bakker <%s>\r\nTo: %s\r\nSubject: Klacht\r\nMessage-ID: <k@voorbeeld.nl>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
			address, cmdtest.Committee, strings.ReplaceAll(cmdtest.Story, "\n", "\r\n")))
		h.Until("2026-04-14 10:08")
		if o := mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement); o.State != store.StateAgain {
			t.Fatalf("the acknowledgement is %s", o.State)
		}
		h.Srv.Down(false, false)
		h.Until("2026-04-14 12:00")
		first := mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement)
		if first.State != store.StateUnknown || first.Attempts < 2 {
			t.Fatalf("the acknowledgement is %s after %d attempts", first.State, first.Attempts)
		}
		h.Until("2026-04-20 12:00")
		if o := mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement); o.State != store.StateUnknown || o.Attempts != first.Attempts+1 {
			t.Errorf("it is %s after %d attempts, want one more than %d", o.State, o.Attempts, first.Attempts)
		}
		h.Stop()
	})
}

// TestJunkThenInbox (EXC-05): a complaint in Junk is read and not answered; moved
// to INBOX it is acknowledged, once.
func TestJunkThenInbox(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		raw := fmt.Sprintf("From: Anna Bakker <%s>\r\nTo: %s\r\nSubject: Klacht\r\nMessage-ID: <junk@voorbeeld.nl>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
			cmdtest.Complainant, cmdtest.Committee, strings.ReplaceAll(cmdtest.Story, "\n", "\r\n"))
		junk := h.Srv.FolderName("\\Junk")
		uid := h.Srv.Append(cmdtest.Committee, junk, []byte(raw))
		h.Until("2026-04-14 12:00")
		h.WantMails(cmdtest.Complainant, 0)
		h.Srv.Move(cmdtest.Committee, junk, uid, "INBOX")
		h.Until("2026-04-14 12:30")
		h.WantMails(cmdtest.Complainant, 1)
		h.WantMails(cmdtest.Director, 1)
	})
}

// TestFirstStart (IN-17, IN-18): what lies there is left alone, what comes while
// it is listed or after is new.
func TestFirstStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{Accounts: []string{"oud@voorbeeld.nl"}})
		h.Until("2026-04-14 09:00")
		for range 20 {
			time.Sleep(time.Second)
			h.Send("Oud <oud@voorbeeld.nl>", "klacht", "Ik heb een klacht over mijn bemiddelaar, hij kwam niet opdagen.\nOud Geval")
		}
		h.Start()
		h.Until("2026-04-14 09:10")
		h.WantMails("oud@voorbeeld.nl", 0)
		h.WantMails(cmdtest.Director, 0)
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 09:20")
		h.WantMails(cmdtest.Complainant, 1)
		h.Stop()
	})
}

// TestSameMailAgain (IN-04): a new UIDVALIDITY lists everything again; nothing is
// a new case and nothing is sent.
func TestSameMailAgain(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:30")
		before := len(h.Outgoing("K-2026-0001"))
		h.Srv.Renumber(cmdtest.Committee, "INBOX")
		h.Until("2026-04-14 12:30")
		if after := len(h.Outgoing("K-2026-0001")); after != before {
			h.T.Errorf("%d mails after the renumbering, %d before", after, before)
		}
		h.WantMails(cmdtest.Complainant, 1)
	})
}

// TestTrialMode: nobody but the secretary gets anything.
func TestTrialMode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Config.Mode.Trial = true
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 11:05")
		h.WantMails(cmdtest.Complainant, 0)
		h.WantMails(cmdtest.Director, 0)
		found := 0
		for _, m := range h.Got(cmdtest.Committee, "INBOX") {
			if strings.HasPrefix(m.Subject, "Zou gaan naar "+cmdtest.Complainant) || strings.HasPrefix(m.Subject, "Zou gaan naar "+cmdtest.Director) {
				found++
			}
		}
		if found != 2 {
			t.Errorf("%d mails say where they would go, want 2", found)
		}
		h.Stop()
	})
}

// TestExchangeShaped (EXC-01): the main job on a server that behaves as Exchange
// Online does.
func TestExchangeShaped(t *testing.T) {
	bubble(t, mailtest.Options{Exchange: true}, func(h *daemontest.House) {
		h.Send("Peter Jansen <"+cmdtest.Complainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.Until("2026-04-14 10:10")
		h.WantMails(cmdtest.Complainant, 1)
		h.AnswerActie(h.Actie("K-2026-0001"), "2")
		h.Until("2026-04-14 10:40")
		h.WantMails("bestuur@perspectief.example", 1)
		h.WantMails(cmdtest.Complainant, 2)
		h.Until("2026-04-14 12:40")
		var items []string
		err := h.DB.View(context.Background(), func(tx *store.Tx) (err error) {
			items, err = tx.OpenItems()
			return err
		})
		if err != nil || len(items) > 0 {
			h.T.Errorf("own copies became intake items %v (%v)", items, err)
		}
	})
}

// TestPoison (IN-20): a mail that breaks the reader is tried twice and set aside,
// the secretary is told, and the ten behind it are decided on.
func TestPoison(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		tries := 0
		h.ReadMail = func(r io.Reader, o reader.Options) workflow.Message {
			m := reader.Read(r, o)
			if m.Subject == "gif" {
				tries++
				panic("a mail that nobody foresaw")
			}
			return m
		}
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Srv.Down(true, false)
		h.Send("Gif <gif@voorbeeld.nl>", "gif", "x")
		for i := range 10 {
			time.Sleep(time.Second)
			h.Send(fmt.Sprintf("Klager %c <k%d@voorbeeld.nl>", 'A'+i, i), "klacht", fmt.Sprintf("Ik dien klacht %d in over mijn bemiddelaar. Hij kwam niet opdagen.\nKees Visser", i))
		}
		h.Srv.Down(false, false)
		h.Until("2026-04-14 10:20")
		if tries != daemon.ParseAttempts {
			t.Errorf("the reader was tried %d times, want %d", tries, daemon.ParseAttempts)
		}
		var counts store.Counts
		err := h.DB.View(context.Background(), func(tx *store.Tx) (err error) {
			counts, err = tx.Counts()
			return err
		})
		if err != nil || counts.Cases != 10 || counts.Aside != 1 || counts.OpenItems != 1 {
			t.Errorf("%d cases, %d aside, %d items, want 10, 1, 1 (%v)", counts.Cases, counts.Aside, counts.OpenItems, err)
		}
		h.Stop()
	})
}

// TestOverview: on her first working day of the week the secretary reads what
// needs her and how every case stands, with nobody's words or address in it.
func TestOverview(t *testing.T) {
	bubble(t, mailtest.Options{}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-15 09:00")
		// Somebody writes as the director, with the tag and without any proof.
		h.Send(cmdtest.Director, "Re: [K-2026-0001-3]", "Alles is opgelost, sluit maar.")
		h.Until("2026-04-21 07:59")
		for _, m := range h.Got(cmdtest.Committee, "INBOX") {
			if strings.HasPrefix(m.Subject, "Overzicht") {
				h.T.Errorf("an overview on %s", m.Received)
			}
		}
		h.Until("2026-04-21 08:01")
		var overview workflow.Message
		for _, m := range h.Got(cmdtest.Committee, "INBOX") {
			if strings.HasPrefix(m.Subject, "Overzicht") {
				overview = m
			}
		}
		text := strings.Join(strings.Fields(overview.Text), " ")
		for _, want := range []string{"K-2026-0001-3", "in onderzoek bij de directeur", "vrijdag 17 april 2026", "Onzekere afzenders", cmdtest.Director} {
			if !strings.Contains(text, want) {
				h.T.Errorf("the overview lacks %q:\n%s", want, overview.Text)
			}
		}
		for _, never := range []string{"Anna", cmdtest.Complainant, "Sanne", "Lindelaan", "opgelost"} {
			if strings.Contains(text, never) {
				h.T.Errorf("the overview holds %q:\n%s", never, overview.Text)
			}
		}
	})
}
