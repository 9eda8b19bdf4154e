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

	// As a complainant chooses them; secretary.go has them as she does.
	workflow.ActContent:    "ja, ik ben tevreden",
	workflow.ActNotContent: "nee, ik ben niet tevreden",
	workflow.ActCommittee:  "ja, naar de commissie",
	workflow.ActStop:       "nee, ik wil stoppen",
	workflow.ActWithdraw:   "ik trek mijn klacht in",
	workflow.ActReopen:     "dit klopt niet, ik wil verder",
	workflow.ActYes:        "ja",
	workflow.ActNo:         "nee",
	workflow.ActStatus:     "hoe staat het ervoor?",
	workflow.ActReply:      "een antwoord",
	workflow.ActSupplement: "de aanvulling",

	workflow.ActPropose:    "aan de klager voorleggen",
	workflow.ActAsk:        "een vraag aan de klager",
	workflow.ActForward:    "doorsturen",
	workflow.ActAskDelay:   "er is meer tijd nodig",
	workflow.ActDefence:    "het is een verweer",
	workflow.ActHandler:    "het is van de behandelaar",
	workflow.ActExtend:     "de termijn verlengen",
	workflow.ActDelay:      "verder uitstel, met akkoord van de klager",
	workflow.ActCall:       "ik bel zelf",
	workflow.ActClose:      "de zaak sluiten",
	workflow.ActNoReaction: "sluiten: de klager reageert niet",
	workflow.ActSuspend:    "de zaak opschorten",
	workflow.ActResume:     "de zaak hervatten",
	workflow.ActJoin:       "samenvoegen met een andere zaak",
	workflow.ActSplit:      "een bericht als eigen zaak behandelen",
	workflow.ActItems:      "de onderdelen van de klacht vastleggen",

	workflow.ActWithdrawItem: "één onderdeel is ingetrokken",
	workflow.ActRestoreItem:  "een ingetrokken onderdeel hoort er weer bij",

	workflow.ActRepresent: "er is een gemachtigde",
	workflow.ActParty:     "er klaagt nog iemand",
	workflow.ActEmployee:  "de medewerker vastleggen",
	workflow.ActAddress:   "een adres vastleggen",
	workflow.ActRefer:     "doorverwijzen",
	workflow.ActRefuse:    "niet in behandeling nemen",
	workflow.ActCorrect:   "iets rechtzetten",
	workflow.ActWrite:     "een brief schrijven",
	workflow.ActLanguage:  "de taal van de klager",
	workflow.ActNote:      "een notitie",
	workflow.ActPhone:     "een gesprek vastleggen",
	workflow.ActAnonymous: "anoniem registreren",
	workflow.ActNewCase:   "dit is een nieuwe klacht",
	workflow.ActLetter:    "de brief is verstuurd",
	workflow.ActCopy:      "een afschrift voor de medewerker",
	workflow.ActHelp:      "uitleg",
	workflow.ActOverview:  "het overzicht",
	workflow.ActPause:     "pauze: niets automatisch versturen",

	// As who is invited answers them.
	workflow.ActHear:      "ja, ik wil mijn verhaal vertellen",
	workflow.ActNoHearing: "nee, een gesprek is niet nodig",
	workflow.ActCan:       "kan",
	workflow.ActCannot:    "kan niet",
	workflow.ActAgree:     "akkoord",

	workflow.ActAdmissible:        "de commissie behandelt de klacht",
	workflow.ActInadmissible:      "niet ontvankelijk",
	workflow.ActWithoutStatements: "zonder verweer verder",
	workflow.ActHearing:           "een hoorzitting plannen",
	workflow.ActDate1:             "op de eerste dag",
	workflow.ActDate2:             "op de tweede dag",
	workflow.ActDate3:             "op de derde dag",
	workflow.ActDate4:             "op de vierde dag",
	workflow.ActWithoutHearing:    "zonder hoorzitting verder",
	workflow.ActHeld:              "de hoorzitting is gehouden",
	workflow.ActMoved:             "de hoorzitting is verzet",
	workflow.ActCancelled:         "de hoorzitting gaat niet door",
	workflow.ActFounded:           "gegrond",
	workflow.ActPartlyFounded:     "deels gegrond",
	workflow.ActUnfounded:         "ongegrond",
	workflow.ActNoOpinion:         "geen oordeel",
	workflow.ActJudge:             "het oordeel per onderdeel",
	workflow.ActCirculate:         "het concept rondsturen",
	workflow.ActFollowed:          "het oordeel is helemaal overgenomen",
	workflow.ActFollowedPartly:    "het oordeel is voor een deel overgenomen",
	workflow.ActNotFollowed:       "het oordeel is niet overgenomen",
	workflow.ActCarriedOut:        "de maatregel is uitgevoerd",
	workflow.ActNotYet:            "nog niet",
	workflow.ActMemberOut:         "iemand doet niet mee in deze zaak",
	workflow.ActPosted:            "de brief is gepost",
	workflow.ActPost:              "een brief op papier vastleggen",
	workflow.ActErase:             "de zaak vernietigen",
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

	workflow.ActContent:    "yes, I am satisfied",
	workflow.ActNotContent: "no, I am not satisfied",
	workflow.ActCommittee:  "yes, to the committee",
	workflow.ActStop:       "no, I want to stop",
	workflow.ActWithdraw:   "I withdraw my complaint",
	workflow.ActReopen:     "this is not right, I want to go on",
	workflow.ActYes:        "yes",
	workflow.ActNo:         "no",

	workflow.ActHear:      "yes, I want to tell my story",
	workflow.ActNoHearing: "no, a meeting is not needed",
	workflow.ActCan:       "suits me",
	workflow.ActCannot:    "does not suit me",
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
	workflow.DeadlineProposal:      "antwoord van de klager op het voorstel",
	workflow.DeadlineChoice:        "keuze van de klager: commissie of stoppen",
	workflow.DeadlineAsk:           "antwoord van de klager op een vraag",
	workflow.DeadlineDelay:         "antwoord van de klager over meer tijd",
	workflow.DeadlineCommittee:     "oordeel van de commissie",
	workflow.DeadlineAdmissibility: "de commissie toetst of zij de klacht behandelt",
	workflow.DeadlineUndo:          "laatste dag waarop de klager dit kan terugdraaien",
	workflow.DeadlineResume:        "de termijnen lopen weer",

	workflow.DeadlineHearingWish:  "de klager zegt of een gesprek nodig is",
	workflow.DeadlineDefence:      "verweer van wie het aangaat",
	workflow.DeadlineReply:        "reactie van de klager op het verweer",
	workflow.DeadlineHearingDates: "antwoorden over de data van de hoorzitting",
	workflow.DeadlineInvitation:   "laatste dag om uit te nodigen",
	workflow.DeadlineHearing:      "hoorzitting",
	workflow.DeadlineAfterHearing: "uitspraak na de hoorzitting",
	workflow.DeadlineDraft:        "antwoord van de voorzitter op het concept",
	workflow.DeadlineBesluit:      "besluit van de behandelaar",
	workflow.DeadlineMeasure:      "een maatregel die is beloofd",
	workflow.DeadlineRetention:    "einde van de bewaartermijn",
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
	workflow.ReasonScan:         "Bericht van een scanner of formulier.",
	workflow.ReasonMachine:      "Bericht van een formulier of apparaat. Is dit een klacht?",
	workflow.ReasonUnproven:     "Bericht van een onzekere afzender.",
	workflow.ReasonWrongCodes:   "Iemand probeert antwoordcodes.",
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

	workflow.ReasonUnclear:      "De klager antwoordde. Wat is bedoeld?",
	workflow.ReasonNoAnswer:     "De klager antwoordt niet. Hoe verder?",
	workflow.ReasonAnswered:     "De klager antwoordde op een vraag. Doorsturen?",
	workflow.ReasonNoReply:      "De klager antwoordt niet op een vraag.",
	workflow.ReasonThirdRound:   "Een derde voorstel. Voorleggen?",
	workflow.ReasonDelayAnswer:  "De klager zegt niets over het uitstel.",
	workflow.ReasonQuiet:        "De klager hoorde lang niets nieuws. Bellen?",
	workflow.ReasonLetterWaits:  "Er ligt een brief in Concepten.",
	workflow.ReasonLetterVoid:   "Een concept klopt niet meer. Weggooien.",
	workflow.ReasonLetterBlank:  "In een verstuurde brief is iets niet ingevuld. Wat geldt?",
	workflow.ReasonLetterEdited: "Een vaste regel in een brief is veranderd. Wat geldt?",
	workflow.ReasonLetterWrong:  "Een brief ging verkeerd. Meteen kijken.",
	workflow.ReasonLetterMaybe:  "Is een mail de voorbereide brief?",
	workflow.ReasonNotForwarded: "Uw brief ging niet naar de ander. Hij ligt in Concepten.",
	workflow.ReasonWordToParty:  "Een woord voor Klachtenpost ging naar een ander.",
	workflow.ReasonOtherAddress: "Bericht van een ander mailadres.",
	workflow.ReasonNotMe:        "De klager schreef een bericht niet zelf.",
	workflow.ReasonAsksState:    "De klager vraagt hoe het staat.",
	workflow.ReasonAlso:         "De klager gaf antwoord en vraagt nog iets.",
	workflow.ReasonPartDrawn:    "De klager bedoelt een deel van de klacht.",
	workflow.ReasonAgent:        "Iemand schrijft namens de klager.",
	workflow.ReasonDeath:        "De klager is misschien overleden.",
	workflow.ReasonForm:         "Een formulier was niet duidelijk.",
	workflow.ReasonNotNow:       "Een keuze die nu niet kan.",
	workflow.ReasonForms:        "De lijst van wat nu kan.",

	workflow.ReasonMember:           "De klacht gaat misschien over iemand van de commissie.",
	workflow.ReasonAdmissibility:    "De voorzitter schreef over de toets. Behandelt de commissie de klacht?",
	workflow.ReasonNotAdmitted:      "De voorzitter zei nog niets over de toets.",
	workflow.ReasonHearingWaived:    "De klager zei niet of een gesprek nodig is.",
	workflow.ReasonDefence:          "Er is een verweer. De brief ligt in Concepten.",
	workflow.ReasonNoDefence:        "Er is geen verweer. Hoe verder?",
	workflow.ReasonReplied:          "De klager reageerde op het verweer. Een hoorzitting?",
	workflow.ReasonNoRejoinder:      "De klager reageerde niet op het verweer. Een hoorzitting?",
	workflow.ReasonPlanHearing:      "De stukken zijn er. Een hoorzitting?",
	workflow.ReasonHearingDates:     "Welke dag wordt de hoorzitting?",
	workflow.ReasonHearingSoon:      "De hoorzitting is wel erg snel. Laten staan?",
	workflow.ReasonHearingDeclined:  "Iemand kan niet naar de hoorzitting komen.",
	workflow.ReasonHearingOver:      "De dag van de hoorzitting is voorbij. Is zij gehouden?",
	workflow.ReasonDeliberation:     "De commissie beraadt zich. Wat is het oordeel?",
	workflow.ReasonDraftRemarks:     "De voorzitter wil iets anders in de uitspraak.",
	workflow.ReasonDraftSilent:      "De voorzitter zei nog niets over de uitspraak.",
	workflow.ReasonNoDraft:          "Er ligt geen concept van de uitspraak.",
	workflow.ReasonCommitteeLate:    "Het oordeel van de commissie is te laat.",
	workflow.ReasonBesluit:          "Het besluit is er. Is het oordeel overgenomen?",
	workflow.ReasonBesluitLate:      "Het besluit is te laat.",
	workflow.ReasonBesluitCommittee: "De commissie heeft het besluit nog niet.",
	workflow.ReasonMeasure:          "Is een beloofde maatregel uitgevoerd?",
	workflow.ReasonRetention:        "De bewaartermijn is voorbij. Vernietigen?",
	workflow.ReasonPaper:            "Er moet een brief op de post.",
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

	workflow.TemplateChoice:            "de vraag aan de klager: commissie of stoppen",
	workflow.TemplateToCommittee:       "het bericht dat de commissie de klacht heeft",
	workflow.TemplateInterim:           "een tussenbericht",
	workflow.TemplateExtension:         "het bericht over de verlenging",
	workflow.TemplateDelay:             "de vraag aan de klager om meer tijd",
	workflow.TemplateOtherAddress:      "de vraag over een ander mailadres",
	workflow.TemplateClosing:           "het bericht dat de zaak is afgerond",
	workflow.TemplateReopened:          "het bericht dat de zaak weer open is",
	workflow.TemplateLate:              "het bericht dat het later wordt",
	workflow.TemplateEmployeeExtension: "het bericht over de verlenging aan de medewerker",
	workflow.TemplateAdmissibility:     "de vraag of de commissie de klacht behandelt",
	workflow.TemplateDeliberation:      "een bericht binnen de commissie",
	workflow.TemplateDraftDecision:     "het concept van de uitspraak",
	workflow.TemplateDefenceAsked:      "de vraag om een verweer",
	workflow.TemplateHearingDates:      "de vraag welke dag past",
	workflow.TemplateHearing:           "het bericht over de hoorzitting",
	workflow.TemplateCommitteeReminder: "de herinnering aan de commissie",
	workflow.TemplateBesluitAsked:      "de vraag om een besluit",

	workflow.TemplateProposal:     "de brief met het voorstel",
	workflow.TemplateAsk:          "de brief met een vraag",
	workflow.TemplateNotTakenUp:   "de brief “niet in behandeling”",
	workflow.TemplateReferred:     "de brief met een doorverwijzing",
	workflow.TemplateNoComplaint:  "de brief “geen klacht”",
	workflow.TemplateForward:      "de brief met wat de klager schreef",
	workflow.TemplateEmployeeCopy: "het afschrift voor de medewerker",
	workflow.TemplateCorrection:   "de brief die iets rechtzet",
	workflow.TemplateLetter:       "een brief",
	workflow.TemplateChange:       "de wijziging van gegevens",

	workflow.TemplateCaseFile:         "het dossier voor de commissie",
	workflow.TemplateDefence:          "de brief met het verweer",
	workflow.TemplateDecision:         "de uitspraak",
	workflow.TemplateBesluit:          "de brief met het besluit",
	workflow.TemplateBesluitCommittee: "het besluit aan de commissie",
	workflow.TemplateEmployeeOutcome:  "de brief over de afloop aan de medewerker",
	workflow.TemplateErasure:          "de vernietiging van een zaak",
}

// letterWords are how a draft is called, for sentences such as "Het concept …
// ligt in Concepten".
var letterWords = map[workflow.Template]string{
	workflow.TemplateProposal:     "“voorstel”",
	workflow.TemplateAsk:          "“vraag”",
	workflow.TemplateNotTakenUp:   "“niet in behandeling”",
	workflow.TemplateReferred:     "“doorverwijzing”",
	workflow.TemplateNoComplaint:  "“geen klacht”",
	workflow.TemplateForward:      "“doorsturen”",
	workflow.TemplateEmployeeCopy: "“afschrift”",
	workflow.TemplateCorrection:   "“rectificatie”",
	workflow.TemplateLetter:       "“brief”",
	workflow.TemplateChange:       "“wijziging”",
	workflow.TemplateTrialLetter:  "“proefbrief”",

	workflow.TemplateCaseFile:         "“dossier”",
	workflow.TemplateDefence:          "“verweer”",
	workflow.TemplateDecision:         "“uitspraak”",
	workflow.TemplateBesluit:          "“besluit”",
	workflow.TemplateBesluitCommittee: "“besluit aan de commissie”",
	workflow.TemplateEmployeeOutcome:  "“afloop”",
	workflow.TemplateErasure:          "“vernietiging”",
}

// questionWords name what we asked, for sentences such as "De klager schreef na …".
var questionWords = map[workflow.QuestionKind]string{
	workflow.QuestionSupplement: "de vraag wat er nog ontbreekt",
	workflow.QuestionProposal:   "de vraag of het voorstel goed is",
	workflow.QuestionChoice:     "de vraag: naar de commissie of stoppen",
	workflow.QuestionUndo:       "de afsluiting of de intrekking",
	workflow.QuestionAsk:        "de vraag in onze brief",
	workflow.QuestionDelay:      "de vraag om meer tijd",
	workflow.QuestionAddress:    "de vraag over een ander mailadres",
	workflow.QuestionHandler:    "de klacht die wij doorstuurden",
	workflow.QuestionActie:      "een vraag aan de secretaris",

	workflow.QuestionAdmissibility: "de vraag of de commissie de klacht behandelt",
	workflow.QuestionHearingWish:   "de vraag of een gesprek nodig is",
	workflow.QuestionDefence:       "de vraag om een verweer",
	workflow.QuestionReply:         "de brief met het verweer",
	workflow.QuestionHearingDates:  "de vraag welke dag past",
	workflow.QuestionDraft:         "het concept van de uitspraak",
	workflow.QuestionBesluit:       "de vraag om een besluit",
}

// groundWords name why a complaint is not taken up, in a few words.
var groundWords = map[workflow.Ground]string{
	workflow.GroundOld:       "het is langer dan een jaar geleden",
	workflow.GroundBefore:    "de klacht is al eerder behandeld",
	workflow.GroundObjection: "bezwaar maken is of was mogelijk",
	workflow.GroundAppeal:    "beroep instellen is of was mogelijk",
	workflow.GroundCourt:     "de rechter behandelt het of deed dat",
	workflow.GroundCriminal:  "er loopt een strafzaak",
	workflow.GroundMinor:     "het belang is te klein",
	workflow.GroundNotOurs:   "het gaat niet over onze mensen",
	workflow.GroundAnonymous: "de afzender is niet bekend",
	workflow.GroundNoAnswer:  "de klacht is niet aangevuld",
}

// followedWords say whether a besluit follows the committee's decision.
var followedWords = map[workflow.Followed]string{
	workflow.FollowedWholly: "helemaal overgenomen",
	workflow.FollowedPartly: "voor een deel overgenomen",
	workflow.FollowedNot:    "niet overgenomen",
	"":                      "nog niet bekend",
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
	reflect.TypeFor[workflow.News]():         newsCodes,
	reflect.TypeFor[workflow.ClosedBy]():     closedByCodes,
	reflect.TypeFor[workflow.QuestionKind](): codes(questionWords),
	reflect.TypeFor[workflow.Ground]():       codes(groundWords),
	reflect.TypeFor[workflow.Followed]():     codes(followedWords),
}

func codes[K ~string, V any](table map[K]V) []string {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(table)) {
		list = append(list, fmt.Sprint(k))
	}
	return list
}
