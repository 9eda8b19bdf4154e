package templates

import (
	"fmt"
	"html"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"klachtenpost/workflow"
)

// choice words one choice of the secretary: what it is, and what follows from it.
type choice struct{ what, then string }

// choices are her choices wherever they stand. What the same act means after one
// reason or one question only stands in choicesFor. An act that is in neither is
// worded as in actWordsNL, and nothing is said of what follows.
var choices = map[workflow.Act]choice{
	workflow.ActToDirector: {"naar de directeur", ""},
	workflow.ActToBoard:    {"naar het bestuur", ""},

	workflow.ActPropose:  {"aan de klager voorleggen", "Lees het concept “voorstel” in Concepten, pas het aan en verstuur het. Dan hoeft u niet te antwoorden."},
	workflow.ActAsk:      {"een vraag aan de klager", "Zet uw vraag achter het cijfer. Er komt een concept “vraag” in Concepten. U verstuurt het."},
	workflow.ActForward:  {"doorsturen", "Lees het concept “doorsturen” in Concepten, pas het aan en verstuur het. Dan hoeft u niet te antwoorden."},
	workflow.ActAskDelay: {"er is meer tijd nodig", "De termijn wordt verlengd. De klager krijgt bericht. Is dat al een keer gedaan? Dan krijgt u een formulier."},
	workflow.ActHandler:  {"het is van de behandelaar", "Dan telt het als antwoord. Weet u het niet zeker? Bel dan eerst."},
	workflow.ActDefence:  {"het is een verweer", "Het gaat in het dossier. De klager krijgt nu niets."},
	workflow.ActKeep:     {"alleen bewaren", "Het gaat in het dossier. Er gaat geen mail uit."},
	workflow.ActCall:     {"ik bel zelf", "Leg het gesprek daarna vast. Hoe dat gaat, staat hieronder."},
	workflow.ActOther:    {"iets anders", "U krijgt de lijst van wat nu kan."},
	workflow.ActCorrect:  {"rechtzetten", "Er komt een concept “rectificatie” in Concepten. U verstuurt het."},

	workflow.ActContent:      {"de klager is tevreden", "De zaak wordt afgerond als opgelost. De klager krijgt bericht en kan dat terugdraaien."},
	workflow.ActNotContent:   {"de klager is niet tevreden", "De klager krijgt de keuze: naar de commissie, of stoppen."},
	workflow.ActCommittee:    {"de klager wil naar de commissie", "De zaak gaat naar de commissie. De klager krijgt bericht."},
	workflow.ActStop:         {"de klager stopt, zonder commissie", "De zaak wordt afgerond als niet opgelost. De klager krijgt bericht en kan dat terugdraaien."},
	workflow.ActWithdraw:     {"de klager trekt de klacht in", "De zaak wordt afgerond als ingetrokken. De klager krijgt bericht en kan dat terugdraaien."},
	workflow.ActNoReaction:   {"sluiten: de klager reageert niet", "De zaak wordt afgerond. De klager krijgt bericht en kan dat terugdraaien."},
	workflow.ActReopen:       {"de zaak heropenen", "De zaak gaat verder waar zij was. De klager krijgt bericht."},
	workflow.ActYes:          {"ja", ""},
	workflow.ActNo:           {"nee", ""},
	workflow.ActNewCase:      {"dit is een nieuwe klacht", "De klacht krijgt een eigen nummer. De klager krijgt een ontvangstbevestiging."},
	workflow.ActRefuse:       {"niet in behandeling nemen", "U krijgt een formulier voor de grond. Daarna komt er een concept in Concepten."},
	workflow.ActRefer:        {"doorverwijzen", "U krijgt een formulier. Daarna komt er een concept in Concepten."},
	workflow.ActRepresent:    {"er is een machtiging", "U krijgt een formulier. Daarna bevestigt u het met een concept in Concepten."},
	workflow.ActItems:        {"de onderdelen van de klacht vastleggen", "U krijgt een formulier."},
	workflow.ActWithdrawItem: {"één onderdeel is ingetrokken", "Zet erachter welk: onderdeel en het nummer. De klager en wie de klacht behandelt, krijgen bericht. De klager kan het terugdraaien."},
	workflow.ActAddress:      {"dit adres vastleggen", "Er komt een concept “wijziging” in Concepten. Verstuurt u het, dan telt het adres."},

	workflow.ActAdmissible:     {"ja, de commissie behandelt de klacht", "De klager krijgt bericht. De behandelaar en een vastgelegde medewerker krijgen de vraag om een verweer."},
	workflow.ActInadmissible:   {"niet ontvankelijk", "Er komt een concept “uitspraak” in Concepten. U schrijft de reden erin en verstuurt het."},
	workflow.ActHear:           {"de klager wil een gesprek", "Dat komt in het register. Een hoorzitting plant u later."},
	workflow.ActHearing:        {"een hoorzitting plannen", "Zet de dagen achter het cijfer. Hoe dat gaat, staat hieronder."},
	workflow.ActWithoutHearing: {"zonder hoorzitting verder", "De commissie gaat overleggen. De klager krijgt bericht."},
	workflow.ActHeld:           {"ja, de hoorzitting is gehouden", "De commissie gaat overleggen. De klager krijgt bericht."},
	workflow.ActMoved:          {"de hoorzitting verzetten", "Zet de nieuwe dag achter het cijfer. Hoe dat gaat, staat hieronder."},
	workflow.ActCancelled:      {"er komt geen hoorzitting", "De commissie gaat overleggen. De klager krijgt bericht, de anderen ook."},
	workflow.ActFounded:        {"gegrond", "Er komt een concept “uitspraak” in Concepten."},
	workflow.ActPartlyFounded:  {"deels gegrond", "Er komt een concept “uitspraak” in Concepten."},
	workflow.ActUnfounded:      {"ongegrond", "Er komt een concept “uitspraak” in Concepten."},
	workflow.ActNoOpinion:      {"geen oordeel", "Er komt een concept “uitspraak” in Concepten."},
	workflow.ActJudge:          {"het oordeel per onderdeel", "Zet de oordelen eronder, zoals hierboven staat. Er komt een concept “uitspraak” in Concepten."},
	workflow.ActCirculate:      {"het concept rondsturen", "Het concept “uitspraak” gaat naar de voorzitter en de leden, zoals het nu in Concepten ligt."},
	workflow.ActExtend:         {"de termijn verlengen", "Kan één keer. De klager krijgt bericht, een vastgelegde medewerker ook."},
	workflow.ActDelay:          {"verder uitstel vragen aan de klager", "Zet de nieuwe dag achter het cijfer. De klager krijgt de vraag of dat goed is."},
	workflow.ActFollowed:       {"helemaal overgenomen", "Dat komt in het register, met de maatregelen. Liggen de brieven nog in Concepten? Dan komen er nieuwe waarin het staat. Gooi de eerdere weg."},
	workflow.ActFollowedPartly: {"voor een deel overgenomen", "Dat komt in het register, met de maatregelen. Liggen de brieven nog in Concepten? Dan komen er nieuwe waarin het staat. Gooi de eerdere weg."},
	workflow.ActNotFollowed:    {"niet overgenomen", "Dat komt in het register. Liggen de brieven nog in Concepten? Dan komen er nieuwe waarin het staat. Gooi de eerdere weg."},
	workflow.ActCarriedOut:     {"ja, uitgevoerd", "Dat komt in het register."},
	workflow.ActNotYet:         {"nog niet", "U krijgt deze vraag later nog een keer."},
	workflow.ActMemberOut:      {"iemand doet niet mee", "Zet erachter wie: voorzitter, of de naam van het lid. Die krijgt niets over deze zaak."},
	workflow.ActPosted:         {"de brief is gepost", "Dat komt in het dossier. Vanaf die dag loopt de termijn."},
}

// choicesFor are the words of an act after one reason, or after the complainant
// answered one question.
var choicesFor = map[any]map[workflow.Act]choice{
	workflow.ReasonLetterWaits: {
		workflow.ActDone: {"het concept is niet meer nodig", "Gooi het zelf weg uit Concepten."},
	},
	workflow.ReasonLetterVoid: {
		workflow.ActDone: {"het concept is weg", "Dan is dit klaar."},
	},
	workflow.ReasonLetterBlank: {
		workflow.ActKeep: {"het is goed zo", "De brief blijft gelden zoals hij is verstuurd."},
	},
	workflow.ReasonLetterEdited: {
		workflow.ActKeep: {"het is goed zo", "In het register blijft staan wat in het concept stond."},
	},
	workflow.ReasonLetterMaybe: {
		workflow.ActYes: {"ja, dit is die brief", "De zaak gaat verder alsof het kenmerk er stond."},
		workflow.ActNo:  {"nee, dit is een andere mail", "De mail komt in het dossier. De brief geldt als niet verstuurd."},
	},
	workflow.ReasonUnproven: {
		workflow.ActDone: {"gelezen", "Het gaat niet in het dossier. Er gaat geen mail uit."},
	},
	workflow.ReasonOtherAddress: {
		workflow.ActKeep: {"alleen bewaren", "Het bekende adres blijft gelden. Er gaat geen mail uit."},
	},
	workflow.ReasonNoAnswer: {
		workflow.ActCommittee: {"de klager wil naar de commissie", "Alleen als de klager dat zegt. De klager krijgt bericht."},
	},
	workflow.ReasonLate: {
		workflow.ActToBoard:   {"naar het bestuur", "Het bestuur neemt de klacht over. De klager krijgt bericht."},
		workflow.ActCommittee: {"de klager wil naar de commissie", "Alleen als de klager dat zegt. De klager krijgt bericht."},
	},
	workflow.ReasonDelayAnswer: {
		workflow.ActYes: {"de klager is akkoord", "De nieuwe datum geldt. Leg ook vast hoe u dat weet."},
		workflow.ActNo:  {"de klager is niet akkoord", "De oude datum blijft gelden."},
	},
	workflow.ReasonAgent: {
		workflow.ActAsk: {"om een machtiging vragen", "Er komt een concept “vraag” aan de klager in Concepten. U verstuurt het."},
	},
	workflow.ReasonNoReply: {
		workflow.ActAskAgain: {"nog een keer vragen", "De klager krijgt een herinnering."},
	},
	workflow.ReasonThirdRound: {
		workflow.ActPropose: {"toch aan de klager voorleggen", "Er komt een concept “voorstel” in Concepten. U verstuurt het."},
	},
	workflow.QuestionDelay: {
		workflow.ActYes: {"de klager is akkoord met de nieuwe datum", "De nieuwe datum geldt."},
		workflow.ActNo:  {"de klager is niet akkoord", "De oude datum blijft gelden."},
	},
	workflow.QuestionAddress: {
		workflow.ActYes: {"ja, de klager schreef het zelf", "Dan wordt dat bericht behandeld."},
		workflow.ActNo:  {"nee, de klager schreef het niet", "Dat bericht wordt alleen bewaard."},
	},
	workflow.QuestionUndo: {
		workflow.ActKeep: {"de zaak blijft dicht", "Er gaat geen mail uit."},
	},

	workflow.ReasonMember: {
		workflow.ActDone: {"iedereen doet mee", "De voorzitter krijgt de vraag of de commissie de klacht behandelt."},
	},
	workflow.ReasonNotAdmitted: {
		workflow.ActCall: {"ik bel de voorzitter", "Leg het gesprek daarna vast. Begin uw antwoord op deze mail dan met “telefoon:”."},
	},
	workflow.ReasonHearingDates: {
		workflow.ActHearing: {"andere dagen voorstellen", "Zet de nieuwe dagen achter het cijfer. Hoe dat gaat, staat hieronder."},
	},
	workflow.ReasonHearingWaived: {
		workflow.ActKeep: {"de klager wil geen gesprek", "Er gaat geen mail uit. De zaak kan verder zonder hoorzitting."},
	},
	workflow.ReasonDefence: {
		workflow.ActKeep: {"alleen bewaren", "Het gaat in het dossier. De klager krijgt het nu niet."},
	},
	workflow.ReasonNoDefence: {
		workflow.ActCall: {"ik bel wie het verweer moet geven", "Leg het gesprek daarna vast. Begin uw antwoord op deze mail dan met “telefoon:”."},
	},
	workflow.ReasonReplied: {
		workflow.ActKeep: {"alleen bewaren", "Het gaat in het dossier. De zaak blijft staan waar zij is."},
	},
	workflow.ReasonHearingSoon: {
		workflow.ActKeep: {"laat de dag staan", "De hoorzitting gaat door. Er gaat geen mail uit."},
	},
	workflow.ReasonHearingDeclined: {
		workflow.ActKeep: {"de hoorzitting gaat door", "Er gaat geen mail uit."},
	},
	workflow.ReasonHearingOver: {
		workflow.ActCancelled: {"nee, en zij komt er ook niet meer", "De commissie gaat overleggen. De klager krijgt bericht."},
	},
	workflow.ReasonDraftRemarks: {
		workflow.ActDone: {"ik pas het concept zelf aan", "Dan is deze vraag klaar. U verstuurt de uitspraak als hij goed is."},
	},
	workflow.ReasonDraftSilent: {
		workflow.ActCall: {"ik bel de voorzitter", "Leg het gesprek daarna vast. Begin uw antwoord op deze mail dan met “telefoon:”."},
	},
	workflow.ReasonCommitteeLate: {
		workflow.ActCall: {"ik bel de voorzitter", "Leg het gesprek daarna vast. Begin uw antwoord op deze mail dan met “telefoon:”."},
	},
	workflow.ReasonBesluitLate: {
		workflow.ActCall: {"ik bel de behandelaar", "Leg het gesprek daarna vast. Begin uw antwoord op deze mail dan met “telefoon:”."},
	},
	workflow.ReasonBesluitCommittee: {
		workflow.ActDone: {"de commissie heeft het besluit al", "Dan is dit klaar. Gooi het concept zelf weg uit Concepten."},
	},
	workflow.ReasonRetention: {
		workflow.ActKeep: {"de zaak een jaar langer bewaren", "Het concept “vernietiging” vervalt. Over een jaar krijgt u deze vraag weer."},
	},
}

// bringsLetter are the reasons with which a draft comes along, and dropsLetter the
// choices after which it must not be sent any more.
var (
	bringsLetter = []any{workflow.ReasonHandler, workflow.ReasonAddition, workflow.ReasonAnswered}
	dropsLetter  = []workflow.Act{workflow.ActAsk, workflow.ActAskDelay, workflow.ActDefence, workflow.ActKeep}
)

// offers reports whether a choice is among the options.
func offers(options any, act string) bool {
	return digit(options, act) > 0
}

// chosen finds the words of an act in a mail.
func chosen(act workflow.Act, reason, question any) (choice, bool) {
	for _, context := range []any{reason, question} {
		if context == nil {
			continue
		}
		if c, ok := choicesFor[context][act]; ok {
			return c, true
		}
	}
	if c, ok := choices[act]; ok {
		return c, true
	}
	w, ok := actWordsNL[act]
	return choice{what: w}, ok
}

// whereKept says what becomes of a mail that is only kept: not every mail may stand
// in the dossier, and not everything she is asked about has one.
func whereKept(m map[string]any) string {
	apart, _ := m["Apart"].(bool)
	switch {
	case m["Status"] == workflow.StatusErased:
		return "De zaak blijft vernietigd. Er gaat geen mail uit."
	case apart:
		return "Het komt niet in het dossier. Er gaat geen mail uit."
	case raw(m["Tag"]) == "":
		return "Het blijft bewaard, buiten een zaak. Er gaat geen mail uit."
	}
	return choices[workflow.ActKeep].then
}

// decisions words the numbered choices of the secretary, and below each what
// follows from it. It is given the whole data, because the same act says
// something else after another question.
func (vs *values) decisions(data any) (any, error) {
	m, _ := data.(map[string]any)
	list := reflect.ValueOf(m["Options"])
	if length(m["Options"]) == 0 {
		return "", nil
	}
	likely := raw(m["Likely"])
	var h, plain strings.Builder
	fmt.Fprintf(&h, "<ul class=\"keuzes\"%s>\n", vs.style.attr(".keuzes"))
	for i := range list.Len() {
		o, ok := list.Index(i).Interface().(map[string]any)
		if !ok {
			return nil, fmt.Errorf("acties wants options, got %v", list.Index(i))
		}
		digit, _ := o["Digit"].(int)
		act, _ := o["Act"].(workflow.Act)
		c, ok := chosen(act, m["Reason"], m["Question"])
		if n := slices.Index(dateActs, act); n >= 0 {
			if d, found := vs.dateChoice(m["Hearing"], n); found {
				c, ok = d, true
			}
		}
		switch {
		case !ok:
			return nil, fmt.Errorf("no words for the choice %q", act)
		case act == workflow.ActBelongsTo && likely != "":
			c.what = "dit bericht hoort bij " + likely
		case c == choices[workflow.ActKeep]:
			c.then = whereKept(m)
		}
		if letter, _ := m["Letter"].(workflow.Template); letter != "" && slices.Contains(dropsLetter, act) && slices.Contains(bringsLetter, m["Reason"]) {
			c.then = strings.TrimSpace(c.then + " Het concept " + letterWords[letter] + " vervalt.")
		}
		fmt.Fprintf(&h, "<li%s>Antwoord met <strong class=\"cijfer\"%s>%d</strong>: %s", vs.style.attr(".keuzes li"),
			vs.style.attr(".cijfer"), digit, html.EscapeString(c.what))
		plain.WriteString("Antwoord met " + strconv.Itoa(digit) + ": " + c.what + "\n")
		if c.then != "" {
			fmt.Fprintf(&h, "<br>\n<span class=\"gevolg\"%s>%s</span>", vs.style.attr(".gevolg"), html.EscapeString(c.then))
			plain.WriteString("  " + c.then + "\n")
		}
		h.WriteString("</li>\n")
	}
	h.WriteString("</ul>\n")
	return vs.put(&value{piece: &piece{html: h.String(), plain: strings.TrimRight(plain.String(), "\n"), block: true}}), nil
}
