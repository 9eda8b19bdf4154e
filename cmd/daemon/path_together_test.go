package daemon_test

import (
	"slices"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

const lawyer = "prins@advocaten.example"

// TestRepresentative: whoever acts for the complainant gets the same mails, the
// letters in copy, is reminded with him and may answer; a question how it stands is
// answered to whoever asked it.
func TestRepresentative(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{lawyer}}, nil, func(h *house) {
		h.Send(anna, "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
		h.Until("2026-04-14 11:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "gemachtigde\nnaam: Mr. P. Prins\nmailadres: "+lawyer)
		h.Until("2026-04-14 12:00")
		h.SendDraft("K-2026-0001/W1-", nil)
		h.Until("2026-04-14 13:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verlengen")
		h.Until("2026-04-14 14:00")
		h.Reply(lawyer, h.Last(lawyer, "INBOX"), "Hoe staat het ervoor met de klacht?")
		h.Until("2026-04-14 15:00")
		mailTo(t, h, lawyer, "U vroeg hoe het staat")
		for _, m := range h.Got(cmdtest.Complainant, "INBOX") {
			if strings.Contains(m.Text, "U vroeg hoe het staat") {
				t.Error("the complainant hears that he asked, and he did not")
			}
		}
		h.AnswerActie(h.ActieWith("K-2026-0001"), "5")
		h.Until("2026-04-14 15:30")
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Got(cmdtest.Director, "INBOX")[0], "Zij krijgt een andere bemiddelaar.")
		h.Until("2026-04-14 16:00")
		h.SendDraft("andere bemiddelaar", nil)
		h.Until("2026-04-14 16:30")
		wantStatus(t, h, workflow.StatusProposed)
		mailTo(t, h, lawyer, "andere bemiddelaar")
		h.Until("2026-04-21 12:00")
		for _, who := range []string{lawyer, cmdtest.Complainant} {
			mailTo(t, h, who, "Bent u tevreden met het antwoord?")
		}
		h.Reply(lawyer, mailTo(t, h, lawyer, "Bent u tevreden met het antwoord?"), "2")
		h.Until("2026-04-21 13:00")
		wantStatus(t, h, workflow.StatusChoosing)
	})
}

// TestJoinedThread: what is written in the thread of a number that was joined with
// another is filed in the case that lives on.
func TestJoinedThread(t *testing.T) {
	opened(t, func(h *house) {
		h.Send("Bert Smit <"+annaWork+">", "klacht", "Ik wil een klacht indienen over bemiddelaar Sanne de Boer.\nZij heeft op 2 april met de andere partij gebeld.\n\nBert Smit")
		h.Until("2026-04-14 10:40")
		const second = workflow.Number("K-2026-0002")
		note(h, second.Tag(), "samenvoegen\nmet: "+theTag)
		if c := h.TheCase(second); c.Outcome != workflow.OutcomeJoined {
			t.Fatalf("%s is %s %q", second, c.Status, c.Outcome)
		}
		h.Reply(annaWork, h.Got(annaWork, "INBOX")[0], "Er was nog een getuige bij: KANARIE.")
		h.Until("2026-04-16 10:00")
		c := h.TheCase(theCase)
		if len(c.Course.File) == 0 {
			t.Fatal("the mail is not in the file of the case that lives on")
		}
		h.Change(func(tx *store.Tx) error {
			ids, err := tx.MessagesOf(string(theCase))
			if !slices.Contains(ids, c.Course.File[len(c.Course.File)-1]) {
				t.Errorf("the messages of the case are %v, its file %v", ids, c.Course.File)
			}
			return err
		})
		h.AnswerActie(h.ActieWith("de klager heeft geschreven ["+theTag), "5")
	})
}
