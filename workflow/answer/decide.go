package answer

import (
	"regexp"
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

// guarded looks for the signs that the whole may not mean what its parts say.
func (r reading) guarded() reading {
	masked := asSuch.ReplaceAllString(r.withoutTale(), " ~ ")
	for _, g := range guards {
		text := masked
		if plain := r.harmlessFor(g.why); plain != nil {
			text = plain.ReplaceAllString(text, " ~ ")
		}
		if g.why == "ander" && (r.othersAgree() || r.othersAside()) {
			continue
		}
		if !g.re.MatchString(text) {
			continue
		}
		if r.sign != "" {
			r.alsoGuarded = true
			break
		}
		r.sign = g.why
	}
	return r
}

// withoutTale gives the text without the sentences that only tell what happened
// before: past, not the last one, and with nothing of an answer in them. A long
// story holds every warning word there is.
func (r *reading) withoutTale() string {
	if !strings.ContainsAny(r.all, ".!?") {
		return r.all
	}
	var sentences []string
	start := 0
	words := strings.Fields(r.all)
	for i, w := range words {
		if strings.ContainsAny(w, ".!?") && splitter.MatchString(w) {
			sentences = append(sentences, strings.Join(words[start:i+1], " "))
			start = i + 1
		}
	}
	if start < len(words) {
		sentences = append(sentences, strings.Join(words[start:], " "))
	}
	for i, x := range sentences[:max(0, len(sentences)-1)] {
		if len(strings.Fields(x)) < 6 || !tells.MatchString(x) || tellsMore.MatchString(x) || strings.Contains(x, ":") {
			continue
		}
		sub := r.part(x)
		if !sub.any() && !sub.double {
			sentences[i] = "~ ."
		}
	}
	return strings.Join(sentences, " ")
}

var (
	tells = rx(`was|waren|had|hadden|werd|werden|dacht|dachten|kwam|kwamen|ging|gingen|zei|zeiden|moest|moesten|wilde|wilden|kon|konden|belde|belden|kreeg|kregen|vroeg|duurde|vond|gebeurde|heb|hebben|heeft|is|waited|had|called|told|thought`)
	// tellsMore are signs that count wherever they stand.
	tellsMore = rx(`namens|advocaat|gemachtigde|gedwongen|dwang|onder druk|bedreig\w*|leven|dood|zelfmoord\w*|rechter|rechtbank|politie|aangifte|ombudsman|krant|claim|schadevergoeding|maar|tenzij|mits|indien|misschien|alleen|behalve|haha\w*|applaus|voorwaarde|als|zodra|grapje|punt|deel|deels|wil ik|ik wil|zegt|gezegd|schreef|schrijft|vindt`)
)

// harmlessFor gives the turns of speech that are no sign of this kind beside the
// answer that was found.
func (r *reading) harmlessFor(why string) *regexp.Regexp {
	switch why {
	case "deels":
		return notAlone
	case "ander":
		return consulted
	case "berusting":
		switch {
		case r.strong[sigCommit]:
			return calmCommit
		case r.strong[sigDraw] || r.strong[sigStop]:
			return calmDraw
		case r.strong[sigContent] && !r.has(sigNot):
			return calmContent
		case r.strong[sigNot]:
			return calmNot
		}
	case "spot":
		return praise
	case "dwang":
		return mustHave
	case "twijfel":
		return likes
	case "voorwaarde":
		return atFirst
	case "aangehaald":
		if r.strong[sigNot] && !r.has(sigContent) {
			return youCall
		}
	case "herroepen":
		if !r.has(sigContent) && r.any() && !r.strong[sigDraw] && !r.strong[sigCommit] {
			return untrue
		}
		if r.strong[sigDraw] || r.strong[sigCommit] {
			return secondThought
		}
	}
	return nil
}

var (
	notAlone      = rx(`alleen is|meer dan alleen|alleen maar (?:bozer|erger|slechter|verdrietiger|kwader)|niet alleen|alleen maar (?:lof|dank|complimenten)`)
	calmCommit    = rx(`(?:dan )?moet (?:het|dit|dat) (?:dan )?maar|laat(?: \w+){0,4} (?:klachten)?commissie(?: \w+){0,3} maar|laat het maar (?:\w+ ){0,4}(?:klachten)?commissie|(?:ben|zijn) (?:ik |wij |we )?er (?:helemaal |nu |echt )?klaar mee|genoeg van|zat|dan maar|laat (?:me|mij|ons)(?: \w+){0,2} niet|laat ik niet|leg (?:ik )?(?:me|mij)(?: \w+){0,3} niet(?: \w+){0,2} neer|(?:hier |daar |er )?(?:laat|leg) ik (?:het|me|mij)(?: \w+){0,2} niet(?: \w+){0,2}`)
	calmDraw      = rx(`laat (?:mijn|de|die|deze|onze) klacht maar(?: \w+)?|laat (?:het |ook |dat |dit |alles |nou |toch |gewoon |die |de |klacht )*maar(?: zitten| stoppen| rusten)?|maar zitten`)
	calmContent   = rx(`(?:leg|leggen) (?:ik |wij |we )?(?:me|mij|ons)(?: er| erbij| daarbij| hierbij| hier| daar| bij| het| dit| de| deze| uw| voorstel| uitkomst| besluit| oplossing)* neer(?: bij (?:het|de|dit|deze|uw) \w+)?|bij neer|(?:laat|laten) (?:ik |wij |we )?het (?:hierbij|erbij|daarbij|hier bij)|neerleggen bij`)
	calmNot       = rx(`(?:leg|leggen) (?:ik |wij |we )?(?:me|mij|ons)(?: \w+){0,3} niet(?: \w+){0,3} (?:bij )?neer(?:leggen)?|(?:kan|wil|ga|zal)(?: \w+){0,5} niet(?: \w+){0,4} neerleggen(?: bij)?|niet(?: \w+){0,3} bij neer(?:leggen)?|laat (?:ik )?(?:het |me |mij )?(?:hier |er )?niet bij`)
	praise        = rx(`wat een (?:\w+ )?(?:fijne|mooie|goede|nette|prima) (?:oplossing|uitkomst|voorstel)|wat een opluchting|(?:wat|what) (?:een|a|an) (?:\w+ )?(?:fijne?|vriendelijke?|duidelijke?|lieve|heldere?|nette?|warme|zorgvuldige?|nice|kind) (?:brief|mail|bericht|gesprek|antwoord|reactie|uitleg|woorden|letter|message)|wat fijn (?:dat|om)`)
	mustHave      = rx(`(?:het|dit|dat|zo) (?:zo )?(?:moest|heeft moeten) (?:lopen|gaan|komen)|moesten (?:wachten|even)|moest (?:wachten|even|wennen)`)
	likes         = rx(`lijkt (?:mij|me|ons)(?: \w+)? (?:het beste|beter|verstandig|verstandiger)|niet van plan|lijkt (?:echt |helemaal |gewoon )*(?:nergens|niets|niet) (?:op|naar)|lijkt (?:mij|me|ons|het mij) (?:een |wel |ook |dan |heel |zo )*(?:prima|goed|goede|uitstekend|uitstekende|mooi|mooie|redelijk|redelijke|fijn|fijne|nette|eerlijk|eerlijke)|(?:dat|dit|het|voorstel|oplossing) lijkt (?:mij|me|ons)|niet (?:helemaal|echt|precies|volledig) (?:wat|zoals|hoe) (?:ik|wij|we)(?: \w+){0,4}|nog even (?:laten weten|melden|zeggen|bedanken)|denk (?:er )?(?:niet )?anders over|ik hoop u hiermee \w+|hoop dat u(?: \w+){0,6} begrijpt`)
	youCall       = rx(`kan(?: \w+){0,2} niet zeggen dat|(?:u|jullie|directeur)(?: \w+){0,5} (?:noemt|noemen|noem)|noemt (?:u|hij|de directeur)|noemen jullie|noem je`)
	consulted     = rx(`(?:overleg|overlegd|besproken|gesproken|gepraat|praten) met (?:mijn|onze) (?:\w+ )?\w+|(?:mijn|onze) (?:\w+ )?\w+ (?:besproken|overlegd|gesproken)`)
	untrue        = rx(`(?:is|was|klopt)(?: \w+){0,2} niet waar`)
	secondThought = rx(`(?:heb|hebben) (?:me|mij|ons|mezelf) bedacht|(?:ben|zijn) van gedachten veranderd|van gedachten veranderd`)
	atFirst       = rx(`(?:ging|gingen|was|waren|wilde|vond|dacht|had)(?: \w+){0,3} eerst|(?:was|waren)(?: \w+){0,2} eerst (?:\w+ ){0,2}(?:boos|kwaad|teleurgesteld|sceptisch|bang|verdrietig|gekwetst)|eerst (?:was|waren) (?:ik|wij|we) (?:\w+ )?(?:boos|kwaad|teleurgesteld|sceptisch|verdrietig|gekwetst)`)
)

// othersAside: "mijn dochter krijgt weer niets. Hier neem ik geen genoegen mee":
// somebody else is spoken of in a sentence of its own, that says nothing on the
// question and reports no opinion, and the writer speaks for himself.
func (r *reading) othersAside() bool {
	if r.has(sigDraw) || r.has(sigNoDraw) || !r.strong[sigContent] && !r.strong[sigNot] && !r.strong[sigCommit] {
		return false
	}
	named := false
	for i, c := range r.cs {
		if !kinAside.MatchString(c.text) {
			continue
		}
		named = true
		if opines.MatchString(c.text) || c.question {
			return false
		}
		for s, j := range r.at {
			if r.strong[s] && (j == i || r.cs[j].sentence == c.sentence && !self.MatchString(r.cs[j].text)) {
				return false
			}
		}
		sub := r.part(c.text)
		if sub.any() {
			return false
		}
	}
	return named && !proxy.MatchString(r.all)
}

var (
	kinAside = rx(`(?:mijn|onze|zijn|haar) (?:\w+ )?(?:man|vrouw|moeder|vader|zoon|dochter|broer|zus|partner|vriend|vriendin|ouders|kind|kinderen|oma|opa|ex|buurman|buurvrouw|collega|tante|oom|familie|gezin)|hij wil|zij wil|ze wil|beiden|allebei`)
	opines   = rx(`vind|vindt|vinden|denkt|denken|zegt|zei|zeggen|wil|willen|wilde|gaat|gaan|is (?:het )?(?:\w+ )?(?:eens|akkoord|tevreden|blij)|tekent|beslist|besluit|regelt|doet|handelt|schrijft|antwoordt|adviseert|raadt|moet|mag|kiest|hoopt|weigert|trekt`)
	proxy    = rx(`namens|advocaat|raadsman|raadsvrouw|gemachtigde?|mentor|bewindvoerder|curator|voogd|begeleid\w+|lawyer|on behalf|client|cliente|medeklager\w*|jurist`)
	self     = rx(`ik|wij|we|mij|me|ons|i`)
)

// othersAgree: "ook mijn moeder is blij, wij zijn tevreden" names somebody else
// beside the writer's own clear words, of the same mind.
func (r *reading) othersAgree() bool {
	if !r.strong[sigContent] || r.has(sigNot) || r.has(sigDraw) || r.has(sigCommit) {
		return false
	}
	named := false
	for i, c := range r.cs {
		if !kin.MatchString(c.text) {
			continue
		}
		if r.at[sigContent] == i && !self.MatchString(c.text) {
			return false // "de klacht van mijn dochter is opgelost"
		}
		named = true
		if !contentMood.MatchString(c.text) || negator.MatchString(c.text) || c.question {
			return false
		}
	}
	return named
}

var (
	kin         = rx(`(?:mijn|onze) (?:man|vrouw|moeder|vader|zoon|dochter|broer|zus|partner|vriend|vriendin|ouders|kind|kinderen|oma|opa|gezin|familie)|allebei|beiden`)
	contentMood = rx(`goed|prima|fijn|oke|opgelost|blij|tevreden|akkoord|eens|opgelucht|happy|satisfied`)
)

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
	if weakDraw.MatchString(text) && (meansTo.MatchString(text) || strings.Contains(text, "klacht") || strings.Contains(text, "ik trek") || strings.Contains(text, "trekken ons") || strings.Contains(text, "trek mij") || strings.HasPrefix(text, "intrek")) {
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
		if find(co, t) == nil || besideMatter.MatchString(text) {
			continue
		}
		if k == 0 && reopens.MatchString(text) && negator.MatchString(notRight.ReplaceAllString(text, " ")) {
			continue // "heropenen hoeft niet"
		}
		r.set(i, sigReopen, true)
	}
	if stopCores[0].re.MatchString(text) && !negator.MatchString(text) {
		r.set(i, sigStop, covers(text, stopWords))
	}
}

var (
	request      = regexp.MustCompile(`^(?:can|could) (?:my|the|it|this)\b.*\bcommittee\b.*please$|^(?:mag|kan) (?:ik|wij) (?:mijn|de|onze) klacht (?:\w+ ){0,2}intrekken (?:alstublieft|graag|please)$|^(?:mag|kan|kunnen) (?:mijn|de|deze|het|dit|die) (?:\w+ ){0,6}(?:klachtencommissie|commissie)(?: \w+){0,3} (?:alstublieft|graag|please)$|^(?:(?:en|dus) )?(?:wilt|wil|kunt|kan|zou|zoudt|would|could|can|will) (?:u|je|jullie|you) (?:\w+ )*(?:intrekken|in te trekken|beschouwen|voorleggen|doorsturen|doorzetten|leggen|sturen|geven|withdraw|cancel|send|forward|heropenen|openen|reopen|annuleren|beeindigen|stopzetten)\b`)
	requestWords = regexp.MustCompile(`^(?:(?:en|dus) )?(?:wilt|wil|kunt|kan|zou|zoudt|would|could|can|will) (?:u|je|jullie|you) `)
	// announcing is the frame around what is said: "hierbij laat ik u weten dat".
	announcing = regexp.MustCompile(`^(?:(?:hierbij|bij deze|bij dezen|via deze weg|graag|middels deze mail|en|dus|ja) )*(?:(?:(?:laat|deel|meld|bericht|bevestig|verklaar) (?:ik|wij|we)|(?:ik|wij|we) (?:laat|deel|meld|bericht|bevestig|verklaar))(?: u| jullie| je| hierbij| graag| even| bij deze| mede| officieel| weten| mee)*|(?:ik|wij|we) (?:wil|kan|zou)(?: u| jullie| je| hierbij| graag| even| bij deze)* (?:laten weten|meedelen|melden|bevestigen|doorgeven|aangeven|zeggen)|(?:wil|kan|zou) (?:ik|wij|we)(?: u| jullie| je| hierbij| graag| even| bij deze)* (?:laten weten|meedelen|melden|bevestigen|doorgeven|aangeven|zeggen)) dat `)
	// niceIdiom holds a negation that denies nothing.
	niceIdiom = rx(`niets liever(?: dan)?|zonder meer|zonder twijfel|ongetwijfeld|niet meer dan terecht|why not|niet alleen`)
	// addressing names the committee without wanting it.
	addressing = regexp.MustCompile(`^(?:geachte|beste|hallo|dag|dear) (?:klachten)?commissie$`)
	thirdNot   = rx(`(?:de directeur|directeur|sanne|de medewerker|hij|zij|ze|jullie|u|men|iedereen|niemand|de commissie|(?:mijn|onze|haar|zijn) (?:man|vrouw|moeder|vader|zoon|dochter|broer|zus|partner|vriend|vriendin|ouders|kinderen|begeleider|advocaat)) (?:is|zijn|bent|was|vindt|vond|gaat|ging) (?:\w+ ){0,3}(?:niet|ontevreden|teleurgesteld|boos)|(?:bent|is|zijn) (?:u|jullie|hij|zij|ze|sanne|de directeur)(?: \w+){0,3} (?:niet|ontevreden|teleurgesteld|boos)`)
)

var (
	reopens  = rx(`heropen\w*|reopen|openen|geopend`)
	notRight = rx(`klopt (?:\w+ ){0,2}niet|niet (?:juist|goed|waar|correct|opgelost|tevreden|klaar|eens|akkoord)`)
)

// before is a withdrawal of another time.
var before = rx(`(?:heb|had|hebben|hadden)\b.*\b(?:al eens|eens|eerder|ooit|destijds|toen)\b.*\bingetrokken`)

var meansTo = regexp.MustCompile(`^(?:nee )?(?:ik|wij|we) (?:wil|ga|zal|kan|willen|gaan|zullen|wens)(?: \w+){0,3} (?:intrekken|in te trekken)$`)

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

var decided = regexp.MustCompile(`^(?:\w+ ){0,6}?(?:(?:ik|wij|we) (?:heb|hebben)|(?:heb|hebben) (?:ik|wij|we)) (?:\w+ ){0,3}besloten (?:om )?(?:toch |maar |dan )*`)

// answers is the filter of the patterns over the clauses of an answer: of some
// hundred, most have no word in a given clause.
var answers = sync.OnceValue(func() *filter {
	var all []*regexp.Regexp
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
	case commitElse.MatchString(rest), otherSubject.MatchString(rest):
		r.set(i, sigCommit, false)
	case (commitWish.MatchString(text) || words <= 4) && (covers(text, commitWords) || covers(withoutTopic(withoutAim(withoutReason(text))), commitWords)):
		r.set(i, sigCommit, true)
	default:
		r.set(i, sigCommit, false)
	}
}

var (
	elseMask         = rx(`heb (?:ik )?liever|niet weer|niet opnieuw|(?:heb|hebben)(?: \w+){0,3} (?:besloten|gekozen)`)
	dissatisfiedHere = rx(`niet (?:tevreden|akkoord|eens|opgelost|blij)`)
)

// satisfaction reads a clause on being content or not.
func (r *reading) satisfaction(i int, c clause, t text) {
	text := t.low
	hit, onlyWeak := false, r.weak[sigContent]
	if litotes.MatchString(text) {
		r.double = true // "niet slecht" is neither
	}
	if deniesPlan.MatchString(text) && !turnsAway.MatchString(text) && len(negator.FindAllString(text, -1)) == 1 && !c.question {
		r.set(i, sigNot, true) // "zo wordt het niet opgelost"
		r.denied = true
		return
	}
	for _, co := range allContent {
		loc := find(co, t)
		if loc == nil {
			continue
		}
		hit = true
		plain := text
		if co.negated {
			plain = text[:loc[0]] + " " + text[loc[1]:]
		}
		neg := len(negator.FindAllString(plain, -1))
		switch {
		case neg == 0:
			company := contentWords
			if co.words != nil {
				company = co.words
			}
			if len(strings.Fields(text[loc[0]:loc[1]])) <= 3 {
				plain = text[:loc[0]] + " " + text[loc[1]:] // a core is understood by itself
			}
			r.set(i, sigContent, (coversWith(plain, company, co.words == nil) || co.words == nil && (covers(core0(plain), company) || covers(core0(text), company))) && !noStatement.MatchString(text) && !yourMood(text) && (!gladThat.MatchString(text) || mattersOut.MatchString(text)) && !onlyApology(text) && aboutTheMatter(text))
		case neg == 1 && (neverMood.MatchString(text) || ofOthers.MatchString(text) || keepsOpen.MatchString(text)):
			r.set(i, sigNot, false) // "ik ben nooit tevreden" tells of a life
		case neg == 1 && (thirdNot.MatchString(text) || thirdPerson(text)):
			r.set(i, sigNot, false)
		case neg == 1:
			strong := knownBetween(text, loc)
			r.set(i, sigNot, strong)
			r.denied = r.denied || strong
		default:
			r.double = true
		}
		// Another core of the clause may be understood where this one is not: "ik
		// ben blij dat het opgelost is".
		if neg != 0 || r.strong[sigContent] && r.at[sigContent] == i {
			break
		}
	}
	if !hit && !weakDraw.MatchString(text) && denies(text) && !thirdNot.MatchString(text) {
		r.set(i, sigNot, true)
		r.judged = true
		return
	}
	if !hit && r.plainRefusal(i, text) {
		r.set(i, sigNot, true)
		r.judged = true
		return
	}
	if badlySolved.MatchString(text) && !onlyWeak {
		delete(r.weak, sigContent) // "slecht opgelost" says one thing
	}
	for k, co := range allNot {
		if k > 0 && weakDraw.MatchString(text) {
			break // "van intrekken is geen sprake" refuses the withdrawal
		}
		loc := find(co, t)
		if loc == nil || k == 0 && pastMood.MatchString(text) && i+1 < len(r.cs) && r.cs[i+1].joint == "maar" {
			continue // "ik was ontevreden, maar …"
		}
		rest := text[:loc[0]] + " " + text[loc[1]:]
		// The first four kinds can be denied ("niet onacceptabel"); the others hold
		// their own denial.
		neg := 0
		switch k {
		case 0, 4:
			neg = len(negator.FindAllString(rest, -1))
		case 1, 2, 3:
			neg = len(negator.FindAllString(text, -1))
		}
		if k >= len(notCores) && negator.MatchString(rest) {
			r.set(i, sigNot, false)
			return
		}
		switch {
		case neg > 0 && !hit:
			r.double = true
		case neg > 0 && k == 0:
			r.double = true
		case (thirdNot.MatchString(text) || thirdPerson(text)) && k == 0, k > 0 && otherTime.MatchString(text), k > 0 && !co.idiom && !onMatter(rest):
			r.set(i, sigNot, false)
		default:
			if hit && r.at[sigContent] == i && r.strong[sigContent] && k > 0 {
				// "geen genoegen", "niet goed opgelost": the same words both ways
				delete(r.strong, sigContent)
			}
			r.set(i, sigNot, true)
			r.judged = r.judged || k > 0 && !hit
			r.denied = r.denied || k == 0 || hit
		}
		return
	}
}

// core0 is a clause of satisfaction without the words around it that only say why
// or which: "na ons gesprek van maandag ben ik tevreden met de oplossing die
// Sanne voor de sleutels bedacht". A denial there keeps the whole.
func core0(text string) string {
	text = withoutPlace(withoutWhich(withoutReason(text)))
	if !harshKind.MatchString(text) {
		text = whichKind.ReplaceAllString(text, "$1 $2")
	}
	return text
}

// withoutPlace takes "van de leiding", "in mijn dossier" off: where and whose says
// nothing on whether.
func withoutPlace(text string) string {
	if takesIn.MatchString(text) {
		return text // "ik kan mij vinden in …": what follows is the thing itself
	}
	return place.ReplaceAllString(text, "")
}

func withoutReason(text string) string {
	if m := reasonFirst.FindStringSubmatchIndex(text); m != nil && !negator.MatchString(text[:m[2]]) && !uncertain.MatchString(text[:m[2]]) {
		return text[m[2]:]
	}
	return text
}

func withoutWhich(text string) string {
	m := whichOne.FindStringSubmatchIndex(text)
	if m != nil && m[2] < 0 {
		m[2] = m[4]
	}
	if m != nil && !negator.MatchString(text[m[2]:]) && !uncertain.MatchString(text[m[2]:]) {
		return text[:m[2]]
	}
	return text
}

func withoutAim(text string) string {
	if m := withAim.FindStringSubmatchIndex(text); m != nil && !negator.MatchString(text[m[2]:]) && !uncertain.MatchString(text[m[2]:]) {
		return text[:m[2]]
	}
	return text
}

// withoutTopic takes off what a complaint is about: "mijn klacht over de sleutels".
func withoutTopic(text string) string { return topic.ReplaceAllString(text, "$1") }

var (
	reasonLast  = regexp.MustCompile(` (?:wegens|vanwege|om|door|in verband met|ivm) (?:\w+ ){0,3}(?:omstandigheden|redenen|reden|drukte|ziekte|verhuizing|tijdgebrek|gezondheid)$`)
	topic       = regexp.MustCompile(`\b(klacht|zaak|dossier|complaint) (?:van|over|inzake|betreffende|tegen|about) (?:de |het |mijn |een |uw |die |deze )?\w+`)
	reasonFirst = regexp.MustCompile(`^(?:(?:gezien|gelet op|dankzij|ondanks|sinds|vanwege|wegens|door) \w+.*?|na (?:\w+ )*?(?:gesprek|gesprekken|brief|overleg|telefoontje|bericht|mail|bezoek|uitleg|toelichting|weken|maanden|jaren|lezing)\b.*?) ((?:ben|zijn|ga|gaan|kan|kunnen|trek|trekken|wil|willen|stem|stemmen|accepteer|vind|verzoek|kies) (?:ik|wij|we)\b)`)
	whichKind   = regexp.MustCompile(`\b(de|het|uw|dit|deze|die|een|the|your|this) \w+e?d? (oplossing|voorstel|afhandeling|aanbod|uitkomst|regeling|afspraken|besluit|plan|solution|proposal|outcome)\b`)
	harshKind   = rx(`(?:` + harsh + `)e?|halve|enige|laatste|eerste|vorige|oude|andere|ander`)
	takesIn     = rx(`vinden in|vind (?:me|mij) in|instem\\w*|stem\\b.*\\bin`)
	place       = regexp.MustCompile(`\b(?:van|of|from) (?:de|het|mijn|ons|onze|uw|dit|deze|die|jullie|the|your|my) (?:goede |nieuwe |hele |lieve )?\w+`)
	whichOne    = regexp.MustCompile(`(?:akkoord|eens|tevreden|blij|vinden) (?:met|over|in)( (?:wat|hoe) (?:er|u|jullie|de|het|is|dit|alles|mijn|we) .*)$|\b(?:alles|dat|oplossing|voorstel|antwoord|afhandeling|aanbod|uitkomst|regeling|afspraken|reactie|besluit|plan|solution|proposal|outcome)( (?:van|voor|over|die|dat|wat|zoals|waarbij|waarin|om|uit|in|of|for|that|which|about) .*)$`)
	withAim     = regexp.MustCompile(`(?:wil|willen|graag|verzoek|kies|ga|stuur|leg|breng|want|please)\b.*\b(?:klachtencommissie|commissie|committee)( (?:om|zodat|opdat|ter|die|to|so) .*)$`)
	uncertain   = rx(`zou|zouden|alleen|behalve|maar|hoop|denk|commissie|intrek\w*|tevreden|akkoord|opgelost|wil|wilde|eis|moet|moeten|kan|vraag|vragen|bedanken|spreken|weten|klagen|man|vrouw|zoon|dochter|moeder|vader`)
)

// denies reads a denial of what an answer ought to be or do: "dit is niet eerlijk",
// "ik sta hier niet achter", "ik voel mij niet gehoord".
func denies(text string) bool {
	if len(negator.FindAllString(text, -1)) != 1 {
		return false
	}
	for _, d := range denied1 {
		loc := d.quality.FindStringIndex(text)
		if loc == nil || d.about != nil && !d.about.MatchString(text) || d.unless != nil && d.unless.MatchString(text) {
			continue
		}
		if knownBetween(text, loc) {
			return true
		}
	}
	return false
}

// denied1 are qualities that make a refusal when they are denied once; what is
// denied must be the answer, or the writer's own standing.
var denied1 = []struct{ quality, about, unless *regexp.Regexp }{
	{quality: rx(`(?:sta|staan)\b(?: \w+){0,4} achter|achter\b(?: \w+){0,3} staan|spreekt (?:mij|me|ons)(?: \w+){0,3} aan|bevalt (?:mij|me|ons)|overtuigt (?:mij|me|ons)|helpt (?:mij|me|ons)|voldoe(?:t|n)(?: \w+){0,3} aan|recht (?:gedaan|doet)|komt (?:\w+ ){0,3}tegemoet|zie (?:ik|wij)(?: \w+){0,3} zitten|zit (?:mij|me|ons)(?: \w+){0,2} lekker|voelt(?: \w+){0,3} goed|voel (?:ik )?(?:me|mij)(?: \w+){0,3} goed bij|de moeite|waar (?:ik|wij) om (?:vroeg|vroegen|vraag|vragen)|the point|what i (?:want|asked|need)|solve|help me`), unless: rx(`commissie|bedankt`)},
	{quality: rx(`eerlijk|rechtvaardig|redelijk|acceptabel|aanvaardbaar|voldoende|genoeg|afdoende|bevredigend|passend|terecht|goed|prima|fijn|netjes|bruikbaar|werkbaar|haalbaar|serieus|geloofwaardig|behoorlijk|fatsoenlijk|professioneel|fair|good|enough|right|acceptable|helpful|serious|normaal|oke|ok|okay|leuk|(?:is|was)(?: \w+){0,2} (?:de oplossing|het antwoord)`), about: rx(`vind(?:en)?(?: ik| wij)? (?:het|dit|dat|zo|hier|deze|uw)|^(?:\w+ )?(?:dit|dat|this|that|zo|hier|it)|^(?:maar |en )?wat (?:u|jullie) (?:voorstel|voorstelt|schrijft|zegt|aanbiedt)|(?:voorstel|antwoord|oplossing|reactie|besluit|aanbod|uitkomst|proposal|answer|solution)`), unless: rx(`klagen|nodig|weet|begrijp|ontvangen|gelezen|lezen|openen|bereikbaar|goed (?:gelezen|begrepen|geschreven)|goed te lezen|gezondheid|commissie`)},
	{quality: rx(`gerust|gehoord|begrepen|erkend|geholpen|gezien|serieus genomen|gerustgesteld|gesteund|recht gedaan|overtuigd|heard|understood|convinced|helped`), about: rx(`(?:voel|voelen|ben|zijn|word|worden|feel|am|blijf)`), unless: rx(`(?:heb|hebben|have) (?:ik|u|jullie|het|de|i)?|commissie|bij de|op de hoogte|was|waren`)},
}

// plainRefusal: "nee, dat wil ik niet", "nee, dit wordt hem niet". Behind nee a
// denial of dit or dat in nothing but small words refuses what was put.
func (r *reading) plainRefusal(i int, text string) bool {
	rest, nay := strings.CutPrefix(text, "nee ")
	if !nay && (i == 0 || r.cs[i-1].text != "nee" || r.cs[i-1].sentence != r.cs[i].sentence) {
		return false
	}
	return deniesThat(rest)
}

var (
	deictic  = rx(`dit|dat|zo|hier|daar|hiermee|daarmee|it|this|that`)
	refusing = set(`dit dat zo hier daar het hem m er niet nooit wordt word worden gaan gaat doen doe wil willen ik wij we kan kunnen zie mag dus echt zeker gewoon is hoor absoluut we mee hiermee daarmee niks it this that not do want is will`)
)

var badlySolved = rx(`(?:slecht|belabberd|beroerd|waardeloos|onvoldoende|knullig|halfslachtig) (?:opgelost|afgehandeld|geregeld|opgepakt|afgedaan|afgerond|behandeld)`)

var litotes = rx(`niet (?:slecht|verkeerd|gek|onaardig|beroerd|onredelijk|oneerlijk|onaardige|verkeerde|slechte)`)

// thirdPerson tells that a mood is somebody's who is not the writer: "Peter is
// niet tevreden". Moods have ik ben and wij zijn; is belongs to another.
func thirdPerson(text string) bool {
	return moodOfOther.MatchString(text) && !self.MatchString(text)
}

// yourMood tells that the reader or another is said to be content: "fijn dat u
// akkoord gaat".
func yourMood(text string) bool {
	if holds.MatchString(text) && !self.MatchString(text) {
		return true
	}
	return moodOf.MatchString(text) && (addressed.MatchString(text) && !self.MatchString(text) || thatYou.MatchString(text))
}

// knownBetween tells that everything between the denial and what it denies is
// understood, so that it denies that: not "tevreden klanten krijgt u zo niet".
func knownBetween(text string, loc []int) bool {
	for _, n := range negator.FindAllStringIndex(text, -1) {
		lo, hi := n[1], loc[0]
		if n[0] >= loc[1] {
			lo, hi = loc[1], n[0]
		}
		if lo >= hi {
			continue
		}
		if turnsAway.MatchString(text[lo:hi]) {
			return false
		}
		unknown := 0
		for w := range strings.FieldsSeq(text[lo:hi]) {
			if !filler[w] && !contentWords[w] && !adverb(w) {
				unknown++
			}
		}
		if unknown > 0 {
			return false
		}
	}
	return true
}

// onMatter tells that a harsh word is about the answer and not about the trains:
// little else is said, or the clause points at it.
func onMatter(text string) bool {
	unknown := 0
	for w := range strings.FieldsSeq(text) {
		if pointsAt[w] {
			return true
		}
		if !filler[w] && !contentWords[w] && !adverb(w) {
			unknown++
		}
	}
	return unknown <= 2
}

// adverb knows the endings of adverbs of manner; those that take something back
// are guards or negators.
func adverb(w string) bool {
	return len(w) > 6 && (strings.HasSuffix(w, "lijk") || strings.HasSuffix(w, "erwijs") || strings.HasSuffix(w, "lijks")) && !shakyAdverb[w]
}

var (
	moodOfOther = rx(`(?:is|was|bent|gaat|vindt|blijft|waren|wordt)\b.*\b(?:tevreden|akkoord|blij|eens|gelukkig|overtuigd|ontevreden|boos|teleurgesteld)`)
	gladThat    = rx(`(?:blij|gelukkig|verheugd|happy|glad|opgelucht|fijn) (?:dat|that|om|hoe)`)
	mattersOut  = rx(`opgelost|oplossing|voorstel|geregeld|afgehandeld|klaar|rond|opgepakt|uitkomst|akkoord|tevreden|uitgesproken|bijgelegd|aangepakt|afgerond|solved|resolved|afgesloten|voorbij|achter de rug|goed gekomen|goedgekomen`)
	turnsAway   = rx(`wat (?:u|jullie|hij|ze)|waarom|wie|toe aan|tot|totdat|voordat|als|of|zodat|omdat|wanneer|zodra|terwijl|wachten|until|before|when`)
	ofOthers    = regexp.MustCompile(`^(?:de |alle |veel |geen )?(?:tevreden|blije|gelukkige|ontevreden) (?:mensen|klanten|\w{3,}(?:en|s)) `)
	keepsOpen   = rx(`(?:sluit|sluiten|dicht|afsluiten|archiveren|afronden)\b(?: \w+){0,4} (?:niet|nog niet)|(?:niet|nog niet)(?: \w+){0,3} (?:sluiten|dicht|afsluiten|archiveren)`)
	neverMood   = rx(`nooit\b(?: \w+){0,3} (?:tevreden|blij|content|gelukkig)|(?:tevreden|blij)\b(?: \w+){0,4} nooit`)
	moodOf      = rx(`tevreden|akkoord|blij|eens|content|gelukkig|satisfied|happy|agree|agreed`)
	holds       = rx(`vindt|acht|noemt|beschouwt|meent|ziet|denkt|vond|vonden|says|thinks|finds`)
	addressed   = rx(`(?:u|jullie|hij|zij|ze|men|iedereen|you|he|she|they) (?:\w+ ){0,3}(?:tevreden|akkoord|blij|eens|content|gelukkig|satisfied|happy|agree|agreed)`)
	thatYou     = rx(`dat (?:u|jullie|hij|zij|ze|men|sanne|iedereen|de \w+|het bestuur)\b.*\b(?:tevreden|akkoord|blij|eens)`)
	pastMood    = rx(`(?:ik|wij|we) (?:was|waren)|(?:was|waren) (?:ik|wij|we)`)
	otherTime   = rx(`vorige keer|vorig jaar|vroeger|destijds|toentertijd|vorige klacht|(?:vond|vonden|vindt|noemt|noemde)\b(?: \w+){0,6} (?:slecht|waardeloos|slap|mager)|(?:buurman|buurvrouw|collega) (?:\w+ )*(?:is|was|vond|vindt|heeft)`)
	pointsAt    = set(`dit dat voorstel antwoord oplossing reactie brief besluit aanbod uitkomst excuses excuus hier daar jullie uw directeur zo afhandeling klacht mij verhaal`)
	shakyAdverb = set(`mogelijk waarschijnlijk gedeeltelijk tijdelijk moeilijk nauwelijks hopelijk vermoedelijk onmogelijk mogelijkerwijs gevaarlijk schadelijk vroegtijdelijk aanvankelijk ongelijk gelijk oorspronkelijk vreselijk verschrikkelijk belachelijk schandelijk jaarlijks maandelijks dagelijks wekelijks bedroevenlijk redelijk voorwaardelijk schijnbaarlijk ogenschijnlijk namelijk oppervlakkelijk dubbelzinnelijk zogenaamdelijk`)
	deniesPlan  = rx(`(?:wordt|worden|gaat|kan)\b.*\b(?:niet|nooit)\b.*\b(?:opgelost|geregeld|rechtgezet|hersteld|oplossen)`)
	// noStatement: the past, somebody else, a wish.
	noStatement = rx(`(?:tevreden|blij|te spreken) (?:over|met) (?:u|jullie)|zou\b.*\bwillen|zou graag (?:akkoord|tevreden|blij)|(?:ik|wij) (?:wil|willen)\b.*\b(?:tevreden|akkoord|blij|eens)\b.*\bworden|altijd (?:al )?(?:tevreden|blij|akkoord)|eens tevreden|ooit tevreden|eenmaal tevreden|(?:sluit|doe|rond|archiveer)\b.*\bmaar|(?:tevreden|blij) (?:over|met) (?:het |de |mijn |ons |dit |dat |die |mevrouw |meneer )*(?:gesprek|gesprekken|telefoongesprek|telefoontje|contact|uitleg|toelichting|bemiddeling|karin|mevrouw|meneer|heer|commissie|directeur|directrice|bestuur)|^(?:over|met) (?:het |de |mijn |ons |dit |dat |die )*(?:gesprek|gesprekken|telefoongesprek|telefoontje|contact|uitleg|toelichting|bemiddeling|karin|mevrouw|meneer|heer|commissie|directeur|directrice|bestuur)\b.*\b(?:tevreden|blij)|(?:directeur|directrice|bestuur|commissie|medewerker|bemiddelaar|mevrouw|meneer|iedereen|men) (?:is|was|gaat|ging|vindt|stemt|neemt|accepteert|accepteerde|heeft) (?:\w+ )*(?:tevreden|akkoord|blij|eens|geaccepteerd|vrede|in)|(?:hij|zij|ze) (?:is|was|zijn|gaat|vindt|heeft|neemt|accepteert|stemt) (?:\w+ )*(?:tevreden|akkoord|blij|eens|geaccepteerd|vrede|genoegen)|(?:ik|wij|we|i) (?:was|waren|had|hadden|werd)|(?:was|waren) (?:ik|wij|we)|(?:bent|ben) (?:u|je|jij)|u (?:bent|zijn|gaat|accepteert|vindt)|(?:jullie) (?:zijn|gaan)|wil (?:graag )?tevreden|wil wel akkoord|om tevreden|hoe tevreden|zou (?:tevreden|akkoord|blij|het)|kan tevreden|wil dat|mag (?:tevreden|blij)|om akkoord|akkoord (?:om|voor (?:het|de)|dat)|akkoord te`)
)

// onlyApology: who accepts an apology has not accepted the proposal.
func onlyApology(text string) bool {
	return apology.MatchString(text) && !proposal.MatchString(text)
}

var (
	apology  = rx(`(?:excuses|excuus|verontschuldigingen)\b.*\b(?:accepteer|accepteren|aanvaard|geaccepteerd|aangenomen)|(?:accepteer|accepteren|aanvaard|geaccepteerd|neem)\b.*\b(?:excuses|excuus|verontschuldigingen)|accept\b.*\bapolog\w+`)
	proposal = rx(`voorstel|oplossing|aanbod|tevreden|akkoord|opgelost|klaar|proposal|solution`)
)

// decide weighs the signals of the whole mail.
func decide(r reading, question string) Verdict {
	c, n, k, nk, d, nd := r.has(sigContent), r.has(sigNot), r.has(sigCommit), r.has(sigNoCommit), r.has(sigDraw), r.has(sigNoDraw)
	also := Class("")
	if r.asks {
		also = ClassQuestion
	}
	if v, ok := quoted(r, question); ok {
		if question == "ongedaan" && r.strong[sigReopen] {
			v.Class = ClassReopen
		}
		return v
	}
	if question == "ongedaan" && r.strong[sigReopen] && r.sign == "" && !d && !r.strong[sigContent] && !r.double {
		return Verdict{ClassReopen, ActionAuto, "klopt niet", also}
	}
	if r.double {
		return person(doubleClass(r), "dubbele ontkenning")
	}
	if r.sign == "spot" && n && !c && !joyful.MatchString(r.all) && !k && !nk && !d && !nd && !r.alsoGuarded {
		r.sign = "" // "wat een slap voorstel": scorn says the same as the words
	}
	if r.sign != "" && (r.any() || r.sign == "deels") {
		return person(guardedClass(r), r.sign)
	}
	if question == "keuze-commissie" && d && r.strong[sigDraw] && !strings.Contains(r.all, "trek") && stopCores[0].re.MatchString(r.all) && !k && !c && !nd && !r.asks {
		return r.act(sigDraw, ClassStop, ActionConfirm, also) // "stoppen met de procedure" is what was offered
	}
	if question == "keuze-commissie" && r.strong[sigStop] && !k && !r.strong[sigContent] && !nd && !r.asks && !d && r.tailIsClean(sigStop) {
		return Verdict{ClassStop, ActionConfirm, "wil stoppen", also}
	}
	switch {
	case d && nd, k && d, n && d, k && nk:
		return person(r.nearest(), "twee bedoelingen")
	case c && d:
		if r.strong[sigDraw] && r.strong[sigContent] && r.cs[r.at[sigContent]].joint != "maar" && r.cs[r.at[sigDraw]].joint != "maar" && !n && !nk && !k {
			return r.act(sigDraw, ClassWithdraw, ActionConfirm, also)
		}
		if r.strong[sigDraw] && (r.reason[sigContent] || r.cs[r.at[sigDraw]].joint == "dus" || r.cs[r.at[sigDraw]].joint == "en" || r.strong[sigContent] && r.at[sigContent] < r.at[sigDraw] && r.cs[r.at[sigDraw]].joint == ",") {
			return r.act(sigDraw, ClassWithdraw, ActionConfirm, also)
		}
		return person(ClassWithdraw, "twee bedoelingen")
	case c && k:
		return person(ClassUnknown, "twee bedoelingen")
	case c && n && r.allTheSame():
		return r.act(sigContent, ClassContent, ActionConfirm, also)
	case c && n:
		return person(mixedClass(r), "twee bedoelingen")
	case d:
		return r.act(sigDraw, ClassWithdraw, ActionConfirm, also)
	case k:
		return r.act(sigCommit, ClassCommittee, ActionAuto, also)
	case c:
		return r.act(sigContent, ClassContent, ActionConfirm, also)
	case nk:
		return person(ClassNoCommittee, "wil de commissie niet")
	case n && !d && !k && echoes.MatchString(r.all):
		return person(ClassUnknown, "antwoord op een eigen vraag")
	case n && r.outburst():
		return person(ClassQuestion, "uitroep bij een vraag")
	case n:
		v := r.act(sigNot, ClassNotContent, ActionAuto, also)
		if question == "ongedaan" && aboutClosing.MatchString(r.all) && v.Action != ActionPerson {
			v.Class = ClassReopen // the closing is denied, not a mood told
		}
		return v
	case nd:
		if question == "ongedaan" && r.strong[sigNoDraw] {
			return Verdict{ClassNoWithdrawal, ActionAuto, "trekt niet in", also}
		}
		return person(ClassNoWithdrawal, "trekt niet in")
	}
	if r.asks {
		return questionVerdict(r)
	}
	return person(ClassUnknown, "niet begrepen")
}

// allTheSame: "het voorstel is mager, maar ik ga akkoord". The judgement comes
// first, no satisfaction was denied, and the agreement stands behind "maar".
func (r *reading) allTheSame() bool {
	return r.judged && !r.denied && r.strong[sigContent] && r.at[sigNot] < r.at[sigContent] && r.cs[r.at[sigContent]].joint == "maar"
}

// aboutTheMatter looks at what somebody is content with: the solution, not his
// life or the weather.
func aboutTheMatter(text string) bool {
	loc := contentWith.FindStringIndex(text)
	if loc == nil {
		return true
	}
	rest := text[loc[1]:]
	if matterClause.MatchString(rest) {
		return true
	}
	if talks.MatchString(rest) && strings.Contains(rest, " en ") {
		return matterNoun.MatchString(rest) // "met het gesprek en met de oplossing"
	}
	pointed := strings.TrimSpace(rest) == ""
	for w := range strings.FieldsSeq(rest) {
		if matter[w] {
			return true
		}
		pointed = pointed || points[w]
		if !filler[w] && !praiseWords[w] && !adverb(w) {
			return false
		}
	}
	return pointed
}

var (
	matterClause = regexp.MustCompile(`^ (?:wat|hoe) (?:er|u|jullie|de|het|dit|alles|mijn|we) `)
	talks        = rx(`gesprek|gesprekken|uitleg|toelichting|contact|telefoontje|excuses|excuus`)
	matterNoun   = rx(`oplossing|voorstel|uitkomst|antwoord|afhandeling|resultaat|aanbod`)
	points       = set(`me us het dit dat deze die hem alles u uw jullie hoe wat elkaar mij ons it this that everything all you your de`)
	praiseWords  = set(`afgesproken goede nette mooie nieuwe fijne eerlijke uiteindelijke gevonden aangeboden voorgestelde gekozen afgesproken correcte redelijke passende good final new`)
	contentWith  = rx(`(?:bezwaar tegen|objection to|bezwaar meer tegen|(?:tevreden|blij|content|gelukkig|te spreken|akkoord|stem in|stemmen in|stem ik in|stemmen wij in|instemmen|genoegen|vrede|satisfied|happy|pleased|fine|okay|ok|oke)(?: (?:gegaan|gaan|te|gesteld|nu|zeer|erg|helemaal|volledig|en blij|ben ik|zijn wij)){0,2} (?:met|over|with|about))`)
	matter       = set(`oplossing oplossingen voorstel antwoord uitkomst afhandeling reactie besluit beslissing resultaat excuses excuus regeling aanbod afspraken plan manier wijze hoe klacht zaak procedure verloop brief afwikkeling aanpak behandeling gang opgelost geregeld alles inhoud tekst idee afloop afronding einde conclusie correctie herstel tegemoetkoming compromis middenweg schikking
 outcome solution proposal answer result decision way response offer apology letter`)
)

// act carries a signal out when its clause was understood whole and nothing
// after it or beside it takes it back.
func (r *reading) act(s signal, class Class, action Action, also Class) Verdict {
	if !r.strong[s] {
		return person(class, "niet elk woord begrepen")
	}
	if !r.tailIsClean(s) {
		return person(class, "er staat nog iets achter")
	}
	if s == sigCommit && !r.wishesCommittee() {
		return person(class, "noemt de commissie alleen")
	}
	if s == sigContent && r.afterthought() {
		return person(class, "waarop slaat het?")
	}
	if s == sigContent && r.bareBehind() {
		return person(class, "waarop slaat het?")
	}
	if s == sigContent || s == sigDraw {
		for i, c := range r.cs {
			if i == r.at[s] || c.question {
				continue
			}
			if sub := r.part(c.text); c.joint == "want" && unsaid.MatchString(c.text) && !sub.has(sigContent) && !sub.has(sigNoCommit) {
				return person(class, "de reden roept vragen op")
			}
			if sour.MatchString(c.text) && !mended.MatchString(c.text) && c.joint != "want" && !(i < r.at[s] && r.cs[r.at[s]].joint == "maar") {
				return person(class, "ook iets negatiefs")
			}
			if s == sigContent && demand.MatchString(c.text) && !notDemand.MatchString(c.text) && !r.committeeClause(c) && !r.drawClause(c) {
				return person(class, "ook een wens")
			}
			if s == sigContent && strings.HasPrefix(c.text, "nee") && len(strings.Fields(c.text)) <= 2 && !r.has(sigNoCommit) && !r.has(sigNoDraw) && !r.nothingMore() {
				return person(class, "nee en tevreden")
			}
		}
	}
	return Verdict{class, action, "eigen woorden", also}
}

// wishesCommittee: who only names the committee wants it when he says nothing
// else: "commissie graag", not "mijn voorstel: de commissie en u aan tafel".
func (r *reading) wishesCommittee() bool {
	if commitWish.MatchString(r.cs[r.at[sigCommit]].text) {
		return true
	}
	if at := r.at[sigCommit]; at > 0 && r.cs[at].joint == "maar" && negator.MatchString(r.cs[at-1].text) {
		return true // "geen nieuw gesprek, maar de commissie"
	}
	for i, c := range r.cs {
		if i == r.at[sigCommit] || c.question || onlyThanks(c.text) || nays.MatchString(c.text) || ayes.MatchString(c.text) || announces.MatchString(c.text) {
			continue
		}
		if sub := r.part(c.text); !sub.has(sigNot) && !sub.has(sigCommit) {
			return false
		}
	}
	return true
}

var announces = regexp.MustCompile(`^(?:(?:dan|dus|mijn|onze|de|het|eerste|is|wordt|ik|my|the) )*(?:keuze|keus|antwoord|optie|kies|besluit|wens|choice|answer)(?: (?:is|wordt|dan|voor|staat|vast))*$|^(?:alstublieft|graag|please|dan|ja graag|ik ga ervoor|wij gaan ervoor)$`)

// afterthought: "ik kan wel janken van geluk, zo goed opgelost": a judgement
// without a subject behind something of the writer's that is not understood.
func (r *reading) afterthought() bool {
	i := r.at[sigContent]
	if i == 0 || hasSubject.MatchString(r.cs[i].text) {
		return false
	}
	before := r.cs[i-1]
	return before.sentence == r.cs[i].sentence && r.cs[i].joint == "," && firstPersonNow.MatchString(before.text) && !covers(before.text, contentWords) && !before.question && !r.part(before.text).any()
}

var hasSubject = rx(`ik|wij|we|mij|ons|i|me|us|het|dit|dat|alles|klacht|zaak|kwestie|dossier|voorstel|oplossing|akkoord|it|this|that|complaint|case|problem|probleem`)

// bareBehind: "u mag mij bellen, akkoord" agrees with what stands before it.
func (r *reading) bareBehind() bool {
	i := r.at[sigContent]
	if len(strings.Fields(r.cs[i].text)) > 1 || i == 0 || r.cs[i].joint != "," {
		return false
	}
	if r.cs[i].text != "akkoord" {
		return false
	}
	before := r.cs[i-1]
	if self.MatchString(before.text) && !offers.MatchString(before.text) && !negator.MatchString(before.text) && !before.question {
		return false
	}
	return before.sentence == r.cs[i].sentence && !onlyThanks(before.text) && !covers(before.text, contentWords)
}

// joyful words beside scorn make the scorn doubtful.
var joyful = rx(`bravo|hulde|lekker|knap|dolblij|blij|verheugd|gelukkig|geluk|geweldig\w*|fantastisch\w*|prachtig\w*|schitterend\w*|heerlijk|super|fijn|leuk|dank|bedankt|top|gefeliciteerd|complimenten|applaus|chapeau|petje`)

var aboutClosing = rx(`(?:gesloten|sluiten|afgesloten|dicht)|(?:niet|nog niet|not)(?: \w+){0,2} (?:opgelost|klaar|afgehandeld|afgerond|solved)`)

// echoes: "intrekken? Over mijn lijk": the refusal is of what was asked before it.
var echoes = regexp.MustCompile(`\b(?:intrekken|intrek|stoppen|commissie|klachtencommissie)(?: \w+)? \?`)

// offers are words of a clause that akkoord may be the answer to.
var offers = rx(`mag|mogen|kan|kunt|kunnen|zal|zullen|wil|willen|bel|bellen|belt|gebeld|gesprek|afspraak|kom|komen|komt|spreken|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|morgen|volgende|uur|datum`)

// outburst: a question, and behind it no more than a word or two of anger, which
// may be about the waiting.
func (r *reading) outburst() bool {
	c := r.cs[r.at[sigNot]]
	return r.cs[0].question && len(strings.Fields(c.text)) <= 2 && !contentAnywhere.MatchString(c.text)
}

// nothingMore: "nee, verder niets meer, het is opgelost".
func (r *reading) nothingMore() bool {
	for _, c := range r.cs {
		if negator.MatchString(c.text) && covers(negator.ReplaceAllString(c.text, "ik"), contentWords) {
			return true
		}
	}
	return false
}

func (r *reading) committeeClause(c clause) bool { return commitCores[0].re.MatchString(c.text) }
func (r *reading) drawClause(c clause) bool      { return weakDraw.MatchString(c.text) }

// tailIsClean: no "maar …" behind the last clause with the signal, unless it is
// thanks.
func (r *reading) tailIsClean(s signal) bool {
	for i := r.at[s] + 1; i < len(r.cs); i++ {
		c := r.cs[i]
		if c.joint == "maar" && !c.question && (!onlyThanks(c.text) || s == sigNot && grants.MatchString(c.text)) && !r.supports(s, c.text) {
			return false
		}
		if (contrast.MatchString(c.text) || refusal.MatchString(c.text) && s != sigNot && !(s == sigCommit && notAgain.MatchString(c.text))) && !c.question && !r.supports(s, c.text) {
			return false
		}
		if s != sigNot && !c.question && c.joint != "want" && (c.sentence == r.cs[r.at[s]].sentence || len(strings.Fields(c.text)) <= 4) && !r.harmless(s, i) {
			return false
		}
	}
	return true
}

// unsaid are reasons that say something else is the matter.
var unsaid = rx(`wil|wou|moet|moest|jullie|anders|toch|geen|niet|nooit|af|beu|rust|genoeg|u|hij|zij|ze`)

// mended: a fault that was put right is nothing sour.
var mended = rx(`hersteld|rechtgezet|opgelost|vergeven|goedgemaakt|toegegeven|erkend|voorbij|verleden tijd|weg`)

// grants takes a judgement back: "valt me tegen, maar oke".
var grants = rx(`oke|goed|prima|fijn|mooi|top|vooruit|soit|akkoordje`)

var contrast = regexp.MustCompile(`^(?:maar|alleen|echter|toch|wel|hoewel|behalve|nog wel|helaas|jammer)\b`)

var (
	thanksFor = regexp.MustCompile(`^(?:ik )?(?:wil|willen|wilde|zou)(?: ik| wij)? (?:u|jullie|iedereen|karin|je)(?: \w+){0,4} (?:bedanken|danken)\b|^(?:hartelijk |heel |veel |nogmaals |alvast |en |heel erg )*(?:dank|danken|bedankt|thanks|thank you|dank u|dank je)\b`)
	noFurther = rx(`(?:heb|hebben|zijn er) (?:ik |wij |er )?(?:verder |nu |ook )*geen (?:verdere |andere )?(?:vragen|opmerkingen|wensen|klachten|bezwaren)(?: meer)?|(?:u|jullie) (?:hoeft|hoeven) (?:verder |dus )?(?:niets|niet|geen)|geen (?:verdere|andere|nadere|enkele) (?:actie|klachten|bezwaren|acties|stappen|vragen|wensen|opmerkingen)`)
)

// notAgain turns another round down: "de commissie, niet weer de directeur".
var notAgain = regexp.MustCompile(`^niet (?:weer|opnieuw|nog eens|nogmaals|langer|meer)\b`)

var refusal = regexp.MustCompile(`^(?:nee|no|niet|nooit|never)\b`)

// harmless tells that a clause behind the answer adds nothing to it: filler, thanks, or
// the same said again. "Ik ga akkoord, schoorvoetend" is another answer.
func (r *reading) harmless(s signal, i int) bool {
	text := r.cs[i].text
	if onlyThanks(text) || thanksFor.MatchString(text) && len(strings.Fields(text)) <= 9 && !negator.MatchString(text) || noFurther.MatchString(text) || covers(text, contentWords) || covers(text, drawWords) || covers(text, commitWords) {
		return true
	}
	if calledByName.MatchString(text) {
		return true
	}
	sub := r.part(text)
	if s == sigContent && concessive.MatchString(text) && !sub.any() && !sub.double {
		return true
	}
	return sub.has(s) && len(sub.strong)+len(sub.weak) == 1 || s == sigCommit && r.cs[i].joint != "en" && self.MatchString(text) && !sub.any() && !sub.double && !opines.MatchString(text) && !contrast.MatchString(text) || s == sigContent && (sub.has(sigNoCommit) || sub.has(sigNoDraw)) || s == sigStop && (sub.has(sigNoCommit) || sub.has(sigNot)) || s == sigDraw && (sub.has(sigNoCommit) || sub.has(sigContent)) || s == sigCommit && (sub.has(sigNot) || sub.has(sigNoDraw))
}

// supports tells that what follows says the same in other words.
func (r *reading) supports(s signal, text string) bool {
	if s != sigNot && s != sigCommit {
		return false
	}
	sub := r.part(text)
	return sub.strong[sigNot] || sub.strong[sigCommit]
}

// calledByName is the reader's name behind a comma.
var calledByName = regexp.MustCompile(`^(?:beste |lieve |geachte )?(?:mevrouw|meneer|mijnheer|heer|karin|dames|heren)(?: (?:van|de|der|den|en|haperen|heren|[a-z]{4,})){0,3}$`)

// concessive: "ik kan ermee leven, al had het sneller gemogen".
var concessive = regexp.MustCompile(`^(?:ook )?al (?:had|was|is|heeft|duurde|kostte|ging|kwam|moest|viel|vond|vind)\b`)

func onlyThanks(text string) bool {
	for w := range strings.FieldsSeq(text) {
		if !thanksOnly[w] {
			return false
		}
	}
	return true
}

// quoted reads satisfaction that was put in the writer's mouth: "ik heb nooit
// gezegd dat ik tevreden was", "u schrijft dat het opgelost is, dat klopt niet".
func quoted(r reading, question string) (Verdict, bool) {
	if !denied.MatchString(r.all) || !contentAnywhere.MatchString(r.all) {
		return Verdict{}, false
	}
	if r.has(sigCommit) || r.has(sigDraw) || r.asks || negatedQuote.MatchString(r.all) {
		return Verdict{}, false
	}
	for _, g := range guards {
		if g.why == "aangehaald" || g.why == "twijfel" && strings.Contains(r.all, "zou liegen") || g.why == "voorwaarde" && strings.Contains(r.all, "zou liegen") || g.why == "herroepen" {
			continue
		}
		if g.re.MatchString(asSuch.ReplaceAllString(r.all, "~")) {
			return Verdict{}, false
		}
	}
	return Verdict{Class: ClassNotContent, Action: ActionAuto, Why: "ontkent tevreden te zijn"}, true
}

var (
	contentAnywhere = rx(`tevreden|akkoord|opgelost|eens|blij|afgehandeld|satisfied|happy|agreed`)
	negatedQuote    = rx(`(?:niet|nooit|geen|on)(?: \w+){0,2} ?(?:tevreden|akkoord|opgelost|blij|eens)|ontevreden`)
)

func doubleClass(r reading) Class {
	switch {
	case r.has(sigDraw), r.has(sigNoDraw):
		return ClassNoWithdrawal
	case r.has(sigContent) && r.has(sigNot), r.has(sigNot):
		return ClassUnknown
	}
	return ClassContent
}

func mixedClass(r reading) Class {
	if partMark.MatchString(r.all) {
		return ClassPartly
	}
	if r.at[sigNot] > r.at[sigContent] && strings.Contains(r.all, "niet meer") {
		return ClassNotContent
	}
	return ClassUnknown
}

var partMark = rx(`punt|punten|deel|deels|onderdeel|rest|over de|over het|met de|met het|behalve`)

// guardedClass is the class of a mail that a guard stopped.
func guardedClass(r reading) Class {
	switch r.sign {
	case "deels":
		if r.has(sigCommit) && !r.has(sigContent) && !r.has(sigNot) {
			return ClassCommittee
		}
		return ClassPartly
	case "voorwaarde", "twijfel", "aangehaald":
		if r.has(sigDraw) || r.has(sigCommit) {
			return r.nearest()
		}
		if r.has(sigNot) && !r.has(sigContent) {
			return ClassNotContent
		}
		return ClassUnknown
	case "spot":
		if r.has(sigContent) {
			return ClassNotContent
		}
	case "herroepen":
		return ClassNotContent
	case "ander":
		if !r.has(sigContent) && !r.has(sigDraw) {
			return ClassAgent
		}
		return ClassUnknown
	case "berusting":
		if r.has(sigNot) {
			return ClassNotContent
		}
		return ClassUnknown
	}
	return r.nearest()
}
