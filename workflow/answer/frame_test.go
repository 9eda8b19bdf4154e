package answer

import (
	"strings"
	"testing"
)

// TestFramed puts statements in frames that take away whose they are, when they
// hold or whether they hold, and expects that none of them acts. A denial that
// somebody is content may be read as one.
func TestFramed(t *testing.T) {
	sub := []string{"ik tevreden ben", "ik akkoord ga", "het opgelost is", "de zaak gesloten kan worden", "ik de klacht intrek", "ik mijn klacht wil intrekken", "ik naar de commissie wil", "ik niet tevreden ben", "ik niet akkoord ga", "dit geen oplossing is", "ik het ermee eens ben"}
	subFrames := []string{
		"De directeur zegt dat %.", "Volgens Sanne is het zo dat %.", "Ik zou willen dat %.", "Stel dat %.", "Niemand gelooft dat %.", "Ik had gehoopt dat %.", "Wie zegt dat %?", "Mijn man vindt dat %.", "Jullie willen graag dat %.", "Denkt u echt dat %?",
		"Ik weet niet of %.", "Ik vraag me af of %.", "U schrijft dat %.", "Mijn advocaat meent dat %.", "Het zou kunnen dat %.", "Het hangt ervan af of %.", "Pas als u belt weet u of %.", "Ik beloof niet dat %.", "Zodra % hoort u het.", "Als % laat ik het weten.",
		"Sanne hoopt dat %.", "Het lijkt erop dat %.", "Ik sluit niet uit dat %.", "Moet ik nu zeggen dat %?", "Ik droomde dat %.", "Iedereen denkt maar dat %.", "Dan zegt u straks weer dat %.",
	}
	main := []string{"ik ben tevreden", "ik ga akkoord", "het is opgelost", "ik trek mijn klacht in", "ik wil mijn klacht intrekken", "ik wil naar de commissie", "ik ben niet tevreden", "ik ga niet akkoord", "dit is geen oplossing", "ik ben het ermee eens"}
	mainFrames := []string{
		"Mijn zus zegt: %.", "Misschien: %.", "Hij schreef: %.", "Alleen op punt 2: %.", "% als Sanne sorry zegt.", "%, mits het snel gebeurt.", "%, zegt mijn moeder.", "%? Dat weet ik nog niet.", "%, denk ik.", "%, of niet soms?", "Namens mijn vader: %.", "Grapje: %.", "%, tenzij u nog belt.", "Onder druk: %.",
		"Vraag: wat gebeurt er als ik schrijf dat %?", "%, hoop ik.", "%, geloof ik.", "%, neem ik aan.", "Zeg maar dat %, zei hij.",
	}
	n, acts := 0, 0
	try := func(i int, frame, s string) {
		text := strings.ReplaceAll(frame, "%", s)
		text = strings.ToUpper(text[:1]) + text[1:]
		for _, question := range oneOf(i) {
			n++
			v := Classify(text, question, "")
			if v.Action == ActionPerson || v.Class == ClassNotContent && strings.Contains(frame, "gelooft") {
				continue
			}
			acts++
			t.Errorf("%s %s for %q on %q (%s)", v.Class, v.Action, text, question, v.Why)
		}
	}
	for _, f := range subFrames {
		for i, s := range sub {
			try(i, f, s)
		}
	}
	for _, f := range mainFrames {
		for i, s := range main {
			try(i, f, s)
		}
	}
	t.Logf("n=%d framed statements, %d act", n, acts)
}
