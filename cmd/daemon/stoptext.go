package daemon

import (
	"fmt"
	"strings"
	"time"

	"klachtenpost/workflow/answer"
)

// The texts about a stop stand here, beside those of the alarm and for the same
// reason: they must work when anything else does not. Nothing in them is about a
// case.
const (
	stopSubject = "Klachtenpost verstuurt niets meer"
	stopBody    = `Klachtenpost verstuurt sinds %[1]s niets meer: geen
ontvangstbevestigingen, geen herinneringen, geen vragen aan u en ook
geen spoedbericht. Er komen ook geen brieven in Concepten.

Waarom?
%[2]s

Wat doet u?
%[3]s

Mag er weer mail uit? Antwoord dan op dit bericht met 1 of met het
woord hervat. Daarna gaat alles wat dan nog klopt alsnog weg.

Wat doet Klachtenpost nu?
Nieuwe mail wordt gelezen, bewaard en verwerkt. Termijnen lopen door.
%[4]s
Wacht er iemand op bericht? Bel die persoon dan zelf.

Voor de beheerder: reden "%[5]s". De opdrachten "klachtenpost status"
en "klachtenpost resume" horen hierbij.

Code van dit bericht: %[6]s
`
)

// stopWords say why nothing is sent and what she does about it.
var stopWords = map[string]struct{ why, do string }{
	StopRestore: {"Uw beheerder heeft een reservekopie teruggezet.\n%s",
		"Kijk of u in de map met verzonden mail iets mist of vreemd vindt, en\nvraag uw beheerder of hij klaar is."},
	StopForeign: {"In dit postvak staat mail die Klachtenpost verstuurd heeft, maar die\nniet in zijn administratie staat. Misschien draait het programma ook\nop een andere computer, of met een oude administratie.",
		"Stuur dit bericht door aan uw beheerder en wacht op zijn antwoord.\nLaat niets hervatten voordat hij weet waar die mail vandaan komt:\nanders krijgen mensen twee keer bericht."},
	StopClock: {"De klok van de computer ging meer dan vijf minuten terug. Dan kloppen\ntermijnen en herinneringen niet.",
		"Stuur dit bericht door aan uw beheerder. Hij zet de klok goed."},
	StopBreaker: {"Er ging twee dagen achter elkaar zoveel mail uit dat het maximum\nsteeds werd bereikt. Misschien sturen twee automaten elkaar mail.",
		"Kijk in het postvak of er veel mail van dezelfde soort binnenkomt, en\nstuur dit bericht door aan uw beheerder."},
	StopPause: {"U hebt er zelf om gevraagd, met het woord pauze.",
		"Niets, tot u wilt dat het weer verder gaat."},
	StopOperator: {"Uw beheerder heeft het programma stilgezet.%s",
		"Vraag uw beheerder wanneer het verder gaat."},
}

func stopText(s Stopped, waiting int, found readBack, loc *time.Location) notification {
	w, ok := stopWords[s.Reason]
	if !ok {
		w.why, w.do = "De reden is: "+s.Reason+".", "Stuur dit bericht door aan uw beheerder."
	}
	switch s.Reason {
	case StopRestore:
		w.why = fmt.Sprintf(w.why, found.dutch())
	case StopOperator:
		why := ""
		if s.Why != "" {
			why = "\nHij schreef erbij: " + strings.Join(strings.Fields(s.Why), " ")
		}
		w.why = fmt.Sprintf(w.why, why)
	}
	return notification{stopSubject, fmt.Sprintf(stopBody, dutchMoment(s.Since.In(loc)), w.why, w.do, waitingDutch(waiting), s.Reason, answer.FormatCode(s.code))}
}

func waitingDutch(n int) string {
	switch n {
	case 0:
		return "Er wacht nu geen mail."
	case 1:
		return "Er wacht nu 1 mail."
	}
	return fmt.Sprintf("Er wachten nu %d mails.", n)
}

// dutch tells what reading the mailbox back gave.
func (b readBack) dutch() string {
	lines := []string{fmt.Sprintf("In het postvak stonden %d mails die Klachtenpost na die kopie heeft\nverstuurd. Die gaan niet nog een keer uit.", b.Copies)}
	if b.Copies == 1 {
		lines[0] = "In het postvak stond 1 mail die Klachtenpost na die kopie heeft\nverstuurd. Die gaat niet nog een keer uit."
	}
	if b.Number != "" {
		lines = append(lines, "Het hoogste nummer dat al was uitgegeven is "+b.Number+". De nummering gaat\ndaarboven verder.")
	}
	lines = append(lines, "Brieven die na die kopie in Concepten zijn gezet, kunnen er straks\nnog een keer staan: gooi dan de dubbele weg.")
	return strings.Join(lines, "\n")
}

// A class of mail that is held (trust section 2).
const (
	breakerSubject = "Klachtenpost houdt een soort mail tegen"
	breakerBody    = `Klachtenpost verstuurde in korte tijd heel veel mail van een soort:
%[1]s. Sinds %[2]s gaat die mail
langzamer uit. Andere mail gaat gewoon door.

Wat doet u?
Kijk in het postvak of er veel mail van dezelfde soort binnenkomt.
Sturen twee automaten elkaar mail? Vraag uw beheerder dan om
Klachtenpost stil te zetten. Zijn het gewoon veel klachten? Dan hoeft u
niets te doen.

Wat doet Klachtenpost?
Er valt niets weg. Wat moet wachten, gaat later alsnog uit.
`
)

// All mail together (trust section 2).
const (
	slowSubject = "Klachtenpost verstuurt mail langzamer"
	slowBody    = `Klachtenpost verstuurde in korte tijd heel veel mail. Sinds
%[1]s gaat alle mail langzamer uit.

Wat doet u?
Kijk in het postvak of er opeens veel mail binnenkomt. Zijn die klachten
echt? Lijken ze vals? Vraag uw beheerder dan om Klachtenpost stil te
zetten: tot dan gaan nieuwe klachten naar de directeur.

Wat doet Klachtenpost?
Er valt niets weg. Wat moet wachten, gaat later alsnog uit. Spoed wacht
niet.
`
)

var breakerDutch = map[string]string{
	classReceipt: "bevestigingen aan wie iets stuurt",
	classParty:   "berichten aan klagers",
	classStaff:   "berichten aan medewerkers",
}
