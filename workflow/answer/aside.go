package answer

import (
	"strings"
)

// Things a mail can be about that are not the answer: what is said of them is no
// judgement of it, however harsh the words.

// besideMatter are the ordinary things around a mail and its writer.
var besideMatter = rx(`(?:goede|juiste|groot|verkeerde) woord|mijn (?:vorige |laatste )?(?:mail|mailtje|bericht|antwoord|reactie|computer|brief|verhaal|tekst|stuk|stukken|betaling|post)|adres|adressen|mailadres|e-?mailadres|emailadres|naam|achternaam|voornaam|nummer|telefoonnummer|rekeningnummer|huisnummer|postcode|datum|telefoon|bijlage|bijlagen|link|linkje|printer|computer|laptop|internet|website|site|knop|klikken|klik|inloggen|wachtwoord|scherm|formulier|pdf|bestand|file|attachment|website|button|spelling|tikfout|taalfout|met (?:mij|me|hem|haar|mijn gezondheid)|gezondheid|ogen|rug|printen|downloaden`)

// gerund is something done that is judged: "praten helpt niet", "ontslag is geen
// oplossing" say nothing of the proposal.
var gerund = mustBe(`^(?:[a-z]{2,}en|naar [a-z ]+ gaan|[a-z]{4,}) (?:is|helpt|lukt|werkt|lost|heeft|kan|zou|blijft|lijkt) (?:voor (?:mij|ons) |echt |ook |nu )*(?:geen|niet|niets|nooit)\b`)

// notAnswer tells that a judgement is of something that is not the answer.
func notAnswer(text string) bool {
	if besideMatter.MatchString(text) || past(text) {
		return true
	}
	m := gerund.FindString(text)
	if m == "" {
		return false
	}
	first, _, _ := strings.Cut(m, " ")
	return !filler[first] && !pointsAt[first] && !aboutAnswer[first]
}

// aboutAnswer are bare nouns that stand for the answer itself.
var aboutAnswer = set(`tevreden akkoord opgelost antwoord voorstel oplossing excuses sorry klacht probleem geld uitleg`)

// past tells what was, and nothing that is.
func past(text string) bool {
	return wasOnly.MatchString(text) && !stillIs.MatchString(text)
}

var (
	wasOnly = rx(`(?:ik|wij|we|het|dit|dat|er|destijds|toen|behandeling) (?:was|waren)|(?:was|waren) (?:ik|wij|we|het|er)`)
	stillIs = rx(`ben|is|zijn|blijf|blijft|vind|heb|heeft|nog|inmiddels|nu|voorstel|antwoord|brief|oplossing|kan|ga|wil`)
)

// otherBusiness is what can be done or settled beside the complaint.
var otherBusiness = mustBe(`\b(?:sluit|sluiten|rond|eindig)\b.*\b(?:mail|mailtje|brief|bericht|gesprek)\b.*\baf\b|\b(?:eens|akkoord) met (?:de|deze|uw|jullie) (?:klachten|klacht)?(?:procedure|planning|termijn|werkwijze|volgende stap|spelregels)\b|^(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|vandaag) (?:is|wordt)\b|\b(?:gesprek|gesprekken|bemiddeling|mediation|afspraak|brief|mail|bericht|verslag|telefoontje|tekst|plan|planning|onderzoek|aanvraag|intake|traject|toelichting|betaling|overboeking|formulier) (?:is|zijn|was|wordt|ligt) (?:nu |al |inmiddels |goed |helemaal |eindelijk )*(?:klaar|rond|afgerond|afgesloten|geregeld|afgehandeld|afgedaan|hersteld|in orde)\b`)

// strangeThing tells that a clause names a thing we do not know: "de lift deugt
// niet" and "ik ben boos op mijn zwager" are about something else.
func strangeThing(text string) bool {
	if remedyFails.MatchString(text) {
		return false
	}
	text = forKin.ReplaceAllString(text, "")
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		first, second := m[1], m[2]
		if !knownThing(first) && !(strings.HasSuffix(first, "e") && (matter[second] || turnNouns[second])) {
			return true
		}
		if praiseWords[first] && second != "" && !knownThing(second) {
			return true
		}
	}
	for _, m := range judgedThing.FindAllStringSubmatch(text, -1) {
		if !knownThing(m[1] + m[2]) {
			return true
		}
	}
	return dayThing.MatchString(text)
}

// forKin is for whom it is done.
var forKin = mustBe(`\bvoor (?:mijn|onze) (?:` + relatives + `)\b`)

// remedyFails: what was offered to make it good is not enough.
var remedyFails = mustBe(`^(?:\w+ )?(?:een|zo'n|die|deze|dat|zijn|haar|uw)(?: \w+)? (?:bloemen|bloemetje|bon|cadeaubon|taart|gebak|kaart|kaartje|excuusbrief|excuusbriefje|excuusmail|excuusmailtje|sorry|handdruk|schouderklop|telefoontje|belletje|gebaar|fooi|praatje|briefje|tegoedbon)\b(?: \w+){0,4} (?:niet (?:genoeg|voldoende)|onvoldoende|geen oplossing|niets(?: \w+)? op|te weinig)$|^met (?:alleen )?(?:een|die|zo'n)(?: \w+)? (?:bloemen|bloemetje|bon|kaart|kaartje|excuusbrief|excuusbriefje|excuusmail|telefoontje|briefje)\b(?: \w+){0,4} (?:geen genoegen|niet (?:tevreden|akkoord|geholpen))(?: mee)?$`)

var (
	judgedThing = mustBe(`^(?:het|een) ([a-z]+)(?: [a-z]+)? (?:is|klopt|deugt|was|helpt|werkt|blijft|wordt|lost)\b|\b(?:vind|vinden|wijs|accepteer|weiger|aanvaard|verwerp) (?:ik |wij )?(?:het|een) ([a-z]+)(?: [a-z]+)? (?:niet|geen|af|\w+ niet)\b`)
	dayThing    = mustBe(`^(?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag) (?:is|klopt|deugt)\b|\b(?:met|in|over|op|accepteer|wijs|weiger) (?:maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\b`)
)

var weekday = rx(`maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|monday|tuesday|wednesday|thursday|friday`)

// named is an article or a possessive, and what it stands before; subject is het
// or een before a thing that is judged. Days are things too.
var named = mustBe(`(?:\b(?:de|mijn|ons|onze|uw|jullie|haar|hun|the|your|my)|\b(?:in|op|over|met|van|aan|voor|tegen|door|bij|naar) (?:het|een|deze|die)) ([a-z']+)(?: ([a-z']+))?`)

func knownThing(w string) bool {
	return filler[w] || contentWords[w] || commitWords[w] || drawWords[w] || pointsAt[w] || turnNouns[w] || adverb(w) || negator.MatchString(w) || harshWord.MatchString(w) || joints[w] != "" || finite[w] || len(w) < 3
}

var (
	harshWord = mustBe(`^(?:` + harsh + `)e?$`)
	// turnNouns are the nouns of turns of speech, and what people say an answer
	// lacks or touches.
	turnNouns = set(`indruk idee draaien praten zeggen schrijven vinden oude luisteren luistert begrijpen snappen doen maken helpen lossen gaan kluitje riet buurt lijntje tuin kou steek kast kastje muur neus wassen doos bloeden klap gezicht slag maaltijd mosterd tapijt vloertapijt mat kleed doofpot kraan handen maling gek joker schut mus plaat gloeiende wond wonde kant wal bal hout zoden dijk punt punten kern plank wagen paard spek bonen maten ogen lucht zakken kluit schuld mening woorden woord feiten kans hete brij hond boer koe staart bocht benen wind drup druppel emmer maat peil zier eer been nek koude warme stap stappen weg
 vraag vragen klachten bezwaren bezwaar kritiek grieven gevoel gevoelens probleem problemen pijn verdriet kern zaak verwachting verwachtingen wens wensen eis eisen standpunt conclusie conclusies mening visie versie kijk lezing toon inhoud brief brieven mail antwoord antwoorden directie directeur bestuur organisatie medewerker medewerkers bemiddelaar secretaris commissie advies uitspraak hele gang gehele manier wijze werkwijze houding aanpak behandeling bejegening vergoeding bedrag schadevergoeding compensatie tegoed excuus excuses verontschuldiging erkenning recht rechten geld tijd moeite jaren maanden weken dag week keer
 verantwoordelijkheid partij belang belangen situatie omstandigheden leven vertrouwen hart hoofd ziel gezin huid verhaal kwestie proposal answer solution letter offer complaint problem director question questions point`)
)
