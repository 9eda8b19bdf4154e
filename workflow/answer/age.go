package answer

import (
	"strconv"
	"strings"
)

var (
	numericDate = mustBe(`\b(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)?\d{2})\b`)
	isoDate     = mustBe(`\b((?:19|20)\d{2})-(\d{2})-(\d{2})\b`)
	writtenDate = mustBe(`\b(?:(\d{1,2})(?:e|de|ste|st|nd|rd|th)?\s+)?(` + monthWords + `)\.?\s+(?:van\s+|in\s+)?((?:19|20)\d{2}|'\d{2})\b`)
	lastYear    = mustBe(`\b(?:(?:vorig|afgelopen|verleden|voorgaand|last)e?\s+(?:jaar|year)(?:\s+(?:in\s+|eind\s+|begin\s+|half\s+)?(` + monthWords + `))?|(` + monthWords + `)\s+(?:van\s+)?(?:het\s+)?(?:vorig|verleden)\s+jaar)\b`)
	bareYear    = mustBe(`\b(?:in|sinds|vanaf|van|tot|eind|begin|medio|half|zomer|najaar|voorjaar|winter|herfst|lente|jaar|uit|since)\s+(?:het\s+(?:jaar|voorjaar|najaar)\s+)?((?:19|20)\d{2})\b`)
	ago         = mustBe(`\b(?:(?:ruim|al|meer dan|ongeveer|zo'n|circa|ca\.?|bijna|over|ongeveer|minstens|zeker|langer dan)\s+)*((?:een|1|one|a)(?:\s+jaar|\s+year)|anderhalf\s+jaar|(?:\d{1,2}|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|paar|aantal|enkele|meerdere|two|three|several)\s+(?:jaren|jaar|years)|jaren|jaar|(?:1[2-9]|[2-9]\d|twaalf|dertien|veertien|vijftien|achttien)\s+maanden|lang)\s+(?:geleden|terug|her|ago)\b|\b(?:meer dan|ruim|langer dan|ouder dan|al ruim|over)\s+(?:een|1|twee|2|drie|3|anderhalf)\s+jaar\b|\bal\s+(?:jaren|\d+\s+jaar|twee jaar|drie jaar|vier jaar|vijf jaar|anderhalf jaar)\b|\bjarenlang\b`)
	notEvent    = mustBe(`\b(?:geboren(?: op| te)?|geboortedatum|geb\.?|geb|d\.o\.b\.?|geboorte|wet van|besluit van|stb\.?|reglement van|versie|iban|sinds mijn geboorte|getrouwd|gehuwd|overleden|wonen wij|woon ik|werk ik)\b[^.!?\n]{0,24}$`)
)

var months = map[string]int{
	"januari": 1, "jan": 1, "january": 1, "februari": 2, "feb": 2, "february": 2, "maart": 3, "mrt": 3, "march": 3, "april": 4, "apr": 4, "mei": 5, "may": 5,
	"juni": 6, "jun": 6, "june": 6, "juli": 7, "jul": 7, "july": 7, "augustus": 8, "aug": 8, "august": 8, "september": 9, "sept": 9, "sep": 9,
	"oktober": 10, "okt": 10, "october": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}

// olderThanAYear finds words that put the matter more than a year back (Awb
// 9:8): a date, a year, "anderhalf jaar geleden". A bare year counts when part
// of it lies so far back. Dates of birth are passed over.
func olderThanAYear(t text, received, limit Date) string {
	if received.Year == 0 {
		return ""
	}
	if limit.Year == 0 {
		limit = received
		limit.Year--
	}
	show := func(loc []int) string {
		if notEvent.MatchString(t.low[max(0, loc[0]-40):loc[0]]) {
			return ""
		}
		return t.words(loc[0], loc[1])
	}
	// first gives the words of the first place that when puts before the limit.
	first := func(re *pattern, when func(m []int) (Date, bool)) (words string) {
		t.each(re, func(m []int) bool {
			if d, ok := when(m); ok && d.before(limit) {
				words = show(m)
			}
			return words == ""
		})
		return words
	}
	num := func(m []int, group int) int { return number(t.low[m[2*group]:m[2*group+1]]) }
	if w := first(numericDate, func(m []int) (Date, bool) {
		d := Date{year(t.low[m[6]:m[7]], received), num(m, 2), num(m, 1)}
		return d, d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= 31 && d.Year >= 1900
	}); w != "" {
		return w
	}
	if w := first(isoDate, func(m []int) (Date, bool) { return Date{num(m, 1), num(m, 2), num(m, 3)}, true }); w != "" {
		return w
	}
	if w := first(writtenDate, func(m []int) (Date, bool) {
		d := Date{year(strings.TrimPrefix(t.low[m[6]:m[7]], "'"), received), months[t.low[m[4]:m[5]]], 1}
		if m[2] >= 0 {
			d.Day = num(m, 1)
		}
		return d, true
	}); w != "" {
		return w
	}
	if w := first(lastYear, func(m []int) (Date, bool) {
		month := 1 // "vorig jaar" alone may be any month of it
		for _, g := range []int{2, 4} {
			if m[g] >= 0 {
				month = months[t.low[m[g]:m[g+1]]]
			}
		}
		return Date{received.Year - 1, month, 1}, true
	}); w != "" {
		return w
	}
	if w := first(bareYear, func(m []int) (Date, bool) { return Date{num(m, 1), 1, 1}, true }); w != "" {
		return w
	}
	return first(ago, func(m []int) (Date, bool) { return Date{}, !strings.HasPrefix(t.low[m[0]:m[1]], "lang ") })
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// year reads two digits as the nearest year that is not in the future.
func year(s string, received Date) int {
	n := number(s)
	if len(s) > 2 {
		return n
	}
	century := received.Year / 100 * 100
	if n += century; n > received.Year {
		n -= 100
	}
	return n
}
