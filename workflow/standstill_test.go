package workflow_test

import (
	"testing"
	"time"

	"klachtenpost/workflow"
)

// After a standstill of any length (the program was down, the machine slept, the
// clock was set forward) what fell due is said once: nobody gets two mails about
// a case on the morning after (CLK-03), and looking again says nothing more.
func TestStandstill(t *testing.T) {
	n := 0
	for _, text := range []string{
		"Ik dien een klacht in over mijn bemiddelaar. Hij kwam op 1 april niet opdagen en heeft niet gebeld.\nAnna Bakker",
		"Ik dien een klacht in over de directeur. Zij heeft op 1 april opgehangen en niet teruggebeld.\nAnna Bakker",
		"Ik dien een klacht in over mijn bemiddelaar. Hij kwam op 1 april niet opdagen en heeft niet gebeld.",
	} {
		w := newWorld(t)
		w.now = time.Date(2026, 4, 14, 10, 0, 0, 0, amsterdam)
		m := workflow.Message{ID: 1, Kind: workflow.KindHuman, From: workflow.ParseAddress("", "anna@voorbeeld.nl"), Received: w.now, Confidence: 1, Text: text, NewText: text}
		opened := w.p.Open("K-2026-0001", m, w.now).Case
		for days := 1; days <= 200; days++ {
			now := time.Date(2026, 4, 14+days, 8, 0, 0, 0, amsterdam)
			d := w.p.Tick(*opened, now)
			got := map[string]int{}
			for _, x := range d.Notices {
				to, why, ok := w.p.Claim(x, d.Case.Matter, d.Case, now)
				if !ok {
					t.Errorf("%d days: %s is decided and not true: %s", days, x.Template, why)
					continue
				}
				if got[to.Address.Addr()]++; got[to.Address.Addr()] > 1 {
					t.Errorf("%d days: two mails to %s, the second %s", days, to.Role, x.Template)
				}
			}
			if again := w.p.Tick(*d.Case, now.Add(time.Hour)); again.Changed() {
				t.Errorf("%d days: an hour later there is more to say: %v", days, again.Events)
			}
			n++
		}
	}
	t.Logf("%d standstills", n)
}
