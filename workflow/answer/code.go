package answer

import (
	"strings"
)

// groupedCode is an answer code in the groups of FormatCode at the start of a text.
// An answer code is ten characters of Crockford's base32: 0-9, A-Z without I, L, O
// and U, of which people read the first three as 1 and 0.
var groupedCode = mustBe(`^[0-9A-Za-z]{4}[-\x{2010}-\x{2013} ][0-9A-Za-z]{4}[-\x{2010}-\x{2013} ][0-9A-Za-z]{2}`)

// longestCode is how many bytes a grouped code takes at most, with dashes of three
// bytes each.
const longestCode = 4 + 3 + 4 + 3 + 2

// FormatCode writes a code the way it is printed: K7F3-9K2M-QX. A string that is
// no code of ten characters comes back unchanged.
func FormatCode(code string) string {
	if len(code) != 10 {
		return code
	}
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

// Code gives the answer codes in a text, each once, in order, as ten capitals:
// separators gone, I and L read as 1, O as 0. A word, a telephone number, a part
// of an address or of a longer token is none.
func Code(text string) []string {
	var out []string
	for i := 0; i < len(text); {
		if !isAlnum(text[i]) {
			i++
			continue
		}
		// A code begins where a run of letters and digits begins.
		end := i + 1
		for end < len(text) && isAlnum(text[end]) {
			end++
		}
		start := i
		i = end
		switch end - start {
		case 4:
			loc := groupedCode.FindStringIndex(text[start:min(len(text), start+longestCode)])
			if loc == nil {
				continue
			}
			end = start + loc[1]
		case 10:
		default:
			continue
		}
		if code, ok := readCode(text, start, end); ok {
			if !contains(out, code) {
				out = append(out, code)
			}
			i = end
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func readCode(text string, start, end int) (string, bool) {
	if start > 0 && !codeBefore(text[:start]) || !codeAfter(text[end:]) {
		return "", false
	}
	raw := text[start:end]
	var b strings.Builder
	digits, letters, lower, upper := 0, 0, 0, 0
	for _, r := range raw {
		switch {
		case r >= 'a' && r <= 'z':
			lower++
			r -= 'a' - 'A'
		case r >= 'A' && r <= 'Z':
			upper++
		}
		switch {
		case r == 'U':
			return "", false
		case r == 'I' || r == 'L':
			r = '1'
			letters++
		case r == 'O':
			r = '0'
			letters++
		case r >= '0' && r <= '9':
			digits++
		case r >= 'A' && r <= 'Z':
			letters++
		default:
			continue // separator
		}
		b.WriteRune(r)
	}
	code := b.String()
	if len(code) != 10 || letters == 0 {
		return "", false // a telephone number, a date
	}
	grouped := len(raw) > 10
	spaced := strings.Contains(raw, " ")
	switch {
	case lower > 0 && upper > 0:
		return "", false // a word with a capital, a part of a hash
	case spaced && (digits < 2 || lower > 0):
		return "", false // three words of 4, 4 and 2 letters
	case grouped:
		return code, digits > 0 || lower == 0
	}
	return code, digits >= 2 || digits == 1 && lower == 0 || digits == 0 && labelledCode.MatchString(fold(text[max(0, start-24):start]))
}

var labelledCode = mustBe(`(?:code|kenmerk)\S*\s*[:=]?$`)

// codeBefore: a code stands alone or behind a label, never inside an address, a
// link or a longer token. A kenmerk puts "U1-" before it.
func codeBefore(s string) bool {
	c := s[len(s)-1]
	switch {
	case c == '-':
		return kenmerk.MatchString(s[max(0, len(s)-8):])
	case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c >= 0x80 && c != 0xa0 && c != 0x9c && c != 0x98 && c != 0x93:
		return false
	}
	return !strings.ContainsRune("/@_%&=+.#\\", rune(c))
}

var kenmerk = mustBe(`/[A-Z]{1,2}[0-9]{1,3}-$`)

func codeAfter(s string) bool {
	if s == "" {
		return true
	}
	c := s[0]
	switch {
	case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '@', c == '_', c == '/', c == '%', c == '=', c == '+':
		return false
	case c == '.' || c == '-':
		return len(s) == 1 || !isAlnum(s[1])
	}
	return true
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}
