package answer

import (
	"strings"
)

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
	if r.sign == "" && r.hinges() {
		r.sign = "voorwaarde"
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
func (r *reading) harmlessFor(why string) *pattern {
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
		if r.strong[sigCommit] && !r.has(sigContent) && !r.has(sigDraw) {
			return noOther
		}
		return mustHave
	case "twijfel":
		if r.strong[sigCommit] && !r.has(sigContent) && !r.has(sigDraw) {
			return reluctant
		}
		return likes
	case "voorwaarde":
		return atFirst
	case "aangehaald":
		if !r.has(sigNot) && r.any() {
			return ownSaying
		}
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

// likesTo are turns with lijkt, denk and hoop that doubt nothing.
const likesTo = `(?:die|excuses|excuus|verontschuldigingen|voorstel|aanbod)(?: \w+){0,4} aangenomen|(?:klachten)?commissie lijkt (?:mij|me|ons)|lijkt (?:mij|me|ons)(?: \w+)? (?:het beste|beter|verstandig|verstandiger)|niet van plan|lijkt (?:echt |helemaal |gewoon )*(?:nergens|niets|niet) (?:op|naar)|lijkt (?:mij|me|ons|het mij) (?:een |wel |ook |dan |heel |zo )*(?:prima|goed|goede|uitstekend|uitstekende|mooi|mooie|redelijk|redelijke|fijn|fijne|nette|eerlijk|eerlijke)|(?:dat|dit|het|voorstel|oplossing) lijkt (?:mij|me|ons)|niet (?:helemaal|echt|precies|volledig) (?:wat|zoals|hoe) (?:ik|wij|we)(?: \w+){0,4}|nog even (?:laten weten|melden|zeggen|bedanken)|denk (?:er )?(?:niet )?anders over|ik hoop u hiermee \w+|hoop dat u(?: \w+){0,6} begrijpt`

var (
	notAlone      = rx(`alleen (?:even |maar |nog )?(?:laten weten|zeggen|melden|doorgeven)|alleen (?:maar )?(?:met |een )?(?:excuses|sorry|excuus|woorden)|(?:excuses|excuus|sorry|woorden|praten) alleen|alleen is|meer dan alleen|alleen maar (?:bozer|erger|slechter|verdrietiger|kwader)|niet alleen|alleen maar (?:lof|dank|complimenten)`)
	calmCommit    = rx(`neerleggen(?: bij)?|(?:dan )?moet (?:het|dit|dat) (?:dan )?maar|laat(?: \w+){0,4} (?:klachten)?commissie(?: \w+){0,3} maar|laat het maar (?:\w+ ){0,4}(?:klachten)?commissie|(?:ben|zijn) (?:ik |wij |we )?er (?:helemaal |nu |echt )?klaar mee|genoeg van|zat|dan maar|laat (?:me|mij|ons)(?: \w+){0,2} niet|laat ik niet|leg (?:ik )?(?:me|mij)(?: \w+){0,3} niet(?: \w+){0,2} neer|(?:hier |daar |er )?(?:laat|leg) ik (?:het|me|mij)(?: \w+){0,2} niet(?: \w+){0,2}`)
	calmDraw      = rx(`laat (?:mijn|de|die|deze|onze) klacht maar(?: \w+)?|laat (?:het |ook |dat |dit |alles |nou |toch |gewoon |die |de |klacht )*maar(?: zitten| stoppen| rusten)?|maar zitten`)
	calmContent   = rx(`(?:leg|leggen) (?:ik |wij |we )?(?:me|mij|ons)(?: er| erbij| daarbij| hierbij| hier| daar| bij| het| dit| de| deze| uw| voorstel| uitkomst| besluit| oplossing)* neer(?: bij (?:het|de|dit|deze|uw) \w+)?|bij neer|(?:laat|laten) (?:ik |wij |we )?het (?:hierbij|erbij|daarbij|hier bij)|neerleggen bij`)
	calmNot       = rx(`(?:leg|leggen) (?:ik |wij |we )?(?:me|mij|ons)(?: \w+){0,3} niet(?: \w+){0,3} (?:bij )?neer(?:leggen)?|(?:kan|wil|ga|zal)(?: \w+){0,5} niet(?: \w+){0,4} neerleggen(?: bij)?|niet(?: \w+){0,3} bij neer(?:leggen)?|laat (?:ik )?(?:het |me |mij )?(?:hier |er )?niet bij`)
	praise        = rx(`wat een (?:\w+ )?(?:fijne|mooie|goede|nette|prima) (?:oplossing|uitkomst|voorstel)|wat een opluchting|(?:wat|what) (?:een|a|an) (?:\w+ )?(?:fijne?|vriendelijke?|duidelijke?|lieve|heldere?|nette?|warme|zorgvuldige?|nice|kind) (?:brief|mail|bericht|gesprek|antwoord|reactie|uitleg|woorden|letter|message)|wat fijn (?:dat|om)`)
	noOther       = rx(`niet anders dan|met tegenzin|geen andere (?:weg|uitweg|keus|keuze|mogelijkheid|optie|oplossing)`)
	mustHave      = rx(`(?:het|dit|dat|zo) (?:zo )?(?:moest|heeft moeten) (?:lopen|gaan|komen)|moesten (?:wachten|even)|moest (?:wachten|even|wennen)`)
	reluctant     = rx(`met (?:tegenzin|pijn in het hart|moeite)|` + likesTo)
	likes         = rx(likesTo)
	youCall       = rx(`kan(?: \w+){0,2} niet zeggen dat|(?:u|jullie|directeur)(?: \w+){0,5} (?:noemt|noemen|noem)|noemt (?:u|hij|de directeur)|noemen jullie|noem je`)
	consulted     = rx(`(?:overleg|overlegd|besproken|gesproken|gepraat|praten|gesprek|gesprekje) met (?:mijn|onze) (?:\w+ )?\w+|(?:mijn|onze) (?:\w+ )?\w+ (?:besproken|overlegd|gesproken)`)
	ownSaying     = rx(`(?:ik|wij) (?:wou|wilde|wil|moet)(?: u| jullie| je| even| graag| alleen| nog| hier| hierbij| maar| wel| ook){0,4} zeggen(?: u| jullie)? dat`)
	untrue        = rx(`(?:slechte|flauwe|misplaatste) grap|(?:is|was|klopt)(?: \w+){0,2} niet waar`)
	secondThought = rx(`kom(?:en)? (?:ik |wij )?terug op|(?:heb|hebben) (?:me|mij|ons|mezelf) bedacht|(?:ben|zijn) van gedachten veranderd|van gedachten veranderd`)
	atFirst       = rx(`(?:ging|gingen|was|waren|wilde|vond|dacht|had)(?: \w+){0,3} eerst|(?:was|waren)(?: \w+){0,2} eerst (?:\w+ ){0,2}(?:boos|kwaad|teleurgesteld|sceptisch|bang|verdrietig|gekwetst)|eerst (?:was|waren) (?:ik|wij|we) (?:\w+ )?(?:boos|kwaad|teleurgesteld|sceptisch|verdrietig|gekwetst)`)
)

// othersAside: "mijn dochter krijgt weer niets. Hier neem ik geen genoegen mee":
// somebody else is spoken of in a sentence of its own, that says nothing on the
// question and reports no opinion, and the writer speaks for himself.
func (r *reading) othersAside() bool {
	if r.has(sigDraw) || r.has(sigNoDraw) || !r.strong[sigContent] && !r.strong[sigNot] && !r.strong[sigCommit] {
		return false
	}
	if andI.MatchString(r.all) {
		return false // they act together
	}
	named := false
	for i, c := range r.cs {
		if !kinAside.MatchString(c.text) {
			continue
		}
		named = true
		if opines.MatchString(c.text) || c.question || strings.HasSuffix(c.text, " niet") && !r.strong[sigNot] {
			return false
		}
		for s, j := range r.at {
			if s == sigNot && j != i && !r.strong[sigCommit] && !r.strong[sigContent] {
				continue // "er is niets opgelost, mijn vader zit nog zonder hulp"
			}
			if s == sigNot && j == i && kinFor.MatchString(c.text) {
				continue
			}
			if r.strong[s] && (j == i || r.cs[j].sentence == c.sentence && !self.MatchString(r.cs[j].text)) {
				return false
			}
		}
		sub := r.part(c.text)
		if sub.any() && !(kinFor.MatchString(c.text) && sub.strong[sigNot]) {
			return false
		}
	}
	return named && !proxy.MatchString(r.all)
}

// andI names two who speak as one.
var andI = mustBe(`\b(?:mijn|onze) \w+ en ik [a-z]|\bik en (?:mijn|onze) \w+ [a-z]`)

var (
	kinAside = rx(`(?:mijn|onze|zijn|haar) (?:\w+ )?(?:man|vrouw|moeder|vader|zoon|dochter|broer|zus|partner|vriend|vriendin|ouders|kind|kinderen|oma|opa|ex|buurman|buurvrouw|collega|tante|oom|familie|gezin)|hij wil|zij wil|ze wil|beiden|allebei`)
	// kinFor is somebody for whom it is not solved.
	kinFor = mustBe(`^(?:ook )?voor (?:mijn|onze) \w+ (?:is|verandert|blijft|wordt|heeft)\b`)
	opines = rx(`vind|vindt|vinden|denkt|denken|zegt|zei|zeggen|wil|willen|wilde|gaat|gaan|is (?:het )?(?:\w+ )?(?:eens|akkoord|tevreden|blij)|tekent|beslist|besluit|regelt|doet|handelt|schrijft|antwoordt|adviseert|raadt|moet|mag|kiest|hoopt|weigert|trekt`)
	proxy  = rx(`namens|advocaat|raadsman|raadsvrouw|gemachtigde?|mentor|bewindvoerder|curator|voogd|begeleid\w+|lawyer|on behalf|client|cliente|medeklager\w*|jurist`)
	self   = rx(`ik|wij|we|mij|me|ons|i`)
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
