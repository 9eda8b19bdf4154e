package answer

import (
	"strings"
	"testing"
)

// TestOtherThings says of things that are not the complaint what would answer us
// if it were said of the complaint.
func TestOtherThings(t *testing.T) {
	things := strings.Split("de koffie,mijn huis,de website,uw telefoniste,de regen,de parkeerplaats,mijn nieuwe baan,de wachtkamer,de bos bloemen,het kopje thee,de notulen,het verslag,de agenda,de uitnodiging,de verhuizing,mijn auto,de lift,de cursus,mijn dochter,de buurvrouw,de huisarts,de verzekering,het salaris,de bus,het gebouw,uw kantoor,de foto's,het interview,de enquête,de tolk,de muziek,het eten,de vakantie,de werktijden,dinsdag,een half uur,de kamer,het park", ",")
	templates := []string{
		"Ik ben tevreden met %.", "Ik ben tevreden over %.", "Ik ben heel blij met %.", "Ik ga akkoord met %.", "Akkoord met %.", "Ik kan mij vinden in %.", "Ik accepteer %.", "Ik neem % aan.", "Ik heb vrede met %.", "Ik ben het eens met %.",
		"Ik stem in met %.", "% is opgelost.", "% is geregeld.", "% is goed.", "% is prima.", "% is klaar.", "% is afgehandeld.", "U kunt % sluiten.", "Sluit % maar.",
		"Ik trek % in.", "Ik wil % intrekken.", "Ik zie af van %.", "Ik wil stoppen met %.", "Ik wil % annuleren.",
		"Ik ben tevreden geweest over %.", "Wat is de status van %?", "Hoe staat het met %?", "Wanneer komt %?", "Hoe lang duurt %?", "Is % al klaar?",
		"Stuur % naar de commissie.", "Ik wil % aan de commissie geven.", "Ik wil met de commissie praten over %.", "Heeft de commissie %?", "De commissie heeft %.",
		"% klopt niet.", "% is waardeloos.", "% is slecht.", "Ik ben teleurgesteld in %.", "Ik vind % niet goed.", "Ik ben boos op %.", "% is niet opgelost.", "% deugt niet.", "Ik heb niets aan %.", "Ik wijs % af.", "Ik accepteer % niet.",
	}
	n, acts := 0, 0
	for _, template := range templates {
		for _, thing := range things {
			text := strings.ReplaceAll(template, "%", thing)
			text = strings.ToUpper(text[:1]) + text[1:]
			for _, question := range []string{"", "voorstel", "keuze-commissie", "ongedaan"} {
				n++
				if v := Classify(text, question, ""); v.Action != ActionPerson {
					acts++
					t.Errorf("%s %s for %q on %q (%s)", v.Class, v.Action, text, question, v.Why)
				}
			}
		}
	}
	t.Logf("n=%d statements on other things, %d act", n, acts)
}
