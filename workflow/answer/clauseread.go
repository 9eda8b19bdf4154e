package answer

import (
	"slices"
	"strings"
	"sync"
)

// read finds the signals of every clause.
func read(n string) reading {
	return readWith(n, map[string]*reading{})
}

// part reads a piece of the text by itself, once.
func (r *reading) part(text string) *reading {
	if sub := r.parts[text]; sub != nil {
		return sub
	}
	sub := readWith(text, r.parts)
	r.parts[text] = &sub
	return &sub
}

func readWith(n string, parts map[string]*reading) reading {
	r := reading{all: n, parts: parts, cs: clauses(n), strong: map[signal]bool{}, weak: map[signal]bool{}, at: map[signal]int{}, reason: map[signal]bool{}}
	for i, c := range r.cs {
		r.clause(i, c)
	}
	return r
}

func (r *reading) set(i int, s signal, strong bool) {
	// "… of ik mijn klacht intrek": an alternative, or somebody's question.
	if strong && !request.MatchString(r.cs[i].text) && ofAnother(r.cs[i].text) {
		strong = false
	}
	if (s == sigNot || s == sigReopen) && strong && strangeThing(r.cs[i].text) {
		strong = false
	}
	if s == sigContent && weekday.MatchString(r.cs[i].text) || s == sigStop && dayThing.MatchString(r.cs[i].text) {
		strong = false
	}
	if strong && titled.MatchString(r.cs[i].text) || s == sigDraw && strong && gladYou.MatchString(r.cs[i].text) || s == sigNot && strong && hadTo.MatchString(r.cs[i].text) {
		strong = false
	}
	if s == sigNot && strong && notAnswer(r.cs[i].text) || s == sigContent && strong && otherBusiness.MatchString(r.cs[i].text) {
		strong = false
	}
	strong = strong && r.cs[i].joint != "of" && !framed(announcing.ReplaceAllString(r.cs[i].text, ""))
	if !strong {
		r.weak[s] = true
		return
	}
	if !r.strong[s] {
		r.reason[s] = r.cs[i].joint == "want"
	} else if r.cs[i].joint != "want" {
		r.reason[s] = false
	}
	r.strong[s] = true
	r.at[s] = i
}

var (
	// titled is somebody spoken of by a title: "mevrouw wil de klacht intrekken".
	gladYou = mustBe(`^(?:wat )?(?:fijn|goed|mooi|jammer|raar|gek|leuk|vreemd) dat (?:u|jullie|hij|zij|ze|sanne) (?:\w+ ){0,4}(?:intrek\w*|ingetrokken|trek\w*)`)
	titled  = mustBe(`^(?:(?:de|deze|onze|dus|en) )*(?:mevrouw|meneer|mijnheer|heer|klager|klaagster|betrokkene|bewoner|patient|deelnemer|jongere|familie|moeder|vader|ouders|zoon|dochter|opa|oma)(?: (?:van|de|der|den|sanne)){0,3} (?:wil|wenst|trekt|gaat|is|vindt|heeft|stemt|accepteert|kiest|stopt|zegt|verzoekt|willen|trekken|gaan|zijn|hebben)\b`)
	// hadTo is regret: what ought to have been done is not done now.
	hadTo = rx(`(?:(?:ik|wij|we) had(?:den)?|had(?:den)? (?:ik|wij|we))\b.*\b(?:moeten|kunnen|mogen|willen)`)
)

// clause reads one clause. A question says nothing, unless it is the polite form
// of a request.
func (r *reading) clause(i int, c clause) {
	if c.question {
		r.asks = true
		if !request.MatchString(c.text) {
			return
		}
		c.text = requestWords.ReplaceAllString(c.text, "ik wil ")
	}
	c.text = announcing.ReplaceAllString(c.text, "")
	c.text = hasDecided(c.text)
	c.text = niceIdiom.ReplaceAllString(c.text, "graag")
	text := c.text
	t := seen(text)
	for _, co := range allDraw {
		loc := find(co, t)
		if loc == nil {
			continue
		}
		rest := text[:loc[0]] + " " + text[loc[1]:]
		inside := text[loc[0]:loc[1]]
		neg := len(negator.FindAllString(rest, -1))
		if !co.negated {
			neg += len(negator.FindAllString(inside, -1))
		}
		if before.MatchString(text) {
			r.set(i, sigDraw, false)
			return
		}
		covered := covers(text, drawWords) || covers(withoutReason(reasonLast.ReplaceAllString(text, "")), drawWords)
		switch {
		case neg == 0 && badReason.MatchString(text):
			r.set(i, sigDraw, false)
		case neg == 0:
			r.set(i, sigDraw, covered)
		case neg == 1:
			r.set(i, sigNoDraw, true)
		default:
			r.double = true
		}
		return
	}
	if tookNothing.MatchString(text) {
		r.set(i, sigNoDraw, true)
		return
	}
	if weakDraw.MatchString(text) && (meansTo.MatchString(text) || strings.Contains(text, "klacht") || strings.Contains(text, "ik trek") || strings.Contains(text, "trekken ons") || strings.Contains(text, "trek mij") || strings.HasPrefix(text, "intrek") || strings.HasPrefix(text, "withdraw") || bareDraw.MatchString(text)) {
		if negator.MatchString(text) {
			r.set(i, sigNoDraw, true)
		} else {
			r.set(i, sigDraw, false)
		}
		return
	}
	if commitCores[0].re.MatchString(text) && !addressing.MatchString(text) {
		r.committee(i, text)
	} else if weakCommit.MatchString(text) {
		if negator.MatchString(text) {
			r.set(i, sigNoCommit, false)
		} else {
			r.set(i, sigCommit, false)
		}
	}
	r.satisfaction(i, c, t)
	for k, co := range reopenCores {
		if find(co, t) == nil || claimDenied.MatchString(text) && !aboutClosing.MatchString(text) || besideMatter.MatchString(text) {
			continue
		}
		if k == 0 && reopens.MatchString(text) && negator.MatchString(notRight.ReplaceAllString(text, " ")) {
			continue // "heropenen hoeft niet"
		}
		r.set(i, sigReopen, true)
	}
	if stopCores[0].re.MatchString(text) && !negator.MatchString(text) {
		r.set(i, sigStop, covers(text, stopWords) && !stopCores[0].unless.MatchString(text))
	}
}

var (
	request      = mustBe(`^(?:mag|kan) (?:ik|wij) (?:\w+ ){0,3}naar de (?:klachtencommissie|commissie) (?:alstublieft|graag|please)$|^(?:can|could) (?:my|the|it|this)\b.*\bcommittee\b.*please$|^(?:mag|kan) (?:ik|wij) (?:mijn|de|onze) klacht (?:\w+ ){0,2}intrekken (?:alstublieft|graag|please)$|^(?:mag|kan|kunnen) (?:mijn|de|deze|het|dit|die) (?:\w+ ){0,6}(?:klachtencommissie|commissie)(?: \w+){0,3} (?:alstublieft|graag|please)$|^(?:(?:en|dus) )?(?:wilt|wil|kunt|kan|zou|zoudt|would|could|can|will) (?:u|je|jullie|you) (?:\w+ )*(?:intrekken|in te trekken|beschouwen|voorleggen|doorsturen|doorzetten|leggen|sturen|geven|withdraw|cancel|send|forward|heropenen|openen|reopen|annuleren|beeindigen|stopzetten)\b`)
	requestWords = mustBe(`^(?:(?:en|dus) )?(?:wilt|wil|kunt|kan|zou|zoudt|would|could|can|will) (?:u|je|jullie|you) `)
	// announcing is the frame around what is said: "hierbij laat ik u weten dat".
	announcing = mustBe(`^(?:(?:na (?:\w+ ){1,2}(?:overweging|beraad|overleg|nadenken)|met (?:veel |groot )?(?:genoegen|plezier|vreugde)|tot mijn (?:genoegen|vreugde)|hierbij|bij deze|bij dezen|via deze weg|graag|middels deze mail|en|dus|ja) )*(?:(?:(?:laat|deel|meld|bericht|bevestig|verklaar) (?:ik|wij|we)|(?:ik|wij|we) (?:laat|deel|meld|bericht|bevestig|verklaar))(?: u| jullie| je| hierbij| graag| even| bij deze| mede| officieel| weten| mee)*|(?:ik|wij|we) (?:wil|wou|wilde|kan|zou)(?: u| jullie| je| hierbij| graag| even| bij deze)* (?:laten weten|meedelen|mededelen|berichten|melden|bevestigen|doorgeven|aangeven|zeggen)|(?:wil|wou|wilde|kan|zou) (?:ik|wij|we)(?: u| jullie| je| hierbij| graag| even| bij deze)* (?:laten weten|meedelen|mededelen|berichten|melden|bevestigen|doorgeven|aangeven|zeggen)) dat `)
	// niceIdiom holds a negation that denies nothing.
	niceIdiom = rx(`niets liever(?: dan)?|zonder meer|zonder twijfel|ongetwijfeld|niet meer dan terecht|why not|niet alleen`)
	// addressing names the committee without wanting it.
	addressing = mustBe(`^(?:geachte|beste|hallo|dag|dear) (?:klachten)?commissie$`)
	thirdNot   = rx(`(?:de directeur|directeur|sanne|de medewerker|hij|zij|ze|jullie|u|men|iedereen|niemand|de commissie|(?:mijn|onze|haar|zijn) (?:man|vrouw|moeder|vader|zoon|dochter|broer|zus|partner|vriend|vriendin|ouders|kinderen|begeleider|advocaat)) (?:is|zijn|bent|was|vindt|vond|gaat|ging) (?:\w+ ){0,3}(?:niet|ontevreden|teleurgesteld|boos)|(?:bent|is|zijn) (?:u|jullie|hij|zij|ze|sanne|de directeur)(?: \w+){0,3} (?:niet|ontevreden|teleurgesteld|boos)`)
)

var (
	reopens  = rx(`heropen\w*|reopen|openen|geopend`)
	notRight = rx(`klopt (?:\w+ ){0,2}niet|niet (?:juist|goed|waar|correct|opgelost|tevreden|klaar|eens|akkoord)`)
)

// claimDenied denies what somebody said or did, and not the closing.
var claimDenied = mustBe(`\bklopt (?:\w+ ){0,2}niet (?:dat|wat|hoe) `)

// ofOthersCommittee is a committee of another body than ours.
var ofOthersCommittee = rx(`commissie (?:van|voor|uit|bij) (?:de |het |mijn |onze |een )?(?:huurders|gemeente|school|ziekenhuis|vakbond|bewoners|ouders|clienten|buren|wijk|provincie|rijk|politie|bank|verzekeraar|verzekering|werkgever|buurt|zorg|jeugdzorg|woningbouw\w*|kinderombudsman)|(?:me|mij|ons) (?:\w+ )?(?:aanmelden|opgeven) voor`)

// bareDraw takes something back that stands elsewhere: "trek maar in".
var bareDraw = mustBe(`^(?:(?:dus|en|dan|doe|nou) )*trekt? (?:(?:maar|hem|het|die|deze|alles|u|dan|gewoon) )*in(?: dan| maar)*$`)

// badReason before a withdrawal says that it is not gladly done.
var badReason = mustBe(`^(?:door|vanwege|wegens|gezien|dankzij) (?:\w+ ){0,4}(?:jullie|uw|u|houding|gedrag|druk|stress|gedoe|gezeur|directeur|medewerker)\b`)

// before is a withdrawal of another time.
var before = rx(`(?:heb|had|hebben|hadden)\b.*\b(?:al eens|eens|eerder|ooit|destijds|toen)\b.*\bingetrokken`)

var meansTo = mustBe(`^(?:nee )?(?:ik|wij|we) (?:wil|ga|zal|kan|willen|gaan|zullen|wens)(?: \w+){0,3} (?:intrekken|in te trekken)$`)

var tookNothing = rx(`(?:ik|wij|we) (?:heb|hebben) (?:nooit |nog )?(?:iets|niets|niet|nooit)(?: \w+){0,2} ingetrokken|i (?:did|have) not withdr\w+`)

// hasDecided reads "wij hebben besloten akkoord te gaan" as wij gaan akkoord.
func hasDecided(text string) string {
	if loc := decided.FindStringIndex(text); loc != nil && !negator.MatchString(text[:loc[1]]) {
		if rest := text[loc[1]:]; strings.HasPrefix(rest, "akkoord te gaan") || strings.HasPrefix(rest, "in te stemmen") {
			return "wij gaan akkoord" + strings.TrimPrefix(strings.TrimPrefix(rest, "akkoord te gaan"), "in te stemmen")
		}
	}
	return text
}

var decided = mustBe(`^(?:\w+ ){0,6}?(?:(?:ik|wij|we) (?:heb|hebben)|(?:heb|hebben) (?:ik|wij|we)) (?:\w+ ){0,3}besloten (?:om )?(?:toch |maar |dan )*`)

// answers is the filter of the patterns over the clauses of an answer: of some
// hundred, most have no word in a given clause.
var answers = sync.OnceValue(func() *filter {
	var all []*pattern
	for _, co := range slices.Concat(allContent, allNot, allDraw, reopenCores) {
		all = append(all, co.re)
	}
	return newFilter(patterns{free: all})
})

// seen is a clause with the places where patterns can fit.
func seen(s string) text { return text{low: s, h: answers().scan(s)} }

func find(c core, t text) []int {
	if !t.may(c.re) || c.unless != nil && c.unless.MatchString(t.low) {
		return nil
	}
	return c.re.FindStringIndex(t.low)
}

// coversWith is covers, with or without the filler.
func coversWith(text string, vocabulary map[string]bool, withFiller bool) bool {
	if withFiller {
		return covers(text, vocabulary)
	}
	for w := range strings.FieldsSeq(text) {
		if !vocabulary[w] {
			return false
		}
	}
	return true
}

// covers reports whether every word of a clause is filler or of the vocabulary.
func covers(text string, vocabulary map[string]bool) bool {
	for w := range strings.FieldsSeq(text) {
		if isAlnum(w[0]) && !filler[w] && !vocabulary[w] && !adverb(w) || w[0] >= 0x80 {
			return false
		}
	}
	return true
}

func (r *reading) committee(i int, text string) {
	rest := elseMask.ReplaceAllString(text, " ~ ")
	neg := len(negator.FindAllString(rest, -1))
	words := len(strings.Fields(text))
	switch {
	case neg > 1:
		r.double = true
	case neg == 1 && dissatisfiedHere.MatchString(text):
		// "niet akkoord graag de commissie" without a comma
		r.set(i, sigCommit, false)
	case neg == 1:
		r.set(i, sigNoCommit, covers(negator.ReplaceAllString(text, "ik"), commitWords) && !commitElse.MatchString(text))
	case ofOthersCommittee.MatchString(text):
		r.set(i, sigCommit, false)
	case judgedBy.MatchString(text) && !judgedNot.MatchString(text) && !otherSubject.MatchString(rest):
		r.set(i, sigCommit, true)
	case commitElse.MatchString(rest), otherSubject.MatchString(rest):
		r.set(i, sigCommit, false)
	case (commitWish.MatchString(text) || words <= 4) && (covers(text, commitWords) || covers(withoutTopic(withoutAim(withoutReason(text))), commitWords)):
		r.set(i, sigCommit, true)
	default:
		r.set(i, sigCommit, false)
	}
}

const (
	judging = `(?:kijken|oordelen|oordeel|beoordelen|beslissen|behandelen|buigen|bekijken|onderzoeken|toetsen|bepalen|oppakken|overnemen|uitmaken|kijkt|oordeelt|beoordeelt|beslist|behandelt|buigt|bekijkt|onderzoekt|toetst|bepaalt|oppakt|overneemt|(?:een |haar |zijn |het )?(?:\w+ )?(?:oordeel|uitspraak|mening|beslissing|besluit) (?:vellen|velt|geven|geeft|doen|doet|nemen|neemt|uitspreken|uitspreekt)|iets van (?:vinden|vindt)|uitspreken|uitspreekt)`
	wishing = `(?:wil|willen|wens|wensen|wenst|zie|zien|graag|verzoek|verzoeken|vraag|vragen|eis|eisen|verlang|verlangen|sta erop|liefst|liever|kies|kiezen|roep|roepen|vind|verwacht)`
)

var (
	// judgedBy is a whole shape of asking for the committee's judgement: what else
	// stands beside it only says of what and why.
	judgedBy = rx(`(?:klachten)?commissie (?:moet|mag|zal|dient|hoort)(?: te)?(?: \w+){0,5}? ` + judging + `|` + wishing + `\b(?: \w+){0,4} dat (?:de |die |jullie |uw |een )?(?:klachten)?commissie(?: \w+){0,7}? ` + judging + `|` + wishing + `\b(?: \w+){0,4} (?:oordeel|uitspraak|beslissing|behandeling|beoordeling|toetsing|hulp|tussenkomst|toets)(?: in)? (?:van|door|bij) de (?:klachten)?commissie`)
	// judgedNot turns the committee on itself, or bounds what it may judge.
	judgedNot = rx(`zichzelf|jezelf|eigen|bellen|wachten|weten|kwijt|anders|later|straks|morgen|zelf`)

	elseMask         = rx(`(?:vraag|vragen) (?:ik |wij |we )?(?:de |aan de )?(?:klachten)?commissie om een (?:oordeel|uitspraak|beslissing)|om een (?:oordeel|uitspraak|advies|beslissing) (?:te )?vragen|vragen om een (?:oordeel|uitspraak|advies|beslissing)|heb (?:ik )?liever|niet weer|niet opnieuw|(?:heb|hebben)(?: \w+){0,3} (?:besloten|gekozen)`)
	dissatisfiedHere = rx(`niet (?:tevreden|akkoord|eens|opgelost|blij)`)
)
