package daemon_test

import (
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// toTheDeliberation plays a case of the committee on without statements and
// hearing.
func toTheDeliberation(t *testing.T, h *daemontest.House) {
	t.Helper()
	toTheCommittee(t, h)
	h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
	h.Until("2026-04-16 09:00")
	h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder stukken")
	h.Until("2026-04-16 09:30")
	h.AnswerActie(h.ActieWith("K-2026-0001"), "zonder hoorzitting")
	h.Until("2026-04-16 10:00")
	wantStatus(t, h, workflow.StatusDeliberation)
}

// TestLateBesluit: a late besluit is told to complainant and board, with the date
// that was missed.
func TestLateBesluit(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheDeliberation(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "uitspraak: gegrond")
		h.Until("2026-04-16 11:00")
		h.SendDraft("K-2026-0001/U1-", nil)
		h.Until("2026-04-16 12:00")
		wantStatus(t, h, workflow.StatusDirectorDecides)
		time.Sleep(36 * 24 * time.Hour)
		mailTo(t, h, cmdtest.Complainant, "U zou uiterlijk maandag 18 mei 2026 van ons horen")
		mailTo(t, h, "bestuur@perspectief.example", "maandag 18 mei 2026")
	})
}

// TestProgressNamesTheTerm: a progress mail names the day of the answer, and says of
// no case that it stands still that does not.
func TestProgressNamesTheTerm(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-05-07 10:20")
		text := strings.Join(strings.Fields(h.Last(cmdtest.Complainant, "INBOX").Text), " ")
		if !strings.Contains(text, "uiterlijk dinsdag 26 mei 2026") || strings.Contains(text, "staat nu stil") {
			t.Errorf("the progress mail says:\n%s", text)
		}
	})
}

// TestMovedHearing: the date of an extended term is no date of a hearing.
func TestMovedHearing(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{chair, member}}, withCommittee, func(h *daemontest.House) {
		toTheCommittee(t, h)
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verlengen")
		h.Until("2026-04-14 13:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "ontvankelijk")
		h.Until("2026-04-16 09:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "hoorzitting\ndatum: 19 mei 2026\ntijd: 10:00\nplaats: kantoor Utrecht")
		h.Until("2026-04-16 10:00")
		h.AnswerActie(h.ActieWith("K-2026-0001"), "verzet\ndatum: 26 mei 2026\ntijd: 10:00")
		h.Until("2026-04-16 11:00")
		m := mailTo(t, h, cmdtest.Complainant, "Het gesprek is verzet")
		if strings.Contains(m.Text, "juni") || strings.Contains(m.Text, "juli") {
			t.Errorf("the mail about a hearing in May names another date:\n%s", m.Text)
		}
	})
}
