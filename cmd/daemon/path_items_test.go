package daemon_test

import (
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
)

// TestItemWithdrawn: of a complaint of three items one is withdrawn, by mail; the
// complainant takes that back with the digit that the mail offers.
func TestItemWithdrawn(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "onderdelen\n1: gebeld zonder toestemming\n2: onheus bejegend\n3: te laat teruggebeld")
		h.Until("2026-04-14 13:00")
		h.Reply(cmdtest.Complainant, h.Last(cmdtest.Complainant, "INBOX"), "Ik trek punt 2 in, de andere punten niet.")
		h.Until("2026-04-16 09:00")
		asked := mailTo(t, h, cmdtest.Committee, "een deel")
		if text := strings.Join(strings.Fields(asked.Text), " "); !strings.Contains(text, "2: onheus bejegend") || !strings.Contains(text, "4 onderdeel: 2") {
			t.Errorf("the secretary is not shown the items and how to choose one:\n%s", asked.Text)
		}
		h.AnswerActie(asked, "4 onderdeel: 2")
		h.Until("2026-04-16 10:00")
		told := mailTo(t, h, cmdtest.Complainant, "Eén onderdeel van uw klacht is ingetrokken")
		if strings.Contains(told.Text, "bejegend") {
			t.Error("a word that somebody typed left by itself")
		}
		mailTo(t, h, chair, "De klager trekt één onderdeel in")
		c := h.TheCase("K-2026-0001")
		if len(c.Course.Items) != 3 || !c.Course.Items[1].Withdrawn || c.Course.Items[0].Withdrawn {
			t.Fatalf("the items are %+v", c.Course.Items)
		}
		h.Reply(cmdtest.Complainant, told, "1")
		h.Until("2026-04-16 11:00")
		mailTo(t, h, cmdtest.Complainant, "Uw klacht is weer compleet")
		if c := h.TheCase("K-2026-0001"); c.Course.Items[1].Withdrawn {
			t.Error("the complainant could not take it back")
		}
	})
}
