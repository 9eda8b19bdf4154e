package answer

import (
	"strings"
)

// clause is a part of a sentence that says one thing, with what joins it to the
// part before.
type clause struct {
	text     string // normalised words, spaces between
	joint    string // "maar", "want", "en", ",", "" at the start of a sentence
	question bool   // its sentence asks
	sentence int
}

// joints begin a new clause. What follows "maar" weighs more than what stands
// before it; what follows "want" is a reason.
var joints = map[string]string{
	"maar": "maar", "echter": "maar", "doch": "maar", "hoewel": "maar", "ofschoon": "maar", "alhoewel": "maar", "but": "maar", "however": "maar", "though": "maar", "although": "maar", "desondanks": "maar", "niettemin": "maar",
	"want": "want", "omdat": "want", "aangezien": "want", "daar": "", "because": "want", "since": "want", "doordat": "want",
	"dus": "dus", "daarom": "dus", "so": "dus", "derhalve": "dus",
	"en": "en", "and": "en", "of": "of", "or": "of", "terwijl": "en",
}

// whoAsks begin a question even where the sign is left out.
var whoAsks = mustBe(`^(?:(?:en|maar|dus|oke|hallo|goedemorgen|goedemiddag|weet u|mijn vraag :?) )?(?:(?:bij|door|naar|met|van|in|op) (?:wie|welke|welk)|hoever|hoe|wat|wanneer|waarom|waar|wie|welke|hoeveel|hoelang|how|what|when|why|where|who|(?:kan|mag|moet|zal|krijg|word|hoor|hoef|zou|can|could|may|should|must|do|will) (?:ik|wij|we|i|mijn|de|het|er|dit|deze)|(?:is|zijn|was) (?:er|het|dit|dat|mijn|de|u|jullie|deze)|(?:kunt|wilt|heeft|hebt|weet|gaat|bent|zou|zoudt|zult|moet|kan|wil|are|have|can|could|would|will) (?:u|jullie|je|jij|you)|(?:heeft|gaat|komt|wordt|loopt|ligt|staat|ziet|krijgt|mag|kan|moet|weet) (?:de|het|mijn|dit|er|iemand|die|deze|uw|sanne)|ben (?:jij|je)) `)

// wantsToKnow asks without a question mark or a question's order.
var wantsToKnow = rx(`^graag (?:een )?(?:update|tussenstand)|graag (?:hoor|verneem|weet) (?:ik|wij) (?:de|een|meer)|(?:wil|willen|zou|zouden)(?: \w+){0,3} weten (?:hoe|wanneer|of|wat|waar)|(?:wou|wilde|wil|wilden)(?: \w+){0,3} vragen (?:hoe|wanneer|of|wat|waar)|vraag me af|ben benieuwd (?:hoe|wanneer|of|wat)|(?:hoor|weet|verneem) (?:ik )?graag (?:hoe|wanneer|of|wat)|graag (?:hoor|weet|verneem|horen|weten) (?:ik|wij|we) (?:hoe|wanneer|of|wat)`)

// noQuestion are sentences that begin like a question and are none: "wat mij
// betreft …", "wat een …", "waar ik …".
var noQuestion = mustBe(`^(?:hoe \w+ (?:de|het|uw|dit|dat|ik|u|jullie)(?: \w+){0,3} ook|wat (?:fijn|mooi|goed|jammer|leuk|prettig|heerlijk|top)|kan ik (?:wel |goed |prima |best |me |mij )*(?:mee|in|vinden)|wat (?:mij|ons|me) betreft|wat een|wat (?:ik|wij|u|jullie|de)|wanneer (?:u|de|dit|het|ik)|waar (?:ik|u)|wie (?:ik|dit)|hoe (?:ik|u|het ook)|is (?:oke|goed|prima|akkoord)|zou (?:ik|graag)|what a|when (?:you|the|i)|wil u|het is)`)

var splitter = mustBe(`^(?:[.!?,;:]+|-+)$`)

// clauses cuts normalised text.
func clauses(s string) []clause {
	var out []clause
	var words []string
	joint, first := "", 0
	n := 0
	concession := false
	flush := func() {
		if len(words) > 0 {
			out = append(out, clause{text: strings.Join(words, " "), joint: joint, sentence: n})
		}
		words = words[:0]
	}
	endSentence := func(sign string) {
		flush()
		if first < len(out) {
			whole := joinClauses(out[first:])
			q := strings.Contains(sign, "?") || whoAsks.MatchString(whole+" ") && !noQuestion.MatchString(whole) && !strings.Contains(sign, "!") || wantsToKnow.MatchString(whole)
			begin := first
			if q {
				begin = questionStart(out, first)
			}
			for i := begin; i < len(out); i++ {
				out[i].question = q
			}
			n++
		}
		first = len(out)
		joint = ""
	}
	all := strings.Fields(s)
	english := isEnglish(all)
	for i, w := range all {
		next := ""
		if i+1 < len(all) {
			next = all[i+1]
		}
		switch {
		case strings.ContainsAny(w, ".!?") && splitter.MatchString(w):
			endSentence(w)
		case splitter.MatchString(w):
			flush()
			joint, concession = ",", false
			if w == ":" {
				joint = ":"
			}
		case concession && len(words) > 1 && finite[w] && pronoun[next]:
			// "hoewel het lang duurde | ben ik tevreden"
			flush()
			joint, concession = ",", false
			words = append(words, w)
		case english && (w == "want" || w == "of"):
			words = append(words, w) // words of both languages, joints in one
		case (w == "en" || w == "and") && len(words) > 0 && onlyNoun(all[i+1:]):
			words = append(words, w) // "de excuses en de oplossing"
		case joints[w] != "" && len(words)+len(out)-first > 0 && !keepsTogether(w, words, next):
			flush()
			joint, concession = joints[w], concedes[w]
		case joints[w] != "" && len(words) == 0:
			joint, concession = joints[w], concedes[w]
		default:
			words = append(words, w)
		}
	}
	endSentence("")
	return out
}

// onlyNoun tells that what follows, up to the next sign or joint, names one more
// thing and says nothing of it.
func onlyNoun(rest []string) bool {
	n := 0
	for _, w := range rest {
		if splitter.MatchString(w) || joints[w] != "" {
			break
		}
		if finite[w] || negator.MatchString(w) || pronoun[w] && w != "het" && w != "dit" && w != "dat" && w != "u" {
			return false
		}
		n++
	}
	return n >= 2 && n <= 5 && nounStart[rest[0]]
}

var nounStart = set(`de het een uw mijn onze met over the your my with`)

// isEnglish weighs the small words that only one of the two languages has.
func isEnglish(words []string) bool {
	en, nl := 0, 0
	for _, w := range words {
		switch {
		case onlyEnglish[w]:
			en++
		case onlyDutch[w]:
			nl++
		}
	}
	return en > nl
}

var (
	onlyEnglish = set(`i the my you your not and to please this it with do not are am have would but for a an they he she them agree satisfied happy complaint committee proposal`)
	onlyDutch   = set(`ik de het een en niet mijn u uw jullie dat dit ben wil naar voor met maar graag geen er aan van mij wij klacht commissie voorstel`)
)

// keepsTogether tells a word that joins from one that does not: "of" behind
// "weet niet", "dus" in the middle, and "maar" as in "stuur het maar door".
func keepsTogether(w string, words []string, next string) bool {
	last := ""
	if len(words) > 0 {
		last = words[len(words)-1]
	}
	switch w {
	case "of", "or":
		return last == "weet" || last == "niet" && len(words) > 2 && words[len(words)-2] == "weet"
	case "maar":
		return afterModal(words) && (sinking[next] || !opensClause[next] && !finite[next] && strings.HasSuffix(next, "en")) || last == "dan" || last == "zelf" || last == "alleen" || last == "toch" && !opensClause[next] || particle[next] || onward[next] && commands(words) || len(words) <= 6 && commands(words) && !opensClause[next]
	case "daarom", "derhalve":
		// "trek ik daarom in": only before a verb does it begin something.
		return !finite[next]
	case "dus", "so", "echter":
		// "hier schiet ik dus niets mee op", "ik trek hem dus in": in the middle it
		// joins nothing.
		return len(words) > 0 && (pronoun[last] || finite[last] || midway[next])
	}
	return false
}

// commands tells that a clause begins with an order: "nou stuur het maar door".
func commands(words []string) bool {
	for _, w := range words {
		if !opening[w] {
			return imperative[w]
		}
	}
	return false
}

// opening are words before an order.
var opening = set(`nou ja dus dan graag please oke en hoi hallo hey alstublieft prima goed`)

// afterModal: "de commissie moet zich hier maar over buigen" says its verb last.
func afterModal(words []string) bool {
	for _, w := range words {
		if w == "moet" || w == "mag" || w == "moeten" || w == "mogen" || w == "zal" {
			return true
		}
	}
	return false
}

var (
	midway      = set(`in op af aan terug dicht mee niet geen niets`)
	sinking     = set(`over eens naar even op aan mee door uit`)
	particle    = set(`in dicht af`)
	onward      = set(`door voor naar`)
	concedes    = set(`hoewel ofschoon alhoewel omdat aangezien although though because`)
	imperative  = set(`stuurt legt brengt geeft stop stuur leg zet doe breng geef sluit laat trek gooi ga kom neem vergeet schrijf rond handel vraag haal verwijder schrap beschouw beschouwt sluit trekt legt annuleer archiveer speel zend verwijs rond schakel stopt streep verwijdert annuleert schrapt`)
	opensClause = set(`ik wij we u jullie hij zij ze het dit dat niet geen wel er mijn nu toch`)
	pronoun     = set(`ik wij we u jullie het dit dat er i you`)
	finite      = set(`ben is zijn wil ga heb kan mag vind trek zie schiet wordt word gaat heeft am are want go`)
)

// questionStart gives the clause where the question of a sentence begins: "ik ben
// tevreden, kunt u mij nog een kopie sturen?" states first and asks then. A
// question with dan or then hangs on what was stated, which is a condition.
func questionStart(cs []clause, first int) int {
	for i := len(cs) - 1; i > first; i-- {
		t := cs[i].text + " "
		if whoAsks.MatchString(t) && !noQuestion.MatchString(t) {
			if !states.MatchString(cs[first].text) || whoAsks.MatchString(cs[first].text+" ") || hangsOn.MatchString(joinClauses(cs[first:])) || cs[i].joint == "of" {
				return first
			}
			return i
		}
	}
	return first
}

var (
	states  = mustBe(`^(?:(?:ja|nee|oke|dus|yes|no|prima|bedankt|dank u|hierbij) )*(?:ik|wij|we|i) (?:ben|zijn|ga|gaan|am|are|agree|accept|accepteer|heb|wil|want)\b`)
	hangsOn = rx(`dan|then|trek|trekken|intrek\w*|intrekken|withdraw\w*|als|if|indien|of ik|of wij`)
)

func joinClauses(cs []clause) string {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = c.text
	}
	return strings.Join(parts, " ")
}
