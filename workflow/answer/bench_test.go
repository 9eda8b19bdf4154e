package answer

import (
	"strings"
	"testing"
	"time"
)

// A long mail must not hold up the others: the daemon reads one at a time. The
// bound is wide enough for the race detector on a busy machine, and far below
// what a pattern that is not linear in the text would take.
func TestLongMailIsRead(t *testing.T) {
	story := strings.Repeat("Op maandag belde ik uw medewerker Sanne Bakker en zij zei dat mijn brief kwijt was. Ik was niet blij met dat antwoord en belde opnieuw.\n", 900)
	for name, text := range map[string]string{"story": story, "breaks": strings.Repeat("\n:a", 40000)} {
		start := time.Now()
		in := Input{Subject: "bericht", Text: text, FromName: "Piet Jansen", Staff: testStaff}
		Complaint(in)
		Find(in)
		found := Doubts(in, testReceived)
		Classify(text, "voorstel", "")
		if d := time.Since(start); d > 3*time.Minute {
			t.Errorf("%s of %d kB took %v", name, len(text)>>10, d)
		}
		if len(found) == 0 || found[len(found)-1].Doubt != DoubtLong {
			t.Errorf("%s: a mail that was not read to its end raises no doubt: %v", name, found)
		}
	}
}
