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
	workflow.ActDefence:  {"het is een verweer", "Het gaat in het dossier. De klager krijgt nu niets."},
	workflow.ActKeep:     {"alleen bewaren", "Het gaat in het dossier. Er gaat geen mail uit."},
	workflow.ActCall:     {"ik bel zelf", "Leg het gesprek daarna vast. Hoe dat gaat, staat hieronder."},
	workflow.ActOther:    {"iets anders", "U krijgt de lijst van wat nu kan."},
	workflow.ActCorrect:  {"rechtzetten", "Er komt een concept “rectificatie” in Concepten. U verstuurt het."},

	workflow.ActContent:    {"de klager is tevreden", "De zaak wordt afgerond als opgelost. De klager krijgt bericht en kan dat terugdraaien."},
	workflow.ActNotContent: {"de klager is niet tevreden", "De klager krijgt de keuze: naar de commissie, of stoppen."},
	workflow.ActCommittee:  {"de klager wil naar de commissie", "De zaak gaat naar de commissie. De klager krijgt bericht."},
	workflow.ActStop:       {"de klager stopt, zonder commissie", "De zaak wordt afgerond als niet opgelost. De klager krijgt bericht en kan dat terugdraaien."},
	workflow.ActWithdraw:   {"de klager trekt de klacht in", "De zaak wordt afgerond als ingetrokken. De klager krijgt bericht en kan dat terugdraaien."},
	workflow.ActNoReaction: {"sluiten: de klager reageert niet", "De zaak wordt afgerond. De klager krijgt bericht en kan dat terugdraaien."},
	workflow.ActReopen:     {"de zaak heropenen", "De zaak gaat verder waar zij was. De klager krijgt bericht."},
	workflow.ActYes:        {"ja", ""},
	workflow.ActNo:         {"nee", ""},
	workflow.ActNewCase:    {"dit is een nieuwe klacht", "De klacht krijgt een eigen nummer. De klager krijgt een ontvangstbevestiging."},
	workflow.ActRefuse:     {"niet in behandeling nemen", "U krijgt een formulier voor de grond. Daarna komt er een concept in Concepten."},
	workflow.ActRefer:      {"doorverwijzen", "U krijgt een formulier. Daarna komt er een concept in Concepten."},
	workflow.ActRepresent:  {"er is een machtiging", "U krijgt een formulier. Daarna bevestigt u het met een concept in Concepten."},
	workflow.ActItems:      {"de onderdelen van de klacht vastleggen", "U krijgt een formulier."},
	workflow.ActAddress:    {"dit adres vastleggen", "Er komt een concept “wijziging” in Concepten. Verstuurt u het, dan telt het adres."},
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
	workflow.ReasonLetterEdited: {
		workflow.ActKeep: {"het is goed zo", "In het register blijft staan wat in het concept stond."},
	},
	workflow.ReasonLetterMaybe: {
		workflow.ActYes: {"ja, dit is die brief", "De zaak gaat verder alsof het kenmerk er stond."},
		workflow.ActNo:  {"nee, dit is een andere mail", "De mail komt in het dossier. De brief geldt als niet verstuurd."},
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
}

// bringsLetter are the reasons with which a draft comes along, and dropsLetter the
// choices after which it must not be sent any more.
var (
	bringsLetter = []any{workflow.ReasonHandler, workflow.ReasonAddition, workflow.ReasonAnswered}
	dropsLetter  = []workflow.Act{workflow.ActAsk, workflow.ActAskDelay, workflow.ActDefence, workflow.ActKeep}
)

// offers reports whether a choice is among the options.
func offers(options any, act string) bool {
	v := reflect.ValueOf(options)
	for i := range length(options) {
		if o, ok := v.Index(i).Interface().(map[string]any); ok && o["Act"] == workflow.Act(act) {
			return true
		}
	}
	return false
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
		switch {
		case !ok:
			return nil, fmt.Errorf("no words for the choice %q", act)
		case act == workflow.ActBelongsTo && likely != "":
			c.what = "dit bericht hoort bij " + likely
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
