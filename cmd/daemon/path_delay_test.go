package daemon_test

import (
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// TestCommitteeDelay: beyond its one extension the committee takes longer only when
// the complainant agrees; the mails speak of its decision, and the chair hears it.
func TestCommitteeDelay(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verder uitstel\ntot: 1 september 2026")
		h.Until("2026-04-16 09:00")
		mailTo(t, h, cmdtest.Committee, "Dat kan nu niet") // the extension comes first
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verlengen")
		h.Until("2026-04-16 10:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verder uitstel\ntot: 1 september 2026")
		h.Until("2026-04-16 11:00")
		h.Reply(cmdtest.Complainant, mailTo(t, h, cmdtest.Complainant, "De klachtencommissie heeft nog meer tijd nodig"), "Ja, dat is goed")
		h.Until("2026-04-17 11:00")
		mailTo(t, h, cmdtest.Complainant, "U krijgt de beslissing, uiterlijk dinsdag 1 september 2026")
		mailTo(t, h, chair, "uiterste datum voor de uitspraak nu dinsdag 1 september 2026")
		c := h.TheCase("K-2026-0001")
		if d, ok := c.Deadline(workflow.DeadlineCommittee); !ok || d.Date != (terms.Date{Year: 2026, Month: 9, Day: 1}) {
			t.Errorf("the committee's term is %+v", d)
		}
	})
}
