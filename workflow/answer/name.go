package answer

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// particles stand inside Dutch and other surnames.
var particles = set(`van de der den het 't ten ter te op in 's von zu du des la le el al ben bin da dos di af aan bij onder`)

// notName are words with a capital that begin a sentence, a label or a place, and
// so end a name.
var notName = set(`ik wij we mijn me mij en of maar dat dit die deze het er is was ben heb heeft had met na op om te in aan uit voor door bij naar want omdat toen als ook nog niet geen wel zo dus
 klacht klachten klager adres telefoon tel mobiel mob gsm email e-mail mail geachte beste hallo dag hoi groet groeten groetjes vriendelijke vriendelijk hoogachtend mvg postbus straat postcode woonplaats
 medewerker medewerkster bemiddelaar bemiddelaarster mediator directeur directrice secretaris voorzitter lid commissie klachtencommissie perspectief herstelbemiddeling stichting naam voornaam achternaam
 maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus september oktober november december
 u uw jullie hij zij ze haar hem hun wat wie waar hoe waarom wanneer dank bedankt alvast p.s ps nb bijlage verzonden sent outlook iphone android samsung vanaf
 meneer mevrouw heer dhr mevr mw mr drs dr ing ir the my i and with about she he kind regards best geboren geboortedatum leeftijd wonende woonachtig woon klaagt telefoonnummer gemeente politie
 onbekend anoniem nvt n.v.t geen zie niet nee ja`)

// titles may precede a name and are no part of it.
var titles = set(`meneer mevrouw heer de dhr mevr mw mr drs dr ing ir prof mijnheer mej juffrouw mrs ms miss sir fam familie`)

var initial = mustBe(`^(?:\p{Lu}\.-?){1,5}$|^\p{Lu}{1,2}$|^(?:Th|Ch|Ph|Chr|Joh|IJ)\.$`)

// nameAt reads a person's name at the start of s, title left out: words with a
// capital, initials, and particles between them. It returns "" when there is
// none. loose also takes names in small letters, up to a sign or a word that
// is no name; it is for the place behind "mijn naam is".
func nameAt(s string, loose bool) string {
	var out []string
	first := true
	for len(s) > 0 {
		s = strings.TrimLeft(s, " \t*_")
		i := strings.IndexFunc(s, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' })
		if i < 0 {
			i = len(s)
		}
		if i == 0 {
			break
		}
		word := s[:i]
		core := strings.TrimRight(word, ",;:!?)(*_\"”")
		ends := core != word
		if !initial.MatchString(core) && strings.HasSuffix(core, ".") {
			if t := fold(strings.TrimSuffix(core, ".")); !(first && titles[t]) {
				core, ends = strings.TrimRight(core, "."), true
			}
		}
		low := fold(strings.TrimSuffix(core, "."))
		switch {
		case core == "":
		case first && titles[low] && !(particles[low] && len(out) == 0 && unicode.IsUpper(firstRune(core)) && !nextIsTitle(s[i:])):
			s = s[i:]
			if ends && word != core {
				return ""
			}
			continue
		case initial.MatchString(core):
			out, first = append(out, core), false
		case notName[low] && !particles[low]:
			ends = true
			core = ""
		case particles[low]:
			out, first = append(out, core), false
		case unicode.IsUpper(firstRune(core)) && nameWord(core):
			out, first = append(out, core), false
		case loose && nameWord(core) && (len(out) < 4) && utf8.RuneCountInString(core) > 1:
			out, first = append(out, core), false
		default:
			ends = true
		}
		if ends || core == "" || len(out) == 7 {
			break
		}
		s = s[i:]
		if strings.HasPrefix(s, "\n") {
			break
		}
	}
	for len(out) > 0 && (particles[fold(out[len(out)-1])] || initial.MatchString(out[len(out)-1]) && len(out) > 1 && !initial.MatchString(out[0])) {
		out = out[:len(out)-1]
	}
	if len(out) == 0 || len(out) == 1 && (initial.MatchString(out[0]) || utf8.RuneCountInString(out[0]) < 2) {
		return ""
	}
	return strings.Join(out, " ")
}

func nextIsTitle(s string) bool {
	w, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return titles[strings.Trim(fold(w), ".,")]
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// nameWord has letters, hyphens and apostrophes only.
func nameWord(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' {
			return false
		}
		n++
	}
	return n > 0 && n < 25
}

// personName tells whether a display name reads as a person's full name, and
// gives it in reading order ("Jansen, Piet" becomes "Piet Jansen").
func personName(s string) string {
	s = strings.Trim(strings.TrimSpace(clean(s)), `"'`)
	if a, b, ok := strings.Cut(s, ","); ok && !strings.Contains(b, ",") {
		s = strings.TrimSpace(b) + " " + strings.TrimSpace(a)
	}
	if i := strings.IndexAny(s, "(|/<"); i > 0 {
		s = strings.TrimSpace(s[:i])
	}
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 6 {
		return ""
	}
	for _, w := range words {
		low := strings.Trim(fold(w), ".")
		if !nameWord(strings.TrimSuffix(w, ".")) && !initial.MatchString(w) || institution[low] || notName[low] && !particles[low] {
			return ""
		}
	}
	if nameAt(s, false) != s {
		if s == strings.ToLower(s) {
			return capitals(words)
		}
		return ""
	}
	return s
}

func capitals(words []string) string {
	for i, w := range words {
		if !particles[w] || i == len(words)-1 {
			r, n := utf8.DecodeRuneInString(w)
			words[i] = string(unicode.ToUpper(r)) + w[n:]
		}
	}
	return strings.Join(words, " ")
}

// institution are words of a display name that is no person's.
var institution = set(`bv b.v nv vof stichting vereniging gemeente info support service klantenservice administratie team afdeling bureau kantoor advocaten advocatuur school college ziekenhuis zorg
 praktijk fam familie noreply no-reply website formulier contact contactformulier webshop groep group nederland holding mail admin office secretariaat receptie planning hr personeelszaken fietsenwinkel restaurant the via newsletter nieuwsbrief marketing sales`)
