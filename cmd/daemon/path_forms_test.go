package daemon_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/workflow"
)

// filledIn is a form as the secretary fills it in, and who hears what of it.
type filledIn struct {
	word   string
	lines  string // below the word
	inline string // the same behind the number or the word, on one line; "" when that cannot be
	anna   string // what she hears
	boss   string // what the director hears
	other  string // what the board hears
	draft  string // what lies in Concepten then
	help   string // what the secretary hears
}

var filledForms = []filledIn{
	{word: "naar het bestuur", anna: "in-behandeling", other: "klacht-directeur"},
	{word: "naar de commissie", anna: "bij-commissie"},
	{word: "vraag", lines: "tekst: Op welke dag was dat?\nEn hoe laat?", inline: "Op welke dag was dat?", draft: "brief vraag"},
	{word: "brief", lines: "aan: directeur\ntekst: Wilt u bellen?", draft: "brief brief"},
	{word: "rectificatie", lines: "tekst: Het was 3 april.", inline: "Het was 3 april.", draft: "brief rectificatie"},
	{word: "verlengen", anna: "verdaging"},
	{word: "opschorten", lines: "tot: 15 mei", inline: "15 mei 2026", anna: "tussenbericht opgeschort"},
	{word: "opschorten", lines: "tot: gisteren", inline: "ooit", help: "hulp formulier"},
	{word: "opschorten", lines: "tot: …", help: "hulp formulier"},
	{word: "geen klacht", draft: "brief geen-klacht"},
	{word: "doorverwijzen", lines: "naar: de gemeente Utrecht", inline: "de gemeente Utrecht", draft: "brief doorverwezen"},
	{word: "niet in behandeling", lines: "grond: ouder dan een jaar", inline: "ouder dan een jaar", draft: "brief niet-in-behandeling"},
	{word: "niet in behandeling", lines: "grond: geen zin", inline: "zomaar", help: "hulp formulier"},
	{word: "sluiten", lines: "uitkomst: ingetrokken", inline: "ingetrokken", anna: "afsluiting", boss: "tussenbericht gesloten"},
	{word: "sluiten", lines: "uitkomst: opgelost", inline: "opgelost", help: "hulp formulier"},
	{word: "samenvoegen", lines: "met: K-2026-0077", inline: "K-2026-0077", help: "hulp welk_dossier"},
	{word: "splitsen", help: "hulp formulier"},
	{word: "onderdelen", lines: "1: niet bellen\n2: niet luisteren"},
	{word: "medewerker", lines: "naam: Sanne de Boer\nmailadres: " + sanne, draft: "brief wijziging"},
	{word: "medewerker", lines: "naam: Sanne de Boer", help: "hulp formulier"},
	{word: "gemachtigde", lines: "naam: mr. Vos\nmailadres: " + annaWork, draft: "brief wijziging"},
	{word: "medeklager", lines: "naam: Bert Smit\nmailadres: " + annaWork, draft: "brief wijziging"},
	{word: "adres", lines: "mailadres: " + annaWork, inline: annaWork, draft: "brief wijziging"},
	{word: "taal", lines: "taal: Engels", inline: "engels"},
}

// TestForms: each form, as a word in a mail of its own and by its number in the list
// that 9 gives, filled in below it or on one line. Nobody else hears anything.
func TestForms(t *testing.T) {
	for i, f := range filledForms {
		ways := []struct {
			name  string
			do    func(*house)
			heard []string
		}{
			{"word", func(h *house) { note(h, theTag, strings.TrimSpace(f.word+"\n"+f.lines)) }, nil},
			{"number", func(h *house) { f.byNumber(h, "\n"+f.lines) }, []string{"hulp lijst"}},
			{"number and one line", func(h *house) { f.byNumber(h, " "+f.inline) }, []string{"hulp lijst"}},
			{"word and one line", func(h *house) { note(h, theTag, f.word+": "+f.inline) }, nil},
		}
		if f.inline == "" {
			ways = ways[:2]
		}
		for k, w := range ways {
			if !*long && k != i%len(ways) {
				continue
			}
			t.Run(f.word+", "+w.name, func(t *testing.T) { f.fill(t, w.do, w.heard) })
		}
	}
}

// byNumber asks for the list and answers with a number of it.
func (f filledIn) byNumber(h *house, rest string) {
	h.T.Helper()
	note(h, theTag, "hulp")
	h.AnswerActie(h.Actie(theTag), numberOf(h, f.word)+rest)
	time.Sleep(20 * time.Minute)
}

func (f filledIn) fill(t *testing.T, do func(*house), heard []string) {
	t.Helper()
	opened(t, func(h *house) {
		do(h)
		want := map[string][]string{cmdtest.Committee: heard}
		for _, w := range []struct{ addr, first, then string }{
			{cmdtest.Complainant, "ontvangstbevestiging", f.anna}, {cmdtest.Director, "klacht-directeur", f.boss}, {board, "", f.other},
			{"Concepten", "", f.draft}, {cmdtest.Committee, "", f.help},
		} {
			for _, kind := range []string{w.first, w.then} {
				if kind != "" {
					want[w.addr] = append(want[w.addr], kind)
				}
			}
		}
		wantMails(h, want)
	})
}

// TestFormsListed: every form that the workflow knows and that can be used while the
// director has the case is tried above.
func TestFormsListed(t *testing.T) {
	tried := func(word string) bool {
		return slices.ContainsFunc(filledForms, func(f filledIn) bool { return f.word == word })
	}
	opened(t, func(h *house) {
		c := h.TheCase(theCase)
		for _, f := range c.Possible() {
			if !tried(f.Word) && f.Act != workflow.ActPause && f.Act != workflow.ActPost {
				t.Errorf("%s is not tried", f.Word)
			}
		}
	})
}
