package workflow_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// TestRandomMail plays random people and lets time pass at random, and holds every
// step to what must always be so (procedure section 10).
func TestRandomMail(t *testing.T) {
	steps := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		w := newWorld(t)
		w.now = time.Date(2026, time.Month(1+r.IntN(12)), 1+r.IntN(28), r.IntN(24), r.IntN(60), 0, 0, amsterdam)
		if r.IntN(4) == 0 {
			w.p.Board = workflow.Staff{}
		}
		for range 40 {
			before := snapshot(w)
			w.moves = nil
			what, lines := randomInput(r, w)
			w.out.Reset()
			if r.IntN(3) == 0 {
				w.pass(w.now.Add(time.Duration(r.IntN(9*24)) * time.Hour))
			}
			sent := len(w.tokens)
			w.input(what, lines)
			w.send()
			steps++
			check(t, w, before, fmt.Sprintf("seed %d: %s %q", seed, what, lines))
			answered(t, w, sent, what, fmt.Sprintf("seed %d: %s %q\n%s", seed, what, lines, w.out))
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d steps", steps)
}

// snapshot remembers the statuses.
func snapshot(w *world) map[string]workflow.Status {
	m := make(map[string]workflow.Status)
	for k, c := range w.cases {
		m[k] = c.Status
	}
	return m
}

var randomPeople = []string{"anna.bakker@voorbeeld.nl", "peter@voorbeeld.nl", "vreemde@voorbeeld.org", "directeur@perspectief.example", "bestuur@perspectief.example", "voorzitter@voorbeeld.org"}

var randomTexts = [][]string{
	{"| Onderwerp: klacht", "| Ik dien een klacht in over mijn bemiddelaar. Hij kwam niet opdagen.", "| Anna Bakker"},
	{"| Onderwerp: klacht", "| Ik dien een klacht in over de directeur, zij hing op.", "| Anna Bakker"},
	{"| Onderwerp: klacht", "| Ik heb een klacht en wil niet meer leven."},
	{"| Onderwerp: klacht"},
	{"| Onderwerp: vraag", "| Wanneer hoor ik iets?"},
	{"| Roos Verhoeven"},
	{"| 1"}, {"| 2"}, {"| 3"}, {"| 4"}, {"| 5"}, {"| 9"}, {"| 1 of 2?"}, {"| 2 K-2026-0001"}, {"| notitie: gebeld"}, {"| hulp"}, {"| ja"}, {"|"},
}

func randomInput(r *rand.Rand, w *world) (string, []string) {
	text := randomTexts[r.IntN(len(randomTexts))]
	reply := ""
	if len(w.tokens) > 0 && r.IntN(3) > 0 {
		reply = " op " + w.tokens[r.IntN(len(w.tokens))].MessageID
	}
	from := randomPeople[r.IntN(len(randomPeople))]
	switch r.IntN(8) {
	case 0, 1:
		return "secretaris antwoordt" + reply, text
	case 2:
		return "secretaris schrijft aan " + from + reply, text
	case 3:
		return "automatisch antwoord van " + from + reply, text
	case 4:
		if reply != "" {
			return "onbestelbaar" + reply + " van mailer-daemon@voorbeeld.nl", nil
		}
	case 5:
		return "mail in ongewenst van " + from + reply, text
	case 6:
		return "mail van " + from + reply + " DMARC fail", text
	}
	return "mail van " + from + reply, text
}

// check holds what must be so after every step.
func check(t *testing.T, w *world, before map[string]workflow.Status, doing string) {
	t.Helper()
	for key, c := range w.cases {
		old, known := before[key]
		if known && old != c.Status && len(w.moves) == 0 {
			t.Errorf("%s: %s went from %s to %s without a row of the table", doing, key, old, c.Status)
		}
		if closed := !c.Status.Open(); closed != (c.Outcome != workflow.OutcomeNone) {
			t.Errorf("%s: %s is %s with outcome %q", doing, key, c.Status, c.Outcome)
		}
		for _, d := range c.Deadlines {
			if d.Date.IsZero() || d.From.IsZero() || d.Reason == "" || d.Rule == "" || d.Who == "" {
				t.Errorf("%s: %s has a deadline without date, reason or rule: %+v", doing, key, d)
			}
		}
		handler := 0
		for _, tok := range w.tokens {
			if tok.Matter != key || tok.Template != workflow.TemplateToHandler {
				continue
			}
			handler++
		}
		if handler > 5 { // first, to the other, and back and forth
			t.Errorf("%s: %s went to a handler %d times", doing, key, handler)
		}
	}
	for _, key := range w.strangers {
		t.Errorf("%s: %s went to somebody who is not on file", doing, key)
	}
	w.strangers = nil
}

// onFile reports whether a mail goes to somebody of its matter or to one of ours.
func (w *world) onFile(matter string, to workflow.Address) bool {
	if to.Same(w.p.Committee) {
		return true
	}
	for _, s := range append([]workflow.Staff{w.p.Director, w.p.Board, w.p.Chair, *w.p.Secretary.StandIn}, w.p.Members...) {
		if s.Address.Same(to) || s.StandIn != nil && s.StandIn.Address.Same(to) {
			return true
		}
	}
	if c := w.cases[matter]; c != nil {
		_, ok := c.ByAddress(to)
		return ok
	}
	it := w.items[matter]
	if it == nil {
		return false
	}
	_, ok := it.ByAddress(to)
	return ok
}

// answered: whoever wrote to us is heard. A person's mail leads to an answer, to
// the director, or to an open question to the secretary; machines and Junk to
// nothing that leaves.
func answered(t *testing.T, w *world, sent int, what, doing string) {
	t.Helper()
	if !strings.HasPrefix(what, "mail van") {
		return
	}
	if len(w.tokens) > sent || len(w.notices) > 0 {
		return
	}
	// What was asked about a hearing or a draft is recorded; that it came in is said once a day.
	for _, done := range []string{"Er is gezegd wie wanneer kan", "is akkoord met de conceptuitspraak", "Op de uitnodiging geantwoord", "gehoord worden."} {
		if strings.Contains(doing, done) {
			return
		}
	}
	for _, c := range w.cases {
		for _, q := range c.Questions {
			if q.Open() && q.Message == w.n {
				return
			}
		}
	}
	for _, it := range w.items {
		for _, q := range it.Questions {
			if q.Open() && q.Message == w.n {
				return
			}
		}
	}
	t.Errorf("%s: nobody hears of this mail", doing)
}

// What is old is a matter of the reglement: two years here.
func TestMaxAge(t *testing.T) {
	p := procedure()
	m := workflow.Message{ID: 1, Kind: workflow.KindHuman, From: workflow.ParseAddress("", "anna@voorbeeld.nl"),
		Received: time.Date(2026, 4, 14, 10, 0, 0, 0, amsterdam), Confidence: 1,
		Text: "Ik dien een klacht in over mijn bemiddelaar. Op 3 november 2024 kwam hij niet opdagen.\nAnna Bakker"}
	m.NewText = m.Text
	if d := p.Open("K-2026-0001", m, m.Received); len(d.Case.Doubts) != 1 {
		t.Errorf("doubts %v about something of 17 months ago, want that it is old", d.Case.Doubts)
	}
	p.MaxAge = terms.Length{N: 2, Unit: terms.Years}
	if d := p.Open("K-2026-0001", m, m.Received); len(d.Case.Doubts) != 0 {
		t.Errorf("doubts %v where two years are allowed", d.Case.Doubts)
	}
}
