package templates

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
)

// The words for the closed lists of package workflow. A value that stands in no
// table has no words, and a text that needs them does not load.

var actWordsNL = map[workflow.Act]string{
	workflow.ActToDirector:  "naar de directeur",
	workflow.ActToBoard:     "naar het bestuur",
	workflow.ActAskFirst:    "eerst iets vragen aan de klager",
	workflow.ActAskAgain:    "nog een keer vragen aan de klager",
	workflow.ActComplaint:   "dit is een klacht",
	workflow.ActBelongsTo:   "dit bericht hoort bij een zaak; zet het nummer erachter",
	workflow.ActNoComplaint: "dit is geen klacht; zo nodig antwoord ik zelf",
	workflow.ActSpam:        "dit is spam; niemand hoeft iets te doen",
	workflow.ActKeep:        "alleen bewaren",
	workflow.ActConfirm:     "toch een ontvangstbevestiging sturen",
	workflow.ActResend:      "opnieuw sturen",
	workflow.ActDone:        "gedaan; ik heb het zelf geregeld",
	workflow.ActOther:       "iets anders",
}

var actWordsEN = map[workflow.Act]string{
	workflow.ActToDirector:  "to the director",
	workflow.ActToBoard:     "to the board",
	workflow.ActAskFirst:    "ask the complainant first",
	workflow.ActAskAgain:    "ask the complainant once more",
	workflow.ActComplaint:   "this is a complaint",
	workflow.ActBelongsTo:   "this message belongs to a case; write its number behind it",
	workflow.ActNoComplaint: "this is no complaint",
	workflow.ActSpam:        "this is spam",
	workflow.ActKeep:        "only keep it",
	workflow.ActConfirm:     "send an acknowledgement after all",
	workflow.ActResend:      "send it again",
	workflow.ActDone:        "done; I took care of it",
	workflow.ActOther:       "something else",
}

func actText(lang string, act workflow.Act) (string, bool) {
	if lang == "en" {
		if w, ok := actWordsEN[act]; ok {
			return w, true
		}
	}
	w, ok := actWordsNL[act]
	return w, ok
}

// ActText words a choice, in Dutch when the language has no words for it. For an
// act that is no choice it is "".
func (s *Set) ActText(lang string, act workflow.Act) string {
	w, _ := actText(lang, act)
	return w
}

var statusWords = map[workflow.Status]string{
	workflow.StatusReceived:        "ontvangen en nog niet doorgestuurd",
	workflow.StatusIncomplete:      "wacht op aanvulling van de klager",
	workflow.StatusWithDirector:    "in onderzoek",
	workflow.StatusProposed:        "wacht op antwoord van de klager op het voorstel",
	workflow.StatusChoosing:        "wacht op de keuze van de klager",
	workflow.StatusAdmissibility:   "de commissie toetst of zij de klacht behandelt",
	workflow.StatusStatements:      "de commissie verzamelt de stukken",
	workflow.StatusHearing:         "de commissie bereidt de hoorzitting voor",
	workflow.StatusDeliberation:    "de commissie beraadt zich",
	workflow.StatusDirectorDecides: "wacht op het besluit",
	workflow.StatusClosed:          "afgerond",
	workflow.StatusErased:          "vernietigd",
}

var outcomeWords = map[workflow.Outcome]string{
	workflow.OutcomeSettled:       "opgelost",
	workflow.OutcomeUnfounded:     "ongegrond",
	workflow.OutcomeInadmissible:  "niet ontvankelijk",
	workflow.OutcomeFounded:       "gegrond",
	workflow.OutcomePartlyFounded: "deels gegrond",
	workflow.OutcomeNoOpinion:     "geen oordeel",
	workflow.OutcomeWithdrawn:     "ingetrokken",
	workflow.OutcomeNotTakenUp:    "niet in behandeling genomen",
	workflow.OutcomeNoComplaint:   "geen klacht",
	workflow.OutcomeReferred:      "doorverwezen",
	workflow.OutcomeNoReaction:    "geen reactie van de klager",
	workflow.OutcomeNotSettled:    "niet opgelost, niet naar de commissie",
	workflow.OutcomeAnonymous:     "anoniem geregistreerd",
	workflow.OutcomeJoined:        "samengevoegd met een andere zaak",
	workflow.OutcomeNone:          "nog niet bekend",
}

var roleWords = map[workflow.Role]string{
	workflow.RoleComplainant:    "de klager",
	workflow.RoleRepresentative: "de gemachtigde",
	workflow.RoleSecretary:      "de secretaris",
	workflow.RoleDirector:       "de directeur",
	workflow.RoleBoard:          "het bestuur",
	workflow.RoleChair:          "de voorzitter",
	workflow.RoleMember:         "een lid van de commissie",
	workflow.RoleEmployee:       "de medewerker",
	workflow.RoleStandIn:        "de vervanger van de secretaris",
	workflow.RoleNone:           "de behandelaar",
}

var deadlineWords = map[workflow.DeadlineKind]string{
	workflow.DeadlineLook:          "de klacht bekijken",
	workflow.DeadlineTriage:        "kiezen waar de klacht naartoe gaat",
	workflow.DeadlineRefusal:       "laatste dag om de klacht niet te behandelen",
	workflow.DeadlineSupplement:    "antwoord van de klager op onze vraag",
	workflow.DeadlineHandlerSeen:   "eerste reactie van de behandelaar",
	workflow.DeadlineHandlerTarget: "gehoopt antwoord van de behandelaar",
	workflow.DeadlineHandlerAnswer: "antwoord van de behandelaar",
}

var missingWords = map[string]map[workflow.Missing]string{
	"nl": {
		workflow.MissingName:  "uw naam",
		workflow.MissingStory: "wat er is gebeurd, wanneer dat was en over wie het gaat",
	},
	"en": {
		workflow.MissingName:  "your name",
		workflow.MissingStory: "what happened, when it was and who it is about",
	},
}

// missing words what we ask of a complainant, in the language of the mail.
func (vs *values) missing(code any) (string, error) {
	table, ok := missingWords[vs.lang]
	if !ok {
		table = missingWords["nl"]
	}
	return word(table)(code)
}

// reasonWords say in a few words, for a list, what the secretary is asked. Each
// ends as a sentence.
var reasonWords = map[workflow.Reason]string{
	workflow.ReasonDoubt:        "Nieuwe klacht. Waar gaat die naartoe?",
	workflow.ReasonAlways:       "Nieuwe klacht. Mag die door?",
	workflow.ReasonIntake:       "Nieuw bericht. Is dit een klacht?",
	workflow.ReasonPossibly:     "Nieuw bericht. Hoort het bij een lopende zaak?",
	workflow.ReasonForwarded:    "Doorgestuurd bericht. Is dit een klacht?",
	workflow.ReasonMachine:      "Bericht van een formulier of apparaat. Is dit een klacht?",
	workflow.ReasonUnproven:     "Bericht van een onzekere afzender.",
	workflow.ReasonUnreadable:   "Bericht dat niet te lezen is.",
	workflow.ReasonDisowned:     "Bericht met een twijfelachtige afzender.",
	workflow.ReasonHandler:      "Antwoord van de behandelaar.",
	workflow.ReasonAddition:     "Bericht van de klager.",
	workflow.ReasonStaff:        "Bericht van een betrokkene.",
	workflow.ReasonStillMissing: "Er ontbreekt nog iets.",
	workflow.ReasonNoSupplement: "De klager heeft niet geantwoord.",
	workflow.ReasonNotSeen:      "De behandelaar heeft nog niet gereageerd.",
	workflow.ReasonLate:         "Het antwoord van de behandelaar is te laat.",
	workflow.ReasonBounced:      "Een mail is niet aangekomen.",
	workflow.ReasonRefused:      "Een mail is niet verstuurd.",
	workflow.ReasonUnknown:      "Een mail is misschien niet verstuurd.",
	workflow.ReasonCapped:       "De klager kreeg geen automatisch antwoord.",
	workflow.ReasonNoAddress:    "De klager is niet per mail te bereiken.",
	workflow.ReasonHandlerAway:  "Nieuwe klacht. De directeur is afwezig.",
	workflow.ReasonNotAnswered:  "Mag de klager antwoord krijgen?",
	workflow.ReasonAway:         "De behandelaar is afwezig.",
	workflow.ReasonAfterClosing: "Bericht in een afgesloten zaak.",
	workflow.ReasonCrisis:       "Woorden die op gevaar wijzen.",
	workflow.ReasonClosedAnswer: "Antwoord op een vraag die al klaar was.",
	workflow.ReasonWhichCase:    "Bij welke zaak hoort een bericht?",
	workflow.ReasonNoDigit:      "Een antwoord dat niet te lezen was.",
}

// doubtWords say why a complaint was held, as an item of a list below "Klachtenpost
// stuurde de klacht niet zelf door:".
var doubtWords = map[answer.Doubt]string{
	answer.DoubtDirector:  "De klacht gaat misschien over de directeur. Niemand behandelt een klacht over zichzelf.",
	answer.DoubtSecretary: "De klacht gaat misschien over de secretaris. Laat dan een ander kiezen.",
	answer.DoubtMember:    "De klacht gaat misschien over een lid van de commissie. Dat lid doet dan niet mee.",
	answer.DoubtBoard:     "De klacht gaat misschien over het bestuur.",
	answer.DoubtOld:       "Het is misschien langer dan een jaar geleden gebeurd.",
	answer.DoubtCourt:     "Misschien loopt er een zaak bij de rechter, of is die er geweest.",
	answer.DoubtPolice:    "Misschien zijn politie of justitie bij de zaak betrokken.",
	answer.DoubtPrivacy:   "Er staat misschien een verzoek in over persoonsgegevens. Daarvoor geldt een eigen regeling, met een eigen termijn.",
	answer.DoubtOther:     "De klacht gaat misschien over een andere organisatie, of ligt daar ook.",
	answer.DoubtAnonymous: "De klager wil misschien anoniem blijven.",
	answer.DoubtOnBehalf:  "De klager schrijft misschien voor iemand anders. Dan is een machtiging nodig.",
	answer.DoubtMinor:     "Er is misschien een minderjarige bij betrokken. Vanaf 12 jaar spreekt een kind voor zichzelf.",
	answer.DoubtCrisis:    "Er staan woorden in die op gevaar kunnen wijzen. U kreeg daarover ook een spoedbericht.",
	answer.DoubtLong:      "Het bericht is erg lang. Klachtenpost las niet alles. Lees het zelf helemaal.",
	answer.DoubtNothing:   "Er staat geen leesbare tekst in, alleen een bijlage of niets.",
}

// mailWords name the mails of ours, for sentences such as "Het gaat om …".
var mailWords = map[workflow.Template]string{
	workflow.TemplateAcknowledgement: "de ontvangstbevestiging",
	workflow.TemplateMessageReceived: "het bericht “wij hebben uw mail”",
	workflow.TemplateSupplement:      "de vraag wat er nog ontbreekt",
	workflow.TemplateReminder:        "de herinnering aan de klager",
	workflow.TemplateTakenUp:         "het bericht dat de klacht in behandeling is",
	workflow.TemplateToHandler:       "de klacht aan de behandelaar",
	workflow.TemplateHandlerReminder: "de herinnering aan de behandelaar",
	workflow.TemplateActie:           "een vraag aan de secretaris",
	workflow.TemplateUrgent:          "een spoedbericht",
	workflow.TemplateOverview:        "het overzicht",
	workflow.TemplateHelp:            "de uitleg",
	workflow.TemplateTrialLetter:     "de proefbrief",
}

// closed are the codes a text may compare with, by type.
var closed = map[reflect.Type][]string{
	reflect.TypeFor[workflow.Act]():          codes(actWordsNL),
	reflect.TypeFor[workflow.Status]():       codes(statusWords),
	reflect.TypeFor[workflow.Outcome]():      codes(outcomeWords),
	reflect.TypeFor[workflow.Role]():         append(codes(roleWords), string(workflow.RoleUrgent)),
	reflect.TypeFor[workflow.DeadlineKind](): codes(deadlineWords),
	reflect.TypeFor[workflow.Missing]():      codes(missingWords["nl"]),
	reflect.TypeFor[workflow.Reason]():       append(codes(reasonWords), ""),
	reflect.TypeFor[workflow.Template]():     codes(mailWords),
	reflect.TypeFor[answer.Doubt]():          codes(doubtWords),
}

func codes[K ~string, V any](table map[K]V) []string {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(table)) {
		list = append(list, fmt.Sprint(k))
	}
	return list
}
