package answer_test

import (
	"testing"

	"klachtenpost/workflow/answer"
)

// Whoever withdraws a part of a complaint, or one of several, does not withdraw it
// whole: the secretary reads it.
func TestPartIsNotWhole(t *testing.T) {
	for _, s := range []string{
		"Ik trek dit deel van de klacht in.",
		"Ik trek dat deel van mijn klacht in.",
		"Klopt, ik trek dat deel van mijn klacht in, bedankt.",
		"Ik trek één van mijn klachten in.",
		"Ik trek een van de klachten in.",
	} {
		for _, kind := range []string{"", "voorstel", "keuze-commissie", "ongedaan"} {
			if v := answer.Classify(s, kind, "klager"); v.Action != answer.ActionPerson {
				t.Errorf("%q (%s) is %s %s", s, kind, v.Class, v.Action)
			}
		}
	}
	for _, s := range []string{"Ik trek mijn klacht in.", "Ik trek deze klacht in.", "Graag trek ik mijn klachten in.", "Hierbij deel ik mee dat ik mijn klacht intrek."} {
		if v := answer.Classify(s, "", "klager"); v.Class != answer.ClassWithdraw || v.Action == answer.ActionPerson {
			t.Errorf("%q is %s %s", s, v.Class, v.Action)
		}
	}
}
