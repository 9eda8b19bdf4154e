package workflow_test

import (
	"os"
	"testing"

	"klachtenpost/workflow"
)

// TestClosingByAForm closes on what the complainant wants as she laid it down in a
// form. She may have read it in a mail, so afsluiting is not to say that he told it
// by telephone; he can undo it all the same.
func TestClosingByAForm(t *testing.T) {
	w := newWorld(t)
	playIn(t, w, `Sluiten met wat de klager wil.

di 2026-04-14 10:12  mail van anna.bakker@voorbeeld.nl
| Onderwerp: Klacht over de bemiddeling
| Hierbij dien ik een klacht in over uw bemiddelaar Sanne de Boer.
| Op 2 april had ik een gesprek op uw kantoor in Utrecht. Zij heeft daarna zonder
| mijn toestemming met de andere partij gebeld en verteld wat ik had gezegd.
|
| Anna Bakker

do 2026-04-16 09:05  secretaris antwoordt op K-2026-0001/klacht-directeur
| sluiten
| uitkomst: niet opgelost geen commissie
`)
	closedBy(t, w, workflow.ClosedByWish)
}

// TestClosingForAnother closes on what a representative wrote. The complainant gets
// the same mail, and wrote nothing.
func TestClosingForAnother(t *testing.T) {
	w := newWorld(t)
	text, err := os.ReadFile("testdata/gemachtigde-antwoordt-op-de-brief.txt")
	if err != nil {
		t.Fatal(err)
	}
	playIn(t, w, string(text))
	closedBy(t, w, workflow.ClosedByOneOf)
}

func closedBy(t *testing.T, w *world, want workflow.ClosedBy) {
	t.Helper()
	c := w.cases["K-2026-0001"]
	if got := c.Course.ClosedBy; got != want {
		t.Errorf("closed by %q, want %q", got, want)
	}
	if c.Course.UndoBy.IsZero() {
		t.Error("the complainant has no day until which he can undo it")
	}
}
