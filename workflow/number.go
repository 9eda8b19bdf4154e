package workflow

import (
	"fmt"
	"regexp"
	"strings"
)

// Number names a case: year and sequence of receipt, "K-2026-0001". It routes
// mail and gives no authority.
type Number string

// NewNumber makes the number of the n-th complaint received in year.
func NewNumber(year, n int) Number { return Number(fmt.Sprintf("K-%04d-%04d", year, n)) }

// Tag is the number with its check character, as it stands in subjects between
// square brackets: "K-2026-0001-7".
func (n Number) Tag() string { return string(n) + "-" + string(checkCharacter(digits(string(n)))) }

// checkCharacter computes ISO 7064 MOD 11-2 over a string of decimal digits: it
// finds every single wrong digit and every swap of two neighbours.
func checkCharacter(s string) byte {
	p := 0
	for i := 0; i < len(s); i++ {
		p = (p + int(s[i]-'0')) * 2 % 11
	}
	if c := (12 - p) % 11; c < 10 {
		return byte('0' + c)
	}
	return 'X'
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// People retype tags: spaces and other dashes are forgiven, a wrong character
// is not.
var tagPattern = regexp.MustCompile(`(?i)\bK\s?[-\x{2010}-\x{2015} ]\s?([0-9]{4})\s?[-\x{2010}-\x{2015} ]\s?([0-9]{4,6})\s?[-\x{2010}-\x{2015} ]\s?([0-9X])(?:[^0-9A-Za-z]|$)`)

// Tags finds the case numbers in s that carry a valid check character, in their
// order and each once.
func Tags(s string) []Number {
	var found []Number
next:
	for _, m := range tagPattern.FindAllStringSubmatch(s, 20) {
		if strings.ToUpper(m[3])[0] != checkCharacter(m[1]+m[2]) {
			continue
		}
		n := Number("K-" + m[1] + "-" + m[2])
		for _, f := range found {
			if f == n {
				continue next
			}
		}
		found = append(found, n)
	}
	return found
}

var numberPattern = regexp.MustCompile(`(?i)\bK[- ]?([0-9]{4})[- ]?([0-9]{4,6})\b`)

// numbers finds case numbers written without a check character. Only the
// secretary may be that short: she chooses between cases she has before her.
func numbers(s string) []Number {
	var found []Number
	for _, m := range numberPattern.FindAllStringSubmatch(s, 5) {
		found = append(found, Number("K-"+m[1]+"-"+m[2]))
	}
	return found
}
