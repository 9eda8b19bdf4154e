package answer

import (
	"strings"
)

// Patterns that only name what a mail is about, for the Actie of the secretary.
// They never act; some hold back what else the mail says.
var helpers = []struct {
	class Class
	re    *pattern
	stops bool // nothing in the mail acts
}{
	{ClassErase, rx(`(?:gegevens|dossier|alles wat u|alles van mij|informatie|mails)(?: \w+){0,8} (?:verwijder\w*|wissen|gewist|vernietig\w*|schrappen|weggooien|te verwijderen)|(?:verwijder\w*|wis|wissen|vernietig\w*|gooi)(?: \w+){0,6} (?:gegevens|dossier|alles)|avg|recht op vergetelheid|gdpr|delete (?:all )?my (?:data|file)`), true},
	{ClassNewComplaint, rx(`(?:nog een|nieuwe|andere|tweede|ook een|extra) klacht|(?:wil|wens)(?: \w+){0,3} (?:ook|nog|nogmaals|weer) (?:\w+ )?(?:een )?(?:\w+ )?klacht (?:indienen|melden|over)|klacht over iets anders|nog iets gebeurd|weer iets gebeurd|another complaint|new complaint`), true},
	{ClassAgent, rx(`(?:mijn|onze|een|m'n) (?:advocaat|raadsman|raadsvrouw|begeleid\w+|mentor|bewindvoerder|curator|gemachtigde|voogd|jurist|hulpverlener|maatschappelijk werk\w+|vertegenwoordiger|woonbegeleid\w+|clientondersteuner)|(?:mijn|onze) (?:man|vrouw|zoon|dochter|broer|zus|moeder|vader|vriend|vriendin|partner) (?:regelt|doet|neemt|gaat|handelt|spreekt|zal|belt|schrijft|behartigt)|machtig\w*|namens mij|voor mij (?:regelen|regelt|doen|waarnemen)|my (?:lawyer|attorney|representative)`), true},
	{ClassMoreTime, rx(`uitstel|meer tijd|langer (?:de )?tijd|extra tijd|termijn(?: \w+){0,4} (?:verlengd|verlengen|verlenging|opgeschoven|uitgesteld|verschuiven)|verlenging|later reageren|later (?:antwoorden|op terug|antwoord)|niet op tijd|extension|more time|(?:nog )?(?:even|een week|paar dagen|twee weken) (?:wachten|bedenktijd|de tijd)`), true},
	{ClassCall, rx(`(?:bel|bellen|belt)(?: \w+){0,4} (?:mij|me|ons|terug)|(?:mij|me|ons)(?: \w+){0,4} (?:bellen|terugbellen|opbellen|telefonisch)|telefonisch contact|telefonisch (?:te woord|spreken|overleg)|teruggebeld|terugbellen|bel mij|call me|liever bellen|gebeld worden`), false},
	{ClassContact, rx(`(?:nieuw|nieuwe|ander|gewijzigd\w*|veranderd\w*)(?: \w+){0,2} (?:adres|mailadres|e-?mailadres|telefoonnummer|nummer|mail|rekeningnummer)|(?:adres|mailadres|e-?mailadres|telefoonnummer|nummer|gegevens)(?: \w+){0,6} (?:verandert|veranderd|gewijzigd|aanpassen|wijzigen|gewisseld|anders|klopt niet)|verhuisd|ga verhuizen|new (?:address|number|email)|achternaam (?:is )?(?:veranderd|gewijzigd)`), false},
	{ClassHelp, rx(`(?:snap|begrijp|versta|volg|snapte|begreep)(?: \w+){0,6} niet|niet (?:te begrijpen|duidelijk|snappen)|(?:makkelijker|eenvoudiger|simpeler|gewone taal|duidelijker)(?: \w+){0,3}|moeilijke (?:brief|woorden|taal)|wat bedoelt u|wat bedoelen jullie|kan niet (?:goed )?lezen|laaggeletterd|geen nederlands|tolk|do not understand|(?:help|hulp) (?:mij|me|nodig|bij)|wat moet ik (?:nu )?doen`), false},
}

// special looks at what stands beside an answer, and at mails that are no answer.
func special(r reading, question string) (Verdict, bool) {
	for _, h := range helpers {
		if !h.re.MatchString(r.all) {
			continue
		}
		if h.class == ClassHelp && (r.strong[sigNot] || r.strong[sigContent] || r.strong[sigCommit]) || h.class == ClassNewComplaint && r.has(sigDraw) {
			continue
		}
		if h.stops || !r.actsStrongly() {
			return person(h.class, "voor de secretaris"), true
		}
		v := decide(r, question)
		if v.Action == ActionPerson {
			return v, true
		}
		v.Also = h.class
		return v, true
	}
	if anaphora(r) {
		return Verdict{Class: ClassCommittee, Action: ActionAuto, Why: "commissie genoemd en bevestigd"}, true
	}
	return Verdict{}, false
}

func (r *reading) actsStrongly() bool {
	return r.strong[sigContent] || r.strong[sigNot] || r.strong[sigCommit] || r.strong[sigDraw]
}

// anaphora reads "U had het over een commissie? Doe dat maar.": the question only
// names the thing, the next sentence wants it.
func anaphora(r reading) bool {
	if r.sign != "" || r.double || r.has(sigContent) || r.has(sigNoCommit) || r.has(sigDraw) || r.strong[sigCommit] || len(r.cs) < 2 || len(r.cs) > 5 {
		return false
	}
	last := r.cs[len(r.cs)-1]
	if last.question || !doThat.MatchString(last.text) {
		return false
	}
	asked := r.cs[len(r.cs)-2]
	return (asked.question || youSpoke.MatchString(asked.text)) && namesCommittee.MatchString(joinClauses(r.cs[:len(r.cs)-1])) && !negator.MatchString(r.all)
}

var (
	youSpoke       = mustBe(`^(?:u|jullie|you) (?:noemde|noemt|schreef|sprak|had|heeft|mentioned|noemden|schreven|hadden)\b|^ik (?:las|hoorde|zag|heb (?:gelezen|gehoord|gezien)) `)
	doThat         = mustBe(`^(?:ja )?(?:doe (?:dat|die|het)(?: dan)? maar(?: alstublieft| graag)?|graag|ja graag|ja|dat wil ik(?: graag| wel)?|die wil ik(?: graag| wel)?|doen|doe maar|dat graag|daar wil ik (?:(?:graag|mijn klacht|mijn zaak|hem|het|deze) )*(?:naartoe|heen)(?: (?:sturen|brengen|doorsturen|gaan))?|please|yes please|dat lijkt me goed|die graag|daar kies ik voor)$`)
	namesCommittee = mustBe(`\b(?:het over|noemde|noemt|schreef|sprak|had|er is|bestaat|is er|die|over) (?:\w+ ){0,4}(?:klachtencommissie|commissie)\b|^(?:de |een )?(?:klachtencommissie|commissie)$`)
)

// The questions about the state of things. Only a sentence in which nothing else
// stands is answered by itself.
var (
	statusCore = []*pattern{
		rx(`bij wie ligt|is er al (?:een |iets |wat |meer )?\w*|gewerkt|schot in|graag (?:een )?(?:update|tussenstand)|(?:iets|wat) te melden|wat is er\b.*\bgebeurd|ontwikkeling(?:en)?|hoelang|hoe (?:is|zit) het met|how (?:is|far)|hoeveel (?:tijd|weken|dagen|maanden)|wordt\b.*\bbehandeld|(?:klacht|brief|mail|alles)\b.*\b(?:ontvangen|binnen|binnengekomen|aangekomen)|loopt\b.*\bnog|al naar gekeken|in welke (?:fase|stadium)|waar staan (?:we|wij)|hoe (?:verloopt|vordert)|tussenstand|(?:loopt|is|wordt)\b.*\b(?:nog|al) (?:in behandeling|behandeld)|(?:heeft|hebben|is|zijn)\b.*\bal\b.*\b(?:gereageerd|geantwoord|beslist|bezig|gekeken|begonnen|genomen|besloten)|(?:ligt|zit|staat|is)\b.*\b(?:al|nu|inmiddels|nog)\b.*\b(?:bij|naar|in behandeling|bekend)|hear (?:something|anything|back|from)|any (?:progress|update|news|decision)|is there|happening with`),
		rx(`hoever|al (?:\w+ )?(?:besluit|uitslag|beslissing|uitspraak|behandeld|bekeken|besproken|onderzocht|gelezen|klaar|ontvangen|binnen|doorgestuurd|afgehandeld|beoordeeld|opgepakt|begonnen|gestart)|hoe het(?: \w+){0,6} (?:staat|gaat|loopt|zit)|hoe ?lang|wanneer|hoe (?:ver|staat|gaat|loopt)|stand van zaken|status|stavaza|al (?:iets|nieuws|meer|een antwoord|antwoord|reactie|wat)|(?:nieuws|update|voortgang|vooruitgang)|wat gebeurt er (?:nu|verder|met)|wat is de (?:volgende stap|planning|voortgang|stand|status)|waar (?:staat|blijft|ligt|is)|komt er nog|hoor ik (?:nog|iets|al)|krijg ik (?:nog|al)|duurt (?:het|dit|dat) nog|bezig met|how long|when|status|any news|update|heard anything|where is`),
	}
	statusWords = set(`moment wie with wou berichten kunnen hoi hey beste geachte even zeggen duidelijkheid rond rondom besloten vooruitgang update tussenstand uitsluitsel gewerkt informeren informatie schot melden gebeurd ontwikkelingen ontwikkeling zit op bij naar hoeveel weken dagen wordt binnengekomen zo'n zo nodig heeft loopt bent waarop wacht kijken fase stadium welke staan proces traject loop lopende gereageerd reageert neemt geantwoord beslist genomen bereikt ongeveer schatting termijn verloopt lukt vordert vorderingen gevorderd opgeschoten onderweg tussenstand bericht komt volgt beurt aan geven sturen hoever bent kunt wilt zou zoudt vriendelijk alstublieft vraag vroeg voordat bekeken besproken onderzocht binnen doorgestuurd gekeken opgepakt gestart begonnen beoordeeld ervoor zeggen vertellen laten aangeven doorgeven wil hoe lang hoelang wanneer ver staat gaat loopt stand van zaken status al iets nieuws meer antwoord reactie wat update voortgang gebeurt nu verder met is planning waar blijft ligt komt nog hoor krijg duurt duren bezig zijn jullie weet weten bekend mijn de het klacht zaak dossier er een uitslag uitspraak beslissing
 procedure behandeling brief bericht horen gehoord verwachten verwacht kan ik mag wij we u mij me over in op onderzoek gang te hebt heeft hebben gekregen ontvangen ontvang directeur commissie klachtencommissie ongeveer precies eigenlijk even graag besluit gaan dit dat nou duurtijd deze krijgen hierover daarover daarop erover erop mee ermee om aan oordeel bezig voor eens vragen
 wilde zou willen inmiddels momenteel laatste huidige klaar wachten moet weer dan u vanuit afgehandeld behandeld afgerond hij zij ligt beantwoord tijd dag hallo goedemiddag goedemorgen gelezen contact opgenomen stap volgende
 handled decided looked be at get going how i long when will i hear from you what is the status of my complaint case any news update about it take does there a do have an answer still be heard anything yet where can expect by on next step something happening back progress decision received read would could please tell know already at yet going me was far`)
	// notStatus are words of a question that a status mail does not answer.
	notStatus = rx(`duurt (?:het|dit|zoiets|alles) (?:dan )?bij|(?:heb|krijg|hebben|krijgen) (?:ik|wij) (?:nog )?(?:om|de tijd|tijd)|(?:tijd|weken|dagen) (?:heb|krijg|hebben|krijgen) (?:ik|wij)|met (?:u|je|jou|jullie|sanne|haar|hem)|hoe lang is|wat is het nieuws|kantoor|fiets|waarom|belachelijk|niets|schandalig|slecht|niet|nooit|moet|formulier|adres|iemand|meenemen|hoorzitting|kosten|kost|betekent|geld|betaald|dader|andere partij|medewerker|mag|bellen|mailen|sturen|stukken|straf|weken|maanden|dagen|eindelijk|verdorie|godverdomme|alweer|zo lang|ongegrond|ontvankelijk|robot|als|stuur|indienen|why|not`)
)

// questionVerdict judges a mail that only asks.
func questionVerdict(r reading) Verdict {
	if r.sign == "spanning" || r.sign == "spot" || r.sign == "dwang" {
		return person(ClassQuestion, r.sign)
	}
	seen := false
	for _, c := range r.cs {
		if !c.question {
			if !onlyThanks(c.text) {
				return person(ClassQuestion, "vraag met iets erbij")
			}
			continue
		}
		if notStatus.MatchString(mustWait.ReplaceAllString(c.text, " ")) || vagueQuestion.MatchString(c.text) || !coversAll(c.text, statusWords) {
			return person(ClassQuestion, "andere vraag")
		}
		seen = seen || matchAny(statusCore, c.text)
	}
	if !seen {
		return person(ClassQuestion, "andere vraag")
	}
	return Verdict{Class: ClassQuestion, Action: ActionAuto, Why: "vraag naar de stand van zaken"}
}

var (
	// mustWait: "hoe lang moet ik nog wachten" asks about the state of things.
	mustWait = mustBe(`\b(?:update|tussenstand) (?:sturen|mailen|geven)\b|\bmag (?:ik|wij) (?:even |u )?(?:weten|vragen)\b|\bhoeveel (?:weken|dagen|maanden)\b|\bmoet(?:en)? (?:ik|wij|we) (?:hier )?(?:nog )?(?:op |eigenlijk )?(?:antwoord )?`)
	// vagueQuestion asks about something that was named elsewhere.
	vagueQuestion = mustBe(`^(?:(?:en|oke|maar) )?(?:wanneer|waar|hoe lang|hoe|wat) (?:is|was|zijn|duurt) (?:dat|die|dit|deze)(?: dan| precies| ongeveer)?$`)
)

func coversAll(text string, vocabulary map[string]bool) bool {
	for w := range strings.FieldsSeq(text) {
		if !vocabulary[w] && !thanksOnly[w] {
			return false
		}
	}
	return true
}
