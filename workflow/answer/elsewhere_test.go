package answer

import "testing"

// TestRestElsewhere: a digit or a clear word with more of the answer somewhere else is
// half an answer.
func TestRestElsewhere(t *testing.T) {
	for _, c := range []struct {
		text, question string
		want           Action
	}{
		{"1, zie mijn opmerkingen in rood", "voorstel", ActionPerson},
		{"1. Zie bijlage", "voorstel", ActionPerson},
		{"1 - zie hieronder", "voorstel", ActionPerson},
		{"1\n\nZie mijn opmerkingen hieronder.", "keuze-commissie", ActionPerson},
		{"2, mijn reactie staat in rood tussen de tekst", "voorstel", ActionPerson},
		{"1 (zie de bijgevoegde brief)", "uitstel-akkoord", ActionPerson},
		{"Ja, zie onderstaande opmerkingen.", "uitstel-akkoord", ActionPerson},
		{"Ik ben tevreden. Zie ook mijn opmerkingen in blauw.", "voorstel", ActionPerson},
		{"1, see my comments in red", "voorstel", ActionPerson},
		{"1, see attached", "voorstel", ActionPerson},
		{"1", "voorstel", ActionConfirm},
		{"1, bedankt", "voorstel", ActionConfirm},
		{"2", "voorstel", ActionAuto},
		{"2. Ik zie uw reactie graag tegemoet.", "voorstel", ActionAuto},
		{"1\n\nOp 14 april schreef de commissie:\n> Zie hieronder", "keuze-commissie", ActionAuto},
	} {
		if v := Classify(c.text, c.question, "klager"); v.Action != c.want {
			t.Errorf("%q to %s: %s %s (%s), want %s", c.text, c.question, v.Class, v.Action, v.Why, c.want)
		}
	}
}
