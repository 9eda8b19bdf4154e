package answer

import (
	"slices"
	"strings"
)

// Many people complain without the word. A mail counts when the writer says in
// the first person that he is dissatisfied, or judges what was done to him, and
// it is about us: a mail that fits on any shop is not enough.

const degree = `(?:heel|erg|zeer|zo|echt|ook|nog|helemaal|absoluut|totaal|bepaald|alles|allerminst|geenszins|uiterst|ontzettend|behoorlijk|diep|zwaar|hoogst|ronduit|bijzonder|best|toch|dan|er|hier|daar|hierover|daarover|hiermee|daarmee|al|verre|gewoon|dus|enorm|flink|knap|meer dan|eigenlijk|nogal|vreselijk|verschrikkelijk|beslist|allesbehalve|steeds|inmiddels|al geruime tijd|gewoonweg)`

var (
	notContent = []*pattern{
		rx(`(?:ik|wij|we|mijn \w+) (?:ben|zijn|is|was|waren|voel|blijf|raak|werd)(?: (?:ik|wij|we|me|mij|ons))?(?: ` + degree + `)* (?:ontevreden|onvredig|teleurgesteld|boos|woedend|verontwaardigd|misnoegd|ontsteld|geschokt|gefrustreerd|ontdaan|verbolgen|kwaad|not amused|diep gekwetst|gekwetst|gegriefd)\b[^.!?]{0,40}\b(?:over|met|door|in|van|dat|om|hoe|omdat|want)`),
		rx(`(?:ik|wij|we)(?: ` + degree + `)* (?:ontevreden|teleurgesteld|boos|woedend|verontwaardigd|verbolgen|niet tevreden|niet te spreken) (?:ben|zijn|was|waren)`),
		rx(`(?:ben|zijn) (?:ik|wij|we)(?: ` + degree + `)* (?:ontevreden|teleurgesteld|boos|woedend|verontwaardigd|verbolgen)`),
		rx(`(?:ik|wij|we|ben|zijn)\b[^.!?]{0,40}\b(?:niet|allesbehalve|verre van|allerminst|geenszins|absoluut niet|nooit)(?: ` + degree + `)* (?:tevreden|te spreken|blij|gelukkig|content|eens)(?: ` + degree + `)* (?:over|met|dat|hoe|van|om)`),
		rx(`(?:zeer|heel|erg|uiterst|diep|ronduit|totaal|absoluut|ontzettend) (?:ontevreden|teleurgesteld|verontwaardigd|boos) (?:over|in|met|door|op)`),
		rx(`(?:over|met) [^.!?]{3,80} (?:ben|zijn) (?:ik|wij|we)(?: ` + degree + `)* (?:ontevreden|niet(?: ` + degree + `)* (?:tevreden|te spreken|blij))`),
		rx(`(?:mijn|onze) (?:\w+ )?(?:onvrede|ongenoegen|ontevredenheid|teleurstelling|verontwaardiging|beklag|frustratie|grieven|boosheid|protest|bezwaren)`),
		rx(`(?:onvrede|ongenoegen|ontevredenheid|beklag|protest) (?:uiten|kenbaar|laten blijken|melden|over|aantekenen|uitspreken)`),
		rx(`(?:ik|wij|we) (?:maak|maken|teken|tekenen|wil|willen|wens)(?: \w+){0,3} (?:bezwaar|protest) (?:tegen|maken|aan|aantekenen|over)`),
		rx(`(?:(?:ik|wij|we) (?:voel|voelen|voelde|voelden)|(?:voel|voelen|voelde|voelden) (?:ik|wij|we)) (?:mij|me|ons)\b[^.!?]{0,50}(?:niet (?:serieus|gehoord|veilig|begrepen|gezien|welkom|gerespecteerd)|onveilig|geintimideerd|vernederd|genegeerd|gekleineerd|onder druk|gediscrimineerd|belazerd|bedrogen|misleid|aan het lijntje|afgescheept|in de steek|voor de gek|weggezet|behandeld als|buitengesloten|overvallen|gemanipuleerd|gekwetst|beschuldigd)`),
		rx(`(?:ik|wij|we) (?:ben|zijn|word|worden|werd|werden) (?:\w+ ){0,6}(?:onheus|respectloos|onbeschoft|slecht|onprofessioneel|oneerlijk|onfatsoenlijk|denigrerend|neerbuigend|schandalig|onbehoorlijk|grof|onjuist|partijdig|discriminerend|ongelijk|als een crimineel|als oud vuil) (?:bejegend|behandeld|aangesproken|te woord gestaan|benaderd|toegesproken|geholpen|voorgelicht)`),
		rx(`(?:ik|wij|we) (?:accepteer|pik|pikken|accepteren|neem|nemen|laat|tolereer)(?: \w+){0,2} (?:dit|het|dat|zoiets)?(?: \w+){0,2} (?:niet|geen)(?: \w+){0,3}`),
	}
	judgement = []*pattern{
		rx(`(?:onacceptabel|schandalig|schandelijk|schande|belachelijk|onbeschoft|ongehoord|ongepast|onprofessioneel|onbehoorlijk|respectloos|stuitend|onbegrijpelijk|beneden alle peil|onder de maat|ondermaats|niet door de beugel|te gek voor woorden|bizar|absurd|een aanfluiting|wanprestatie|onzorgvuldig|onfatsoenlijk|ver onder de maat|niet normaal|slaat nergens op|een puinhoop|onvoorstelbaar|walgelijk|intimiderend|partijdig|bevooroordeeld|discriminerend|denigrerend|neerbuigend|kwetsend|grensoverschrijdend\w*)`),
		rx(`(?:schreeuwde|schold|uitgescholden|schreeuwt|snauwde|afgesnauwd|gelogen|liegt|loog|bedreigd|bedreigde|geintimideerd|intimideerde|vernederd|vernederde|gekleineerd|kleineerde|beledigd|beledigde|gediscrimineerd|genegeerd|negeerde|uitgelachen|belachelijk gemaakt|onder druk gezet|zette (?:mij|me|ons) onder druk|kwam niet opdagen|niet komen opdagen|op komen dagen|afspraken? niet na\w*|afspraak vergeten|zonder (?:mijn|onze) toestemming|achter mijn rug|nooit teruggebeld|niet teruggebeld|geen antwoord|geen enkele reactie|nooit een antwoord|nooit gereageerd|kant van de (?:dader|ander|andere partij|tegenpartij|verdachte)|partij (?:koos|kiest|getrokken|trok)|trok partij)`),
	}
	// us are the words of this organisation's work.
	us          = rx(`(?:jullie|uw (?:organisatie|medewerk\w+|collega\w*|bemiddel\w+|instantie|stichting|mensen|bureau|dienst\w*|kantoor|werkwijze)|perspectief|bemiddel\w+|herstel(?:bemiddel\w*|gesprek\w*|bemiddeling)|mediator\w*|mediation|slachtoffer-?dader\w*|medewerk(?:er|ster|sters|ers)|begeleid(?:er|ster|ing)|de gang van zaken|de behandeling van mijn|mijn zaak|mijn dossier|contactpersoon|gespreksleider|pendelbemiddeling|u (?:heeft|hebt|bent))`)
	firstPerson = rx(`(?:ik|wij|we|mij|me|ons|mijn|onze|m'n)`)
	// content weighs against: thanks and praise.
	notPraise  = rx(`(?:niet|allesbehalve|verre van|allerminst)(?: ` + degree + `)* (?:tevreden|blij|dankbaar)`)
	content    = rx(`(?:heel|erg|zeer|super|ontzettend|enorm|dik|meer dan|bijzonder)? ?(?:tevreden (?:over|met)|blij met|complimenten?|dankbaar|fijn gesprek|goed geholpen|prettig (?:gesprek|contact))`)
	secondHand = rx(`(?:bent u|ben je|bent u ook|zijn uw|is uw|zijn jullie|heeft u|heb je|was u|had u)\b[^.!?]{0,60}(?:ontevreden|niet tevreden|teleurgesteld)|(?:ontevreden|boze|teleurgestelde) (?:klant|klanten|clienten|medewerkers|gasten|huurders|bezoekers)`)
)

// elsewhere are feelings about somebody who is not us.
var elsewhere = rx(`(?:boos|kwaad|woedend|teleurgesteld|ontevreden|gefrustreerd|niet tevreden|verontwaardigd)(?: \w+){0,2} (?:op|in|over|met|van|door) (?:de |het |mijn |onze |een |die |deze )?(?:\w+ )?(?:dader|daders|verdachte|rechter|rechtbank|politie|justitie|buren|buurman|buurvrouw|ex|advocaat|gemeente|werkgever|school|verzekering|verzekeraar|postnl|bank|huisarts|ziekenhuis|familie|vader|moeder|straf|vonnis|uitspraak|tijd|tijdstip|datum|weer|levering|pakket|bestelling)`)

// dissatisfaction scores a mail without a usable klacht in it.
func dissatisfaction(all text) float64 {
	if all.match(secondHand) || !all.match(firstPerson) {
		return 0
	}
	all = all.without(elsewhere)
	feels, judges := all.count(notContent), all.count(judgement)
	if judges > 0 && !judgesUs(all) {
		judges = 0
	}
	switch {
	case feels == 0 && (judges == 0 || all.match(content) && !all.match(notPraise)):
		return 0
	case feels == 0 && judges == 1, !all.match(us):
		return mentions
	case feels >= 1:
		return plain + 0.05*float64(min(3, feels+judges-1))
	}
	return plain
}

// judgesUs: one of the judgements stands in a sentence about us, and not about
// the other party ("de dader heeft gelogen").
func judgesUs(all text) bool {
	return slices.ContainsFunc(all.sentences(), func(s text) bool {
		return s.matchAny(judgement) && !(s.match(otherParty) && !s.match(workers))
	})
}

var (
	otherParty = rx(`(?:dader|daders|verdachte|buurman|buurvrouw|buren|ex|hij|rechter|politie|advocaat|werkgever|school|gemeente|de ander|de andere partij|tegenpartij|slachtoffer|vader|moeder|familie)`)
	workers    = rx(`(?:uw|jullie) \w+|bemiddelaars?|bemiddelaarster|mediators?|medewerkers?|medewerksters?|perspectief|gespreksleid\w+|begeleid(?:er|ster)`)
)

// count adds up how many different places the patterns find.
func (t text) count(list []*pattern) int {
	seen := make(map[string]bool)
	for _, re := range list {
		n := 0
		t.each(re, func(m []int) bool {
			seen[strings.TrimSpace(t.low[m[0]:m[1]])] = true
			n++
			return n < 4
		})
	}
	return len(seen)
}
