package answer_test

import (
	"slices"
	"testing"

	"klachtenpost/workflow/answer"
)

// Crisis is the quick way to one of the doubts and must say what they say.
func TestCrisisIsADoubt(t *testing.T) {
	day := answer.Date{Year: 2026, Month: 4, Day: 14}
	seen := 0
	for _, text := range []string{
		"Ik wil niet meer leven.", "Ik maak er een eind aan.", "Hij heeft gedreigd mij te vermoorden.",
		"Wanneer is het kantoor open?", "Ik heb een klacht over mijn bemiddelaar.", "",
		"Ik lach me dood.", "Het is zelfmoord voor de organisatie.", "Ik sla mezelf voor de kop.",
		"I want to kill myself.", "Geachte heer Zelfmoord, ik wil een afspraak.",
	} {
		for _, in := range []answer.Input{{Subject: "bericht", Text: text}, {Subject: text, Text: "Zie boven."}} {
			want := slices.ContainsFunc(answer.Doubts(in, day), func(f answer.Found) bool { return f.Doubt == answer.DoubtCrisis })
			if want {
				seen++
			}
			if got := answer.Read(in).Crisis(day); got != want {
				t.Errorf("Crisis of %q, %q is %t, its doubts say %t", in.Subject, in.Text, got, want)
			}
		}
	}
	if seen < 4 {
		t.Errorf("only %d texts with words of danger", seen)
	}
}
