package templates

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean takes out of data what has no place in a letter: control characters,
// marks that turn the direction of writing, and characters that cannot be seen.
// Line ends of any kind become \n; what is not UTF-8 becomes the replacement
// character.
func clean(s string) string {
	if plainText(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
			return '\n'
		case r == '\t':
			return ' '
		case hidden(r):
			return -1
		}
		return r
	}, s)
}

// plainText reports whether s is ASCII without control characters, as nearly
// all data is.
func plainText(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != '\n' && (s[i] < ' ' || s[i] > '~') {
			return false
		}
	}
	return true
}

// hidden reports whether r is a control character or one that shows nothing.
// Unicode's category Cf holds the bidi controls, zero-width spaces and tags;
// U+200D joins the parts of an emoji and of some scripts' letters, U+200C keeps
// Persian readable.
func hidden(r rune) bool {
	if r == '\u200c' || r == '\u200d' {
		return false
	}
	return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) ||
		r&0xfffe == 0xfffe || r >= 0xfdd0 && r <= 0xfdef
}

// glue is a space inside words that stay on one line of the text part, such as a
// date. It never leaves this package.
const glue = '\ue000'

func glued(s string) string { return strings.ReplaceAll(s, " ", string(glue)) }

func unglued(s string) string { return strings.ReplaceAll(s, string(glue), " ") }

// oneLine makes one line of s, for a header or a running sentence.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// maxHeader keeps a subject from growing without end, whatever data is in it.
const maxHeader = 200

// header makes the value of a header line.
func header(s string) string {
	s = oneLine(clean(unglued(s)))
	if utf8.RuneCountInString(s) <= maxHeader {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:maxHeader-1])) + "…"
}
