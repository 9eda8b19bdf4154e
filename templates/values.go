package templates

import (
	"fmt"
	"html"
	"reflect"
	"time"
	"unicode"

	"klachtenpost/workflow/terms"
)

// Marks stand for data while the Markdown is parsed: the n-th value of a mail is
// the n-th character of this private-use plane. To Markdown a mark is a letter
// like any other. Data is filled in once and never looked at again, so marks in
// what people write mean nothing.
const (
	firstMark = 0xF0000
	lastMark  = 0xFFFFD
)

func isMark(r rune) bool { return r >= firstMark && r <= lastMark }

// private reports whether r is of private use: a mark or our glue. Neither comes
// in with data nor with a text, and neither may leave.
func private(r rune) bool { return unicode.Is(unicode.Co, r) }

// value is one piece of data on its way through a template.
type value struct {
	mark  rune
	text  string // cleaned; may hold line breaks
	piece *piece // not nil: ready-made for each part
	fixed bool   // must leave as it stands
}

// piece is something that looks different in the two parts, made by us from
// closed lists and escaped data.
type piece struct {
	html, plain string
	block       bool // stands alone, as a paragraph does
}

// String gives the mark, so that a template prints it.
func (v *value) String() string { return string(v.mark) }

// values are the pieces of data of one mail.
type values struct {
	lang   string
	style  styles
	letter bool // the mail is a draft that the secretary edits
	paper  bool // its receiver reads it on paper
	today  terms.Date
	list   []*value
	full   bool // more values than marks
}

// add makes a value of a string; the empty string stays one, so that a template
// can ask whether it is there.
func (vs *values) add(s string) any {
	s = clean(s)
	if s == "" {
		return ""
	}
	return vs.put(&value{text: s})
}

func (vs *values) put(v *value) *value {
	v.mark = firstMark + rune(len(vs.list))
	if v.mark > lastMark {
		vs.full = true
		v.mark = lastMark
		return v
	}
	vs.list = append(vs.list, v)
	return v
}

// at finds the value of a mark.
func (vs *values) at(r rune) (*value, bool) {
	if i := int(r - firstMark); isMark(r) && i < len(vs.list) {
		return vs.list[i], true
	}
	return nil, false
}

// view is what a template gets: the named fields of d and nothing else, strings
// behind marks, dates that are not set nil.
func (vs *values) view(d Data, fields []string) (map[string]any, error) {
	m := map[string]any{}
	v := reflect.ValueOf(d)
	for _, f := range fields {
		m[f] = vs.field(f, v.FieldByName(f))
	}
	if vs.full {
		return nil, fmt.Errorf("more than %d pieces of data", lastMark-firstMark)
	}
	return m, nil
}

var (
	stringType = reflect.TypeFor[string]()
	dateType   = reflect.TypeFor[terms.Date]()
	timeType   = reflect.TypeFor[time.Time]()
)

// field wraps a field. Case numbers are never torn over two lines.
func (vs *values) field(name string, v reflect.Value) any {
	a := vs.wrap(v)
	if n, ok := a.(*value); ok && (name == "Tag" || name == "Likely" || name == "NewTag") {
		shown := oneLine(n.text)
		n.piece = &piece{plain: shown,
			html: `<span style="white-space:nowrap">` + html.EscapeString(shown) + `</span>`}
	}
	return a
}

// wrap turns a field into what a template may handle. Named string types are
// closed lists of ours and stay as they are; they are compared, not printed.
func (vs *values) wrap(v reflect.Value) any {
	switch {
	case v.Type() == stringType:
		return vs.add(v.String())
	case v.Type() == dateType:
		if d := v.Interface().(terms.Date); !d.IsZero() {
			return d
		}
		return nil
	case v.Type() == timeType:
		return nil // an instant is nothing to show
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return vs.wrap(v.Elem())
	case reflect.Struct:
		m := map[string]any{}
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			m[name] = vs.field(name, v.Field(i))
		}
		return m
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = vs.wrap(v.Index(i))
		}
		return list
	}
	return v.Interface()
}
