package daemon_test

import (
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// TestDigitWithRemarks: a digit that sends to remarks elsewhere in the mail closes
// nothing; she reads it first.
func TestDigitWithRemarks(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *house) {
		h.Send(anna, "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
		h.Until("2026-04-14 11:00")
		h.SendDraft("excuses", nil)
		h.Until("2026-04-14 11:30")
		h.Reply(cmdtest.Complainant, h.Last(cmdtest.Complainant, "INBOX"), "1, zie mijn opmerkingen in rood")
		h.Until("2026-04-16 09:00")
		wantStatus(t, h, workflow.StatusProposed)
		h.AnswerActie(mailTo(t, h, cmdtest.Committee, "begreep het antwoord niet zeker genoeg"), "2")
		h.Until("2026-04-16 10:00")
		wantStatus(t, h, workflow.StatusChoosing)
	})
}
