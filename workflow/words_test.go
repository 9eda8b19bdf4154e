package workflow_test

import (
	"strings"
	"testing"

	"klachtenpost/workflow"
)

func TestRedact(t *testing.T) {
	text := `Ik ben Anna Bakker. Bel mij op 06 12345678 of 030-1234567, of +31 6 1234 5678.
Mijn adres is Lindelaan 12, 3512 AB Utrecht. Mail: anna.bakker@voorbeeld.nl of a@b.example.
Of anna punt bakker apenstaart voorbeeld.nl, of anna (at) voorbeeld punt nl.
Rekening NL91 ABNA 0417 1643 00, BSN 123456782.
Op 2 april 2026 om 10.30 uur had ik een gesprek in kamer 12, zaak 2026-0001.`
	got, found := workflow.Redact(text, []workflow.Person{{Phone: "06 12345678", Postal: "Lindelaan 12, 3512 AB Utrecht"}})
	for _, secret := range []string{"12345678", "1234567", "1234 5678", "Lindelaan", "3512", "@", "apenstaart", "(at)", "ABNA", "123456782"} {
		if strings.Contains(got, secret) {
			t.Errorf("%q is still there:\n%s", secret, got)
		}
	}
	for _, kept := range []string{"Anna Bakker", "2 april 2026 om 10.30 uur", "kamer 12", "2026-0001"} {
		if !strings.Contains(got, kept) {
			t.Errorf("%q is gone:\n%s", kept, got)
		}
	}
	if len(found) != 5 {
		t.Errorf("found %v, want five kinds", found)
	}
}

// What the secretary types behind a digit or in a form is what the letter carries;
// the digit and the form are not.
func TestWords(t *testing.T) {
	p := procedure()
	tests := []struct{ text, want string }{
		{"2 Op welke dag was dat?\nEn hoe laat?", "Op welke dag was dat?\nEn hoe laat?"},
		{"vraag\ntekst: Op welke dag was dat?\nEn hoe laat?", "Op welke dag was dat?\nEn hoe laat?"},
		{"3 vraag\ntekst: Op welke dag?", "Op welke dag?"},
		{"2", ""},
		{"Beste mevrouw Bakker,\n\nDank voor uw bericht.", "Dank voor uw bericht."},
		{"Beste mevrouw Bakker, dank voor uw bericht.", "dank voor uw bericht."},
		{"brief\naan: directeur\ntekst: Wilt u bellen?", "Wilt u bellen?"},
	}
	for _, tt := range tests {
		m := workflow.Message{From: p.Committee, NewText: tt.text, Text: tt.text, Confidence: 1}
		if got := p.Words(m); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
	m := workflow.Message{From: p.Director.Address, NewText: "1 Ik bied excuses aan.", Confidence: 1}
	if got := p.Words(m); got != m.NewText {
		t.Errorf("the director's words became %q", got)
	}
}

// A letter carries what somebody wrote up to his signature: his greeting was for the
// secretary, and his own number is not for who reads the letter.
func TestWordsOfALetter(t *testing.T) {
	p := procedure()
	for _, tt := range []struct{ text, want string }{
		{"Beste Karin,\n\nIk bied excuses aan.\n\nMet vriendelijke groet,\n\nMarieke de Wit\nPerspectief | T 030 765 43 21", "Ik bied excuses aan."},
		{"Beste Karin, ik bied excuses aan.\nGroet, Marieke", "ik bied excuses aan."},
		{"Hallo Karin\nIk bied excuses aan.\nGroetjes", "Ik bied excuses aan."},
		{"Ik bied excuses aan.\n\nMvg\nMarieke", "Ik bied excuses aan."},
		{"Ik bied excuses aan.\n\nHoogachtend,\nM. de Wit\ndirecteur", "Ik bied excuses aan."},
		{"Ik bied excuses aan.\n\nGroeten,\nMarieke\n\nPS: Zij krijgt ook een andere bemiddelaar.", "Ik bied excuses aan.\n\nGroeten,\nMarieke\n\nPS: Zij krijgt ook een andere bemiddelaar."},
		{"Doe haar de groeten.\nIk bied excuses aan.", "Doe haar de groeten.\nIk bied excuses aan."},
		{"Groet\nMarieke", "Groet\nMarieke"},
	} {
		m := workflow.Message{From: p.Director.Address, NewText: tt.text, Text: tt.text + "\n> meer", Confidence: 1}
		if got := p.Words(m); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
}

// What proves that somebody had a mail of ours stays with him, also when the reader
// could not tell a quote from what is new.
func TestWordsWithoutProofs(t *testing.T) {
	p := procedure()
	text := "Ik bied excuses aan.\n\n-- begin --\nBeantwoord deze mail gewoon.\n> Antwoordcode: 4HTW-CA60-DB\nOns kenmerk: K-2026-0001/V1-Q8HB2ZFBBJ\n" +
		"Antwoord met 1: ja<mailto:klachten@perspectief.example?subject=Antwoord%201&body=1%0D%0A%0D%0AAntwoordcode%3A%20SJND-RY8T-P1%0D%0A>\nEinde."
	got := p.Words(workflow.Message{From: p.Director.Address, Text: text, NewText: "", Confidence: 0.2})
	for _, proof := range []string{"4HTW", "Q8HB2ZFBBJ", "SJND"} {
		if strings.Contains(got, proof) {
			t.Errorf("%q is still there:\n%s", proof, got)
		}
	}
	if !strings.Contains(got, "Ik bied excuses aan.") || !strings.Contains(got, "Einde.") {
		t.Errorf("words are gone:\n%s", got)
	}
}
