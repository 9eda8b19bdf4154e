package answer

import (
	"strings"
	"testing"
	"time"
)

// A long mail must not hold up the others: the daemon reads one at a time.
func TestLongMailIsRead(t *testing.T) {
	story := strings.Repeat("Op maandag belde ik uw medewerker Sanne Bakker en zij zei dat mijn brief kwijt was. Ik was niet blij met dat antwoord en belde opnieuw.\n", 900)
	for name, text := range map[string]string{
		"story":    story,
		"one line": strings.Repeat("ik ", 40000),
		"digits":   strings.Repeat("06 ", 40000),
		"breaks":   strings.Repeat("\n:a", 40000),
		"accents":  strings.Repeat("é̀", 30000),
	} {
		in := Input{Subject: "bericht", Text: text, FromName: "Piet Jansen", Staff: testStaff}
		for what, f := range map[string]func(){
			"Complaint": func() { Complaint(in) }, "Find": func() { Find(in) }, "Doubts": func() { Doubts(in, testReceived) },
			"Classify": func() { Classify(text, "voorstel", "") }, "Code": func() { Code(text) }, "Language": func() { Language(text) },
		} {
			start := time.Now()
			f()
			if d := time.Since(start); d > 3*time.Second {
				t.Errorf("%s of %s took %v", what, name, d)
			} else {
				t.Logf("%s of %s: %v for %d kB", what, name, d.Round(time.Millisecond), len(text)>>10)
			}
		}
	}
}
