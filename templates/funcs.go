package templates

import (
	"errors"
	"fmt"
	"html"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// funcs are what a text may call; the package comment lists them. Data comes in
// as any, because it may be absent.
func (vs *values) funcs() template.FuncMap {
	return template.FuncMap{
		"datum":       vs.date,
		"dag":         vs.day,
		"eerder":      before,
		"voornaam":    vs.firstName,
		"telefoon":    vs.phone,
		"post":        vs.mailbox,
		"grootte":     size,
		"code":        vs.code,
		"meervoud":    plural,
		"hoofdletter": capital,
		"bevat":       contains,
		"keuzes":      vs.options,
		"acties":      vs.decisions,
		"biedt":       offers,
		"formulieren": vs.forms,
		"voorbeeld":   vs.example,
		"antwoorden":  vs.answers,
		"vast":        vs.fix,
		"aanhef":      greets,
		"slot":        closes,
		"balk":        vs.bar,
		"resterend":   remaining,
		"taal":        vs.language,
		"toestand":    word(statusWords),
		"uitkomst":    vs.outcome,
		"wie":         word(roleWords),
		"termijn":     word(deadlineWords),
		"ontbreekt":   vs.missing,
		"twijfel":     word(doubtWords),
		"reden":       word(reasonWords),
		"mail":        word(mailWords),
		"concept":     word(letterWords),
		"vraag":       word(questionWords),
		"onbekend":    unknown,
		"betekent":    vs.meaning,
		"opsomming":   vs.enumerate,
		"momenten":    vs.moments,
		"regels":      vs.fillIn,
		"invuldag":    vs.exampleDay,
		"cijfer":      digit,
	}
}

// raw gives the text behind what a template passes on.
func raw(a any) string {
	switch a := a.(type) {
	case *value:
		return a.text
	case string:
		return a
	}
	return ""
}

func (vs *values) date(a any) (string, error) {
	return vs.written(a, terms.DutchDate, terms.EnglishDate)
}

func (vs *values) day(a any) (string, error) {
	return vs.written(a, terms.DutchDay, terms.EnglishDay)
}

func (vs *values) written(a any, nl, en func(terms.Date) string) (string, error) {
	d, ok := a.(terms.Date)
	switch {
	case !ok:
		// Better no mail than one that says "uiterlijk" and nothing.
		return "", errors.New("the date is not set")
	case vs.lang == "en":
		return glued(en(d)), nil
	}
	return glued(nl(d)), nil
}

// before reports whether a is an earlier day than b; no date is before none.
func before(a, b any) bool {
	d, ok1 := a.(terms.Date)
	e, ok2 := b.(terms.Date)
	return ok1 && ok2 && d.Before(e)
}

// firstName is how colleagues speak of each other.
func (vs *values) firstName(a any) any {
	name, _, _ := strings.Cut(oneLine(raw(a)), " ")
	return vs.add(name)
}

// phone makes a number that a telephone can dial.
func (vs *values) phone(a any) any {
	shown := oneLine(raw(a))
	if shown == "" {
		return ""
	}
	return vs.put(&value{text: shown, piece: &piece{html: vs.link("tel:"+dial(shown), shown, ".nummer"), plain: glued(shown)}})
}

// dial writes a Dutch number as RFC 3966 wants it, +31301234567; another one by
// its digits.
func dial(shown string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(shown, "(0)", "") {
		if r >= '0' && r <= '9' || r == '+' && b.Len() == 0 {
			b.WriteRune(r)
		}
	}
	n := b.String()
	switch {
	case strings.HasPrefix(n, "00"):
		return "+" + n[2:]
	case strings.HasPrefix(n, "0") && len(n) == 10 && !strings.HasPrefix(n, "0800") && !strings.HasPrefix(n, "0900"):
		return "+31" + n[1:]
	}
	return n
}

func (vs *values) mailbox(a any) any {
	shown := oneLine(raw(a))
	if shown == "" {
		return ""
	}
	return vs.put(&value{text: shown, piece: &piece{html: vs.link("mailto:"+url.PathEscape(shown), shown, "a"), plain: shown}})
}

func (vs *values) link(target, shown, style string) string {
	return "<a href=\"" + html.EscapeString(target) + "\"" + vs.style.attr(style) + ">" + html.EscapeString(shown) + "</a>"
}

// size says how large a file is: 340 kB, 1,2 MB.
func size(n int64) string {
	switch {
	case n < 1000:
		return "minder dan 1 kB"
	case n < 1000*1000:
		return strconv.FormatInt((n+500)/1000, 10) + " kB"
	}
	return strings.Replace(strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64), ".", ",", 1) + " MB"
}

func (vs *values) code(a any) any { return vs.add(answer.FormatCode(raw(a))) }

// capital begins words of ours as a sentence.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func length(list any) int {
	v := reflect.ValueOf(list)
	if !v.IsValid() || v.Kind() != reflect.Slice {
		return 0
	}
	return v.Len()
}

// contains reports whether a list of codes holds one.
func contains(list any, code string) bool {
	v := reflect.ValueOf(list)
	for i := range length(list) {
		if reflect.ValueOf(v.Index(i).Interface()).String() == code {
			return true
		}
	}
	return false
}

// language marks words of another language, so that they are read out well.
func (vs *values) language(lang string, a any) any {
	s := oneLine(raw(a))
	return vs.put(&value{text: s, piece: &piece{
		html:  `<span lang="` + html.EscapeString(lang) + `">` + html.EscapeString(s) + `</span>`,
		plain: s,
	}})
}

// unknown ends the branch of a text that has no words for a code.
func unknown(code any) (string, error) { return "", fmt.Errorf("no words for %q", fmt.Sprint(code)) }

// word makes a function that looks a code up, and fails when it has no words.
func word[K ~string](table map[K]string) func(any) (string, error) {
	return func(code any) (string, error) {
		k := reflect.ValueOf(code)
		if k.IsValid() && k.Kind() == reflect.String {
			if w, ok := table[K(k.String())]; ok {
				return w, nil
			}
		}
		return unknown(code)
	}
}
