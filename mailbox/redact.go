package mailbox

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"github.com/emersion/go-imap/v2"
)

var (
	anyAddress = regexp.MustCompile(`\S*(@|%40)\S*`)
	anyQuoted  = regexp.MustCompile(`<[^<>]*>|"[^"]*"`)
)

// redact takes addresses, quoted words and control characters out of what a
// server says, and the names given: logs hold no personal data.
func redact(text string, names ...string) string {
	text = anyQuoted.ReplaceAllString(text, "…")
	text = anyAddress.ReplaceAllString(text, "…")
	for _, n := range names {
		if len(n) >= 3 {
			text = regexp.MustCompile(`(?i)`+regexp.QuoteMeta(n)).ReplaceAllString(text, "…")
		}
	}
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) && r != ' ' {
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 200 {
		text = string(runes[:200]) + "…"
	}
	return text
}

// plainError is an error fit for a log: of what an IMAP server says only the
// code counts, its text may name anybody.
func plainError(err error) string {
	var ie *imap.Error
	if errors.As(err, &ie) {
		return strings.TrimSpace(string(ie.Type) + " " + string(ie.Code))
	}
	return redact(err.Error())
}
