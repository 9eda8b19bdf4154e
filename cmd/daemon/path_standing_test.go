package daemon_test

import (
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// TestDelayRefusedWhileSuspended: when a delay is asked for and refused while the case
// stands still, the date that is named is the one that will hold.
func TestDelayRefusedWhileSuspended(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		for i, text := range []string{"verlengen", "opschorten\ntot: 1 mei 2026", "verder uitstel\ntot: 1 september 2026"} {
			h.AnswerActie(h.ActieWith("K-2026-0001"), text)
			h.Until([]string{"2026-04-16 09:00", "2026-04-16 10:00", "2026-04-16 11:00"}[i])
		}
		asked := mailTo(t, h, cmdtest.Complainant, "Nu is de uiterste datum woensdag 5 augustus 2026")
		h.Reply(cmdtest.Complainant, asked, "Nee")
		h.Until("2026-04-17 11:00")
		mailTo(t, h, chair, "moet de uitspraak er dus zijn, uiterlijk woensdag 5 augustus 2026")
		h.Until("2026-05-01 12:00")
		c := h.TheCase("K-2026-0001")
		if d, ok := c.Deadline(workflow.DeadlineCommittee); !ok || d.Date != (terms.Date{Year: 2026, Month: 8, Day: 5}) {
			t.Errorf("the committee's term is %+v", d)
		}
	})
}

// TestDelayWhileSuspended: a date that is agreed on while the case stands still is the
// one that all are told, not the day on which the terms run again.
func TestDelayWhileSuspended(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		for i, text := range []string{"verlengen", "opschorten\ntot: 1 mei 2026", "verder uitstel\ntot: 1 september 2026"} {
			h.AnswerActie(h.ActieWith("K-2026-0001"), text)
			h.Until([]string{"2026-04-16 09:00", "2026-04-16 10:00", "2026-04-16 11:00"}[i])
		}
		h.Reply(cmdtest.Complainant, mailTo(t, h, cmdtest.Complainant, "De klachtencommissie heeft nog meer tijd nodig"), "Ja, dat is goed")
		h.Until("2026-04-17 11:00")
		mailTo(t, h, cmdtest.Complainant, "U krijgt de beslissing, uiterlijk dinsdag 1 september 2026")
		mailTo(t, h, chair, "uiterste datum voor de uitspraak nu dinsdag 1 september 2026")
		h.Until("2026-05-01 12:00")
		mailTo(t, h, cmdtest.Complainant, "Nu gaan wij weer verder")
		c := h.TheCase("K-2026-0001")
		if d, ok := c.Deadline(workflow.DeadlineCommittee); !ok || d.Date != (terms.Date{Year: 2026, Month: 9, Day: 1}) {
			t.Errorf("the committee's term is %+v", d)
		}
	})
}
