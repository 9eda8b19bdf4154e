package workflow_test

import (
	"strings"
	"testing"

	"klachtenpost/workflow"
)

func TestRedact(t *testing.T) {
	text := `Ik ben Anna Bakker. Bel mij op 06 12345678 of 030-1234567, of +31 6 1234 5678.
Mijn adres is Lindelaan 12, 3512 AB Utrecht. Mail: anna.bakker@voorbeeld.nl of a@b.example.
Rekening NL91 ABNA 0417 1643 00, BSN 123456782.
Op 2 april 2026 om 10.30 uur had ik een gesprek in kamer 12, zaak 2026-0001.`
	got, found := workflow.Redact(text, []workflow.Person{{Phone: "06 12345678", Postal: "Lindelaan 12, 3512 AB Utrecht"}})
	for _, secret := range []string{"12345678", "1234567", "1234 5678", "Lindelaan", "3512", "@", "ABNA", "123456782"} {
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
