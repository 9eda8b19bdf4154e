package workflow_test

import (
	"slices"
	"testing"
)

// TestUnprovenIsKept: "alleen bewaren: het gaat in het dossier" is done, but not for
// a mail that bears the name of somebody of the committee.
func TestUnprovenIsKept(t *testing.T) {
	for _, tt := range []struct {
		from string
		kept bool
	}{
		{"directeur@perspectief.example", true},
		{"voorzitter@voorbeeld.org", false},
	} {
		w := newWorld(t)
		playIn(t, w, `Een bericht dat niet bewezen is.

di 2026-04-14 10:12  mail van anna.bakker@voorbeeld.nl
| Onderwerp: Klacht
| Hierbij dien ik een klacht in over uw bemiddelaar Sanne de Boer. Op 2 april belde zij
| zonder mijn toestemming met de andere partij.
| Groet, Anna Bakker

di 2026-04-14 11:00  mail van `+tt.from+` op K-2026-0001/klacht-directeur DMARC fail
| Ik heb hier iets over te zeggen.

do 2026-04-16 09:00  secretaris antwoordt op K-2026-0001/actie-1
| 5

do 2026-04-16 12:00  tot hier
`)
		if got := slices.Contains(w.cases["K-2026-0001"].Course.File, 2); got != tt.kept {
			t.Errorf("a mail of %s is in the dossier: %t, want %t\n%s", tt.from, got, tt.kept, w.out)
		}
		if got := w.cases["K-2026-0001"].Course.Deliberation; len(got) > 0 {
			t.Errorf("a mail of %s to a case that the committee does not have counts as deliberation: %v", tt.from, got)
		}
	}
}
