package answer

import (
	"regexp"
	"strings"
)

// Things a mail can be about that are not the answer: what is said of them is no
// judgement of it, however harsh the words.

// besideMatter are the ordinary things around a mail and its writer.
var besideMatter = rx(`mijn (?:vorige |laatste )?(?:mail|mailtje|bericht|antwoord|reactie|computer)|adres|adressen|mailadres|e-?mailadres|emailadres|naam|achternaam|voornaam|nummer|telefoonnummer|rekeningnummer|huisnummer|postcode|datum|telefoon|bijlage|bijlagen|link|linkje|printer|computer|laptop|internet|website|site|knop|klikken|klik|inloggen|wachtwoord|scherm|formulier|pdf|bestand|file|attachment|website|button|spelling|tikfout|taalfout|met (?:mij|me|hem|haar|mijn gezondheid)|gezondheid|ogen|rug|printen|downloaden`)

// gerund is something done that is judged: "praten helpt niet", "ontslag is geen
// oplossing" say nothing of the proposal.
var gerund = regexp.MustCompile(`^(?:[a-z]{2,}en|naar [a-z ]+ gaan|[a-z]{4,}) (?:is|helpt|lukt|werkt|lost|heeft|kan|zou|blijft|lijkt) (?:voor (?:mij|ons) |echt |ook |nu )*(?:geen|niet|niets|nooit)\b`)

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
var otherBusiness = regexp.MustCompile(`\b(?:gesprek|gesprekken|bemiddeling|mediation|afspraak|brief|mail|bericht|verslag|telefoontje|tekst|plan|planning|onderzoek|aanvraag|intake|traject|toelichting|betaling|overboeking|formulier) (?:is|zijn|was|wordt|ligt) (?:nu |al |inmiddels |goed |helemaal |eindelijk )*(?:klaar|rond|afgerond|afgesloten|geregeld|afgehandeld|afgedaan|hersteld|in orde)\b`)
