package templates

import (
	"fmt"
	"html"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// formGroup is a heading of the list of everything that can be done now, with
// what stands below it.
type formGroup struct {
	title string
	acts  []workflow.Act
}

// formGroups are in the order of workflow.Forms, so that the numbers run on.
var formGroups = []formGroup{
	{"Waar de zaak naartoe gaat", []workflow.Act{
		workflow.ActToDirector, workflow.ActToBoard, workflow.ActCommittee, workflow.ActContent, workflow.ActNotContent,
		workflow.ActStop, workflow.ActWithdraw, workflow.ActYes, workflow.ActNo}},
	{"Een brief in Concepten", []workflow.Act{
		workflow.ActAsk, workflow.ActWrite, workflow.ActCorrect, workflow.ActPropose, workflow.ActForward, workflow.ActLetter,
		workflow.ActAskFirst, workflow.ActAskAgain, workflow.ActConfirm, workflow.ActResend}},
	{"Tijd", []workflow.Act{
		workflow.ActExtend, workflow.ActDelay, workflow.ActAskDelay, workflow.ActSuspend, workflow.ActResume}},
	{"Afronden en ordenen", []workflow.Act{
		workflow.ActNoComplaint, workflow.ActRefer, workflow.ActRefuse, workflow.ActClose, workflow.ActNoReaction,
		workflow.ActAnonymous, workflow.ActReopen, workflow.ActJoin, workflow.ActSplit, workflow.ActItems,
		workflow.ActWithdrawItem, workflow.ActRestoreItem,
		workflow.ActComplaint, workflow.ActNewCase, workflow.ActBelongsTo, workflow.ActSpam}},
	{"Mensen in de zaak", []workflow.Act{
		workflow.ActEmployee, workflow.ActCopy, workflow.ActRepresent, workflow.ActParty, workflow.ActAddress, workflow.ActLanguage}},
	{"De commissie", []workflow.Act{
		workflow.ActAdmissible, workflow.ActInadmissible, workflow.ActWithoutStatements,
		workflow.ActHearing, workflow.ActWithoutHearing, workflow.ActHeld, workflow.ActMoved, workflow.ActCancelled,
		workflow.ActDate1, workflow.ActDate2, workflow.ActDate3, workflow.ActDate4, workflow.ActCan, workflow.ActCannot,
		workflow.ActHear, workflow.ActNoHearing, workflow.ActMemberOut,
		workflow.ActJudge, workflow.ActFounded, workflow.ActPartlyFounded, workflow.ActUnfounded, workflow.ActNoOpinion,
		workflow.ActCirculate, workflow.ActAgree, workflow.ActFollowed, workflow.ActFollowedPartly, workflow.ActNotFollowed,
		workflow.ActCarriedOut, workflow.ActNotYet}},
	{"Vastleggen en bewaren", []workflow.Act{
		workflow.ActPost, workflow.ActPosted, workflow.ActErase,
		workflow.ActNote, workflow.ActPhone, workflow.ActCall, workflow.ActKeep, workflow.ActDone, workflow.ActDefence, workflow.ActHandler,
		workflow.ActStatus, workflow.ActReply, workflow.ActSupplement}},
	{"Klachtenpost zelf", []workflow.Act{
		workflow.ActOverview, workflow.ActHelp, workflow.ActPause, workflow.ActOther}},
}

// formWords say in a short sentence what follows from a form.
var formWords = map[workflow.Act]string{
	workflow.ActToDirector: "De directeur krijgt de klacht. De klager krijgt bericht.",
	workflow.ActToBoard:    "Het bestuur krijgt de klacht. De klager krijgt bericht.",
	workflow.ActCommittee:  "Alleen als de klager dat wil. De klager krijgt bericht.",

	workflow.ActAsk:     "Er komt een concept aan de klager.",
	workflow.ActWrite:   "Er komt een concept met uw woorden.",
	workflow.ActCorrect: "Er komt een concept dat iets rechtzet.",

	workflow.ActExtend:  "Kan één keer. De klager krijgt bericht, een vastgelegde medewerker ook.",
	workflow.ActDelay:   "Nog langer. De klager krijgt de vraag of dat goed is.",
	workflow.ActSuspend: "De termijnen staan stil. De klager krijgt bericht.",
	workflow.ActResume:  "De termijnen lopen weer. De klager krijgt bericht.",

	workflow.ActNoComplaint: "Er komt een concept.",
	workflow.ActRefer:       "Schrijf de naam van de instantie. Er komt een concept.",
	workflow.ActRefuse:      "Er komt een concept.",
	workflow.ActClose:       "De klager krijgt bericht.",
	workflow.ActReopen:      "De zaak gaat verder waar zij was. De klager krijgt bericht.",
	workflow.ActJoin:        "De klager hoort welk nummer blijft.",
	workflow.ActSplit:       "Antwoord hiermee op de Actie over dat bericht. Het wordt een eigen zaak.",
	workflow.ActItems:       "De punten van de klacht, elk in een paar woorden.",

	workflow.ActWithdrawItem: "De klager trekt één onderdeel in. De klager krijgt bericht, en wie de klacht behandelt ook.",
	workflow.ActRestoreItem:  "Een ingetrokken onderdeel hoort er weer bij. Dezelfde mensen krijgen bericht.",

	workflow.ActEmployee:  "Over wie de klacht gaat. Er komt een concept aan uzelf. Na verzenden geldt het.",
	workflow.ActCopy:      "Er komt een concept aan de medewerker, zonder contactgegevens van de klager.",
	workflow.ActRepresent: "Wie voor de klager optreedt. Er komt een concept aan uzelf. Na verzenden geldt het.",
	workflow.ActParty:     "Wie er nog meer klaagt. Er komt een concept aan uzelf. Na verzenden geldt het.",
	workflow.ActAddress:   "Een ander adres van de klager. Er komt een concept aan uzelf. Na verzenden geldt het.",
	workflow.ActLanguage:  "In welke taal de klager mail krijgt.",

	workflow.ActAdmissible:        "De commissie behandelt de klacht. De klager krijgt bericht, en er gaat een vraag om verweer uit.",
	workflow.ActInadmissible:      "Er komt een concept “uitspraak”. U schrijft de reden erin.",
	workflow.ActWithoutStatements: "De commissie vraagt geen verweer. De klager krijgt bericht.",
	workflow.ActHearing:           "Eén dag: de uitnodigingen gaan uit. Meer dagen: iedereen krijgt de vraag wie wanneer kan.",
	workflow.ActWithoutHearing:    "De commissie gaat overleggen. De klager krijgt bericht.",
	workflow.ActHeld:              "De hoorzitting is geweest. De klager krijgt bericht.",
	workflow.ActMoved:             "Een andere dag of tijd. Iedereen krijgt bericht.",
	workflow.ActCancelled:         "De hoorzitting gaat niet door. Iedereen krijgt bericht. De commissie gaat overleggen.",
	workflow.ActMemberOut:         "De voorzitter of een lid doet niet mee in deze zaak. Niemand krijgt bericht.",
	workflow.ActJudge:             "Per onderdeel het oordeel. Er komt een concept “uitspraak”.",
	workflow.ActCirculate:         "Het concept “uitspraak” gaat naar de voorzitter en de leden, zoals het nu in Concepten ligt.",
	workflow.ActFollowed:          "Het besluit volgt de uitspraak helemaal. Met de maatregelen die zijn beloofd.",
	workflow.ActFollowedPartly:    "Het besluit volgt de uitspraak voor een deel. Met de maatregelen die zijn beloofd.",
	workflow.ActNotFollowed:       "Het besluit volgt de uitspraak niet.",
	workflow.ActPost:              "Een brief op papier kwam binnen of ging uit. Schrijf de dag erbij.",
	workflow.ActErase:             "Er komt een concept aan uzelf. Na verzenden is de zaak weg.",

	workflow.ActPause: "Klachtenpost verstuurt niets meer, in geen enkele zaak.",
}

// formValues are what can be filled in, where only some values are understood.
var formValues = map[workflow.Act]string{
	workflow.ActRefuse: list(workflow.Grounds),
	workflow.ActClose: list([]workflow.Outcome{
		workflow.OutcomeNotSettled, workflow.OutcomeWithdrawn, workflow.OutcomeNoReaction, workflow.OutcomeNotTakenUp,
		workflow.OutcomeReferred, workflow.OutcomeNoComplaint, workflow.OutcomeNoOpinion, workflow.OutcomeAnonymous}),
	workflow.ActLanguage: "Nederlands · Engels",
	workflow.ActJudge: list([]workflow.Outcome{
		workflow.OutcomeFounded, workflow.OutcomePartlyFounded, workflow.OutcomeUnfounded, workflow.OutcomeNoOpinion, workflow.OutcomeInadmissible}),
}

// list writes codes as she may type them.
func list[K ~string](codes []K) string {
	var words []string
	for _, c := range codes {
		words = append(words, strings.ReplaceAll(string(c), "_", " "))
	}
	return strings.Join(words, " · ")
}

// fieldLine is a line of a form as she copies it.
func fieldLine(field any) string {
	line := oneLine(raw(field))
	if !strings.Contains(line, ":") {
		line += ": …"
	}
	return line
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
				line := fieldLine(reflect.ValueOf(f["Fields"]).Index(i).Interface())
				fmt.Fprintf(&h, "<br>\n<span class=\"invul\"%s>%s</span>", vs.style.attr(".invul"), html.EscapeString(line))
				plain.WriteString("  " + line + "\n")
			}
			for _, w := range []string{formValues[act], formWords[act]} {
				if w == "" {
					continue
				}
				if w == formValues[act] {
					w = "Kies uit: " + w
				}
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
			line := fieldLine(reflect.ValueOf(f["Fields"]).Index(j).Interface())
			label, _, _ := strings.Cut(line, ":")
			if w, ok := vs.fieldExample(label); ok {
				line = label + ": " + w
			}
			lines = append(lines, line)
		}
		return vs.fillIn(lines...), nil
	}
	return "", nil
}

// fieldExample is what one might fill in behind a label. Dates lie ahead of the day
// of the mail, or behind it where that is meant, so that a line left as it stands is
// never far off.
func (vs *values) fieldExample(label string) (string, bool) {
	switch label {
	case "tot":
		return vs.exampleDay(14), true
	case "datum":
		return vs.exampleDay(14) + " 10:00, " + vs.exampleDay(16) + " 14:00", true
	case "maatregel":
		return vs.exampleDay(63) + " nieuwe werkafspraak", true
	case "ingekomen":
		return vs.exampleDay(-2), true
	}
	w, ok := fieldExamples[label]
	return w, ok
}

// exampleDay writes the first working day from n days after the day of the mail on,
// or when n is below 0 the last one before it.
func (vs *values) exampleDay(n int) string {
	step := 1
	if n < 0 {
		step = -1
	}
	d := vs.today.Add(n)
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		d = d.Add(step)
	}
	return terms.DutchDate(d)
}

var fieldExamples = map[string]string{
	"uitkomst":  "ingetrokken",
	"grond":     "ouder dan een jaar",
	"naar":      "de naam van de instantie",
	"met":       "het nummer van de andere zaak",
	"taal":      "Engels",
	"aan":       "klager",
	"tekst":     "Uw eigen woorden.",
	"naam":      "de naam",
	"mailadres": "het mailadres",

	"tijd":        "10:00",
	"plaats":      "kantoor Utrecht",
	"apart":       "ja",
	"tijd ander":  "11:00",
	"1":           "gegrond",
	"2":           "ongegrond",
	"3":           "geen oordeel",
	"aanbeveling": "ja",
	"onderdeel":   "2",
	"verzonden":   "of hier, als hij uitging",
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
