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

// formGroup is a heading of the list of everything that can be done now, with
// what stands below it.
type formGroup struct {
	title string
	acts  []workflow.Act
}

// formGroups are in the order in which a case goes its way, what is rare last.
var formGroups = []formGroup{
	{"Waar de zaak naartoe gaat", []workflow.Act{
		workflow.ActToDirector, workflow.ActToBoard, workflow.ActCommittee, workflow.ActRefuse, workflow.ActRefer,
		workflow.ActNoComplaint, workflow.ActAnonymous, workflow.ActComplaint, workflow.ActNewCase, workflow.ActBelongsTo}},
	{"Brieven in Concepten", []workflow.Act{
		workflow.ActPropose, workflow.ActAsk, workflow.ActForward, workflow.ActDefence, workflow.ActWrite, workflow.ActCorrect,
		workflow.ActCopy, workflow.ActLetter}},
	{"Vragen en bevestigen", []workflow.Act{
		workflow.ActAskFirst, workflow.ActAskAgain, workflow.ActConfirm, workflow.ActResend}},
	{"Tijd", []workflow.Act{
		workflow.ActExtend, workflow.ActDelay, workflow.ActAskDelay, workflow.ActSuspend, workflow.ActResume}},
	{"Wat de klager zegt", []workflow.Act{
		workflow.ActContent, workflow.ActNotContent, workflow.ActStop, workflow.ActWithdraw, workflow.ActYes, workflow.ActNo,
		workflow.ActStatus, workflow.ActReply, workflow.ActSupplement}},
	{"Afronden en heropenen", []workflow.Act{
		workflow.ActClose, workflow.ActNoReaction, workflow.ActReopen, workflow.ActJoin, workflow.ActSplit, workflow.ActItems}},
	{"Mensen in de zaak", []workflow.Act{
		workflow.ActAddress, workflow.ActRepresent, workflow.ActParty, workflow.ActEmployee, workflow.ActLanguage}},
	{"Vastleggen", []workflow.Act{
		workflow.ActNote, workflow.ActPhone, workflow.ActCall, workflow.ActKeep, workflow.ActDone, workflow.ActSpam}},
	{"Klachtenpost zelf", []workflow.Act{
		workflow.ActOverview, workflow.ActHelp, workflow.ActPause, workflow.ActOther}},
}

// formWords say in one short sentence what a form does.
var formWords = map[workflow.Act]string{
	workflow.ActToDirector:  "De directeur krijgt de klacht.",
	workflow.ActToBoard:     "Het bestuur krijgt de klacht.",
	workflow.ActCommittee:   "De klager wil dat de commissie oordeelt.",
	workflow.ActRefuse:      "Er komt een concept met de grond.",
	workflow.ActRefer:       "Er komt een concept met de juiste instantie.",
	workflow.ActAnonymous:   "Wel tellen, niet behandelen.",
	workflow.ActNewCase:     "Het bericht krijgt een eigen nummer.",
	workflow.ActNoComplaint: "Er komt een concept.",

	workflow.ActPropose: "Er komt een concept met het antwoord.",
	workflow.ActAsk:     "Er komt een concept met uw vraag.",
	workflow.ActForward: "Er komt een concept met wat de klager schreef.",
	workflow.ActWrite:   "Er komt een concept met uw woorden.",
	workflow.ActCorrect: "Er komt een concept dat iets rechtzet.",
	workflow.ActCopy:    "Er komt een concept met de klacht, zonder contactgegevens.",

	workflow.ActExtend:  "Eén keer per fase. Klager en medewerker krijgen bericht.",
	workflow.ActDelay:   "Daarna nog langer. Eerst vragen wij de klager om akkoord.",
	workflow.ActSuspend: "De termijnen staan stil. De klager krijgt bericht.",
	workflow.ActResume:  "De termijnen lopen weer. De klager krijgt bericht.",

	workflow.ActClose:  "De klager krijgt bericht.",
	workflow.ActReopen: "De zaak gaat verder waar zij was.",
	workflow.ActJoin:   "Eén zaak blijft over. De klager hoort welke.",
	workflow.ActSplit:  "Een bericht wordt een eigen zaak.",
	workflow.ActItems:  "De punten van de klacht, één per regel.",

	workflow.ActAddress:   "Er komt een concept. Pas na verzenden telt het adres.",
	workflow.ActRepresent: "Iemand treedt op voor de klager.",
	workflow.ActParty:     "Iemand klaagt mee.",
	workflow.ActEmployee:  "Over wie de klacht gaat, en het adres.",
	workflow.ActLanguage:  "In welke taal de klager mail krijgt.",

	workflow.ActNote:     "Alleen voor het dossier.",
	workflow.ActPhone:    "Een gesprek voor het dossier.",
	workflow.ActKeep:     "Er gaat geen mail uit.",
	workflow.ActOverview: "U krijgt het overzicht nu.",
	workflow.ActPause:    "Er gaat niets automatisch meer uit.",
}

// forms lists what the secretary can do now, in groups: a number and a word, what
// it does, and the lines that she copies and fills in.
func (vs *values) forms(list any) (any, error) {
	if length(list) == 0 {
		return "", nil
	}
	v := reflect.ValueOf(list)
	var h, plain strings.Builder
	for _, g := range groupForms(v) {
		if g.title != "" {
			fmt.Fprintf(&h, "<h3%s>%s</h3>\n", vs.style.attr("h3"), html.EscapeString(g.title))
			plain.WriteString(g.title + "\n")
		}
		fmt.Fprintf(&h, "<ul class=\"formulieren\"%s>\n", vs.style.attr(".formulieren"))
		for _, f := range g.forms {
			number, _ := f["Number"].(int)
			act, _ := f["Act"].(workflow.Act)
			word := oneLine(raw(f["Word"]))
			head := "<strong class=\"cijfer\"" + vs.style.attr(".cijfer") + ">" + strconv.Itoa(number) + "</strong> <strong>" + html.EscapeString(word) + "</strong>"
			plain.WriteString(strconv.Itoa(number) + " " + word + "\n")
			fmt.Fprintf(&h, "<li%s>%s", vs.style.attr(".formulieren li"), head)
			for i := range length(f["Fields"]) {
				line := oneLine(raw(reflect.ValueOf(f["Fields"]).Index(i).Interface()))
				fmt.Fprintf(&h, "<br>\n<span class=\"invul\"%s>%s</span>", vs.style.attr(".invul"), html.EscapeString(line))
				plain.WriteString("  " + line + "\n")
			}
			if w := formWords[act]; w != "" {
				fmt.Fprintf(&h, "<br>\n<span class=\"gevolg\"%s>→ %s</span>", vs.style.attr(".gevolg"), html.EscapeString(w))
				plain.WriteString("  → " + w + "\n")
			}
			h.WriteString("</li>\n")
		}
		h.WriteString("</ul>\n")
		plain.WriteString("\n")
	}
	return vs.put(&value{piece: &piece{html: h.String(), plain: strings.TrimRight(plain.String(), "\n"), block: true}}), nil
}

// example shows how a form is filled in: the first one that has a line, as one
// would send it.
func (vs *values) example(list any) (any, error) {
	v := reflect.ValueOf(list)
	for i := range length(list) {
		f, _ := v.Index(i).Interface().(map[string]any)
		if length(f["Fields"]) == 0 {
			continue
		}
		lines := []string{oneLine(raw(f["Word"]))}
		for j := range length(f["Fields"]) {
			line := oneLine(raw(reflect.ValueOf(f["Fields"]).Index(j).Interface()))
			label, _, _ := strings.Cut(line, ":")
			if w, ok := fieldExamples[label]; ok {
				line = label + ": " + w
			}
			lines = append(lines, line)
		}
		escaped := make([]string, len(lines))
		for j, l := range lines {
			escaped[j] = html.EscapeString(l)
		}
		return vs.put(&value{piece: &piece{block: true, plain: "  " + strings.Join(lines, "\n  "),
			html: fmt.Sprintf("<p class=\"invul\"%s>%s</p>\n", vs.style.attr(".invul"), strings.Join(escaped, "<br>\n"))}}), nil
	}
	return "", nil
}

// fieldExamples are what one might fill in behind a label.
var fieldExamples = map[string]string{
	"uitkomst": "opgelost",
	"datum":    "dinsdag 28 april 2026",
	"tot":      "dinsdag 28 april 2026",
}

// filledGroup is a group with the forms of this moment.
type filledGroup struct {
	title string
	forms []map[string]any
}

// groupForms puts forms under their headings, in the order they come in. Few of
// them need none.
func groupForms(v reflect.Value) []filledGroup {
	const few = 3
	var all []map[string]any
	for i := range v.Len() {
		if f, ok := v.Index(i).Interface().(map[string]any); ok {
			all = append(all, f)
		}
	}
	if len(all) <= few {
		return []filledGroup{{forms: all}}
	}
	var list []filledGroup
	for _, g := range append(slices.Clone(formGroups), formGroup{title: "Overig"}) {
		filled := filledGroup{title: g.title}
		all = slices.DeleteFunc(all, func(f map[string]any) bool {
			act, _ := f["Act"].(workflow.Act)
			mine := g.acts == nil || slices.Contains(g.acts, act)
			if mine {
				filled.forms = append(filled.forms, f)
			}
			return mine
		})
		if len(filled.forms) > 0 {
			list = append(list, filled)
		}
	}
	return list
}
