package answer

import (
	"strings"
)

// A statement behind dat or that is the writer's own only when what stands before
// says so: "ik vind dat …", "fijn dat …", "ik wil dat …". Behind "Sanne hoopt
// dat", "ik droomde dat" or "jullie willen dat" it is somebody else's, or nobody's.

// ownFrame are the beginnings behind which a statement stays the writer's.
var ownFrame = mustBe(`^(?:(?:nee|ja|dus|maar|en|helaas|nogmaals|ook|oke|toch|nu|dan|prima|graag|hierbij|bij deze|bij dezen|tot slot|het liefst|liefst|het beste|no|yes|so) )*(?:` +
	`(?:.* )?(?:ik|wij|we) (?:wou|wilde)(?: u| jullie| je| even| graag| alleen| nog| hier| hierbij| wel| ook){0,4} (?:zeggen|melden|doorgeven|laten weten)(?: u| jullie)?|(?:ik|wij|we) (?:vind|vinden|merk|merken|voel|constateer|concludeer|zie|weet zeker|stel vast|stellen vast|beschouw|vind het schandalig|vind het jammer|vind het erg|wil|willen|wens|wensen|verzoek|verzoeken|vraag|vragen|eis|eisen|verwacht|sta erop|heb liever|heb besloten|hebben besloten|zou|kies ervoor|deel|laat|bericht|meld|bevestig|verklaar|herhaal|benadruk|vermeld|geef aan|geef door|ben van mening|ben van oordeel|ben blij|ben opgelucht|ben verheugd|zijn blij|zijn van mening|heb het gevoel|heb de indruk|krijg het gevoel|krijg de indruk|heb sterk het gevoel|stel voor|blijf erbij|blijf van mening|stel het op prijs|moet|kan|beschouw|ga ermee akkoord|ben het ermee eens)(?: (?:u|jullie|je|graag|echt|nog|nog steeds|nu|dus|zelf|wel|ook|gewoon|toch|hierbij|officieel|liever|willen|zien|even|helaas|tot mijn spijt|het|er|heel|erg|zeer|weten|zeggen|melden|meedelen|mededelen|vaststellen|concluderen|laten|constateren|prettig|fijn|goed|jammer|mooi|erop|aan|mede))*` +
	`|(?:vind|wil|verzoek|wens|vraag|eis|zou|wilde|laat|deel|bericht|meld|bevestig|verklaar|moet) (?:ik|wij|we)(?: (?:u|jullie|graag|echt|nu|dus|zelf|wel|ook|toch|hierbij|officieel|liever|willen|zien|helaas|tot mijn spijt|weten|zeggen|melden|meedelen|mededelen|mede))*` +
	`|(?:ik ben |wij zijn |we zijn |wat |het is |het doet me |het is heel )?(?:heel |erg |zeer |zo |ontzettend )*(?:fijn|mooi|goed|blij|opgelucht|jammer|prima|top|gelukkig|duidelijk|graag|super|spijtig|bedankt|dank|dank u|dank u wel|dank je|pleasant|glad|good|great)(?: nieuws)?` +
	`|(?:hierbij |dit is )?(?:de|het|mijn|een) (?:mededeling|bericht|bevestiging|verzoek|wens|keuze|conclusie|besluit)(?: is)?|(?:het spijt me|het lucht op|feit is|feit blijft|punt is|de bedoeling is|mijn keuze is|mijn wens is|mijn antwoord is|mijn conclusie is|conclusie is|wilt u ervoor zorgen|zorg ervoor|zorgt u ervoor|graag zie ik|hierbij|voor mij betekent dit|dat betekent)` +
	`|(?:hierbij )?(?:maak|maken) (?:ik|wij) (?:\w+ ){0,3}(?:kenbaar|duidelijk)|(?:wil|willen|wens|verzoek|vraag|zou)(?: (?:u|graag|ook|nu|dus|dan|toch))*` +
	`|(?:i|we) (?:want|would like|think|confirm|agree|believe|am glad|am happy|request|ask|feel|find)(?: to| say| confirm| ask)*)$`)

// ownDenial turns what follows round and keeps it the writer's: "ik vind niet dat
// het is opgelost".
var ownDenial = mustBe(`^(?:(?:nee|maar|helaas) )*(?:(?:ik|wij|we) (?:vind|vinden|kan|zie)|(?:vind|vinden|heb|krijg) (?:ik|wij|we)|ik (?:heb|krijg))(?: (?:echt|helaas|zelf|dus|nog|ook))* niet(?: (?:zeggen|vinden|meegaan|het gevoel|de indruk|het idee))?$`)

// thatStart begins the statement behind dat.
var thatStart = mustBe(`^(?:.*?) (?:dat|that) (?:ik|wij|we|het|dit|de|mijn|onze|er|alles|u|uw|jullie|hij|zij|ze|deze|die|niemand|i|my|it|this|the|you)\b`)

// framed tells that the statement of a clause is said, hoped or dreamt by nobody we
// can hold to it.
func framed(text string) bool {
	loc := thatStart.FindStringIndex(text)
	if loc == nil {
		return false
	}
	i := strings.LastIndex(text[:loc[1]], " dat ")
	if i < 0 {
		i = strings.LastIndex(text[:loc[1]], " that ")
	}
	if i < 0 {
		return false
	}
	frame := strings.TrimSpace(text[:i])
	// "de oplossing dat", "alles dat": a relative clause frames nothing.
	if contentAnywhere.MatchString(frame) || commitCores[0].re.MatchString(frame) || weakDraw.MatchString(frame) {
		return false
	}
	return !ownFrame.MatchString(frame) && !ownDenial.MatchString(frame)
}
