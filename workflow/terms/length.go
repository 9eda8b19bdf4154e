package terms

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is what a term is counted in, as it is written in the configuration.
type Unit string

const (
	Days     Unit = "d"
	Weeks    Unit = "w"
	Months   Unit = "m"
	Years    Unit = "y"
	Workdays Unit = "wd" // Monday to Friday that is no holiday; no notion of the law (own choice)
)

// unitWords are the spellings ParseLength understands, beside the Dutch
// singular and plural for people to read.
var unitWords = map[string]Unit{
	"d": Days, "dag": Days, "dagen": Days,
	"w": Weeks, "week": Weeks, "weken": Weeks,
	"m": Months, "maand": Months, "maanden": Months,
	"y": Years, "jaar": Years, "jaren": Years,
	"wd": Workdays, "werkdag": Workdays, "werkdagen": Workdays,
}

// Length is how long a term is. A negative N counts back from a moment. The
// zero Length is no length.
type Length struct {
	N    int
	Unit Unit
}

// maxN keeps a slip of the finger from becoming a term of a million years.
const maxN = 9999

// ParseLength reads "6w", "3wd" or "-6w", and the Dutch "6 weken" too.
func ParseLength(s string) (Length, error) {
	bad := func() (Length, error) {
		return Length{}, fmt.Errorf("%q is no length; write a whole number and d, w, m, y or wd, such as 6w or 3wd", s)
	}
	t := strings.ToLower(strings.TrimSpace(s))
	i := 0
	if strings.HasPrefix(t, "-") {
		i = 1
	}
	for i < len(t) && '0' <= t[i] && t[i] <= '9' {
		i++
	}
	n, err := strconv.Atoi(t[:i])
	if err != nil && i > len("-9999") {
		return Length{}, fmt.Errorf("%q is too long; write at most %d", s, maxN)
	}
	unit, ok := unitWords[strings.TrimSpace(t[i:])]
	if err != nil || !ok {
		return bad()
	}
	if n > maxN || n < -maxN {
		return Length{}, fmt.Errorf("%q is too long; write at most %d", s, maxN)
	}
	return Length{n, unit}, nil
}

// String writes the length as ParseLength reads it, and the zero Length as "".
func (l Length) String() string {
	if l == (Length{}) {
		return ""
	}
	return strconv.Itoa(l.N) + string(l.Unit)
}

// MarshalText writes the length as String does.
func (l Length) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (l *Length) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = Length{}
		return nil
	}
	p, err := ParseLength(string(text))
	if err != nil {
		return err
	}
	*l = p
	return nil
}

// Dutch writes the length for people: "6 weken", "1 week", "3 werkdagen". A
// length that counts back reads "6 weken terug".
func (l Length) Dutch() string {
	s := strconv.Itoa(abs(l.N)) + " " + l.unitDutch()
	if l.N < 0 {
		s += " terug"
	}
	return s
}

// words is Dutch with the number written out as far as people write it out.
func (l Length) words() string {
	n := abs(l.N)
	if n < len(numbers) {
		return numbers[n] + " " + l.unitDutch()
	}
	return strconv.Itoa(n) + " " + l.unitDutch()
}

var numbers = []string{"nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
	"elf", "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien", "twintig"}

func (l Length) unitDutch() string {
	one := abs(l.N) == 1
	switch l.Unit {
	case Days:
		return choose(one, "dag", "dagen")
	case Weeks:
		return choose(one, "week", "weken")
	case Months:
		return choose(one, "maand", "maanden")
	case Years:
		return "jaar" // "twee jaar", not "twee jaren"
	case Workdays:
		return choose(one, "werkdag", "werkdagen")
	}
	return string(l.Unit)
}

func choose(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// Regulated reports whether the Algemene termijnenwet moves the end of a term of
// this length. Not when it counts back (art. 1(2)), is longer than ninety days,
// twelve weeks or three months or is in years (art. 4 under a; exactly ninety,
// twelve and three are regulated), nor in working days, which the law does not
// know and which end on a working day anyhow.
func (l Length) Regulated() bool {
	if l.N < 0 {
		return false
	}
	switch l.Unit {
	case Days:
		return l.N <= 90
	case Weeks:
		return l.N <= 12
	case Months:
		return l.N <= 3
	}
	return false
}
