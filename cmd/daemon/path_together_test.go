package daemon_test

import (
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
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
