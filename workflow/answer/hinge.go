package answer

import (
	"strings"
)

// A condition needs no "als": "past u het verslag aan? Dan ben ik tevreden",
// "stuur mij een brief en ik ga akkoord", "met excuses trek ik de klacht in". What
// is said there holds when the other thing has happened, and nobody here knows
// whether it has.

// hinges tells that an answer hangs on something beside it.
func (r *reading) hinges() bool {
	for i, c := range r.cs {
		sub := r.part(c.text)
		ends := sub.has(sigContent) || sub.has(sigDraw) || sub.has(sigStop)
		if !ends && !sub.has(sigNot) && !sub.has(sigCommit) && !sub.has(sigNoCommit) && !sub.has(sigNoDraw) {
			continue
		}
		if ends && onThing.MatchString(c.text) {
			return true
		}
		if i == 0 {
			if ends && thenBare.MatchString(c.text) {
				return true // "dan ben ik tevreden": then, if what?
			}
			continue
		}
		before := r.cs[i-1]
		then := thenClause.MatchString(c.text) || c.joint == "en" && strings.HasPrefix(c.text, "dan ")
		switch {
		case then && (before.question || ordered(before.text)), thenThere.MatchString(c.text) && (before.question || lacks.MatchString(before.text)):
			return true
		case then && ends && !understood(r, before):
			return true
		case c.joint == "en" && before.sentence == c.sentence && (ordered(before.text) || lastChance.MatchString(before.text) || ends && onlyNamed(r, before)):
			return true
		case sub.has(sigContent) && r.assents(i):
			return true
		}
	}
	return false
}

// assents tells that a clause agrees with what the sentence before it asked: "komt er
// een andere bemiddelaar? Prima, akkoord." Whoever says ik or het there answers us.
func (r *reading) assents(i int) bool {
	c := r.cs[i]
	asked := ""
	for _, o := range r.cs {
		switch {
		case o.sentence == c.sentence-1 && o.question:
			asked += " " + o.text
		case o.sentence == c.sentence && hasSubject.MatchString(strings.ReplaceAll(o.text, "akkoord", "")):
			return false
		}
	}
	return asked != "" && !contentAnywhere.MatchString(asked) && !proposal.MatchString(asked)
}

var (
	// thenClause draws a consequence: then and the verb, or the verb and then behind
	// it. "Dan maar" resigns itself to a thing and depends on none.
	thenClause = mustBe(`^(?:(?:ja|nou|nu|oke|goed|prima|en|pas|well|and|ook|alleen|only) )*(?:dan|then) (?:[a-z]+ ){0,2}?(?:ben|zijn|ga|gaan|is|trek|trekken|kan|kunnen|mag|mogen|wil|willen|vind|vinden|heb|hebben|accepteer|accepteren|teken|stem|stemmen|stop|stoppen|sluit|hoeft|hoef|akkoord|tevreden|opgelost|klaar|goed|prima|i|we|it|my|you)\b|^(?:ben|zijn|ga|gaan|trek|trekken|is|accepteer|stem|vind) (?:ik|wij|we|het|dit|dat|mijn|de) (?:\w+ ){0,3}?dan (?:tevreden|akkoord|opgelost|in|klaar|goed|mijn|de|wel|ook|mee|ermee)\b|^(?:akkoord|tevreden|prima|goed|oke) dan$`)
	// thenThere goes elsewhere if what stands before it does not come.
	thenThere = mustBe(`^(?:dan|then) (?:graag |liever |toch |dus )*(?:naar |to )?(?:de |the )?(?:klachtencommissie|commissie|committee)\b`)
	lacks     = mustBe(`^geen (?:geld|excuses|excuus|brief|gesprek|vergoeding|betaling|bevestiging|reactie)\b`)
	thenBare  = mustBe(`^(?:pas |alleen )?(?:dan|then) (?:ben|zijn|ga|gaan|is|trek|trekken|accepteer|stem|i|we|it) (?:ik|wij|we|het|de|mijn|am|is|are|will|agree)?\b`)
	// onThing is what an agreement is bound to: a letter, money, an apology that is
	// not named as one that was received.
	onThing = mustBe(`^(?:met|na|bij|tegen|voor|with|after|for) (?:(?:an?|een|wat|genoeg|\d+|schriftelijke|officiele|nette|oprechte|nieuwe|andere|volledige) )*(?:apology|money|compensation|excuses|excuus|verontschuldigingen|verontschuldiging|geld|betaling|vergoeding|schadevergoeding|terugbetaling|rectificatie|aanpassing|correctie|brief|bevestiging|garantie|belofte|bemiddelaar|bloemen|bloemetje|taart|cadeau|cadeautje|cadeaubon|euro|tegoed|bon|toezegging|handtekening|gesprek met)(?: \w+){0,4} (?:ben|zijn|ga|gaan|is|trek|trekken|kan|kunnen|accepteer|stem|vind|wil) (?:ik|wij|we|het|de|mijn)\b|^(?:with|after|for) (?:an?|some|your|a letter|the) \w+ (?:i|we|it) (?:am|are|is|accept|agree|withdraw)\b`)
	orders  = mustBe(`^(?:(?:nou|dus|maar|en|eerst|please|graag|gewoon|dan) )*(?:stuur|stuurt|geef|geeft|pas|past|zet|zeg|zegt|betaal|betaalt|bel|belt|zorg|zorgt|maak|maakt|haal|haalt|regel|regelt|schrijf|schrijft|doe|doet|laat|verander|vervang|verwijder|herstel|beloof|bied|biedt|leg|legt|neem|neemt|breng|vraag|ontsla|wissel|stort|vergoed|corrigeer|kom|komt|give|send|pay|change|call|say|let|make|fix|write) (?:mij|me|ons|het|dit|dat|de|mijn|een|even|maar|er|ervoor|dan|nog|eerst|u|jullie|sanne|haar|hem|uw|die|deze|alles|geen|my|the|a|it|sorry|excuses|eens|terug)\b`)
	noVerb  = rx(`ben|is|zijn|was|waren|heb|heeft|hebben|had|hadden|ga|gaat|gaan|kan|kunnen|mag|wil|willen|vind|vinden|vond|wordt|werd|kwam|kreeg|\w+[dt]en|ge\w+|\w+t|be\w+|ver\w+|am|are|have|has`)
	// lastChance: "nog een week en ik ga naar de commissie".
	lastChance = mustBe(`^(?:ik geef (?:u|jullie) )?nog (?:een|1|twee|2|drie|3|zo'n)(?: [\w']+){1,3}$`)
	oneMore    = mustBe(`^(?:nog )?(?:een|1|twee|drie|wat|enkele|one|a) `)
)

// ordered tells that a clause asks for something to be done.
func ordered(text string) bool {
	if !orders.MatchString(text) {
		return false
	}
	return !commitCores[0].re.MatchString(text) && !weakDraw.MatchString(text) && !contentAnywhere.MatchString(text)
}

// understood tells that a clause holds nothing an answer could hang on: courtesy,
// or a mood of its own.
func understood(r *reading, c clause) bool {
	sub := r.part(c.text)
	return onlyThanks(c.text) || coversAll(c.text, filler) || sub.strong[sigContent] || sub.strong[sigDraw] || sub.strong[sigNoCommit] || sub.strong[sigStop] || sub.strong[sigCommit]
}

// onlyNamed: "een excuus van Sanne en ik ben tevreden" names what is wanted, with no
// verb that says it came.
func onlyNamed(r *reading, c clause) bool {
	return oneMore.MatchString(c.text) && !noVerb.MatchString(c.text) && !understood(r, c) && !covers(c.text, contentWords)
}
