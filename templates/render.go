package templates

import (
	"errors"
	"fmt"
	"strings"
	"text/template"

	"klachtenpost/workflow"
)

// subjectHeader is the header line every text has.
const subjectHeader = "Onderwerp"

// render runs a text over data and makes both parts of it.
func (s *Set) render(t *template.Template, name workflow.Template, lang string, d Data) (Rendered, error) {
	page := s.layout
	if isLetter(name) {
		page = s.plain
	}
	subject, l, err := letterOf(t, name, d, &values{lang: lang, style: page.light, letter: isLetter(name), paper: d.Paper, today: d.Today})
	if err != nil {
		return Rendered{}, err
	}
	r := Rendered{Subject: subject}
	if r.Subject == "" {
		return Rendered{}, errors.New("the subject is empty")
	}
	if r.Text, err = l.text(); err != nil {
		return Rendered{}, err
	}
	if r.Fixed, err = l.fixed(); err != nil {
		return Rendered{}, err
	}
	h, err := l.html()
	if err != nil {
		return Rendered{}, err
	}
	r.HTML = page.wrap(lang, r.Subject, h)
	for _, part := range append([]string{r.Subject, r.Text, r.HTML}, r.Fixed...) {
		if strings.IndexFunc(part, private) >= 0 {
			return Rendered{}, errors.New("data was left behind its mark")
		}
	}
	return r, nil
}

// letterOf runs a text over data and parses what comes out. vs are the values of this
// one mail.
func letterOf(t *template.Template, name workflow.Template, d Data, vs *values) (subject string, l *letter, err error) {
	fields, err := fieldsOf(name)
	if err != nil {
		return "", nil, err
	}
	view, err := vs.view(d, fields)
	if err != nil {
		return "", nil, err
	}
	// A clone, because the functions hold the values of this one mail.
	t, err = t.Clone()
	if err != nil {
		return "", nil, err
	}
	var out strings.Builder
	if err := t.Funcs(vs.funcs()).Execute(&out, view); err != nil {
		return "", nil, plainError(err)
	}
	if vs.full {
		return "", nil, fmt.Errorf("more than %d pieces of data", lastMark-firstMark)
	}
	head, body, err := split(out.String())
	if err != nil {
		return "", nil, err
	}
	if l, err = parseLetter(body, vs); err != nil {
		return "", nil, err
	}
	return header(l.fill(head)), l, nil
}

// split takes the header lines off.
func split(s string) (subject, body string, err error) {
	head, body, ok := strings.Cut(strings.TrimLeft(s, "\n"), "\n\n")
	if !ok {
		return "", "", errors.New("no blank line between the header lines and the body")
	}
	for _, line := range strings.Split(head, "\n") {
		name, v, ok := strings.Cut(line, ":")
		if !ok || name != subjectHeader || subject != "" {
			return "", "", fmt.Errorf("header line %q: one line %q, then a blank line", line, subjectHeader+": …")
		}
		subject = strings.TrimSpace(v)
	}
	return subject, body, nil
}
