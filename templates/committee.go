package templates

import (
	"fmt"
	"html"
	"reflect"
	"strings"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// judged says in plain words what the committee's judgement comes to: to the
// complainant, and to everybody else.
var judged = map[string]map[workflow.Outcome][2]string{
	"nl": {
		workflow.OutcomeFounded:       {"De commissie geeft u gelijk.", "De commissie geeft de klager gelijk."},
		workflow.OutcomePartlyFounded: {"De commissie geeft u voor een deel gelijk.", "De commissie geeft de klager voor een deel gelijk."},
		workflow.OutcomeUnfounded:     {"De commissie geeft u geen gelijk.", "De commissie geeft de klager geen gelijk."},
		workflow.OutcomeNoOpinion:     {"De commissie kon niet vaststellen hoe het is gegaan.", "De commissie kon niet vaststellen hoe het is gegaan."},
		workflow.OutcomeInadmissible:  {"De commissie kan hier niet over oordelen.", "De commissie kan hier niet over oordelen."},
	},
	"en": {
		workflow.OutcomeFounded:       {"The committee agrees with you.", "The committee agrees with the complainant."},
		workflow.OutcomePartlyFounded: {"The committee agrees with you in part.", "The committee agrees with the complainant in part."},
		workflow.OutcomeUnfounded:     {"The committee does not agree with you.", "The committee does not agree with the complainant."},
		workflow.OutcomeNoOpinion:     {"The committee could not establish what happened.", "The committee could not establish what happened."},
		workflow.OutcomeInadmissible:  {"The committee cannot judge this.", "The committee cannot judge this."},
	},
}

// meaning words a judgement for who reads it. Other outcomes are no judgement of
// the committee, and a decision that said one would be wrong.
func (vs *values) meaning(outcome, to any) (string, error) {
	o, _ := outcome.(workflow.Outcome)
	w, ok := judged[vs.lang][o]
	if !ok {
		return "", fmt.Errorf("%q is no judgement of the committee", o)
	}
	if to == workflow.RoleComplainant || to == workflow.RoleRepresentative {
		return w[0], nil
	}
	return w[1], nil
}

// enumerate writes a list as in a sentence: a, b en c.
func (vs *values) enumerate(list any) string {
	v := reflect.ValueOf(list)
	and := " en "
	if vs.lang == "en" {
		and = " and "
	}
	var b strings.Builder
	for i := range length(list) {
		switch {
		case i > 0 && i == v.Len()-1:
			b.WriteString(and)
		case i > 0:
			b.WriteString(", ")
		}
		fmt.Fprint(&b, v.Index(i).Interface())
	}
	return b.String()
}

// moment words a day and a time for a line by itself, without a comma: who copies
// it into an answer keeps day and time in one clause.
func (vs *values) moment(slot map[string]any) (string, error) {
	day, ok := slot["Day"].(terms.Date)
	if !ok {
		return "", fmt.Errorf("a date to choose from is not set")
	}
	at := oneLine(raw(slot["At"]))
	switch {
	case vs.lang == "en" && at != "":
		return terms.EnglishDate(day) + " at " + at, nil
	case vs.lang == "en":
		return terms.EnglishDate(day), nil
	case at != "":
		return terms.DutchDate(day) + " om " + at + " uur", nil
	}
	return terms.DutchDate(day), nil
}

// moments shows the dates one can choose from, each on a line with its two
// answers. In the text part, and on paper, what is not true is struck out.
func (vs *values) moments(hearing any) (any, error) {
	m, _ := hearing.(map[string]any)
	list := reflect.ValueOf(m["Slots"])
	if length(m["Slots"]) == 0 {
		return "", nil
	}
	can := answerText(vs.lang, workflow.QuestionHearingDates, workflow.ActCan)
	cannot := answerText(vs.lang, workflow.QuestionHearingDates, workflow.ActCannot)
	or := " of "
	if vs.lang == "en" {
		or = " or "
	}
	var lines []string
	var page strings.Builder
	fmt.Fprintf(&page, "<ul class=\"keuzes\"%s>\n", vs.style.attr(".keuzes"))
	for i := range list.Len() {
		slot, _ := list.Index(i).Interface().(map[string]any)
		when, err := vs.moment(slot)
		if err != nil {
			return nil, err
		}
		yes, no := html.EscapeString(can), html.EscapeString(cannot)
		for _, x := range []struct {
			target string
			words  *string
		}{{raw(slot["Can"]), &yes}, {raw(slot["Cannot"]), &no}} {
			if x.target == "" || vs.paper {
				continue
			}
			if err := allowedTarget(x.target); err != nil {
				return nil, err
			}
			*x.words = "<a href=\"" + html.EscapeString(x.target) + "\"" + vs.style.attr("a") + ">" + *x.words + "</a>"
		}
		lines = append(lines, glued(when)+": "+can+or+cannot)
		fmt.Fprintf(&page, "<li%s>%s: %s%s%s</li>\n", vs.style.attr(".keuzes li"), html.EscapeString(when), yes, or, no)
	}
	page.WriteString("</ul>\n")
	return vs.put(&value{piece: &piece{html: page.String(), plain: strings.Join(lines, "\n"), block: true}}), nil
}

// dateActs are the choices of a date, in order.
var dateActs = []workflow.Act{workflow.ActDate1, workflow.ActDate2, workflow.ActDate3, workflow.ActDate4}

// dateChoice words the choice of the n-th date: when it is, and below it who can
// come, who cannot and who has not said. So the choices are the table as well.
func (vs *values) dateChoice(hearing any, n int) (choice, bool) {
	m, _ := hearing.(map[string]any)
	list := reflect.ValueOf(m["Slots"])
	if length(m["Slots"]) <= n {
		return choice{}, false
	}
	slot, _ := list.Index(n).Interface().(map[string]any)
	when, err := vs.moment(slot)
	if err != nil {
		return choice{}, false
	}
	var then []string
	for _, x := range []struct{ label, field string }{{"Kan", "Yes"}, {"Kan niet", "No"}, {"Zei nog niets", "Open"}} {
		var who []string
		v := reflect.ValueOf(slot[x.field])
		for i := range length(slot[x.field]) {
			who = append(who, oneLine(raw(v.Index(i).Interface())))
		}
		if len(who) > 0 {
			then = append(then, x.label+": "+strings.Join(who, ", ")+".")
		}
	}
	if len(then) == 0 {
		then = []string{"Niemand heeft nog geantwoord."}
	}
	return choice{when, strings.Join(then, " ")}, true
}

// questions are put above the answers of a strip of paper.
var questions = map[string]map[workflow.QuestionKind]string{
	"nl": {
		workflow.QuestionProposal:     "Bent u tevreden met het antwoord op uw klacht?",
		workflow.QuestionChoice:       "Hoe wilt u verder met uw klacht?",
		workflow.QuestionDelay:        "Vindt u het goed dat het antwoord later komt?",
		workflow.QuestionHearingWish:  "Wilt u in een gesprek uw verhaal vertellen?",
		workflow.QuestionHearingDates: "Op welke dagen kunt u?",
	},
	"en": {
		workflow.QuestionProposal:     "Are you satisfied with the answer to your complaint?",
		workflow.QuestionChoice:       "How would you like to go on with your complaint?",
		workflow.QuestionDelay:        "Is it all right if the answer comes later?",
		workflow.QuestionHearingWish:  "Would you like to tell your story in a meeting?",
		workflow.QuestionHearingDates: "Which days suit you?",
	},
}

// QuestionText words a question for a letter on paper, above the answers that one
// ticks; "" for one that has no answers to tick.
func (s *Set) QuestionText(lang string, q workflow.QuestionKind) string {
	if w := questions[lang][q]; w != "" {
		return w
	}
	return questions["nl"][q]
}

// fillIn shows lines as one would send them.
func (vs *values) fillIn(lines ...string) any {
	escaped := make([]string, len(lines))
	for i, l := range lines {
		escaped[i] = html.EscapeString(l)
	}
	return vs.put(&value{piece: &piece{block: true, plain: "  " + strings.Join(lines, "\n  "),
		html: fmt.Sprintf("<p class=\"invul\"%s>%s</p>\n", vs.style.attr(".invul"), strings.Join(escaped, "<br>\n"))}})
}

// digit finds the number of a choice, 0 when it is not offered.
func digit(options any, act string) int {
	v := reflect.ValueOf(options)
	for i := range length(options) {
		if o, ok := v.Index(i).Interface().(map[string]any); ok && o["Act"] == workflow.Act(act) {
			n, _ := o["Digit"].(int)
			return n
		}
	}
	return 0
}
