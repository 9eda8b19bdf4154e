package answer

import (
	"slices"
	"strings"
)

// Certainties of Complaint. 0.6 is where a mail becomes a case by itself.
const (
	sure     = 0.95 // says so in so many words: "ik dien hierbij een klacht in"
	stated   = 0.8  // "mijn klacht gaat over", a labelled form
	plain    = 0.65 // complains without the word
	mentions = 0.45 // talks about complaints, or asks how to make one
	unlikely = 0.2  // an application, an invoice, a newsletter
)

// Complaint gives from 0 to 1 how surely a mail says that it is a complaint of
// its writer (procedure 6.1). From 0.6 it does. A question about complaining, a
// mention, a forward and somebody else's trade stay below.
func Complaint(in Input) float64 { return Read(in).Complaint() }

// Complaint is Complaint of the mail that was read.
func (r *Reading) Complaint() float64 {
	ceiling := r.otherMail()
	if ceiling < mentions {
		return ceiling
	}
	if r.Spam() {
		return unlikely
	}
	score, asks := 0.0, false
	for _, s := range r.scores() {
		score = max(score, s.score)
		asks = asks || s.asks
	}
	score = max(score, formScore(r.body), foreignScore(r.all))
	v := subjectScore(r.subject)
	if v >= plain && score < plain && (replySubject.MatchString(r.subject.low) || r.notOurs()) {
		v = mentions // the subject says klacht, the text speaks of another one
	}
	denies := r.all.match(denial)
	if v >= stated && (asks || denies) && score < plain {
		v = mentions // "Klacht indienen" above "hoe doe ik dat?"
	}
	score = max(score, v)
	if score < plain && !asks {
		score = max(score, dissatisfaction(r.all))
	}
	if denies && score < sure {
		score = min(score, mentions)
	}
	return min(score, ceiling)
}

var (
	replySubject = mustBe(`^\s*(?:re|antw|antwoord|aw|betr)\s*:`)
	anyNoun      = mustBe(`\b(?:klacht(?:en)?|complaints?)\b`)
	ownNoun      = rx(`(?:mijn|onze|m'n|deze|dit|dezelfde|my|our|this)(?: \w+)? (?:klacht(?:en)?|complaints?)`)
)

// notOurs tells that a text mentions a complaint that is not the writer's.
func (r *Reading) notOurs() bool {
	return slices.ContainsFunc(r.sentences(), func(s text) bool { return s.match(anyNoun) && !s.match(ownNoun) })
}

// The noun, in the forms in which it means this complaint. Compounds such as
// klachtenregeling are other words and do not match.
const noun = `(?:klacht(?:en)?|klachtje|klaagschrift|klachtbrief|klachtenbrief|beklag|grief|grieven|klachtmelding|aanklacht|klact|klagt|klachd|klach)`

var (
	// neutralised are uses of the noun that are no complaint of the writer here.
	neutralised = []*pattern{
		rx(`(?:zonder|geen|nooit|vrij van|nul|0)(?: (?:enkele|ook maar|verdere?|noemenswaardige|verder|een|1|echte?|officiele|formele))* ` + noun),
		rx(`(?:lichamelijke?|psychische?|fysieke?|mentale?|medische?|gezondheids|pijn|maag|rug|hart|stress|burn-?out|nek|knie|allergische?|somatische?|chronische?|ernstige medische|onverklaarde|depressieve|corona|long)-? ?(?:en \w+ )?klachten`),
		rx(`klachten? (?:aan|van|in) (?:mijn|zijn|haar|de|m'n|me|het) (?:\w+ )?(?:rug|knie|nek|schouders?|hoofd|maag|buik|hart|arm|been|voet|enkel|heup|hand|pols|longen|oren|ogen|lijf|lichaam|gezondheid|huid|darmen)`),
		rx(`klachten? over (?:mijn|zijn|haar|m'n) (?:\w+ )?(?:rug|knie|nek|schouders?|hoofd|maag|buik|hart|arm|been|voet|enkel|heup|hand|pols|longen|oren|ogen|lijf|lichaam|gezondheid|huid|darmen)`),
		rx(`klachten? (?:van|door) (?:klanten|clienten|burgers|bewoners|patienten|huurders|reizigers|gebruikers|leden|ouders|bezoekers|kopers|consumenten|derden|anderen|medewerkers)`),
		rx(`(?:afhandel\w*|behandel\w*|oplossen|verwerk\w*|registr\w*|voorkomen|analys\w*|beantwoord\w*|management|omgaan|omgang|opvolg\w*|beoordel\w*|bemiddel\w*)(?: (?:van|met|bij|in|uw|de|alle|hun))* klachten`),
		rx(`klachten (?:afhandelen|behandelen|verwerken|registreren|oplossen|voorkomen|beantwoorden|analyseren|opvolgen|beoordelen)`),
		rx(`(?:uw|jullie|je|jouw|your)(?: \w+)? klacht(?:en)?`), // the writer has it from somebody else
		rx(`(?:bij|voor|met) (?:eventuele |vragen (?:of|en) |vragen opmerkingen of |vragen opmerkingen en |opmerkingen (?:of|en) )+klachten`),
		rx(`(?:vragen|opmerkingen|complimenten|suggesties|tips|wensen)(?: \w+)? (?:of|en|en/of) klachten`),
		rx(`klachten(?:regeling|reglement|procedure|commissie|functionaris|management|afhandeling|behandeling|formulier|vrij|loket|registratie|systeem)\w*`),
		rx(`aantal klachten|minder klachten|meer klachten|klachten en (?:bezwaren|incidenten|complimenten|symptomen)|symptomen en klachten|klacht of compliment`),
	}

	// asking are questions about complaining, not complaints.
	asking = []*pattern{
		rx(`(?:hoe|waar|bij wie|op welke (?:manier|wijze)|wanneer|aan wie|wat moet ik doen|wat kan ik doen|waarheen|met wie)\b[^.!]{0,60}` + noun),
		rx(`(?:kan|mag|kunnen|mogen|moet|zou)(?: (?:ik|we|wij|men|je|iemand|mijn \w+))(?: \w+){0,6} ` + noun + `[^.!]{0,80}\?`),
		rx(`(?:kunt|kan|wilt|wil|zou|zoudt)(?: (?:u|je|jij|jullie|iemand))\b[^.!]{0,60}` + noun + `[^.!]{0,80}\?`),
		rx(`(?:formulier|informatie|info|procedure|reglement|regeling|uitleg|folder|vraag|vragen)(?: (?:over|voor|om|bij|van|betreffende))(?: \w+){0,4} (?:` + noun + `|klachten\w+|klachtprocedure)`),
		rx(`of (?:ik|wij|we)(?: \w+){0,5} ` + noun + ` (?:kan|kunnen|mag|mogen|moet|zou)`),
		rx(`(?:overweeg|overwegen|twijfel|denk erover|denk er over na|misschien|wellicht|mogelijk|eventueel|mocht|stel dat|indien|voordat ik|voor ik|alvorens|als ik|wanneer ik)\b[^.!]{0,80}` + noun),
		rx(noun + `(?: \w+){0,6} (?:overweeg|overwegen|overweegt)`),
		rx(`wat (?:is|zijn|gebeurt|doen|doet)\b[^.!]{0,60}` + noun),
		rx(`(?:lees|las|begrijp|begreep|hoor|hoorde|zag|zie|staat|vernam|gelezen|gehoord|vernomen|gezien|beweert|beweren|zegt|schrijft)\b[^.!?]{0,60}\bdat (?:ik|je|men|u|wij|we|er|jullie)\b[^.!?]{0,60}` + noun),
		rx(`is (?:er|dit|dat|het)\b[^.!]{0,60}` + noun + `[^.!]{0,60}\?`),
	}

	// others hold complaints that are not the writer's.
	others = []*pattern{
		rx(`(?:buurman|buurvrouw|buren|ex|dader|verdachte|huisbaas|werkgever|gemeente|school|collega|iemand|hij|zij|ze|mevrouw|meneer|de heer)(?: \w+){0,2} (?:heeft|hebben|had|dient|diende|dienen|wil|wilde|wilt|doet|deed)\b[^.!?]{0,60}` + noun),
		rx(noun + ` (?:over|tegen) (?:mij|me|ons)`),
		rx(`(?:een|de|deze|die|onze|mijn|uw) (?:client|clienten|clientes?|klant|klanten|deelnemer|deelnemers|collega|huurder|bewoner|leverancier|afnemer)(?: \w+){0,5} ` + noun),
		rx(`(?:onderzoek|scriptie|afstudeer\w*|artikel|enquete|cursus|training|workshop|webinar|congres|boek|software|opdracht)\b[^.!]{0,80}` + noun),
		rx(noun + `\b[^.!]{0,60} (?:onderzoek|scriptie|afstudeer\w*|enquete|cursus|training|workshop|webinar|congres|software)`),
	}

	lodge = `(?:in ?dien\w*|dien\w*|ingediend\w*|indient|melden|meld|gemeld|uiten|uit|indiene\w*|deponeren|neerleggen|kenbaar|aanhangig|voorleggen|leg|maken|maak|geven|doorgeven|kwijt|sturen|stuur|schrijven|schrijf|bij u neer|hebben|heb|plaatsen|doen|doe|doen toekomen|in te dienen|te melden|te uiten|te maken|te doen|aantekenen|teken)`
	// performative sentences make the complaint by saying it.
	performative = []*pattern{
		rx(`(?:ik|wij|we|ondergetekende|hierbij|bij deze|bij dezen|via deze(?: weg)?|middels (?:deze|dit)|langs deze weg|per deze|graag|onderstaand|met (?:deze|dit) (?:mail|e-?mail|brief|bericht|schrijven))\b[^.!?]{0,80}?\b` + noun + `\b[^.!?]{0,80}?\b` + lodge),
		rx(`(?:ik|wij|we|hierbij|bij deze|bij dezen|via deze(?: weg)?|middels (?:deze|dit)|ondergetekende)\b[^.!?]{0,60}?\b` + lodge + `\b[^.!?]{0,60}?\b` + noun),
		rx(`(?:dien|dienen|meld|melden|uit|uiten|leg|leggen|maak|maken|doe|doen|teken|stuur|sturen|heb|hebben|wil|willen|wens|wensen) (?:ik|wij|we)\b[^.!?]{0,60}\b` + noun),
		rx(`(?:hierbij|bij deze|bij dezen|hieronder|onderstaand|bijgaand|in de bijlage|bijgevoegd)(?: (?:treft|vindt|ontvangt|krijgt|stuur|doe|zend|volgt|ik|u|wij|dan|alsnog|nogmaals|toekomen))* (?:mijn|een|onze|m'n|me) (?:\w+ )?` + noun),
		rx(`(?:dit is|beschouw dit|zie dit|beschouwt u dit|u kunt dit|behandel dit|neem dit|wij zien dit|ik zie dit)\b[^.!?]{0,50}` + noun),
		rx(`(?:ik|wij|we) (?:wil|willen|wens|wensen|kom|komen|moet|moeten|ga|gaan|zou|zouden|heb|hebben)\b[^.!?]{0,60} (?:klagen|beklagen|te klagen|te beklagen)`),
		rx(`(?:ik|wij|we) (?:beklaag|beklagen|klaag|klagen)(?: (?:mij|me|ons|hierbij)|(?: \w+){0,6} over)`),
		rx(`(?:ik|wij|we) wens\w* (?:mijn|ons|onze) beklag`),
		rx(`(?:mijn|onze|m'n) (?:\w+ ){0,2}` + noun + ` (?:gaat|luidt|betreft|is|heeft betrekking|richt|bestaat|gaan|zijn|over|tegen|richten|houdt in|komt erop)`),
		rx(`(?:ik|wij|we) (?:wil|wens|moet|zou|kan|ben genoodzaakt|zie|voel|heb besloten)\b[^.!?]{0,60}` + noun + ` (?:indienen|in te dienen|melden|maken|uiten|doen)`),
	}
	about = rx(noun + ` (?:over|tegen|betreffende|inzake|mbt|m\.b\.t\.?|aangaande|omtrent|jegens|wegens|i\.?v\.?m|vanwege|aan het adres van|naar aanleiding van|n\.a\.v)`)
	bare  = mustBe(`\b` + noun + `\b`)

	denial = rx(`(?:dit|het|mijn (?:mail|bericht|brief)) is (?:dus |nadrukkelijk |uitdrukkelijk |zeker |echt |overigens )*(?:geen|niet een|niet bedoeld als een?) (?:officiele |formele |echte )?klacht|(?:ik|wij|we) (?:heb|hebben|wil|willen|dien|doe) (?:verder |hierover |ook |zelf |dus |helemaal |absoluut |over \w+ )*geen (?:enkele |officiele |formele )?klacht(?:en)?|niet als klacht (?:bedoeld|opvatten|zien|beschouwen)|geen (?:\w+ )?klacht(?:en)? (?:meer )?(?:heb|hebben|had|wil|wilde|indien|maar|van maken|indienen|in te dienen)`)
)

// sentenceScore looks for the word itself in one sentence; asks is true when it
// only asks about complaining.
func sentenceScore(s text) (score float64, asks bool) {
	if !mayScore(s.low) {
		return 0, false
	}
	for _, re := range neutralised {
		s = s.without(re)
	}
	if !s.match(bare) && !strings.Contains(s.low, "klagen") && !strings.Contains(s.low, "klaag") {
		return 0, false
	}
	if s.matchAny(asking) {
		return mentions, true
	}
	if s.matchAny(others) && !s.match(relative) {
		return mentions, false
	}
	if s.match(secondPerson) && !s.match(doer) || ownOther(s) {
		return mentions, false
	}
	question := strings.HasSuffix(strings.TrimSpace(s.low), "?")
	switch {
	case s.matchAny(performative):
		if question {
			return mentions, true
		}
		return sure, false
	case !question && s.match(about) && !s.match(secondPerson) && (s.match(firstPerson) || heading.MatchString(s.low)):
		return stated, false
	}
	return mentions, false
}

// mayScore tells that the word itself may stand in a text.
func mayScore(low string) bool {
	return strings.Contains(low, "kla") || strings.Contains(low, "grie")
}

var (
	// secondPerson asks or tells others about their complaints.
	secondPerson = rx(`(?:heeft|hebt|heb|mocht|wilt|als|indien|wanneer|ontvangt|kreeg|krijgt|kunt|kan|kunnen|mag|mogen) (?:u|je|jij|jullie|men|iemand)|bij (?:eventuele )?klachten|eventuele klachten|` + noun + ` (?:over|tegen) (?:mij|me|ons|mijzelf|mezelf)`)
	// doer: the writer does it himself.
	doer = rx(`(?:ik|wij|we|ondergetekende|hierbij|bij deze|bij dezen)`)
	// againstMine finds what the complaint is about when that is the writer's own.
	againstMine = mustBe(`\b` + noun + `\s+(?:over|tegen|betreffende|inzake)\s+(?:mijn|onze|m'n)\s+(?:(?:eigen|nieuwe|oude|vorige|vaste|eerste|tweede)\s+)?([\pL-]+)`)
	ourWork     = set(`bemiddelaar bemiddelaarster mediator begeleider begeleidster contactpersoon medewerker medewerkster zaak dossier gesprek gesprekken behandeling bejegening brief bemiddeling aanmelding afspraak gespreksleider casemanager traject aanvraag herstelgesprek ervaring ervaringen verslag gegevens privacy begeleiding situatie verhaal`)
	// heading is a sentence that is only the title of a complaint.
	heading = mustBe(`^\W*(?:betreft|onderwerp|re|een|formele|officiele|nog een|ernstige|inzake)?[\s:]*` + noun + `\b`)
)

// ownOther: "een klacht tegen mijn chef" is a matter of somebody else.
func ownOther(s text) bool {
	other := false
	s.each(againstMine, func(m []int) bool {
		other = !ourWork[s.low[m[2]:m[3]]]
		return false
	})
	return other
}

// relative is family, for whom people complain (that is held as a doubt, but it
// is a complaint).
var relative = rx(`(?:mijn|onze|m'n) (?:moeder|vader|zoon|dochter|kind|kinderen|broer|zus|man|vrouw|partner|ouders|oma|opa|vriend|vriendin|nicht|neef|tante|oom|stiefzoon|stiefdochter|echtgenoot|echtgenote|pleegzoon|pleegdochter)`)

func matchAny(list []*pattern, s string) bool {
	for _, re := range list {
		if re.MatchString(s) {
			return true
		}
	}
	return false
}

var (
	subjectIs   = mustBe(`^\W*(?:(?:fw|fwd|re|antw|betreft|onderwerp|let op|spoed|urgent|formele|officiele|ernstige|mijn|onze|een|nieuwe|dringende|website|formulier|contactformulier|indienen|indiening|melding|van|serieuze|tweede|hierbij|graag|bericht via)\b[\s:!,-]*)*(?:klacht(?:en)?|klachtbrief|klachtmelding|beklag|klacht indienen|indienen klacht|complaint|formal complaint|beschwerde|plainte|reclamation|sikayet|skarga)\W*$`)
	subjectOver = mustBe(`\b(?:klacht(?:en)?|beklag|klachtbrief|klachtmelding) (?:over|tegen|betreffende|inzake|mbt|m\.b\.t|aangaande|omtrent|jegens|wegens|n\.a\.v|ivm|i\.v\.m|van|door|bemidd\w*|medew\w*|\w+ \w+$)|\b(?:indienen|ingediende|formele|officiele|ernstige|mijn) klacht\b|\bklacht(?:en)? (?:indienen|melden|indiening)\b|^\W*klacht\b`)
)

var (
	subjectUnhappy = rx(`(?:(?:ik|wij|zeer|erg|heel|uiterst|diep) ontevreden|ontevreden|onvrede|ongenoegen) (?:over|met|bij|van) (?:de|het|uw|jullie|een|bemiddel\w*|medewerk\w*|mediat\w*|gesprek|behandeling|begeleiding)`)
	subjectAsks    = rx(`vraag|vragen|informatie|info`)
	settled        = rx(`ontvangen|geregistreerd|in behandeling|bevestiging|ingetrokken|intrekken|opgelost|afgehandeld|vervallen|overzicht|klachten (?:vorige|deze|van) (?:maand|week|jaar|kwartaal)|jaarverslag|scan|leesbevestiging|gelezen`)
)

func subjectScore(orig text) float64 {
	s := orig
	for _, re := range neutralised {
		s = s.without(re)
	}
	question := strings.Contains(orig.low, "?")
	switch {
	case !s.match(bare):
		if subjectUnhappy.MatchString(orig.low) && !question {
			return plain
		}
		return 0
	case question, settled.MatchString(orig.low), s.matchAny(asking), subjectAsks.MatchString(s.low):
		return mentions
	case subjectIs.MatchString(s.low):
		return stated
	case subjectOver.MatchString(s.low) && !s.matchAny(others):
		return stated
	}
	return mentions
}

// A website form that asks for a complaint: a label with the noun, filled in.
var formLabel = mustBe(`(?m)^[ *_-]*(?:(?:uw|mijn|uw eventuele|omschrijving(?: van)?(?: de| uw| mijn)?|beschrijving(?: van)?(?: de| uw| mijn)?|inhoud(?: van)?(?: de)?|toelichting(?: op)?(?: de| uw)?|onderwerp(?: van)?(?: de| uw)?|aard(?: van)?(?: de| uw)?|reden(?: van)?(?: de| uw)?|betreft|type|soort(?: bericht| melding)?|categorie|formulier|aanleiding(?: van| voor)?(?: de| uw)?|datum(?: van)?(?: de)?) ?)*[ :]*klacht(?:omschrijving|formulier| over| tegen)?[ *_]*:?[ \t*_]*(?:\S|$)`)
var formField = mustBe(`(?m)^[ *_-]*(?:(?:uw |volledige |voor- en achter)?naam|adres|telefoon(?:nummer)?|e-?mail(?:adres)?|naam klager|(?:naam )?medewerker|onderwerp|bericht|soort bericht|type bericht|categorie|name|phone)[ *_]*:`)
var formNoun = mustBe(`(?m)^[ *_-]*[\w ./()-]{0,40}\bklacht\b[\w ./()-]{0,30}:[ \t*_]*\n?[ \t]*\S|^[ *_-]*[\w ./()?-]{1,40}: *(?:een |ik heb een |ik wil een )?klacht(?: indienen| melden| doorgeven| (?:over|tegen) [\w ]{1,40})?[ .]*$`)

// noField is a question of the form that was answered with no.
var noField = mustBe(`:\s*(?:nee|geen|n\.?v\.?t)`)

func formScore(t text) float64 {
	line := formAnswer(t.low)
	if line == "" {
		return 0
	}
	if strings.Contains(line, "geen klacht") || noField.MatchString(line) {
		return mentions
	}
	fields, label := 0, false
	for l := range strings.SplitSeq(t.low, "\n") {
		if fields < 2 && strings.Contains(l, ":") && formField.MatchString(l) {
			fields++
		}
		label = label || strings.Contains(l, "klacht") && formLabel.MatchString(l)
	}
	if fields >= 2 {
		return sure
	}
	if fields == 1 || label {
		return stated
	}
	return mentions
}

// formAnswer gives the first field that has the noun, "" for none. The pattern
// is held against each line with the noun and the line below it.
func formAnswer(s string) string {
	for i := 0; ; {
		k := strings.Index(s[i:], "klacht")
		if k < 0 {
			return ""
		}
		start := strings.LastIndexByte(s[:i+k], '\n') + 1
		line, below, _ := strings.Cut(s[start:], "\n")
		if strings.Contains(line, ":") {
			next, _, _ := strings.Cut(below, "\n")
			window := s[start:min(len(s), start+len(line)+1+len(next))]
			if loc := formNoun.FindStringIndex(window); loc != nil && loc[0] == 0 {
				return window[:loc[1]]
			}
		}
		if i = start + len(line) + 1; i >= len(s) {
			return ""
		}
	}
}

// foreign are the key words of the other languages in which people write to the
// committee. A key word that only asks how to complain is stopped by foreignAsks.
var (
	foreignSays = []*pattern{
		rx(`(?:i|we)(?:'d| would| want| wish| am| are|'m| have| need| hereby)?\b[^.?!]{0,60}(?:complaint|complain|complaining)`),
		rx(`(?:formal|official|my|this is a|serious) (?:\w+ )?complaint|complaint (?:about|against|regarding|concerning)`),
		rx(`(?:i am|i'm|we are|we're|im)(?: \w+){0,3} (?:dissatisfied|unhappy|not (?:at all )?(?:happy|satisfied)|disappointed|appalled|very upset) (?:with|about|by|at|in|over)`),
		rx(`beschwerde\w*|beschweren|unzufrieden\w*`),
		rx(`plainte|reclamation|me plaindre|nous plaindre|mecontente?|insatisfaite?`),
		rx(`sikayet\w*|memnun degil\w*|memnuniyetsiz\w*`),
		rx(`skarg\w*|zazalen\w*|niezadowol\w*|reklamacj\w*`),
		rx(`queja|quejas|quejarme|reclamacion|insatisfech[oa]`),
		rx(`reclamacao|queixa|keho|cabasho|plangere|reclamatie|ankesa|reklamo|reclamo|lamentela|zalba`),
		mustBe(`شكوى|شكوتي|شكواي|أشتكي|اشتكي|شكاية|شکایت|скарг|жалоб|оплакване|παράπονο|ቅሬታ|投诉|शिकायत`),
	}
	foreignAsks = []*pattern{
		rx(`(?:how|where|can i|could i|may i|who (?:do|can|should|must)|whom (?:do|can|should)|is there|what is|do you|are there|if i|whether)\b[^.!]{0,60}(?:complaints?|complain)\b`),
		rx(`(?:no|without(?: any)?|zero|your|handling|health|customer|handle|handled|managing|resolve|resolving|any|reduce|fewer) (?:\w+ )?complaints?|complaints? (?:management|handling|software|procedure|policy|department|team|form|committee|resolution|officer|document|id|number|against you|against your)|complaints? (?:\w+ ){0,3}(?:against|about) (?:you|your (?:business|company|website|account|store|shop))|(?:received|got) (?:a|an) (?:\w+ )?complaint|(?:customer|client|user) (?:has )?(?:filed|submitted|made)|(?:view|download|open) (?:the|your) complaint|complaint (?:about|regarding|on|concerning) your (?:recent )?(?:product|goods|shipment|order|invoice|website|store|item|delivery|package|service)`),
		rx(`(?:wie|wo|wohin|kann ich|an wen)\b[^.!]{0,60}beschwer\w*`),
		rx(`(?:comment|ou|puis-je|a qui)\b[^.!]{0,60}(?:plainte|reclamation|plaindre)`),
		rx(`(?:nasil|nereye|jak|gdzie|como|donde)\b[^.!]{0,60}(?:sikayet|skarg|zlozyc|queja)\w*`),
	}
)

func foreignScore(all text) float64 {
	switch {
	case !all.matchAny(foreignSays):
		return 0
	case all.matchAny(foreignAsks):
		return mentions
	}
	return stated
}
