package answer

import (
	"strings"
)

// People say one thing in many ways. Before anything is judged, an answer is put
// into plainer words: names, forms of address and the turns that mean no more than
// another word are written as the lexicon has them, and what only tells which
// complaint or which proposal is meant is left out. Nothing here may touch a word
// that could turn the meaning: a rule that takes words away takes none with a
// denial, a doubt or a condition in it.

// turn is one way of saying and the plainer one.
type turn struct {
	re   *pattern
	with string
	// whole turns leave nothing out, and may hold a denial.
	whole bool
	// unless is what the words may not hold beside.
	unless *pattern
}

const (
	relatives = `kinderen|kind|dochtertje|zoontje|ouders?|moeder|vader|zoon|dochter|man|vrouw|partner|broer|zus|gezin|familie|vriendin|vriend|oma|opa|echtgenoot|echtgenote`
	offered   = `oplossing|voorstel|aanbod|regeling|uitkomst|afspraken|afspraak|antwoord|excuses|excuus|plan|besluit|compromis|reactie|beslissing|schikking|tegemoetkoming`
	offering  = `voorstelt|voorstellen|voorstelde|voorstelden|voorgesteld|aanbiedt|aanbieden|aanbood|aangeboden|biedt|geboden|doet|deed|gedaan|gemaakt|maakte|gegeven|geeft|gaf|getroffen|bedacht|bedachten|gevonden|gekregen|kregen|kreeg|ontving|ontvangen|gestuurd|stuurde|schreef|schrijft|geschreven|besproken|bespraken|afgesproken|gekozen|ligt|staat|bereikt|voorligt`
	filed     = `ingediend|gestuurd|verstuurd|verzonden|geschreven|gedaan|opgestuurd|ingestuurd|ingeleverd|gemaild|gemaakt|gemeld|neergelegd|geuit|ingevuld|indiende|indienden|stuurde|stuurden|deed|deden|schreef|schreven|mailde|maakte|had|heb|hebben`
)

var turns = []turn{
	// Other words for the same thing.
	{re: mustBe(`\b(?:klaagschrift|klaagbrief|klachtbrief|klachtenbrief|klachtschrift|klachtmelding|beklag|klachtje)\b`), with: "klacht", whole: true},
	{re: mustBe(`\bme?n? (klacht|klachten|zaak|dossier|brief|probleem)\b`), with: "mijn $1", whole: true},
	{re: mustBe(`\bwat (?:mij|ons) (?:aangaat|aanbelangt)\b`), with: "wat mij betreft", whole: true},
	{re: mustBe(`\bmet (?:deze|dit) (mail|mailtje|brief|briefje|bericht) (kan|kom|schiet) (ik|wij|we)\b`), with: "met uw $1 $2 $3", whole: true},
	{re: mustBe(`\b(?:met|via|middels|langs|door middel van) (?:deze|dit) (?:mail|mailtje|e-?mail|brief|briefje|bericht|berichtje|schrijven|weg)\b`), with: "hierbij", whole: true},
	{re: mustBe(`\bvolgens (?:mij|ons) ((?:is|wordt|klopt|heeft|lost|verandert|helpt)(?: \w+){0,3} (?:niets|niet|geen)\b)`), with: "naar mijn mening $1", whole: true},
	{re: mustBe(`\bgelieve(?: u)?\b`), with: "ik verzoek u", whole: true},
	{re: mustBe(`\b(?:acht (ik|wij|we)|(?:(ik|wij|we) acht(?:en)?))\b`), with: "$2 vind $1", whole: true},
	{re: mustBe(`\bmet (?:ons|zijn|elkaar|de) ?(?:tweeen|drieen|vieren|beiden)\b`), with: "samen", whole: true},
	{re: mustBe(`\bin d?er minne (?:geschikt|geregeld|opgelost)\b`), with: "opgelost", whole: true},
	{re: mustBe(`\bals (?:zijnde )?(?:niet|nooit) (?:bestaande?|ingediend|geschreven|gedaan|verzonden|gestuurd|ontvangen|verstuurd)\b`), with: "als ingetrokken", whole: true},
	{re: mustBe(`\b(?:kan|kunnen|gaat) er (?:\w+ ){0,3}niet mee door\b`), with: "is onvoldoende", whole: true},
	{re: mustBe(`\b(?:u|jullie) (?:noemt|noemen|vindt|vinden) (?:dit|dat|het) (een oplossing|opgelost|genoeg|voldoende|goed geregeld) , (?:maar )?ik niet\b`), with: "dit vind ik niet $1", whole: true},
	{re: mustBe(`\bnoem(?:t|en) (?:u|jullie) (?:dit|dat) (?:nou |nu )?(een oplossing|opgelost|een antwoord) \? (?:nou )?ik niet\b`), with: "dit vind ik niet $1", whole: true},
	{re: mustBe(`\b((?:het|dit|uw|dat|jullie) (?:voorstel|aanbod)|(?:de|deze|uw) (?:oplossing|regeling|schikking))(?: van (?:de|uw|jullie|het) \w+)? (?:neem|nemen) (ik|wij|we) ((?:(?:niet|graag|hierbij|dus|dan|van harte|ook|wel|nu|zeker|absoluut|echt|met dank|met genoegen|bij deze|helaas|gewoon|dankbaar|volledig|helemaal) )*)aan\b`), with: "$2 accepteer $3$1", whole: true},
	{re: mustBe(`\b((?:het|dit|uw|dat|jullie) (?:voorstel|aanbod)|(?:de|deze|uw) (?:oplossing|regeling|schikking))(?: van (?:de|uw|jullie|het) \w+)? sla(?:an)? (ik|wij|we) ((?:(?:niet|graag|hierbij|dus|dan|van harte|ook|wel|nu|zeker|absoluut|echt|met dank|met genoegen|bij deze|helaas|gewoon|dankbaar|volledig|helemaal) )*)af\b`), with: "$1 wijs $2 ${3}af", whole: true},
	{re: mustBe(`\bklacht ((?:\w+ ){1,8})en (trek|trekken) (ik|wij|we) ((?:\w+ ){0,3})in\b`), with: "klacht ${1}en $2 $3 hem ${4}in", whole: true},

	{re: mustBe(`(?:, )?\bwaarvoor (?:mijn |onze |hartelijk |hartelijke |veel |alvast )*dank\b`), with: ", bedankt", whole: true},
	{re: mustBe(`\btot (?:mijn|onze) (?:grote )?(?:spijt|teleurstelling|verdriet|leedwezen)\b`), with: "helaas", whole: true},
	{re: mustBe(`\b(?:tevreden|akkoord|blij) zou (?:zijn|gaan) (klopt|is)\b`), with: "tevreden ben $1", whole: true},
	{re: mustBe(`([.!?] |^)(?:u|jullie|de directeur|ze|hij|men|mevrouw|meneer|de brief) (?:(?:doet|doen) alsof|(?:zegt|zeggen|schrijft|schrijven|vindt|vinden|beweert|beweren|denkt|denken|stelt|meent) dat|(?:heeft|hebben|hebt) (?:de|het|mijn|onze|deze)) (?:\w+ ){0,6}(?:opgelost|tevreden|akkoord|gesloten|afgesloten|klaar|geregeld|afgehandeld|blij)(?: is| zijn| ben)?(?: ,)? maar ((?:ik|wij|we|er|dit|de|mijn|voor|daar|hier) )`), with: "$1$2", whole: true},

	{re: mustBe(`([.!?] |^)(opgelost|tevreden|akkoord|geregeld|klaar|blij) \? (?:nou |nee ,? ?)*(?:(?:echt|totaal|helemaal|absoluut|totaal|zeker|mooi|nog lang) )?(?:niet|nee|nooit)(?: dus| hoor)? ([.!])$`), with: "${1}niet $2 $3", whole: true},
	{re: mustBe(`\b(volledig|geheel|vrijwillig|bewust|definitief|onherroepelijk|officieel|formeel|weloverwogen|onvoorwaardelijk|goed|snel|vlot|netjes|zorgvuldig|correct|keurig) en (volledig|geheel|vrijwillig|bewust|definitief|onherroepelijk|officieel|formeel|weloverwogen|onvoorwaardelijk|goed|snel|vlot|netjes|zorgvuldig|correct|keurig)\b`), with: "$1 $2", whole: true},
	{re: mustBe(`\bvolgens (?:mij|ons) ((?:hoort|moet) (?:dit|het|de|mijn))\b`), with: "$1", whole: true},

	{re: mustBe(`\b(tevreden|akkoord|blij) is (?:(?:wel|ongeveer|zo) )*(?:het laatste wat (?:ik|wij) (?:ben|zijn)|anders|iets anders)( [.!,])`), with: "niet $1$2", whole: true},
	{re: mustBe(`\b((?:schrijft|schrijven|zegt|zeggen|beweert|beweren|stelt|staat) dat (?:ik|wij|het|alles|de klacht|mijn klacht) (?:\w+ ){0,3}(?:tevreden|akkoord|blij|eens|opgelost|geregeld)) zou (?:zijn|gaan)\b`), with: "$1 is", whole: true},
	{re: mustBe(`([.!?] |^)(?:hoe (?:komt u|komen jullie|kom je) erbij|wie (?:zegt|zei|heeft gezegd)|waarom (?:denkt|schrijft|zegt) u|sinds wanneer) (?:dat )?[^.!?]*\b(opgelost|tevreden|akkoord|eens|geregeld|klaar)\b[^.!?]*\? (?:dat (?:is|ben|was|vind) (?:het|ik) (?:\w+ ){0,2}niet|ik (?:zeker |dus )?niet)( [.!,])`), with: "${1}niet $2$3", whole: true},
	{re: mustBe(`([.!?] |^)(?:hoe (?:komt u|komen jullie|kom je) erbij|wie (?:zegt|zei|heeft gezegd)|waarom (?:denkt|schrijft|zegt) u) dat [^.!?]*\b(?:opgelost|tevreden|akkoord|eens|geregeld|klaar)\b[^.!?]*\? ((?:ik|het|er|dit) )`), with: "$1$2", whole: true},
	{re: mustBe(`, alleen (lost|is|was|klopt|helpt|gaat|verandert|heb|ben|kan|zijn)\b`), with: ", maar $1", whole: true},
	{re: mustBe(`\b(?:de|die) (?:klachtencommissie|commissie)(?: (?:waar|die|waarover) (?:u|jullie) [^.!?,]*)? , (?:daar|die|dat) (?:wil|kies|ga) (?:ik|wij|we)(?: graag| wel| voor)*(?: heen| naartoe| naar toe| hebben| inschakelen)? ([.!])`), with: "ik wil naar de commissie $1", whole: true},
	{re: mustBe(`\b(?:kan|mag) (?:mijn|onze) \w+ (?:dan |ook )*(?:mee|meekomen|erbij zijn|erbij|aanwezig zijn) \?`), with: "kan iemand mee ?", whole: true},
	{re: mustBe(`\b(?:ik|het|dit) had(?:den)? niet beter (?:\w+ ){0,3}?(?:kunnen worden|gekund|kunnen)\b`), with: "prima", whole: true},
	{re: mustBe(`([.!?] |^)(?:ik|wij|we) (?:was|waren|wilde|wilden) (?:\w+ ){0,4}(?:commissie|stoppen|doorzetten|doorgaan)(?: \w+){0,3} , maar ((?:door|na|nu|het|alles|inmiddels|dit|gelukkig) )`), with: "$1$2", whole: true},
	{re: mustBe(`\bherroep(?:en)? (ik|wij|we) ((?:\w+ ){0,2}klacht)\b`), with: "trek $1 $2 in", whole: true},
	{re: mustBe(`\b(ik|wij|we) herroep(?:en)? ((?:\w+ ){0,3}klacht)\b`), with: "$1 trek $2 in", whole: true},
	{re: mustBe(`\b(klacht (?:\w+ ){0,2})terug(?: te )?nemen\b`), with: "${1}intrekken", whole: true},
	{re: mustBe(`\b(de|het) door (?:u|jullie|de directeur|sanne|mevrouw|meneer|hem|haar) \w+e?n? (` + offered + `)\b`), with: "$1 $2"},

	{re: mustBe(`(?: ,)? (?:en )?(?:ik )?hoop op (?:uw |jullie )?begrip( [.!,])`), with: "$1", whole: true},

	// What only says who, which, when and why.
	{re: mustBe(`\b(klacht|klachten|zaak|melding)( in)? ,? ?(?:die|welke|dat) (?:ik|wij|we|door (?:mij|ons))(?: \w+){0,9}? (?:` + filed + `)(?: (?:is|was|` + filed + `))?(?: ,)?`), with: "$1$2"},
	{re: mustBe(`\b(` + offered + `) (?:, )?(?:die|dat|welke)(?: \w+){1,7}? (?:` + offering + `)(?: heeft| hebt| hebben| had)?(?: is| zijn| werd| werden| was| waren)? ,`), with: "$1"},
	{re: mustBe(`\b(` + offered + `) (?:, )?(?:die|dat|welke)(?: \w+){1,7}? (?:` + offering + `)(?: heeft| hebt| hebben| had)?\b`), with: "$1", unless: ownOffer},
	{re: mustBe(`(^|[.,!?;:] |\b(?:met|in|over|achter|maar|en|dus|want) )(?:wat|hetgeen|datgene wat|dat wat) (?:u|jullie|ge|de \w+|sanne|mevrouw|meneer|hij|zij|ze)(?: \w+){0,6}? (?:voorstelt|voorstellen|voorstelde|voorgesteld|aanbiedt|aangeboden)(?: heeft| hebt| hebben| is)?\b`), with: "${1}het voorstel"},
	{re: mustBe(`\bals (?:ouders?|moeder|vader|gezin|echtpaar|grootouders|pleegouders|oma|opa|pleegmoeder|pleegvader)(?: van (?:sanne|mijn \w+|onze \w+|een \w+))?\b`), with: "", whole: true},
	{re: mustBe(`\b(klacht|gesprek|telefoongesprek|telefoontje|brief|mail|bericht|antwoord|voorstel|overleg|bezoek) van (?:(?:vorige|afgelopen|verleden|deze) (?:week|maand|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|gisteren|eergisteren|vanmorgen)\b`), with: "$1"},
	{re: mustBe(`\b(klacht) (?:tegen|over|jegens) (?:(?:uw|jullie) (?:organisatie|stichting|instelling|bureau|dienst)|jullie)\b`), with: "$1"},
	{re: mustBe(`([.!?] |^)nu (?:we|wij|ik|alles) (?:\w+ ){0,4}(?:gesproken|gepraat|uitgesproken|uitgepraat|verzoend|rustig|opgelost|geregeld|verhuisd) (?:hebben|zijn|heb|ben|is)(?: ,)? (trek|wil|ben|is|kan|mag|zie)\b`), with: "$1$2"},
	{re: mustBe(`\bonder (?:dankzegging|dank)(?: voor (?:uw|de|alle|jullie)(?: \w+){1,3}?)? (deel|bericht|laat|meld)\b`), with: "$1", whole: true},
	{re: mustBe(`([.!?] |^)(?:(?:ik )?had ik ?|ik had )?(?:nooit|niet|nauwelijks) (?:gedacht|verwacht|durven hopen|durven dromen|geloofd)(?: dat [^.!?,]*)?(?: ,)? (?:maar|toch|en toch) ((?:ik|wij|we|het|dit|dat|alles|nu|inmiddels|gelukkig|ben|is|heb) )`), with: "$1$2", whole: true},
	{re: mustBe(`([.!?] |^)(?:(?:ik|wij|we) (?:was|waren) (?:eerst|aanvankelijk|in het begin)|(?:eerst|aanvankelijk|in het begin) (?:was|waren) (?:ik|wij|we))(?: \w+){0,3}? (?:boos|kwaad|woedend|teleurgesteld|ontevreden|sceptisch|verdrietig|gekwetst|bang|wantrouwig|(?:niet|minder) (?:tevreden|blij|akkoord|overtuigd))(?: ,)? (?:maar|en) ((?:nu|inmiddels|toch|gelukkig|na) )`), with: "$1$2", whole: true},
	{re: mustBe(`\b((?:tevreden|akkoord|blij|eens|content|gelukkig)(?: \w+){0,5}) ,? ?(?:en )?(?:mijn|onze) (?:` + relatives + `) ook(?: wel)? ([.!])`), with: "$1 $2"},
}

// ownOffer is a proposal of the writer or of his people; what he got or agreed
// on with us is none.
var ownOffer = mustBe(`\b(?:ik|wij|we|mijn|onze)\b(?: \w+)* (?:voorstelden?|voorgesteld|doe|deed|gedaan|gemaakt|maakten?|gaf|gegeven|bedacht|bedachten|gevonden|stuurde|gestuurd|schreef|geschreven|gekozen|aangeboden|geboden|aanbood)\b|\b(?:mijn|onze) \w+\b`)

// removed is what may not go with the words a turn takes away.
var removed = rx(`niet|geen|nooit|niets|zonder|nog|als|mits|alleen|deels|behalve|andere|ander|eerste|tweede|punt|deel|misschien|zou|zouden|maar|namens|half|halve`)

// plainer puts normalised text into plainer words.
func plainer(s string) string {
	s = unaddressed(s)
	for _, t := range turns {
		if t.whole {
			s = t.re.ReplaceAllString(s, t.with)
			continue
		}
		s = t.re.ReplaceAllStringFunc(s, func(m string) string {
			if removed.MatchString(m) || t.unless != nil && t.unless.MatchString(m) {
				return m
			}
			return t.re.ReplaceAllString(m, t.with)
		})
	}
	return strings.Join(strings.Fields(s), " ")
}

var (
	// oaths may stand anywhere, calls before a sign.
	oaths = set(`yo yoo ey wallah wollah wallahi vallah walla bro matti`)
	calls = set(`broer broeder gast maat swa man zus zuster vriend vriendin schat lieverd ouwe jongen meid vo mevr mvr juf meester dude kerel makker vrienden luitjes jongelui`)
	// owned words are a person's and no call: "mijn broer", "de man".
	owning = set(`mijn me onze ons zijn haar de een uw jullie die deze je jouw hun met van door voor aan bij en of als is was met geen per niet`)
)

// unaddressed takes the words out by which people call the reader or swear that it
// is so, where no word stands that owns them.
func unaddressed(s string) string {
	words := strings.Fields(s)
	kept := words[:0]
	for i, w := range words {
		ends := i+1 == len(words) || splitter.MatchString(words[i+1])
		if oaths[w] || calls[w] && ends && (len(kept) == 0 || !owning[kept[len(kept)-1]]) {
			continue
		}
		kept = append(kept, w)
	}
	return strings.Join(kept, " ")
}

// capital is a word written like a name.
var capital = mustBe(`\p{L}[\p{L}'-]*`)

// someName stands for every name of a person: who it was changes nothing here.
const someName = "Sanne"

// unnamed writes one name for all that stand within a sentence: words with a capital
// that are no word of ours and no sign of a guard.
func unnamed(s string) string {
	within := false
	at := 0
	var b strings.Builder
	for _, loc := range capital.FindAllStringIndex(s, -1) {
		between := s[at:loc[0]]
		b.WriteString(between)
		w := s[loc[0]:loc[1]]
		within = at > 0 && !strings.ContainsAny(between, ".!?\n:")
		at = loc[1]
		if within && isName(w) {
			w = someName
		}
		b.WriteString(w)
	}
	b.WriteString(s[at:])
	return b.String()
}

// isName tells a name from a word with a capital.
func isName(w string) bool {
	if len(w) < 3 || strings.ToUpper(w[:1]) != w[:1] && w[0] < 0x80 || strings.ToUpper(w) == w {
		return false
	}
	low := fold(w)
	if low == w || knownThing(low) || dutchWords[low] || englishWords[low] || notName[low] || titles[low] || particles[low] || spellings[low] != "" || corrected(low) != low || thanksOnly[low] || stopWords[low] || statusWords[low] || oaths[low] || calls[low] {
		return false
	}
	for _, g := range guards {
		if g.re.MatchString(low) {
			return false
		}
	}
	for _, p := range []*pattern{proxy, otherSubject, kinAside, sour, negator} {
		if p.MatchString(low) {
			return false
		}
	}
	return true
}
