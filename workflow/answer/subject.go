package answer

import (
	"strings"
)

// Who feels, wants or does it: only the writer's own mood and will are an answer.

const (
	otherPronouns = `hij|zij|ze|u|jullie|je|men|iedereen|iemand|niemand|wie|mensen|anderen|sommigen|allen|de rest|he|she|they|you|everyone|everybody|nobody|somebody|people`
	otherPeople   = `(?:de|het|mijn|onze|ons|uw|haar|hun|the|my|your|zijn) (?:\w+ )?(?:directeur|directrice|bestuur|medewerker|medewerkster|medewerkers|bemiddelaar|bemiddelaars|secretaris|voorzitter|commissieleden|leden|collega|collegas|man|vrouw|moeder|vader|zoon|dochter|broer|zus|zusje|broertje|partner|vriend|vriendin|ouders|kind|kinderen|oma|opa|ex|buurman|buurvrouw|buren|baas|advocaat|jurist|begeleider|begeleidster|mentor|curator|bewindvoerder|voogd|huisarts|dokter|familie|gezin|schoonmoeder|schoonvader|zwager|schoonzus|tante|oom|neef|nicht|organisatie|afdeling|team|huisbaas|werkgever|husband|wife|mother|father|son|daughter|brother|sister|lawyer|director|neighbour)`
	// moodVerbs tell a mood, a will or a decision, with what follows them.
	moodVerbs = `(?:(?:is|bent|zijn|was|waren|blijft|blijven|wordt|worden|are)\b.*\b(?:tevreden|akkoord|blij|eens|ontevreden|teleurgesteld|boos|gelukkig|content|happy|satisfied)|(?:gaat|gaan|ging|gingen|go|goes)\b.*\b(?:akkoord|naar|mee|to)|(?:accepteert|accepteren|aanvaardt|aanvaarden|vindt|vinden|vind|vond|vonden|weigert|weigeren|kiest|kiezen|koos|wijst|wijzen|stemt|stemmen|stopt|stoppen|trekt|trekken|wenst|wensen|verwerpt|verwerpen|eist|eisen|hoopt|hopen|voelt|voelen|wil|wilt|willen|wou|wilde|wilden|agrees|agree|accepts|accept|wants|want|withdraws|withdraw)\b|(?:kan|kunnen|kunt)\b.*\bvinden|(?:heeft|hebben|hebt)\b.*\b(?:vrede|ingetrokken|gekozen|geaccepteerd|besloten)|(?:legt|leggen)\b.*\bvoor|(?:ziet|zien)\b.*\baf|(?:laat|laten)\b.*\bvallen|(?:neemt|nemen)\b.*\bgenoegen)`
	leading   = `(?:(?:en|maar|dus|ook|nu|dan|want|of|nee|ja|toch|misschien|gelukkig|helaas|volgens|omdat|dat) )*`
)

var (
	firstPersonNow = rx(`ik|wij|we|i`)
	otherFirst     = mustBe(`^` + leading + `(?:` + otherPronouns + `|` + otherPeople + `) (?:(?:ook|wel|nu|echt|zelf|dus|nog|niet|helemaal|zich|alleen) ){0,2}` + moodVerbs)
	otherBehind    = mustBe(`\b(?:is|zijn|gaat|gaan|accepteert|accepteren|vindt|vinden|wil|wilt|willen|kiest|kiezen|trekt|trekken|stopt|stoppen|bent) (?:` + otherPronouns + `|` + otherPeople + `)\b(?: \w+){0,4} (?:tevreden|akkoord|blij|eens|commissie|klacht|voorstel|in|ermee|mee)\b`)
	leadingWords   = mustBe(`^` + leading)
	nameVerb       = mustBe(`^([a-z]+) (?:(?:ook|wel|nu|echt|zelf|dus|nog|niet) ){0,2}` + moodVerbs)
)

// ofAnother tells that the clause is about the mood or the will of somebody who
// is not the writer.
func ofAnother(text string) bool {
	if firstPersonNow.MatchString(text) {
		return false
	}
	if otherFirst.MatchString(text) || otherBehind.MatchString(text) {
		return true
	}
	m := nameVerb.FindStringSubmatch(strings.TrimPrefix(text, leadingWords.FindString(text)))
	return m != nil && !knownThing(m[1]) && !aboutAnswer[m[1]]
}
