package answer

import (
	"strings"
)

// quoteStart marks the line where somebody else's mail begins. The reader cuts
// quotes off with more care; this is the second lock, because a digit from our
// own mail below would be an act nobody did (trust rule 2).
var quoteStart = mustBe(`^(?:>|-{2,} ?(?:oorspronkelijk|original|doorgestuurd|forwarded|ursprungliche)|_{10,}$|(?:op|on|am|le) .{6,120}(?:schreef|wrote|schrieb|a ecrit).{0,80}:?$|(?:van|from|von|de): .*@)`)

// FirstLine gives the first line above the quote that is no greeting, and what
// follows it there (procedure section 4).
func FirstLine(text string) (line, rest string) {
	all := lines(text)
	first := -1
	for i, l := range all {
		if l == "" {
			continue
		}
		if quoteStart.MatchString(newText(l).low) {
			all = all[:i]
			break
		}
		if first < 0 && !isGreeting(l) {
			first = i
		}
	}
	if first < 0 {
		return "", ""
	}
	return all[first], strings.TrimSpace(strings.Join(all[first+1:], "\n"))
}

var (
	digitLine = mustBe(`^[\s*_"'(\[]*(?:(?:mijn |my |the )?(?:antwoord|keuze|optie|answer|option|nummer|nr\.?|nee dus|ik kies(?: voor)?|ik antwoord|kies|graag|doe maar)(?: (?:is|wordt|nummer|nr\.?|optie|met|mij|ons))*[\s:=*_-]*)?[(\["'*_]*([1-9])(?:[)\]"'*_]*)(.*)$`)
	// tailStrong begins with a sign that sets the digit apart from the words.
	tailStrong = mustBe(`^[\s*_]*(?:$|[.):,;=–-]+(?:\s|$)|[-–—:]+\s*\pL|[.]?\s*\()`)
	// tailOther is a second number or a unit: no single answer.
	tailOther = mustBe(`^[\s*_.):]*(?:(?:of|en|or|and|tot|t/m|tm|plus|\+|&|/|,|-|–|\||\\)+[\s*_]*(?:optie )?\d|[,.:]?\d|x\b|e\b|ste\b|de\b|%|°)`)
	// tailWord are the words that may follow a digit without a sign between.
	tailWord = set(`naar want graag maar klopt ja nee is dat het eerst voor omdat alleen svp aub a.u.b doe akkoord dus met aan mee als toelichting ik wij hij zij
 hoort geen nog iets bewaren sluiten spam klacht bellen uitstel verweer vraag vraagt vragen doorsturen voorleggen niet wel s.v.p please because thanks bedankt dank mvg groet groeten kan hierbij
 commissie stoppen ontvankelijk niet-ontvankelijk ongegrond gegrond gehouden verzet vervallen heropenen tevreden gewoon prima toch zonder hoorzitting zie`)
	// more is a second choice further on.
	more = mustBe(`\b(?:of|nee|toch|liever|optie|antwoord|keuze|en|of toch|bedoel|or|anders|daarna|eerst)[\s:,]+(?:optie |nummer |antwoord )?([1-9])(?:[\s.,;:!?)]|$)`)
	// unit follows a number that counts something.
	unit = mustBe(`^\s*(?:uur|u|min\w*|dag\w*|week|weken|maand\w*|jaar|jaren|keer|maal|x|euro|personen|mensen|kinderen|punten?|vragen|mails?|klachten|` + monthWords + `)\b`)
)

const monthWords = `januari|jan|februari|feb|maart|mrt|april|apr|mei|juni|jun|juli|jul|augustus|aug|september|sept|sep|oktober|okt|november|nov|december|dec|january|february|march|may|june|july|august|october`

// Digit reads the number of an option from the first line that is no greeting:
// "1", "1.", "Antwoord: 1", "optie 2", "*1*", "1 - naar de directeur",
// "1, want …". It must be the only one: "1 of 2", "112", "2 weken" and "06…"
// are no answer. rest is what was written behind it, on that line and below.
func Digit(text string) (digit int, rest string, ok bool) {
	line, below := FirstLine(text)
	low := newText(line)
	start := greetingEnd(low.low)
	m := digitLine.FindStringSubmatchIndex(low.low[start:])
	if m == nil {
		return 0, "", false
	}
	digit = int(low.low[start+m[2]] - '0')
	tail := low.low[start+m[4]:]
	if tailOther.MatchString(tail) || more.MatchString(low.low[start+m[4]:]) || unit.MatchString(tail) {
		return 0, "", false
	}
	if !tailStrong.MatchString(tail) {
		if tail[0] != ' ' {
			return 0, "", false
		}
		w, _, _ := strings.Cut(strings.TrimSpace(tail), " ")
		if !tailWord[strings.Trim(w, ".,;:!?")] {
			return 0, "", false
		}
	}
	if again := digitLine.FindStringSubmatch(newText(firstOf(below)).low); again != nil && again[1] != low.low[start+m[2]:start+m[3]] && bareTail(again[2]) {
		return 0, "", false // "1" and below it "2": two answers
	}
	rest = strings.TrimLeft(low.s[low.at[start+m[4]]:], " .):;,=*_]\"'–—-")
	return digit, strings.TrimSpace(strings.TrimSpace(rest) + "\n" + below), true
}

func firstOf(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func bareTail(s string) bool { return strings.Trim(s, " .):*_") == "" || tailStrong.MatchString(s) }

// Word reads a word of a closed list at the start of the first line that is no
// greeting: "notitie: …", "Telefoon - …". The words of staff are exact but for
// capitals (trust rule 2); of several that fit the longest counts. rest is what
// was written behind it, on that line and below.
func Word(text string, words []string) (word, rest string, ok bool) {
	line, below := FirstLine(text)
	line = strings.TrimLeft(line, " *_\"'“„‘")
	low := newText(line)
	tail := 0
	for _, w := range words {
		if len(w) <= len(word) {
			continue
		}
		if n := wordAt(low.low, fold(w)); n > 0 {
			word, tail = w, n
		}
	}
	if word == "" {
		return "", "", false
	}
	rest = strings.TrimLeft(low.s[low.at[tail]:], " .):;,=*_\"'”’–—-")
	return word, strings.TrimSpace(strings.TrimSpace(rest) + "\n" + below), true
}

// wordAt gives where the word w ends at the start of low, 0 when it does not
// stand there as a word of its own.
func wordAt(low, w string) int {
	i := 0
	for _, part := range strings.Fields(w) {
		if i > 0 {
			n := len(low[i:]) - len(strings.TrimLeft(low[i:], " "))
			if n == 0 {
				return 0
			}
			i += n
		}
		if !strings.HasPrefix(low[i:], part) {
			return 0
		}
		i += len(part)
	}
	if i == len(low) {
		return i
	}
	switch c := low[i]; {
	case c == ' ', c == ':', c == ',', c == ';', c == '.', c == '!', c == '*', c == '_', c == ')', c == '"', c == '=':
		return i
	case c == '-' && i+1 < len(low) && low[i+1] == ' ':
		return i
	}
	return 0
}
