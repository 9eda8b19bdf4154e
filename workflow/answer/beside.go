package answer

import "strings"

// "De kachel is gemaakt, dat is opgelost": a judgement that points back is about what
// stands before it, and that is not always the complaint.

var (
	// pointsBack is a judgement that does not say of what.
	pointsBack = mustBe(`^(?:(?:nu|ja|en|dus|ook|weer|helemaal|verder|gelukkig) )*(?:dat|dit|het|alles|daar|daarmee|hier|hiermee|opgelost|geregeld|afgehandeld|klaar|tevreden|blij|verholpen|(?:ik|wij|we) (?:ben|zijn) (?:er|daar|hier|daarmee|ermee|hiermee))\b`)
	// ofThing is a clause that tells how a thing fares.
	ofThing = mustBe(`^(?:(?:nu|ja|en|dus|ook|gelukkig) )*(?:(?:de|het|mijn|onze|die|deze|dat|dit|uw|een) )?([a-z]{3,})(?: [a-z]+)?? (?:is|was|zijn|doet|deed|doen|werkt|werken|loopt|heeft|kwam|komt|wordt|werd|openen|staat)\b`)
	managed = rx(`(?:is|lukt|lukte|ging)(?: \w+){0,2} (?:gelukt|lukken)?(?: \w+){0,2} (?:in te loggen|te openen|te downloaden|te printen|te mailen|te bellen)|(?:openen|inloggen|downloaden|printen|uploaden|aanmelden) (?:is|was) gelukt`)
	// mendedThing is done to things, and to no quarrel.
	mendedThing = rx(`gemaakt|gerepareerd|gerepareerde|vervangen|doet het|doen het|werkt|werken|deed|geholpen|gemaild|geleverd|bezorgd|gelukt|ingelogd|schoongemaakt|geschilderd`)
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
	if managed.MatchString(before.text) {
		return true
	}
	m := ofThing.FindStringSubmatch(before.text)
	if m == nil || !mendedThing.MatchString(before.text) {
		return false
	}
	return !pronoun[m[1]] && !matter[m[1]] && !strings.HasPrefix(m[1], "klacht") && m[1] != "alles"
}
