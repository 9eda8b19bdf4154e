package templates

import (
	"fmt"
	"html"
	"reflect"
	"strconv"
	"strings"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// options words numbered choices, one per line. In the text part each reads as
// what to do: "Antwoord met 1: naar de directeur".
func (vs *values) options(list any, likely any) (any, error) {
	v := reflect.ValueOf(list)
	if length(list) == 0 {
		return "", nil
	}
	var h, plain strings.Builder
	fmt.Fprintf(&h, "<ul class=\"keuzes\"%s>\n", vs.style.attr(".keuzes"))
	for i := range v.Len() {
		o, ok := v.Index(i).Interface().(map[string]any)
		if !ok {
			return nil, fmt.Errorf("keuzes wants options, got %v", v.Index(i))
		}
		digit, _ := o["Digit"].(int)
		act, _ := o["Act"].(workflow.Act)
		words, err := vs.actWords(act, raw(likely))
		if err != nil {
			return nil, err
		}
		mailto := raw(o["Mailto"])
		shown := html.EscapeString(words)
		if mailto != "" {
			if err := allowedTarget(mailto); err != nil {
				return nil, err
			}
			shown = vs.link(mailto, words, "a")
		}
		fmt.Fprintf(&h, "<li%s>%s <strong class=\"cijfer\"%s>%d</strong>: %s</li>\n",
			vs.style.attr(".keuzes li"), vs.answerWith(), vs.style.attr(".cijfer"), digit, shown)
		plain.WriteString(vs.answerWith() + " " + strconv.Itoa(digit) + ": " + words + "\n")
		if mailto != "" {
			plain.WriteString("  " + mailto + "\n")
		}
	}
	h.WriteString("</ul>\n")
	return vs.put(&value{piece: &piece{html: h.String(), plain: strings.TrimRight(plain.String(), "\n"), block: true}}), nil
}

// answerWith stands before the number of a choice. On paper it is a box to tick.
func (vs *values) answerWith() string {
	switch {
	case vs.lang == "en" && vs.paper:
		return "Choice"
	case vs.lang == "en":
		return "Reply with"
	case vs.paper:
		return "Keuze"
	}
	return "Antwoord met"
}

// actWords words a choice; likely is the case that a mail may belong to.
func (vs *values) actWords(act workflow.Act, likely string) (string, error) {
	w, ok := actText(vs.lang, act)
	switch {
	case !ok:
		return "", fmt.Errorf("no words in %s for the choice %q", vs.lang, act)
	case act == workflow.ActBelongsTo && likely != "":
		return "dit bericht hoort bij " + likely, nil
	}
	return w, nil
}

// bar shows for the eye how much of something is over. The words beside it say
// the same, so readers that speak skip it, and the text part has nothing.
func (vs *values) bar(percent any, late any) any {
	n, _ := percent.(int)
	n = max(0, min(100, n))
	fill := ".vol"
	if l, _ := late.(bool); l {
		n, fill = 100, ".over"
	}
	// Two blocks with a background: no table, no image, and mail programs that
	// drop the style leave nothing behind.
	return vs.put(&value{piece: &piece{block: true, html: fmt.Sprintf(
		"<div class=\"balk\" aria-hidden=\"true\"%s><div class=\"%s\" style=\"width:%d%%;%s\"></div></div>\n",
		vs.style.attr(".balk"), fill[1:], max(n, 2), html.EscapeString(vs.style[fill]))}})
}

// remaining says in days what the bar beside it shows: how much of a term is left,
// of how much.
func remaining(deadline, today any) string {
	m, _ := deadline.(map[string]any)
	end, ok := m["Date"].(terms.Date)
	now, known := today.(terms.Date)
	if !ok || !known {
		return ""
	}
	left, whole := end.Sub(now), 0
	if from, ok := m["From"].(terms.Date); ok {
		whole = end.Sub(from)
	}
	days := func(n int) string { return strconv.Itoa(n) + " " + plural(n, "dag", "dagen") }
	switch {
	case left < 0:
		return days(-left) + " te laat."
	case left == 0:
		return "Vandaag is de laatste dag."
	case whole > left:
		return "Nog " + strconv.Itoa(left) + " van de " + days(whole) + "."
	}
	return "Nog " + days(left) + "."
}
