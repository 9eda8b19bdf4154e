package answer

import (
	"strings"
	"unicode/utf8"
)

// groupedCode gives the length of an answer code in the groups of FormatCode at the
// start of a text, 0 for none. An answer code is ten characters of Crockford's
// base32: 0-9, A-Z without I, L, O and U, of which people read the first three as 1
// and 0. It is asked of every word of four letters, so it is no pattern.
func groupedCode(s string) int {
	n := 0
	for i, size := range [...]int{4, 4, 2} {
		if i > 0 {
			sign, width := utf8.DecodeRuneInString(s[n:])
			if sign != '-' && sign != ' ' && (sign < 0x2010 || sign > 0x2013) {
				return 0
			}
			n += width
		}
		for end := n + size; n < end; n++ {
			if n == len(s) || !isAlnum(s[n]) {
				return 0
			}
		}
	}
	return n
}

// FormatCode writes a code the way it is printed: K7F3-9K2M-QX. A string that is
// no code of ten characters comes back unchanged.
func FormatCode(code string) string {
	if len(code) != 10 {
		return code
	}
	return code[:4] + "-" + code[4:8] + "-" + code[8:]
}

// Code gives the answer codes in some texts, each once, in order, as ten capitals:
// separators gone, I and L read as 1, O as 0. A word, a telephone number, a part
// of an address or of a longer token is none.
func Code(texts ...string) (out []string) {
	for _, text := range texts {
		out = addCodes(out, text)
	}
	return out
}

func addCodes(out []string, text string) []string {
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
			n := groupedCode(text[start:])
			if n == 0 {
				continue
			}
			end = start + n
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
	code := make([]byte, 0, 10)
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
		code = append(code, byte(r))
	}
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
		return string(code), digits > 0 || lower == 0
	}
	return string(code), digits >= 2 || digits == 1 && lower == 0 || digits == 0 && labelledCode.MatchString(fold(text[max(0, start-24):start]))
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
