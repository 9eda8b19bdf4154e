package answer

import "strings"

// A judgement says of itself what it is about, or it is about what stands before it:
// "de kachel is gemaakt, dat is opgelost". And what stands before an answer in its
// sentence may be the reason that it is none: "ik wil u niet tot last zijn, trek de
// klacht in". So what stands there must be understood, or be of a kind that is known
// to go before an answer.

var (
	// pointsBack is a judgement that does not say of what.
	pointsBack = mustBe(`^(?:(?:nu|ja|en|dus|ook|weer|helemaal|verder|gelukkig) )*(?:dat|dit|het|alles|daar|daarmee|hier|hiermee|opgelost|geregeld|afgehandeld|klaar|tevreden|blij|verholpen|(?:ik|wij|we) (?:ben|zijn) (?:er|daar|hier|daarmee|ermee|hiermee))\b`)
	// withIt judges the one thing that was just named.
	withIt = mustBe(`^(?:(?:en|dus|ook) )*(?:(?:daar|hier) (?:ben|zijn) (?:ik|wij|we)|(?:ik|wij|we) (?:ben|zijn) (?:er|daar|hier))\b.*\b(?:over|mee)$|^(?:ik|wij|we) (?:ben|zijn) (?:er|daar|hier)(?:over|mee) `)
	// ofThing is a clause that tells how a thing fares, and managed one on getting
	// something to work.
	ofThing = mustBe(`^(?:(?:nu|ja|en|dus|ook|gelukkig) )*(?:(?:de|het|mijn|onze|die|deze|dat|dit|uw|een) )?([a-z]{3,})(?: [a-z]+)?? (?:is|was|zijn|had|doet|deed|doen|werkt|werken|loopt|heeft|kwam|komt|wordt|werd|openen|staat)\b`)
	managed = rx(`(?:is|lukt|lukte|ging)(?: \w+){0,2} (?:gelukt|lukken)?(?: \w+){0,2} (?:in te loggen|te openen|te downloaden|te printen|te mailen|te bellen)|(?:openen|inloggen|downloaden|printen|uploaden|aanmelden) (?:is|was) gelukt`)
	// mendedThing is done to things, and to no quarrel.
	mendedThing = rx(`gemaakt|gerepareerd|gerepareerde|vervangen|doet het|doen het|werkt|werken|deed|gemaild|geleverd|bezorgd|gelukt|ingelogd|schoongemaakt|geschilderd|virus|aangekomen|arrived|works`)
	// service is how one was treated on the way.
	service = rx(`(?:luisterde|belde|mailde|hielp|reageerde|gereageerd|deed|sprak|was|is|antwoordde)(?: \w+){0,3} (?:goed|netjes|snel|vlot|prettig|fijn|vriendelijk|aardig|duidelijk|terug|op tijd)(?: \w+)?|in duidelijke taal|snel gereageerd`)
)

// ofSomethingElse tells that the judgement of clause i points back at a thing we do not
// know, or at somebody who did well.
func (r *reading) ofSomethingElse(i int) bool {
	if i == 0 || !pointsBack.MatchString(r.cs[i].text) {
		return false
	}
	before := r.cs[i-1]
	if before.sentence != r.cs[i].sentence || before.question {
		return false
	}
	if managed.MatchString(before.text) || withIt.MatchString(r.cs[i].text) && service.MatchString(before.text) && !r.part(before.text).any() && !offeredThing.MatchString(before.text) {
		return true
	}
	m := ofThing.FindStringSubmatch(before.text)
	if m == nil || pronoun[m[1]] || matter[m[1]] || m[1] == "alles" || m[1] == "klacht" {
		return false
	}
	return mendedThing.MatchString(before.text) || besideMatter.MatchString(before.text)
}

var offeredThing = rx(offered)

// goesBefore are the kinds of clause that are known to go before an answer: what was
// put right, what was talked over or thought over, a change in the writer's life, that
// nothing more is needed, thanks, and turns of speech.
var goesBefore = []*pattern{
	rx(`excuses|excuus|excuusbrief\w*|sorry|spijt|vergoeding|(?:geld|bedrag)(?: \w+){0,4} (?:terug|binnen|gestort|teruggestort|ontvangen|rekening)|mijn (?:geld|spullen|sleutels?) terug|(?:zijn|is) terug|terugbetaald|teruggestort|hersteld|rechtgezet|aangepast|aanpassing|woord gehouden|beloofde|toegegeven|erkend|overtuigde?|opgehelderd|geluisterd|gehoord|serieus genomen|gelijk gekregen|begrepen|(?:zorgen|boosheid|boosheid|angst|verdriet)(?: \w+){0,2} (?:weg|weggenomen|over|voorbij)|vergeef|vergeven|opluchting|gerust\w*|wat ik (?:wilde|vroeg|wou)|gaat het(?: \w+)? (?:beter|goed)|gaat (?:het )?(?:nu |weer )?(?:beter|goed)|(?:nieuwe|andere) (?:begeleid\w*|bemiddelaar|\w*voogd|contactpersoon)|partijen|verzoend|uitleg|redelijk|bevredigt|antwoord|voorstel|gegrond|aangenomen|meeviel|te woord gestaan|geen probleem meer|alles gezegd`),
	rx(`gesprek|gesprekken|gesproken|besproken|bespraken|gebeld|gepraat|overleg\w*|gelezen|nagedacht|nadenken|bedacht|gedachten|terug op|getwijfeld|geslapen|gehad over|over gehad|uitgepraat|have read|knoop|over gedaan|naar gekeken|ontvangen|berust`),
	rx(`verhui\w+|vooruit\w*|wil rust|te druk|geen tijd|geen (?:gedoe|werk)|niet (?:meer )?(?:boos|kwaad)`),
	rx(`niets (?:meer|verder|dan lof)|verder niets|niet meer klagen|laat(?: ook)? maar zitten|niet(?: meer)? nodig|geen (?:\w+ )?(?:nodig|moeite)|geen commissie|hoef\w*|dank|danken|bedank\w*|complimenten?|lof|(?:het|we het|ik het) hierbij|van de lijst|mag eraf|commissie`),
	mustBe(`^(?:chill|nice|amai|geen punt|zo hoort het|zo zit het|top|beter laat dan nooit|kan niet beter|het zit (?:wel )?goed(?: zo)?|is chill zo|dikke prima(?: zo)?|kort|krachtig|ei weer|koek|alles koek|sanne|nee|ja|tevredenheid alom|thumbs up(?: from me)?|koek en ei|alles koek en ei(?: weer)?|(?:ca|ça) va(?: voor mij)?|(?:ook )?al (?:was|is|duurde|had|heeft|ging|kwam).*|hoewel .*|ben er chill mee|eindelijk.*|.* ga(?:at)? er(?: \w+)? om)$|^na \w+|^(?:ja )?hallo |^ca va|^ik vin|^hoi |^beste |^dus |^het (?:duurde|kon|heeft)\b`),
}

// What stands before an answer and is not understood takes nothing from it when it
// tells of the writer himself; it does when it is denied, when it speaks to us or of
// what others do to him, or sighs; and a judgement may be of a thing named there.
var (
	overNow  = mustBe(`^(?:\w+ ){0,4}(?:bestaat|speelt|is|geldt|gebeurt|zijn|heb|hebben) (?:\w+ ){0,2}(?:niet|geen) (?:\w+ ){0,2}(?:meer|langer)\b`)
	toUs     = rx(`u|uw|jullie|je|jij|jou|you|your`)
	doneToMe = rx(`(?:ze|zij|hij|men|mensen|iedereen|iemand|niemand|anderen|they|he|she)`)
	sighs    = rx(`kans|mond|moe|last|erger|slechter|ziek|verschillend|minuten|oud|oude|dom|domme|arm|gek|koningin|koning|aarde|paus|sterker|machtig\w*|kleine|maar|te laat|zo.n|geef (?:het|dit)|huil\w*|lijdt?|lijden|medelijden|eronder|begrijp|snap|slaap`)
)

// behindStrange tells that something stands before the answer, in its sentence, that
// puts it in doubt. An answer behind "maar" overrules what it is set against.
func (r *reading) behindStrange(s signal) bool {
	at := r.at[s]
	for i := at; i > 0 && r.cs[i-1].sentence == r.cs[at].sentence; i-- {
		if r.cs[i].joint == "maar" {
			return false
		}
		if !r.expected(i-1) && strangeBefore(r.cs[i-1].text, s) {
			return true
		}
	}
	return false
}

func strangeBefore(text string, s signal) bool {
	if negator.MatchString(overNow.ReplaceAllString(text, "")) || toUs.MatchString(text) || doneToMe.MatchString(text) || sighs.MatchString(text) {
		return true
	}
	if s != sigContent {
		return false
	}
	m := ofThing.FindStringSubmatch(text)
	unknown := m != nil && !pronoun[m[1]] && !knownThing(m[1]) && m[1] != someNameLow
	return besideMatter.MatchString(text) || strangeThing(text) || unknown || m != nil && mendedThing.MatchString(text) || delivered.MatchString(text)
}

// delivered is what happens to letters.
var delivered = rx(`aangekomen|arrived|bezorgd|works again`)

var someNameLow = strings.ToLower(someName)

// expected tells that a clause is understood, or of a kind that goes before an answer.
func (r *reading) expected(i int) bool {
	c := r.cs[i]
	concedes := c.joint == "maar" && (i == 0 || r.cs[i-1].sentence != c.sentence) // "hoewel het lang duurde"
	bareNo := nays.MatchString(c.text) && len(strings.Fields(c.text)) < 3
	agrees := kin.MatchString(c.text) && contentMood.MatchString(c.text) && !negator.MatchString(c.text)
	if c.question || c.joint == "want" || concedes || bareNo || agrees || onlyThanks(c.text) || covers(c.text, contentWords) || covers(c.text, drawWords) || matchAny(goesBefore, c.text) {
		return true
	}
	sub := r.part(c.text)
	return sub.any() || sub.double
}
