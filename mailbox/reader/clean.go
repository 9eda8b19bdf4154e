package reader

import (
	"strings"
	"unicode/utf8"
)

// cleanText makes a text fit for the database and a template: valid UTF-8, lines
// ended by one LF, no NUL, no control character but tab and LF, no BOM.
func cleanText(s string) string {
	if cleanAlready(s, true) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if j := i + cleanLength(s[i:]); j > i {
			b.WriteString(s[i:j])
			if i = j; i == len(s) {
				break
			}
		}
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == '\r':
				if i < len(s) && s[i] == '\n' {
					continue
				}
				if i < len(s) && s[i] == '\r' {
					continue
				}
				b.WriteByte('\n')
			case c == '\f' || c == '\v':
				b.WriteByte('\n')
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r == utf8.RuneError && n <= 1:
			b.WriteRune(utf8.RuneError)
		case r >= 0x80 && r < 0xa0, r == '\ufeff', r == markCut, r == markHint:
		case r == '\u2028', r == '\u2029', r == '\u0085':
			b.WriteByte('\n')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cleanLine is cleanText for a value of one line: subject, name, file name. Bidi
// controls go too, for in a line they can only mislead.
func cleanLine(s string) string {
	if cleanAlready(s, false) {
		return strings.TrimSpace(s)
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u061c':
			return -1
		}
		return r
	}, cleanText(s))
	return strings.Join(strings.Fields(s), " ")
}

// cleanLength is how many bytes come before the first that may have to go.
func cleanLength(s string) int {
	for i := range len(s) {
		if !cleanBytes[s[i]] {
			return i
		}
	}
	return len(s)
}

// cleanBytes are what a text of several lines may always have.
var cleanBytes = func() (is [256]bool) {
	for c := range is {
		is[c] = c == '\n' || c == '\t' || c >= ' ' && c < 0x7f
	}
	return is
}()

// cleanAlready is the quick answer for plain text.
func cleanAlready(s string, lines bool) bool {
	if lines {
		return cleanLength(s) == len(s)
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}
