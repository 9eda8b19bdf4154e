package answer

import (
	"strings"
)

// greetings open a mail. They are matched folded, at the start of a line.
const greetingWords = `geachte|geacht|beste|lieve|waarde|weledel\w*|edelachtbare|hallo|halo|hoi|hey|he|hai|hi|hello|dag|goeden?[ -]?(?:morgen|middag|avond|dag)|goeie(?:morgen|middag|avond|dag)|mogge|l\.?[ ]?s\.?|dear|good (?:morning|afternoon|evening|day)|greetings|guten (?:tag|morgen|abend)|sehr geehrte\w*|liebe[r]?|bonjour|bonsoir|madame,|monsieur,|cher|chere|merhaba|sayin|szanown\w+|dzien dobry|salam|assalamu?[ -]?alaikum|selam|to whom it may concern`

var greetingStart = mustBe(`^[\s*"']*(?:` + greetingWords + `)(?:[\s,.!:;*-]|$)`)

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// greetingEnd gives where the greeting at the start of a line ends in its
// folded form, 0 when the line starts with none. A greeting runs to its first
// comma or to the end of a short line; "Beste Karin ik ben tevreden" ends where
// the sentence begins.
func greetingEnd(low string) int {
	loc := greetingStart.FindStringIndex(low)
	if loc == nil {
		return 0
	}
	i := loc[1]
	if i > 0 && strings.IndexByte(",.!:;", low[i-1]) >= 0 && !strings.HasPrefix(strings.TrimSpace(low), "l") {
		return i
	}
	n := 0
	for i < len(low) {
		for i < len(low) && (low[i] == ' ' || low[i] == '\t') {
			i++
		}
		j := i
		for j < len(low) && low[j] != ' ' && strings.IndexByte(",!:;", low[j]) < 0 {
			j++
		}
		w := strings.Trim(low[i:j], ".*\"'()/-")
		if w != "" && sentenceStart[w] {
			return i
		}
		if n++; n > 9 {
			return i
		}
		if j < len(low) && low[j] != ' ' {
			// "Beste Karin, beste commissie,": the second is read as text when it
			// is one, and as a greeting when it is one again.
			end := j + 1
			for {
				part, _, found := strings.Cut(low[end:], ",")
				if !found || !onlyTitles(part) {
					break
				}
				end += len(part) + 1 // "Geachte heer, mevrouw,"
			}
			if more := greetingEnd(strings.TrimLeft(low[end:], " ")); more > 0 {
				return len(low) - len(strings.TrimLeft(low[end:], " ")) + more
			}
			return end
		}
		i = j
	}
	if n > 4 && strings.ContainsAny(low[len(low)-1:], ".!?") {
		return loc[1] // a sentence: "Madame la directrice m'a insulté."
	}
	return len(low)
}

// onlyTitles tells that a part between commas addresses nobody in particular.
func onlyTitles(s string) bool {
	n := 0
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ' ' || r == '/' }) {
		if !titles[strings.Trim(w, ".")] && w != "heren" && w != "dames" && w != "of" {
			return false
		}
		n++
	}
	return n > 0
}

// sentenceStart are words that begin a sentence and stand in no greeting.
var sentenceStart = set(`ik wij we hierbij bij via naar met mijn onze dit dat deze het is er graag kunt kan wilt wil heb hebben ben in op voor over omdat sinds toen
 uw jullie wat waarom hoe wanneer waar wie ja nee niet geen akkoord prima i my this please could can notitie telefoon hulp bedankt dank a`)

// isGreeting reports whether a line holds a greeting and nothing else.
func isGreeting(line string) bool {
	low := strings.TrimSpace(newText(line).low)
	end := greetingEnd(low)
	return end > 0 && strings.Trim(low[end:], " ,.!:;*-") == ""
}

// Salutation tells whether a line addresses somebody, as the first line of a
// letter does, and gives the name as it is written there, title included:
// "mevrouw Jansen", "heer De Vries", "Karin". A greeting without a name is none.
func Salutation(line string) (name string, ok bool) {
	t := newText(strings.TrimSpace(line))
	loc := greetingStart.FindStringIndex(t.low)
	if loc == nil {
		return "", false
	}
	end := greetingEnd(t.low)
	if end <= loc[1] {
		return "", false
	}
	name = strings.Trim(t.words(loc[1], end), " ,.!:;*-")
	if name == "" || len(name) > 80 {
		return "", false
	}
	return name, true
}

// body gives the text without the greeting at its top and without the lines
// that only say to whom a letter goes.
func (t text) body() (greeting, rest text) {
	i := 0
	for n := 0; n < 12 && i < len(t.low); n++ {
		j := strings.IndexByte(t.low[i:], '\n')
		if j < 0 {
			j = len(t.low)
		} else {
			j += i
		}
		line := t.low[i:j]
		lead := len(line) - len(strings.TrimLeft(line, " "))
		if end := greetingEnd(line[lead:]); end > 0 {
			return t.sub(0, i+lead+end), t.sub(i+lead+end, len(t.low))
		}
		if strings.TrimSpace(line) != "" && !addressee.MatchString(line) {
			break
		}
		i = min(j+1, len(t.low))
	}
	// No greeting: lines of address at the top are still no part of the story.
	i = 0
	for i < len(t.low) {
		j := strings.IndexByte(t.low[i:], '\n')
		if j < 0 {
			break
		}
		line := t.low[i : i+j]
		if strings.TrimSpace(line) != "" && !addressee.MatchString(line) {
			break
		}
		i += j + 1
	}
	return t.sub(0, i), t.sub(i, len(t.low))
}

// addressee is a line of the block that says to whom a letter goes.
var addressee = mustBe(`^\s*(?:(?:aan|t\.?a\.?v\.?|ter attentie van|to|attn)[\s:.].{0,70}|(?:de )?(?:stichting )?perspectief(?: herstelbemiddeling)?|(?:de )?klachtencommissie[^.]{0,40}|postbus \d+|\d{4} ?[a-z]{2}[ ,]+[a-z' -]+)\s*,?\s*$`)
