package daemon_test

import (
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
)

// TestItemBackWhileSuspended: an item comes back while the case stands still; the mail
// that says so names no date that does not hold now.
func TestItemBackWhileSuspended(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		for i, text := range []string{"onderdelen\n1: gebeld\n2: bejegend", "onderdeel ingetrokken\nonderdeel: 2", "opschorten\ntot: 4 mei 2026", "onderdeel terug\nonderdeel: 2"} {
			h.AnswerActie(h.ActieWith("K-2026-0001"), text)
			h.Until([]string{"2026-04-16 09:00", "2026-04-16 10:00", "2026-04-16 11:00", "2026-04-16 12:00"}[i])
		}
		told := mailTo(t, h, cmdtest.Complainant, "Uw klacht is weer compleet")
		text := strings.Join(strings.Fields(told.Text), " ")
		if strings.Contains(text, "beslissing uiterlijk") || !strings.Contains(text, "staat nu stil tot maandag 4 mei 2026") {
			t.Errorf("while the case stands still the complainant reads:\n%s", told.Text)
		}
	})
}
