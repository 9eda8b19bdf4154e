package answer

import (
	"strings"
)

// satisfaction reads a clause on being content or not.
func (r *reading) satisfaction(i int, c clause, t text) {
	text := t.low
	hit, onlyWeak := false, r.weak[sigContent]
	if litotes.MatchString(text) {
		r.double = true // "niet slecht" is neither
	}
	if deniedTwice.MatchString(text) {
		r.double = true // "ik kan niet zeggen dat ik niet geholpen ben"
		return
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
			r.set(i, sigContent, (coversWith(plain, company, co.words == nil) || co.words == nil && (covers(bareCore(plain), company) || covers(bareCore(text), company))) && !noStatement.MatchString(text) && !yourMood(text) && (!gladThat.MatchString(text) || mattersOut.MatchString(text)) && !onlyApology(text) && !ownPlan.MatchString(text) && !ofOther(text) && !(theirMood.MatchString(text) && !self.MatchString(text)) && aboutTheMatter(text))
		case neg == 1 && (neverMood.MatchString(text) || ofOthers.MatchString(text) || keepsOpen.MatchString(text)):
			r.set(i, sigNot, false) // "ik ben nooit tevreden" tells of a life
		case neg == 1 && (thirdNot.MatchString(text) || thirdPerson(text)):
			r.set(i, sigNot, false)
		case neg == 1:
			strong := knownBetween(text, loc) && (aboutTheMatter(text) || !thingsAround.MatchString(text))
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
		if loc != nil && k == 3 && noLonger.MatchString(text) {
			continue
		}
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

// bareCore is a clause of satisfaction without the words around it that only say why
// or which: "na ons gesprek van maandag ben ik tevreden met de oplossing die
// Sanne voor de sleutels bedacht". A denial there keeps the whole.
func bareCore(text string) string {
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
	reasonLast  = mustBe(` (?:wegens|vanwege|om|door|in verband met|ivm) (?:\w+ ){0,3}(?:omstandigheden|redenen|reden|drukte|ziekte|verhuizing|tijdgebrek|gezondheid)$`)
	topic       = mustBe(`\b(klacht|zaak|dossier|complaint) (?:van|over|inzake|betreffende|tegen|about) (?:de |het |mijn |een |uw |die |deze )?\w+`)
	reasonFirst = mustBe(`^(?:(?:gezien|gelet op|dankzij|ondanks|sinds|vanwege|wegens|door) \w+.*?|om \w+ redenen?|na (?:\w+ )*?(?:gesprek(?: met \w+)?|nacht|nachtje|weekend|nadenken|slapen|piekeren|vakantie|dagen|week|alles|gesprekken|brief|overleg|telefoontje|bericht|mail|bezoek|uitleg|toelichting|weken|maanden|jaren|lezing)\b.*?) ((?:ben|zijn|heb|hebben|ga|gaan|kan|kunnen|trek|trekken|wil|willen|stem|stemmen|accepteer|vind|verzoek|kies|beschouw|beschouwen|aanvaard) (?:ik|wij|we)\b|is (?:het|alles|dit|de|mijn|onze)\b)`)
	whichKind   = mustBe(`\b(de|het|uw|dit|deze|die|een|the|your|this) \w+e?d? (oplossing|voorstel|afhandeling|aanbod|uitkomst|regeling|afspraken|besluit|plan|solution|proposal|outcome)\b`)
	harshKind   = rx(`(?:` + harsh + `)e?|halve|enige|laatste|eerste|vorige|oude|andere|ander`)
	takesIn     = rx(`vinden in|vind (?:me|mij) in|instem\\w*|stem\\b.*\\bin`)
	place       = mustBe(`\b(?:van|of|from) (?:de|het|mijn|ons|onze|uw|dit|deze|die|jullie|the|your|my) (?:goede |nieuwe |hele |lieve )?\w+`)
	whichOne    = mustBe(`(?:akkoord|eens|tevreden|blij|vinden) (?:met|over|in)( (?:wat|hoe) (?:er|u|jullie|de|het|is|dit|alles|mijn|we) .*)$|\b(?:alles|dat|oplossing|voorstel|antwoord|afhandeling|aanbod|uitkomst|regeling|afspraken|reactie|besluit|plan|solution|proposal|outcome)( (?:van|voor|over|die|dat|wat|zoals|waarbij|waarin|om|uit|in|of|for|that|which|about) .*)$`)
	withAim     = mustBe(`(?:wil|willen|graag|verzoek|kies|ga|stuur|leg|breng|want|please)\b.*\b(?:klachtencommissie|commissie|committee)( (?:om|zodat|opdat|ter|die|to|so) .*)$`)
	uncertain   = rx(`zou|zouden|alleen|behalve|maar|hoop|denk|commissie|intrek\w*|tevreden|akkoord|opgelost|wil|wilde|eis|moet|moeten|kan|vraag|vragen|bedanken|spreken|weten|klagen|man|vrouw|zoon|dochter|moeder|vader`)
)

// denies reads a denial of what an answer ought to be or do: "dit is niet eerlijk",
// "ik sta hier niet achter", "ik voel mij niet gehoord".
func denies(text string) bool {
	if len(negator.FindAllString(text, -1)) != 1 {
		return false
	}
	for _, d := range qualities {
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

// qualities are qualities that make a refusal when they are denied once; what is
// denied must be the answer, or the writer's own standing.
var qualities = []struct{ quality, about, unless *pattern }{
	{quality: rx(`(?:sta|staan)\b(?: \w+){0,4} achter|achter\b(?: \w+){0,3} staan|spreekt (?:mij|me|ons)(?: \w+){0,3} aan|bevalt (?:mij|me|ons)|bevredigt|overtuigt (?:mij|me|ons)|helpt (?:mij|me|ons)|voldoe(?:t|n)(?: \w+){0,3} aan|recht (?:gedaan|doet)|komt (?:\w+ ){0,3}tegemoet|zie (?:ik|wij)(?: \w+){0,3} zitten|zit (?:mij|me|ons)(?: \w+){0,2} lekker|voelt(?: \w+){0,3} goed|voel (?:ik )?(?:me|mij)(?: \w+){0,3} goed bij|de moeite|waar (?:ik|wij) om (?:vroeg|vroegen|vraag|vragen)|the point|what i (?:want|asked|need)|solve|help me`), unless: rx(`commissie|bedankt`)},
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
	refusing = set(`dit dat zo hier daar het hem m er niet nooit wordt word worden gaan gaat doen doe wil willen ik wij we kan kunnen mag dus echt zeker gewoon is hoor absoluut we mee hiermee daarmee niks it this that not do want is will`)
)

var badlySolved = rx(`(?:slecht|belabberd|beroerd|waardeloos|onvoldoende|knullig|halfslachtig) (?:opgelost|afgehandeld|geregeld|opgepakt|afgedaan|afgerond|behandeld)`)

// deniedTwice denies a denial; noLonger says that a bad mood is over.
var (
	deniedTwice = rx(`(?:kan|zal|ga|wil|hoor|hoort|durf) (?:\w+ ){0,2}niet zeggen dat\b.*\b(?:niet|geen|nooit|niets|ontevreden|slecht)|(?:vind|heb|krijg) (?:\w+ )?niet (?:het gevoel |de indruk |het idee )?dat\b.*\b(?:niet|geen|nooit|niets|ontevreden|slecht|onterecht|fout|onjuist)`)
	noLonger    = rx(`niet (?:meer|langer) (?:\w+ )?(?:boos|kwaad|woedend|gekwetst|teleurgesteld)|niet (?:\w+ )?(?:boos|kwaad|woedend|gekwetst|teleurgesteld) meer`)
)

// ownPlan is what the writer or his people proposed: that it is good is no answer to us.
var ownPlan = rx(`(?:die|dat|wat|welke) (?:ik|wij|we|mijn \w+|onze \w+)(?: \w+){0,3} (?:voorstel|voorstelde|voorstelden|voorstelt|voorgesteld|bedacht|bedachten|aanbood)`)

var litotes = rx(`niet (?:slecht|verkeerd|gek|onaardig|beroerd|onredelijk|oneerlijk|onaardige|verkeerde|slechte)`)

// thirdPerson tells that a mood is somebody's who is not the writer: "Peter is
// niet tevreden". Moods have ik ben and wij zijn; is belongs to another.
func thirdPerson(text string) bool {
	return moodOfOther.MatchString(text) && !self.MatchString(text)
}

// yourMood tells that the reader or another is said to be content: "fijn dat u
// akkoord gaat".
func yourMood(text string) bool {
	if ownConsent.MatchString(text) {
		return false // "u heeft mijn akkoord"
	}
	if forYou.MatchString(text) && !forMe.MatchString(text) {
		return true // "voor u is het opgelost"
	}
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

// thingsAround are what else people are content with or not.
var thingsAround = rx(`(?:met|over) (?:mijzelf|mezelf|mij zelf|me zelf)|(?:met|over) (?:het|dit|dat|mijn|zijn|haar) (?:weer|leven|werk|lot|huis|lichaam|uiterlijk|eten|weekend|jaar)`)

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
	forYou      = rx(`(?:voor|bij|volgens) (?:u|jullie|hem|haar|hen|sanne|hun|je|de (?:directeur|directrice|organisatie|commissie|bemiddelaar|medewerker|instelling))`)
	forMe       = rx(`(?:voor|bij) (?:mij|me|ons|mezelf)`)
	moodOfOther = rx(`(?:is|was|bent|gaat|vindt|blijft|waren|wordt)\b.*\b(?:tevreden|akkoord|blij|eens|gelukkig|overtuigd|ontevreden|boos|teleurgesteld)`)
	gladThat    = rx(`(?:blij|gelukkig|verheugd|happy|glad|opgelucht|fijn) (?:dat|that|om|hoe)`)
	mattersOut  = rx(`opgelost|oplossing|voorstel|geregeld|afgehandeld|klaar|rond|opgepakt|uitkomst|akkoord|tevreden|uitgesproken|bijgelegd|aangepakt|afgerond|solved|resolved|afgesloten|voorbij|achter de rug|goed gekomen|goedgekomen`)
	turnsAway   = rx(`wat (?:u|jullie|hij|ze)|waarom|wie|toe aan|tot|totdat|voordat|als|of|zodat|omdat|wanneer|zodra|terwijl|wachten|until|before|when`)
	ofOthers    = mustBe(`^(?:de |alle |veel |geen )?(?:tevreden|blije|gelukkige|ontevreden) (?:mensen|klanten|\w{3,}(?:en|s)) `)
	keepsOpen   = rx(`(?:sluit|sluiten|dicht|afsluiten|archiveren|afronden)\b(?: \w+){0,4} (?:niet|nog niet)|(?:niet|nog niet)(?: \w+){0,3} (?:sluiten|dicht|afsluiten|archiveren)`)
	neverMood   = rx(`(?:akkoord|instemming)\b(?: \w+){0,4} niet nodig|nooit\b(?: \w+){0,3} (?:tevreden|blij|content|gelukkig)|(?:tevreden|blij)\b(?: \w+){0,4} nooit`)
	moodOf      = rx(`tevreden|akkoord|blij|eens|content|gelukkig|satisfied|happy|agree|agreed`)
	holds       = rx(`vindt|acht|noemt|beschouwt|meent|ziet|denkt|vond|vonden|says|thinks|finds`)
	addressed   = rx(`(?:u|jullie|hij|zij|ze|men|iedereen|you|he|she|they) (?:\w+ ){0,3}(?:tevreden|akkoord|blij|eens|content|gelukkig|satisfied|happy|agree|agreed)`)
	theirMood   = rx(`\w+ zijn(?: \w+){0,3} (?:tevreden|akkoord|blij|eens|gelukkig)`)
	ownConsent  = mustBe(`\b(?:mijn|onze) (?:akkoord|instemming|goedkeuring|fiat|zegen)\b`)
	thatYou     = rx(`dat (?:u|jullie|hij|zij|ze|men|sanne|iedereen|de \w+|het bestuur)\b.*\b(?:tevreden|akkoord|blij|eens)`)
	pastMood    = rx(`(?:ik|wij|we) (?:was|waren)|(?:was|waren) (?:ik|wij|we)`)
	otherTime   = rx(`vorige keer|vorig jaar|vroeger|destijds|toentertijd|vorige klacht|(?:vond|vonden|vindt|noemt|noemde)\b(?: \w+){0,6} (?:slecht|waardeloos|slap|mager)|(?:buurman|buurvrouw|collega) (?:\w+ )*(?:is|was|vond|vindt|heeft)`)
	pointsAt    = set(`dit dat voorstel antwoord oplossing reactie brief besluit aanbod uitkomst excuses excuus hier daar jullie uw directeur zo afhandeling klacht mij verhaal`)
	shakyAdverb = set(`kennelijk blijkelijk mogelijk waarschijnlijk gedeeltelijk tijdelijk moeilijk nauwelijks hopelijk vermoedelijk onmogelijk mogelijkerwijs gevaarlijk schadelijk vroegtijdelijk aanvankelijk ongelijk gelijk oorspronkelijk vreselijk verschrikkelijk belachelijk schandelijk jaarlijks maandelijks dagelijks wekelijks bedroevenlijk redelijk voorwaardelijk schijnbaarlijk ogenschijnlijk namelijk oppervlakkelijk dubbelzinnelijk zogenaamdelijk`)
	deniesPlan  = rx(`(?:wordt|worden|gaat|kan)\b.*\b(?:niet|nooit)\b.*\b(?:opgelost|geregeld|rechtgezet|hersteld|oplossen)`)
	// noStatement: the past, somebody else, a wish.
	noStatement = rx(`would be (?:satisfied|happy|content|pleased)|sanne (?:zijn|gaan|vinden|hebben)|zelf (?:maar |dan maar )?(?:opgelost|geregeld|afgehandeld|rechtgezet)|^graag tevreden|^(?:vandaag|deze week|dit keer|deze keer) (?:ben|zijn) (?:ik|wij|we)|(?:akkoord|eens) met (?:hem|haar|hen|jou)$|(?:vertrouwen|geduld|hoop|moed|respect|geloof) (?:is|zijn|was)|^(?:over|met) (?:u|jou|jullie|hem|haar|hen|sanne)\b.*\b(?:tevreden|blij|uitgepraat|content|klaar)|(?:tevreden|blij|te spreken) (?:over|met) (?:u|jullie)$|zou\b.*\bwillen|zou graag (?:akkoord|tevreden|blij)|(?:ik|wij) (?:wil|willen)\b.*\b(?:tevreden|akkoord|blij|eens)\b.*\bworden|altijd (?:al )?(?:tevreden|blij|akkoord)|eens tevreden|ooit tevreden|eenmaal tevreden|(?:sluit|doe|rond|archiveer)\b.*\bmaar|(?:tevreden|blij) (?:over|met) (?:het |de |mijn |ons |dit |dat |die |mevrouw |meneer )*(?:gesprek|gesprekken|telefoongesprek|telefoontje|contact|uitleg|toelichting|bemiddeling|karin|mevrouw|meneer|heer|commissie|directeur|directrice|bestuur)|^(?:over|met) (?:het |de |mijn |ons |dit |dat |die )*(?:gesprek|gesprekken|telefoongesprek|telefoontje|contact|uitleg|toelichting|bemiddeling|karin|mevrouw|meneer|heer|commissie|directeur|directrice|bestuur)\b.*\b(?:tevreden|blij)|(?:directeur|directrice|bestuur|commissie|medewerker|bemiddelaar|mevrouw|meneer|iedereen|men) (?:is|was|gaat|ging|vindt|stemt|neemt|accepteert|accepteerde|heeft) (?:\w+ )*(?:tevreden|akkoord|blij|eens|geaccepteerd|vrede|in)|(?:hij|zij|ze) (?:is|was|zijn|gaat|vindt|heeft|neemt|accepteert|stemt) (?:\w+ )*(?:tevreden|akkoord|blij|eens|geaccepteerd|vrede|genoegen)|(?:ik|wij|we|i) (?:was|waren|had|hadden|werd)|(?:was|waren) (?:ik|wij|we)|(?:bent|ben) (?:u|je|jij)|u (?:bent|zijn|gaat|accepteert|vindt)|(?:jullie) (?:zijn|gaan)|wil (?:graag )?tevreden|wil wel akkoord|om tevreden|hoe tevreden|zou (?:tevreden|akkoord|blij|het)|kan tevreden|wil dat|mag (?:tevreden|blij)|om akkoord|akkoord (?:om|voor (?:het|de)|dat)|akkoord te`)
)

// ofOther tells that what is put first is not the answer: "met de mensen daar ben ik
// blij", "uw aanbod om te praten neem ik aan", "wat ik gisteren vroeg is al opgelost".
func ofOther(text string) bool {
	if asked.MatchString(text) {
		return true
	}
	m := fronted.FindStringSubmatch(text)
	if m == nil {
		return false
	}
	pointed := true
	for w := range strings.FieldsSeq(m[1]) {
		if matter[w] {
			return false
		}
		pointed = pointed && (points[w] || w == "nu" || w == "heel")
	}
	return !pointed
}

var (
	fronted = mustBe(`^(?:met|over) (.*?) (?:ben|zijn) (?:ik|wij|we)\b.*\b(?:blij|gelukkig)\b`)
	asked   = rx(`wat (?:ik|wij|we) (?:\w+ ){0,3}(?:vroeg|vroegen|wilde weten|wilden weten|mailde|zocht)\b.*|(?:aanbod|uitnodiging) (?:om|voor|tot) (?:\w+ ){0,4}(?:praten|spreken|bellen|komen|langskomen|gesprek|overleg|overleggen|bemiddeling|mediation|koffie|kennismaking|afspraak)`)
)

// onlyApology: who accepts an apology has not accepted the proposal.
func onlyApology(text string) bool {
	return apology.MatchString(text) && !proposal.MatchString(text)
}

var (
	apology  = rx(`(?:excuses|excuus|verontschuldigingen)\b.*\b(?:accepteer|accepteren|aanvaard|geaccepteerd|aangenomen)|(?:accepteer|accepteren|aanvaard|geaccepteerd|neem)\b.*\b(?:excuses|excuus|verontschuldigingen)|accept\b.*\bapolog\w+`)
	proposal = rx(`voorstel|oplossing|aanbod|tevreden|akkoord|opgelost|klaar|proposal|solution`)
)

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
	matterClause = mustBe(`^ (?:wat|hoe) (?:er|u|jullie|de|het|dit|alles|mijn|we) `)
	talks        = rx(`gesprek|gesprekken|uitleg|toelichting|contact|telefoontje|excuses|excuus`)
	matterNoun   = rx(`oplossing|voorstel|uitkomst|antwoord|afhandeling|resultaat|aanbod`)
	points       = set(`me us het dit dat deze die hem alles u uw jullie hoe wat elkaar mij ons it this that everything all you your de`)
	praiseWords  = set(`afgesproken goede nette mooie nieuwe fijne eerlijke uiteindelijke gevonden aangeboden voorgestelde gekozen afgesproken correcte redelijke passende good final new`)
	contentWith  = rx(`(?:bezwaar tegen|objection to|bezwaar meer tegen|(?:tevreden|blij|content|gelukkig|te spreken|akkoord|stem in|stemmen in|stem ik in|stemmen wij in|instemmen|genoegen|vrede|satisfied|happy|pleased|fine|okay|ok|oke)(?: (?:gegaan|gaan|te|gesteld|nu|zeer|erg|helemaal|volledig|en blij|ben ik|zijn wij)){0,2} (?:met|over|with|about))`)
	matter       = set(`oplossing oplossingen voorstel antwoord uitkomst afhandeling reactie besluit beslissing resultaat excuses excuus regeling aanbod afspraken plan manier wijze hoe klacht zaak procedure verloop brief afwikkeling aanpak behandeling gang opgelost geregeld alles inhoud tekst idee afloop afronding einde conclusie correctie herstel tegemoetkoming compromis middenweg schikking
 outcome solution proposal answer result decision way response offer apology letter`)
)
