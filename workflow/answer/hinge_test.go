package answer

import "testing"

// TestHinges: what is said hangs on a thing that may never come, without a word
// such as als, or holds for somebody else, or mocks.
func TestHinges(t *testing.T) {
	for _, c := range []struct{ text, question string }{
		{"Past u het verslag aan? Dan ben ik tevreden.", "voorstel"},
		{"Geef mij mijn geld terug. Dan is het opgelost.", "voorstel"},
		{"U past het verslag aan, dan ga ik akkoord.", "voorstel"},
		{"Stuur mij een excuusbrief en ik ben tevreden.", "voorstel"},
		{"Een excuus van Sanne en ik ben tevreden.", "voorstel"},
		{"Met excuses ga ik akkoord.", "voorstel"},
		{"Na betaling van het bedrag is het opgelost.", "voorstel"},
		{"Wordt het verslag aangepast? Akkoord dan.", "voorstel"},
		{"Komt er een andere bemiddelaar? Prima, akkoord.", "voorstel"},
		{"Ik krijg mijn geld terug en dan trek ik mijn klacht in.", "voorstel"},
		{"Komen er geen excuses? Dan ga ik niet akkoord.", "voorstel"},
		{"Can you change the report? Then I am satisfied.", "voorstel"},
		{"Geen ander voorstel? Dan stop ik.", "keuze-commissie"},
		{"Krijg ik geen nieuw gesprek? Dan wil ik naar de commissie.", "keuze-commissie"},
		{"Nog een week en ik ga naar de commissie.", "voorstel"},
		{"Nu is het opgelost. Voor jullie.", "voorstel"},
		{"Ik ben tevreden over de brief, over hem niet.", "voorstel"},
		{"Met de directeur ben ik klaar.", "voorstel"},
		{"Voor u is het opgelost.", "voorstel"},
		{"Goed dat het voor jullie is opgelost.", "voorstel"},
		{"Mijn vertrouwen is opgelost.", "voorstel"},
		{"U wordt bedankt. De zaak is gesloten.", "voorstel"},
		{"Lang leve de directeur. Akkoord.", "voorstel"},
		{"Akkoord hoor, akkoord, alles akkoord.", "voorstel"},
		{"Ik geef me gewonnen, akkoord.", "voorstel"},
		{"Ik stop even.", "keuze-commissie"},
		{"Nee hoor, prima.", "uitstel-akkoord"},
	} {
		if v := Classify(c.text, c.question, ""); v.Action != ActionPerson {
			t.Errorf("%s %s (%s) for %q", v.Class, v.Action, v.Why, c.text)
		}
	}
	for _, c := range []struct {
		text string
		want Class
	}{
		{"Ik ben tevreden. Dan is het goed zo.", ClassContent},
		{"Prima, dan ga ik akkoord.", ClassContent},
		{"Ik ben niet tevreden. Dan wil ik naar de commissie.", ClassCommittee},
		{"Ik ben tevreden over de oplossing. Sorry voor de moeite.", ClassContent},
	} {
		if v := Classify(c.text, "voorstel", ""); v.Action == ActionPerson || v.Class != c.want {
			t.Errorf("%s %s (%s) for %q, want %s", v.Class, v.Action, v.Why, c.text, c.want)
		}
	}
}
