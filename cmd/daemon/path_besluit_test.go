package daemon_test

import (
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// decidedBy plays a case until the handler was asked for his besluit and wrote it.
func decidedBy(t *testing.T, h *daemontest.House, words string) {
	t.Helper()
	toTheCommittee(t, h)
	h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder stukken")
	h.Until("2026-04-16 09:00")
	h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder hoorzitting")
	h.Until("2026-04-16 09:30")
	h.AnswerActie(h.ActieWith("K-2026-0001"), "uitspraak: gegrond")
	h.Until("2026-04-16 10:00")
	h.SendDraft("K-2026-0001/U1-", withoutDots)
	h.Until("2026-04-16 11:00")
	wantStatus(t, h, workflow.StatusDirectorDecides)
	h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), words)
	h.Until("2026-04-21 09:00")
}

// TestBesluitMadeAnew: the drafts of the besluit are made again once she laid down
// whether it follows the decision; either of them may be sent.
func TestBesluitMadeAnew(t *testing.T) {
	for _, mark := range []string{"K-2026-0001/S2-", "K-2026-0001/S1-"} {
		from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
			decidedBy(t, h, "Ik neem de uitspraak over, behalve het tweede punt.")
			h.AnswerActie(mailTo(t, h, cmdtest.Committee, "Lees het besluit."), "2\nmaatregel: 20 mei 2026 nieuwe werkafspraak")
			h.Until("2026-04-21 10:00")
			raw, _ := h.Draft("K-2026-0001/S2-")
			if text := strings.Join(strings.Fields(raw.Text), " "); !strings.Contains(text, "neemt het oordeel van de commissie voor een deel over") ||
				!strings.Contains(text, "nieuwe werkafspraak") || !strings.Contains(text, "behalve het tweede punt") {
				t.Errorf("the new draft says:\n%s", raw.Text)
			}
			h.SendDraft(mark, withoutDots)
			h.Until("2026-04-21 11:00")
			wantStatus(t, h, workflow.StatusClosed)
			for _, m := range h.Got(cmdtest.Committee, "INBOX") {
				if strings.HasPrefix(m.Subject, "Spoed") {
					t.Errorf("%s: %q", mark, m.Subject)
				}
			}
			if first := strings.Contains(mark, "S1"); first {
				mailTo(t, h, cmdtest.Committee, "Wat in dit concept staat, klopt niet meer")
			}
		})
	}
}
