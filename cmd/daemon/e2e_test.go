package daemon_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// TestRealServers runs the main job on Dovecot and Postfix, with each of the
// three restarted on the way.
func TestRealServers(t *testing.T) {
	s := daemontest.NewSite(t, real.Options{})
	s.Start()

	s.Srv.Deliver(cmdtest.Complainant, cmdtest.Committee, daemontest.TextMail("Anna Bakker <"+cmdtest.Complainant+">", cmdtest.Committee, "Klacht over de bemiddeling", cmdtest.Story))
	ack := s.Await(cmdtest.Complainant, "[K-")
	if strings.Contains(ack.Text, "zonder mijn toestemming") {
		t.Errorf("the acknowledgement repeats the complaint:\n%s", ack.Text)
	}
	toDirector := s.Await(cmdtest.Director, "zonder mijn toestemming met de")
	number := workflow.Number(fmt.Sprintf("K-%d-0001", time.Now().In(s.Config.Location).Year()))
	if c := s.TheCase(number); c.Status != workflow.StatusWithDirector {
		t.Errorf("status %s, want %s", c.Status, workflow.StatusWithDirector)
	}

	// The director replies in his mail client; the secretary decides with a digit.
	s.Srv.Submit(cmdtest.Director, []string{cmdtest.Committee}, daemontest.Reply("Marieke de Wit <"+cmdtest.Director+">", toDirector, "Ik heb mevrouw gesproken."))
	actie := s.Actie(number, workflow.ReasonHandler)
	s.Srv.RestartDovecot()
	s.Srv.RestartPostfix()
	s.Decide(actie, "5")
	answered := func(c workflow.Case) bool {
		for _, q := range c.Questions {
			if q.Kind == workflow.QuestionActie && q.Reason == workflow.ReasonHandler {
				return !q.Open()
			}
		}
		return false
	}
	s.UntilCase(number, "has the secretary's digit", answered)

	// The trial letter goes from Drafts, in Thunderbird.
	var draft real.Mail
	s.Until("the trial letter in Drafts", func() bool {
		for _, m := range s.Srv.Mails(cmdtest.Committee, "Drafts") {
			if strings.Contains(string(m.Raw), "Subject: Proefbrief") {
				draft = m
				return true
			}
		}
		return false // beside it lies the letter with the director's answer
	})
	s.Srv.SendDraft(cmdtest.Committee, draft)
	s.Until("the trial letter recognised", func() bool {
		seen := false
		s.View(func(tx *store.Tx) error {
			events, err := tx.Events(workflow.OfficeKey)
			for _, e := range events {
				seen = seen || e.Kind == workflow.EventLetter && e.Proof == workflow.ProofSecret
			}
			return err
		})
		return seen
	})

	// What comes while the daemon is down is taken in once it is back.
	s.Stop()
	s.Srv.Deliver(cmdtest.Complainant, cmdtest.Committee, daemontest.Reply("Anna Bakker <"+cmdtest.Complainant+">", ack, "Ik wil nog iets toevoegen: het gesprek was op 3 april."))
	s.Start()
	s.Actie(number, workflow.ReasonAddition)
	s.UntilOurs(cmdtest.Complainant, 2)
	s.Stop()
	s.Start()
	time.Sleep(3 * s.Config.Mailbox.Poll)
	s.WantOurs(cmdtest.Complainant, 2)
	s.WantOurs(cmdtest.Director, 1)
	s.WantNothingTwice(cmdtest.Complainant, cmdtest.Director, daemontest.Board, cmdtest.Committee)
	s.View(func(tx *store.Tx) error {
		numbers, err := tx.OpenCases()
		if len(numbers) != 1 {
			t.Errorf("%d cases, want 1", len(numbers))
		}
		return err
	})
}
