package daemon_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// TestWholeDaemon runs a complaint through everything: IMAP, reader, procedure,
// SQLite, texts and SMTP, with a restart in the middle.
func TestWholeDaemon(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:12")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht over de bemiddeling", cmdtest.Story)
		h.Until("2026-04-14 10:14")

		h.WantMails(cmdtest.Complainant, 1)
		ack := h.Last(cmdtest.Complainant, "INBOX")
		if !strings.Contains(ack.Subject, "[K-2026-0001-3]") || strings.Contains(ack.Text, "Anna") {
			t.Errorf("acknowledgement %q:\n%s", ack.Subject, ack.Text)
		}
		h.WantMails(cmdtest.Director, 1)
		toDirector := h.Last(cmdtest.Director, "INBOX")
		if !strings.Contains(toDirector.Text, "zonder mijn toestemming met de") {
			t.Errorf("the director does not get the complaint:\n%s", toDirector.Text)
		}
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusWithDirector {
			t.Errorf("status %s, want %s", c.Status, workflow.StatusWithDirector)
		}

		// Stopped, and started again two days later: nothing is said twice.
		h.Stop()
		h.Until("2026-04-16 09:00")
		h.Start()
		h.Until("2026-04-17 07:59")
		h.WantMails(cmdtest.Complainant, 1)
		h.WantMails(cmdtest.Director, 1)

		// The third working day, at eight.
		h.Until("2026-04-17 08:01")
		h.WantMails(cmdtest.Director, 2)
		reminder := h.Last(cmdtest.Director, "INBOX")
		if at := reminder.Received.In(h.Config.Location).Format("2006-01-02 15:04"); at != "2026-04-17 08:00" {
			t.Errorf("reminded at %s", at)
		}
		if len(reminder.References) == 0 || reminder.References[0] != toDirector.MessageID {
			t.Errorf("the reminder is in no thread with the complaint: %q", reminder.References)
		}

		// His answer joins the case and the secretary is asked on her next day.
		h.Until("2026-04-17 15:30")
		h.Send(cmdtest.Director, "Re: "+toDirector.Subject, "Ik heb mevrouw gesproken.", "In-Reply-To: <"+toDirector.MessageID+">\r\n")
		h.Until("2026-04-21 08:05")
		actie := h.Actie("K-2026-0001")
		h.AnswerActie(actie, "5")
		h.Until("2026-04-28 12:00")
		h.WantMails(cmdtest.Director, 2) // the end is far, and his words were read
		h.WantMails(cmdtest.Complainant, 1)
		h.Stop()
	})
}

// TestHeldComplaint: the secretary releases a complaint that names the director
// with a digit, and the board gets it.
func TestHeldComplaint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Until("2026-03-03 09:00")
		h.Start()
		h.Until("2026-03-03 09:05")
		h.Send("Peter Jansen <"+cmdtest.Complainant+">", "klacht", "Ik wil een klacht indienen over de directeur.\nZij heeft opgehangen toen ik vroeg waarom de bemiddeling was gestopt.\n\nPeter Jansen")
		h.Until("2026-03-03 09:07")
		h.WantMails(cmdtest.Director, 0)
		actie := h.Actie("K-2026-0001")
		h.AnswerActie(actie, "2")
		h.Until("2026-03-03 09:30")
		h.WantMails(cmdtest.Director, 0)
		h.WantMails("bestuur@perspectief.example", 1)
		if c := h.TheCase("K-2026-0001"); c.Handler != workflow.RoleBoard {
			t.Errorf("handler %q, want %q", c.Handler, workflow.RoleBoard)
		}
		h.Stop()
	})
}
