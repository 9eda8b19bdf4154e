package answer

import (
	"strings"
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
	if n && !c && mockPraise.MatchString(r.all) {
		return person(ClassNotContent, "spot")
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
	case d && nd, k && d, n && d, k && nk, k && r.strong[sigStop]:
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
	if (s == sigContent || s == sigDraw) && r.behindStrange(s) {
		return person(class, "wat ervoor staat is niet begrepen")
	}
	if s == sigContent && r.ofSomethingElse(r.at[s]) {
		return person(class, "waarop slaat het?")
	}
	if s == sigContent && r.at[s] > 0 && r.cs[r.at[s]].joint == "maar" && moodDenied.MatchString(r.cs[r.at[s]-1].text) {
		return person(class, "niet van harte")
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
			if sour.MatchString(c.text) && !mended.MatchString(c.text) && !noLonger.MatchString(c.text) && c.joint != "want" && !(i < r.at[s] && r.cs[r.at[s]].joint == "maar") {
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
		if i == r.at[sigCommit] || c.question || onlyThanks(c.text) || nays.MatchString(c.text) || notStopping.MatchString(c.text) || ayes.MatchString(c.text) || announces.MatchString(c.text) {
			continue
		}
		if sub := r.part(c.text); !sub.has(sigNot) && !sub.has(sigCommit) {
			return false
		}
	}
	return true
}

// notStopping turns the other option down.
var notStopping = mustBe(`^(?:(?:nee|ik wil|wij willen|toch|zeker|nog) )*niet stoppen$`)

var announces = mustBe(`^(?:(?:dan|dus|mijn|onze|de|het|eerste|is|wordt|mij|ons|ik|wij|kies|kiezen|opteer|neem|ga|voor|my|the) )*(?:keuze|keus|antwoord|optie|mogelijkheid|nummer|kies|besluit|wens|choice|answer|option)(?: (?:is|wordt|dan|voor|staat|vast|een|1|one))*$|^ik zet door$|^(?:alstublieft|graag|please|dan|ja graag|ik ga ervoor|wij gaan ervoor)$`)

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
	if noFurther.MatchString(before.text) || nothingToAdd.MatchString(before.text) {
		return false
	}
	if self.MatchString(before.text) && !offers.MatchString(before.text) && !negator.MatchString(before.text) && !before.question {
		return false
	}
	return before.sentence == r.cs[i].sentence && !onlyThanks(before.text) && !covers(before.text, contentWords)
}

// mockPraise beside a harsh judgement mocks.
var mockPraise = rx(`complimenten|gefeliciteerd|proficiat|hulde|een feest|feestje|bravo|goed gedaan|knap werk|mooi werk|well done|congratulations`)

// moodDenied: "ik ben niet blij maar ik accepteer het" is half an agreement.
var moodDenied = mustBe(`\b(?:ben|zijn|word|worden|voel) (?:\w+ ){0,3}(?:niet|geen|nooit) (?:\w+ ){0,3}(?:blij|gelukkig|vrolijk|enthousiast|fan|juich\w*)\b|\bniet van harte\b`)

// joyful words beside scorn make the scorn doubtful.
var joyful = rx(`bravo|hulde|lekker|knap|dolblij|blij|verheugd|gelukkig|geluk|geweldig\w*|fantastisch\w*|prachtig\w*|schitterend\w*|heerlijk|super|fijn|leuk|dank|bedankt|top|gefeliciteerd|complimenten|applaus|chapeau|petje`)

var aboutClosing = rx(`(?:gesloten|sluiten|afgesloten|dicht)|(?:niet|nog niet|not)(?: \w+){0,2} (?:opgelost|klaar|afgehandeld|afgerond|solved)`)

// echoes: "intrekken? Over mijn lijk": the refusal is of what was asked before it.
var echoes = mustBe(`\b(?:intrekken|intrek|stoppen|commissie|klachtencommissie)(?: \w+)? \?`)

// offers are words of a clause that akkoord may be the answer to.
var offers = rx(`mag|mogen|kan|kunt|kunnen|zal|zullen|wil|willen|bel|bellen|belt|gebeld|gesprek|afspraak|kom|komen|komt|spreken|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|morgen|volgende|uur|datum`)

var nothingToAdd = rx(`niets(?: \w+){0,3} (?:toe te voegen|op tegen|op aan te merken|te klagen)`)

// outburst: a question, and behind it no more than a word or two of anger, which
// may be about the waiting.
func (r *reading) outburst() bool {
	c := r.cs[r.at[sigNot]]
	return r.cs[0].question && len(strings.Fields(c.text)) <= 2 && !contentAnywhere.MatchString(c.text)
}

// nothingMore: "nee, verder niets meer, het is opgelost".
func (r *reading) nothingMore() bool {
	for _, c := range r.cs {
		if noFurther.MatchString(c.text) {
			return true
		}
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
		if s == sigCommit && i == r.at[s]+1 && c.sentence == r.cs[i-1].sentence && deniesThat(c.text) {
			return false // "die commissie, dat wil ik niet"
		}
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

var contrast = mustBe(`^(?:maar|alleen|echter|toch|wel|hoewel|behalve|nog wel|helaas|jammer)\b`)

var (
	thanksFor = mustBe(`^(?:heel |erg |ook )?(?:fijn|mooi|prettig|lief|aardig|attent|goed) dat (?:u|jullie|karin|mevrouw|sanne|er)\b.*\b(?:moeite|tijd|hulp|geholpen|geluisterd|meegedacht|gebeld|gedaan)\b|^(?:ik )?(?:wil|willen|wilde|zou)(?: ik| wij)? (?:u|jullie|iedereen|karin|je)(?: \w+){0,4} (?:bedanken|danken)\b|^(?:hartelijk |heel |veel |nogmaals |alvast |en |heel erg )*(?:dank|danken|bedankt|thanks|thank you|dank u|dank je)\b`)
	noFurther = rx(`niets (?:meer|verder) nodig|is (?:dus |echt |voor mij )?niet meer nodig|(?:heb|hebben|zijn er) (?:ik |wij |er )?(?:verder |nu |ook )*geen (?:verdere |andere )?(?:vragen|opmerkingen|wensen|klachten|bezwaren)(?: meer)?|(?:u|jullie) (?:hoeft|hoeven) (?:verder |dus )?(?:niets|niet|geen)|(?:hoeft|hoeven)(?: \w+){0,5} niets (?:meer|verder)|geen (?:verdere|andere|nadere|enkele) (?:actie|klachten|bezwaren|acties|stappen|vragen|wensen|opmerkingen)`)
)

// notAgain turns another round down: "de commissie, niet weer de directeur".
var notAgain = mustBe(`^niet (?:weer|opnieuw|nog eens|nogmaals|langer|meer)\b`)

var refusal = mustBe(`^(?:nee|no|niet|nooit|never)\b`)

// harmless tells that a clause behind the answer adds nothing to it: filler, thanks, or
// the same said again. "Ik ga akkoord, schoorvoetend" is another answer.
func (r *reading) harmless(s signal, i int) bool {
	text := r.cs[i].text
	if s == sigContent && forOthers.MatchString(text) {
		return false
	}
	if m := nounBehind.FindStringSubmatch(text); s == sigDraw && m != nil && !withdrawn[m[1]] {
		return false
	}
	if s == sigContent && (byDoing.MatchString(text) || bounds(text)) {
		return false
	}
	if sorryFor.MatchString(text) || onlyThanks(text) || thanksFor.MatchString(text) && len(strings.Fields(text)) <= 9 && !negator.MatchString(text) || noFurther.MatchString(text) || covers(text, contentWords) || covers(text, drawWords) || covers(text, commitWords) {
		return true
	}
	if calledByName.MatchString(text) || s == sigCommit && notAgain.MatchString(text) {
		return true
	}
	sub := r.part(text)
	if s == sigContent && concessive.MatchString(text) && !sub.any() && !sub.double {
		return true
	}
	return sub.has(s) && len(sub.strong)+len(sub.weak) == 1 || s == sigCommit && r.cs[i].joint != "en" && self.MatchString(text) && !sub.any() && !sub.double && !opines.MatchString(text) && !contrast.MatchString(text) || s == sigContent && (sub.has(sigNoCommit) || sub.has(sigNoDraw)) || s == sigStop && (sub.has(sigNoCommit) || sub.has(sigNot)) || s == sigDraw && (sub.has(sigNoCommit) || sub.has(sigContent)) || s == sigCommit && (sub.has(sigNot) || sub.has(sigNoDraw))
}

// nounBehind names last what was meant: "ik trek hem in, die afspraak".
var (
	nounBehind = mustBe(`^(?:die|dat|deze|dit|de|het|mijn|onze) ([a-z]+)$`)
	withdrawn  = set(`klacht klachten zaak melding procedure klachtenprocedure brief`)
)

// bounds tells that a few words behind an agreement say of what little it is: "ik ga
// akkoord. Met de datum."
func bounds(text string) bool {
	if until.MatchString(text) {
		return true
	}
	m := fragment.FindStringSubmatch(text)
	if m == nil || finiteVerb.MatchString(text) {
		return false
	}
	pointed := true
	for w := range strings.FieldsSeq(m[1]) {
		if matter[w] || thanksOnly[w] && w != "de" && w != "het" && w != "dan" {
			return false
		}
		pointed = pointed && points[w] && w != "de"
	}
	return !pointed
}

var (
	until      = mustBe(`^tot (?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|dan|zo|gauw)\b`)
	fragment   = mustBe(`^(?:over|met|qua|bij) (.*)$`)
	finiteVerb = rx(`ben|is|zijn|heb|heeft|hebben|ga|gaat|gaan|kan|kunnen|wil|willen|vind|vinden|wens|wensen|was|wordt`)
)

// byDoing: "opgelost, door niets te doen".
var byDoing = mustBe(`^door (?:\w+ )*(?:niets|niet|nooit|alleen|geen)\b`)

var (
	// forOthers: "het is opgelost. Voor jullie.", "… over hem niet".
	forOthers = mustBe(`^(?:dus )?(?:voor|bij|volgens) (?:jullie|u|hem|haar|hen|sommigen|de \w+)(?: dan| wel| ja)?$|^(?:over|met|voor|bij|van|aan|wat) .*\b(?:niet|nooit)$`)
	// sorryFor is a courtesy: "sorry voor de moeite".
	sorryFor = mustBe(`^(?:(?:mijn )?excuses|sorry|excuus|met excuses|my apologies) (?:voor|for) (?:de|het|alle|mijn|the|any|all) (?:\w+ )?(?:moeite|overlast|ongemak|last|gedoe|drukte|tijd|late reactie|vertraging|trouble|inconvenience|delay)$|^(?:sorry|excuses)(?: hoor| daarvoor| voor alles)?$|^(?:het )?spijt (?:me|mij|ons) (?:voor|van) (?:de|het|al het|alle|uw) (?:\w+ )?(?:moeite|overlast|ongemak|last|gedoe|drukte|tijd|werk)$`)
)

// supports tells that what follows says the same in other words.
func (r *reading) supports(s signal, text string) bool {
	if s != sigNot && s != sigCommit {
		return false
	}
	sub := r.part(text)
	return sub.strong[sigNot] || sub.strong[sigCommit]
}

// calledByName is the reader's name behind a comma.
var calledByName = mustBe(`^(?:beste |lieve |geachte )?(?:mevrouw|meneer|mijnheer|heer|karin|dames|heren)(?: (?:van|de|der|den|en|haperen|heren|[a-z]{4,})){0,3}$`)

// concessive: "ik kan ermee leven, al had het sneller gemogen".
var concessive = mustBe(`^(?:ook )?al (?:had|was|is|heeft|duurde|kostte|ging|kwam|moest|viel|vond|vind)\b`)

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
	if !denied.MatchString(r.all) && !deniedBare.MatchString(r.all) || !contentAnywhere.MatchString(r.all) {
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
