package answer

import (
	"strings"
)

// polar is how people say yes and no to one kind of question. harmless blanks
// what would otherwise set a guard off: who is asked for patience may speak of
// waiting.
type polar struct {
	yes, no  *pattern
	harmless *pattern
	// words are the company an answer may have, beside filler.
	words map[string]bool
}

var polars = map[string]polar{
	"uitstel-akkoord": {
		yes:      rx(`akkoord|^(?:ja )?is (?:goed|prima|oke|best)|(?:vind|vinden) (?:ik |wij )?(?:het|dat|dit) (?:wel |ook |allemaal )*(?:goed|prima|oke|best)|(?:is|vind ik|vinden wij|lijkt me) (?:dat |het |dit |voor mij |voor ons |wel |ook )*(?:goed|prima|in orde|oke|best|redelijk|begrijpelijk|fine|ok)|(?:goed|prima|oke|best|fine|ok) (?:zo|hoor|voor mij|met mij|with me)$|(?:goed|prima|oke|best) (?:dat|om|als)|(?:geen|no) (?:enkel )?(?:probleem|problemen|bezwaar|bezwaren|problem|objection)|(?:neem|nemen|krijgt|krijgen|geef|gun)\b.*\b(?:de|uw|alle|meer|extra|langere|rustig|gerust) (?:\w+ )?tijd|(?:dat|het|dit) mag|mag (?:wel|van mij|gerust|best)|(?:heb|hebben) (?:ik |wij |we )?(?:er |daar |alle |volledig |volkomen )*begrip(?: voor)?|kan (?:ik )?(?:wel |best |nog |gerust )+wachten|wacht (?:ik )?(?:rustig|gerust|graag|wel|het)|(?:het|dat) heeft geen haast|(?:stem|ga)\b.*\b(?:mee in|in|mee)|mee eens|eens met|take your time|agree|accept`),
		no:       rx(`(?:niet|not) (?:akkoord|mee akkoord|goed|nog langer|agree)|(?:niet|not)(?: \w+){0,2} (?:akkoord|eens|agree)|oneens|geen (?:\w+ )?uitstel|(?:duurt|duurde|is|wordt|loopt|vind ik|takes)\b.*\b(?:te lang|veel te lang|lang genoeg|genoeg|too long)|(?:lang|vaak) genoeg|duurt (?:al |nu )*(?:zo|te|veel te|erg|heel) lang|wacht (?:ik )?niet (?:langer|meer)|(?:wil|kan|ga|zal)\b.*\bniet\b.*\b(?:wachten|uitstel|uitstellen|langer)|liever (?:niet|geen)|genoeg (?:uitstel|gewacht)|(?:weiger|weigeren)\b.*|wil (?:ik )?(?:nu|snel|eindelijk|gewoon|vandaag)\b.*\b(?:antwoord|besluit|reactie)|niet nog (?:een keer|meer|langer)|(?:accepteer|aanvaard|pik|slik)\b.*\bniet|(?:ik |wij )?sta\b.*\bop de\b.*\btermijn|niet weer`),
		harmless: rx(`(?:nog |niet |even |langer |graag |rustig |gerust |wel |niet langer )*(?:wacht|wachten|gewacht|afwachten|later)|uitstel|de tijd|voor deze keer|lijkt me`),
		words:    set(`nee liever niet uitstel tijd verlenging termijn langer weken week extra nieuwe datum wachten wacht nodig neem rustig gerust begrip probleem bezwaar haast drukte vakantie extension delay time weeks more need`),
	},
	"hoorwens": {
		yes:      rx(`(?:wil|willen|wens|wensen|graag|zou graag|liever|kom|komen|want|would like)\b.*\b(?:gehoord|hoorzitting|zitting|verhaal|vertellen|toelichten|uitleggen|toelichting|langs|langskomen|komen|spreken|aanwezig|gesprek|gehoor|heard|hearing)|(?:gehoord worden|hoorzitting|gesprek|mondeling toelichten|toelichten|langskomen)\b.*\b(?:graag|wel)|(?:kom|komen) (?:ik |wij )?(?:graag |dan )*(?:naar de (?:hoor)?zitting|langs)|wil ik (?:graag )?wel|heard|kom(?:en)? (?:ik |wij )?(?:graag|wel|zeker)|maak (?:ik )?(?:graag )?gebruik van|gehoord worden$`),
		no:       rx(`(?:niet|not) (?:nodig|noodzakelijk|necessary|needed|gehoord)|(?:hoef|hoeft|hoeven|behoeft)\b.*\bniet|(?:hoef|hoeft|hoeven|heb|wil|wens|liever)\b.*\b(?:geen|niet)\b.*\b(?:gehoord|hoorzitting|zitting|gesprek|behoefte|gehoor|komen|langs)|geen (?:hoorzitting|zitting|behoefte|gesprek|gehoor)|zonder (?:mij|hoorzitting|zitting)|(?:zie|zien)\b.*\baf\b.*\b(?:hoorzitting|zitting|gehoord|horen|gehoor|gesprek)|liever niet|niet gehoord|(?:zie|zien) (?:ik |wij )?(?:ervan|er van|hiervan|daarvan|daarvan) af|overbodig|(?:alles )?(?:staat|zit) (?:al )?(?:in|op) (?:mijn |de |het )*(?:brief|papier|mail|klacht|dossier|stukken)|do not need|no hearing|no need`),
		harmless: rx(`zou(?:den)?(?: \w+){0,2} graag|niet nodig|uitgepraat`),
		words:    set(`nee liever niet verteld gezegd opgeschreven geschreven alles al langskomen hoorzitting zitting gehoord gesprek verhaal vertellen toelichten toelichting langs commissie mondeling persoonlijk nodig hoef hoeft behoefte horen gehoor hearing heard committee told tell story explain come need doen komen uitleggen spreken aanwezig zelf mijn worden gebruik maak`),
	},
	"ander-adres": {
		yes:      rx(`(?:dat|dit|het) (?:was|ben|waren|is) (?:ik|wij|inderdaad|mijn|van mij|mij)(?: \w+){0,5}|(?:dat|het|dit) (?:klopt|is juist|is correct)|klopt|ik (?:was|ben) (?:het|dat)|(?:komt|kwam|is|zijn) (?:\w+ )?van mij|ik heb (?:die|dat|dit|deze|het|hem|de|een)\b.*\b(?:gestuurd|geschreven|verzonden|gemaild)|van mijn (?:\w+ )?(?:adres|mail|account|telefoon|werk)|that was me|it was me|my (?:new |other |work )?(?:address|email)`),
		no:       rx(`(?:was|ben|is|waren|heb|ken|komt|kwam|herken|stuurde) (?:\w+ )*(?:niet|not|geen|nooit)(?: \w+){0,6}|(?:niet|not) (?:van )?(?:mij|me|mine|ik)|(?:niet|nooit|niets|not)(?: \w+){0,3} (?:gestuurd|geschreven|verzonden|gemaild)|klopt niet|not (?:me|mine|my)|weet (?:ik|wij) niets (?:van|af)|iemand anders (?:was|is)|(?:was|is) iemand anders`),
		harmless: rx(`(?:nieuw|nieuwe|ander|andere|gewijzigde?) (?:\w+ )?(?:adres|mailadres|e-?mailadres|mail|account|email)|adres|klopt`),
		words:    set(`nee liever niet nieuw adres mailadres emailadres e-mailadres mail email account nieuwe ander andere werk prive bericht gestuurd geschreven verzonden gemaild stuurde klopt juist correct address new other work sent me my it that was`),
	},
}

// anotherOne is a yes to something that was not asked.
var anotherOne = rx(`iemand anders|een ander|ergens anders|(?:andere|volgende|vorige) (?:keer|dag|datum|week|maand|commissie)|someone else`)

// ayes and nays are words that say yes or no to any such question.
var (
	ayes = mustBe(`^graag$|^(?:ja|yes|zeker|inderdaad|jawel|absoluut|uiteraard|natuurlijk)\b`)
	nays = mustBe(`^(?:nee|no|zeker niet|absoluut niet|helemaal niet|echt niet|liever niet|natuurlijk niet)\b`)
)

// yesNoOf reads the answer to a question that wants yes or no but is neither
// proposal nor choice. Each clause must say the one or the other, or nothing.
func yesNoOf(r reading, question string) (Verdict, bool) {
	p, ok := polars[question]
	if !ok {
		return Verdict{}, false
	}
	yes, no, other := false, false, ""
	for i, c := range r.cs {
		if c.question || onlyThanks(c.text) && !p.yes.MatchString(c.text) {
			// "nee hoor, prima" minds nothing, and is no refusal.
			if question == "uitstel-akkoord" && no && grants.MatchString(c.text) {
				other = c.text
			}
			continue
		}
		y, n := p.clause(c.text)
		if question != "ander-adres" && anotherOne.MatchString(c.text) {
			y, n = true, true
		}
		switch {
		case y && n:
			return person(ClassUnknown, "ja en nee"), true
		case y || n:
			yes, no = yes || y, no || n
			if c.joint == "maar" && i > 0 {
				other = "maar"
			}
		case c.joint == "want" && no, no && c.joint == "en" && !negator.MatchString(c.text):
		case covers(c.text, p.words) && !negator.MatchString(c.text) && c.joint != "maar":
		default:
			other = c.text
		}
	}
	switch {
	case !yes && !no:
		return Verdict{}, false
	case yes && no, other != "", p.guarded(r):
		return person(polarClass(yes && !no), "ja of nee met iets erbij"), true
	case r.asks:
		return Verdict{polarClass(yes), ActionAuto, "antwoord op de vraag", ClassQuestion}, true
	}
	return Verdict{Class: polarClass(yes), Action: ActionAuto, Why: "antwoord op de vraag"}, true
}

func polarClass(yes bool) Class {
	if yes {
		return ClassYes
	}
	return ClassNo
}

// clause reads one clause: "nee, geen probleem" is both, and so neither.
func (p polar) clause(text string) (yes, no bool) {
	no = nays.MatchString(text)
	yes = !no && ayes.MatchString(text)
	if loc := p.no.FindStringIndex(text); loc != nil && !doubted(p.yes, text) {
		return yes, true
	}
	if p.yes.MatchString(text) {
		plain := p.yes.ReplaceAllString(text, " ")
		if negator.MatchString(plain) {
			return true, true
		}
		return true, no
	}
	if deniesThat(text) {
		return yes, true
	}
	if negator.MatchString(text) && !no {
		return true, true // a denial of we do not know what
	}
	if (yes || no) && len(strings.Fields(text)) > 2 && !covers(text, p.words) {
		return true, true
	}
	return yes, no
}

// deniesThat: "dat wil ik niet", with nothing else in it.
func deniesThat(text string) bool {
	if !deictic.MatchString(text) || len(negator.FindAllString(text, -1)) != 1 {
		return false
	}
	for w := range strings.FieldsSeq(text) {
		if !refusing[w] && w != "nee" {
			return false
		}
	}
	return true
}

// doubted: "geen probleem", "geen bezwaar" are a yes that looks like a no.
func doubted(yes *pattern, text string) bool {
	loc := yes.FindStringIndex(text)
	return loc != nil && (strings.HasPrefix(text[loc[0]:], "geen ") || strings.HasPrefix(text[loc[0]:], "no "))
}

// guarded looks for the guards once more, without what this question is about.
func (p polar) guarded(r reading) bool {
	s := asSuch.ReplaceAllString(r.all, " ~ ")
	if p.harmless != nil {
		s = p.harmless.ReplaceAllString(s, " ~ ")
	}
	for _, g := range guards {
		if g.re.MatchString(s) {
			return true
		}
	}
	return false
}

// conceptWords are all that the chair may write beside akkoord: a remark is for
// the secretary (procedure section 4, concept-uitspraak).
var conceptWords = union(set(`akkoord ik ben ga met het de dit deze concept conceptuitspraak uitspraak concept-uitspraak tekst beslissing mee hiermee ermee volledig geheel helemaal zo ja voorzitter verzonden worden kan mag uit eens instemmen stem in wat mij betreft is namens alle leden`), thanksOnly, set(`dank werk goede goed mooi stuk karin groet`))

var notAgreed = rx(`niet|geen|nog|maar|mits|als|wel|na|eerst|behalve|onder|concept akkoord te`)

// agreed reads the chair's answer to concept-uitspraak.
func agreed(r reading) (Verdict, bool) {
	has := false
	for _, c := range r.cs {
		if c.question || notAgreed.MatchString(c.text) || c.joint == "maar" {
			return person(ClassUnknown, "opmerking bij het concept"), true
		}
		for w := range strings.FieldsSeq(c.text) {
			if !conceptWords[w] {
				return person(ClassUnknown, "opmerking bij het concept"), true
			}
			has = has || w == "akkoord" || w == "eens" || w == "stem"
		}
	}
	if !has || r.sign != "" {
		return person(ClassUnknown, "opmerking bij het concept"), true
	}
	return Verdict{Class: ClassYes, Action: ActionAuto, Why: "akkoord met het concept"}, true
}
