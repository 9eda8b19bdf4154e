package paper

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow/terms"
)

var keep = flag.String("keep", "", "write the PDFs of the tests into this directory")

func keepPDF(t *testing.T, name string, pdf []byte) {
	t.Helper()
	if *keep == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*keep, name), pdf, 0o644); err != nil {
		t.Fatal(err)
	}
}

var made = time.Date(2026, time.April, 14, 9, 30, 0, 0, time.UTC)

func sampleLetter() Letter {
	par := func(text string) Block { return Block{Runs: []Run{{Text: text}}} }
	item := func(marker, text string) Block {
		return Block{Kind: Item, Level: 1, Marker: marker, Runs: []Run{{Text: text}}}
	}
	return Letter{
		Lang: "nl", Organisation: "Perspectief Herstelbemiddeling", Committee: "Klachtencommissie Perspectief Herstelbemiddeling",
		Return: []string{"Klachtencommissie Perspectief", "t.a.v. de ambtelijk secretaris", "Postbus 100", "3500 AA Utrecht"},
		Phone:  "030 123 45 67", Email: "commissie@perspectief.example",
		To:        []string{"Mevrouw A. van den Broek-Ünal", "Lange Nieuwstraat 12 bis", "3512 PH Utrecht"},
		Date:      terms.Date{Year: 2026, Month: time.April, Day: 14},
		Made:      made,
		Reference: "K-2026-0001/V1-7F3K92QM4D", Subject: "Het voorstel van de directeur",
		Body: []Block{
			{Kind: Heading, Level: 1, Runs: []Run{{Text: "Wat vindt u van dit voorstel?"}}},
			par("Beste mevrouw Van den Broek,"),
			{Runs: []Run{{Text: "De directeur heeft met de medewerker gesproken. Hij doet u dit voorstel. Wilt u ons uiterlijk "}, {Text: "dinsdag 28 april 2026", Bold: true}, {Text: " laten weten wat u ervan vindt?"}}},
			{Kind: Heading, Level: 2, Runs: []Run{{Text: "Het voorstel"}}},
			item("1.", "U krijgt een nieuwe bemiddelaar."),
			item("2.", "De medewerker biedt in een gesprek zijn excuses aan. U kiest zelf of u dat gesprek wilt, en u mag iemand meenemen."),
			item("3.", "Wij passen de folder aan."),
			par("U hoeft nu niets te betalen. Bent u niet tevreden? Dan leggen wij uit hoe u naar de commissie kunt."),
			par("Met vriendelijke groet,"),
			par("Karin van Haperen\nambtelijk secretaris"),
		},
		Answer: &Answer{
			Question: "Bent u tevreden met het voorstel van de directeur?",
			Options:  []Option{{1, "Ja, ik ben tevreden."}, {2, "Nee, ik ben niet tevreden."}, {3, "Ik wil liever bellen. Mijn nummer staat hieronder."}},
			By:       terms.Date{Year: 2026, Month: time.April, Day: 28}, Name: "A. van den Broek-Ünal",
		},
	}
}

func mustLetter(t testing.TB, l Letter) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteLetter(&b, l); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLetterIsReproducible(t *testing.T) {
	a, b := mustLetter(t, sampleLetter()), mustLetter(t, sampleLetter())
	keepPDF(t, "brief.pdf", a)
	if !bytes.Equal(a, b) {
		t.Error("the same letter twice is not the same bytes")
	}
}

// TestWindow: nothing but the address and the sender can be seen through the
// window, on whichever side it is, and the address can be seen whole.
func TestWindow(t *testing.T) {
	for _, window := range []Window{WindowLeft, WindowRight} {
		l := sampleLetter()
		l.Window = window
		l.To = append(l.To, "Nederland", "België", "Zesde regel", "Zevende regel")
		page := readPDF(t, mustLetter(t, l))[0]
		left, right := 20.0, 100.0
		if window == WindowRight {
			left, right = 110, 190
		}
		found := 0
		for _, ln := range page {
			if ln.y < 34 || ln.y > 96 {
				continue
			}
			found++
			if low := strings.ToLower(ln.text); strings.Contains(low, "klacht") || strings.Contains(low, "kenmerk") || strings.Contains(low, "k-2026") {
				t.Errorf("%q can be seen through the window", ln.text)
			}
			if end := ln.x + bodyLook.width(ln.text); ln.x < left || end > right && !strings.HasPrefix(ln.text, "Afzender") {
				t.Errorf("%q runs from %.0f to %.0f mm", ln.text, ln.x, end)
			}
		}
		if found != 7 { // the sender and six lines
			t.Errorf("%d lines in the window", found)
		}
	}
}

func TestNeutral(t *testing.T) {
	for in, want := range map[string]string{
		"Klachtencommissie Perspectief\nt.a.v. de secretaris\nPostbus 1\n3500 AA Utrecht": "t.a.v. de secretaris, Postbus 1, 3500 AA Utrecht",
		"Postbus 1, 3500 AA Utrecht":         "Postbus 1, 3500 AA Utrecht",
		"KLACHTEN, Complaints Board, ,Gouda": "Gouda",
		"klachten":                           "",
	} {
		if got := neutral(strings.Split(in, "\n")); got != want {
			t.Errorf("neutral(%q) = %q", in, got)
		}
	}
}

// TestStrip: it says all that is needed when it comes back alone, and fits.
func TestStrip(t *testing.T) {
	for n, options := range map[string]int{"few": 2, "many": 9, "none": 0} {
		l := sampleLetter()
		l.Answer.Options = nil
		for i := range options {
			l.Answer.Options = append(l.Answer.Options, Option{i + 1, "Dit is keuze " + strings.Repeat("met een lange uitleg ", i)})
		}
		pdf := mustLetter(t, l)
		keepPDF(t, "strook-"+n+".pdf", pdf)
		pages := readPDF(t, pdf)
		last := pages[len(pages)-1]
		cut := 0.0
		var below []string
		for _, ln := range last {
			if ln.text == "Hier afknippen" {
				cut = ln.y
			}
			if cut > 0 && ln.y > cut+0.1 {
				below = append(below, ln.text)
			}
			if ln.y > pageHeight-5 {
				t.Errorf("%s: %q at %.0f mm", n, ln.text, ln.y)
			}
		}
		all := strings.Join(below, "\n")
		for _, want := range []string{"Ons kenmerk: K-2026-0001/V1-7F3K92QM4D", "Postbus 100", "A. van den Broek-Ünal", "Handtekening", "Graag uiterlijk dinsdag 28 april"} {
			if !strings.Contains(all, want) {
				t.Errorf("%s: no %q below the line:\n%s", n, want, all)
			}
		}
		if strings.Count(all, "\n") < options {
			t.Errorf("%s: %d lines", n, strings.Count(all, "\n"))
		}
	}
}

// TestHostileLetter: whatever stands in the data, a letter comes out and its text
// is what can be read.
func TestHostileLetter(t *testing.T) {
	for _, h := range []string{"", "\x00\x1b[31m", "\u202egnp.exe", "😡👩‍👩‍👧‍👦", "\xff\xfe", "a\u0301\u0301\u0301", ") Tj ET (", `\`, strings.Repeat("W", 5000), strings.Repeat("\n", 5000), "中文 العربية", "\U0010ffff", "{nb}"} {
		l := sampleLetter()
		l.Organisation, l.Committee, l.Reference, l.Subject, l.Phone, l.Email = h, h, h, h, h, h
		l.To, l.Return = []string{h, h, h, h, h, h, h}, []string{h, h}
		l.Body = []Block{{Kind: Heading, Runs: []Run{{Text: h}}}, {Kind: Item, Marker: h, Runs: []Run{{Text: h, Bold: true}}}, {Runs: []Run{{Text: h}, {Text: "einde van de brief"}}}}
		l.Answer.Question, l.Answer.Name, l.Answer.Code, l.Answer.Options = h, h, h, []Option{{1, h}}
		if got := allWords(readPDF(t, mustLetter(t, l))); !strings.Contains(got, "einde van de brief") && !strings.Contains(strings.ReplaceAll(got, "\n", " "), "einde van de brief") {
			t.Errorf("%.20q: the end is not there", h)
		}
	}
}
