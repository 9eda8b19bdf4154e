package reader

import (
	"strings"
	"testing"
)

// TestDigitAboveQuoteHead: a digit that stands right above "Op … schreef X", or above
// the line that a telephone glues to it, is an answer and no part of the quote.
func TestDigitAboveQuoteHead(t *testing.T) {
	for _, above := range []string{"1", "1 ontvankelijk", "uitspraak\n1: gegrond\n3: geen oordeel"} {
		for _, head := range []string{
			"Verstuurd vanaf mijn iPhoneOp 14 apr 2026 om 09:00 heeft Klachten <k@perspectief.example> het volgende geschreven:\n\n",
			"Op 14 apr 2026 om 09:00 schreef Klachten <k@perspectief.example>:\n\n",
		} {
			text := "From: a@voorbeeld.nl\nTo: k@perspectief.example\nSubject: Re: x\n\n" + above + "\n" + head +
				"> Bent u tevreden?\n> Antwoord met 1: ja\n"
			m := Read(strings.NewReader(strings.ReplaceAll(text, "\n", "\r\n")), Options{})
			if strings.TrimSpace(m.NewText) != above || m.Confidence < 0.5 {
				t.Errorf("%q above %q: %q with %.2f", above, head, m.NewText, m.Confidence)
			}
		}
	}
}
