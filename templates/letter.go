package templates

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"

	"klachtenpost/workflow"
)

// letters are drafts that the secretary edits and sends from her own mail
// program. Their page is a plain one, which survives that.
var letters = []workflow.Template{
	workflow.TemplateProposal, workflow.TemplateAsk, workflow.TemplateNotTakenUp, workflow.TemplateReferred,
	workflow.TemplateNoComplaint, workflow.TemplateForward, workflow.TemplateEmployeeCopy, workflow.TemplateCorrection,
	workflow.TemplateLetter, workflow.TemplateChange, workflow.TemplateTrialLetter,
	workflow.TemplateCaseFile, workflow.TemplateDefence, workflow.TemplateDecision, workflow.TemplateBesluit,
	workflow.TemplateBesluitCommittee, workflow.TemplateEmployeeOutcome, workflow.TemplateErasure,
}

// fix marks what must leave as it stands: the paragraph in which {{vast}} is, or
// the piece or words given to it. See Rendered.Fixed.
func (vs *values) fix(a ...any) (any, error) {
	switch {
	case len(a) == 0:
		return vs.put(&value{piece: &piece{}, fixed: true}), nil
	case len(a) > 1:
		return nil, fmt.Errorf("vast takes one thing, got %d", len(a))
	}
	switch v := a[0].(type) {
	case *value:
		c := *v
		c.fixed = true
		return vs.put(&c), nil
	case string:
		if v == "" {
			return "", nil // no choices: nothing to keep
		}
		return vs.put(&value{text: v, fixed: true}), nil
	}
	return nil, fmt.Errorf("vast cannot keep a %T", a[0])
}

// fixed lists what was marked, in the order of the letter: each line whole, with
// single spaces, whatever line it is broken over.
func (l *letter) fixed() ([]string, error) {
	var lines []string
	err := ast.Walk(l.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n.(type) {
		case *ast.Paragraph, *ast.TextBlock, *ast.Heading:
		default:
			return ast.WalkContinue, nil
		}
		if !entering || !l.marked(n) {
			return ast.WalkSkipChildren, nil
		}
		if emphasised(n) {
			return ast.WalkStop, &formError{l.plain(n), "emphasis in a fixed line", "mail programs turn it into stars"}
		}
		text := l.plain(n)
		if v, ok := l.block(n); ok {
			if text = v.text; v.piece != nil {
				text = v.piece.plain
			}
		}
		for line := range strings.Lines(unglued(text)) {
			if line = oneLine(line); line != "" {
				lines = append(lines, line)
			}
		}
		return ast.WalkSkipChildren, nil
	})
	return lines, err
}

// marked reports whether something in n is to be kept.
func (l *letter) marked(n ast.Node) bool {
	found := false
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) { // the walker gives no error
		if t, ok := c.(*ast.Text); ok && entering {
			found = found || strings.ContainsFunc(l.literal(t), func(r rune) bool {
				v, ok := l.values.at(r)
				return ok && v.fixed
			})
		}
		return ast.WalkContinue, nil
	})
	return found
}

func emphasised(n ast.Node) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if _, ok := c.(*ast.Emphasis); ok {
			return true
		}
	}
	return false
}

var (
	salutation = regexp.MustCompile(`(?i)^\s*(beste|geachte|goede(n)?\s?(dag|morgen|middag|avond)|hallo|hoi|dag|l\.?s\.?|dear|hello|hi)\b[^.?!]{0,60}([,!]|\n|$)`)
	farewell   = regexp.MustCompile(`(?i)\b(groet(en|jes)?|hoogachtend|regards|sincerely)\b([,.!]?[ ]*(\n[^\n]{0,60}){0,6}|[^\n.?!]{0,60})$`)
)

// greets reports whether words begin as a letter does, so that nobody is greeted
// twice.
func greets(a any) bool { return salutation.MatchString(firstWords(a)) }

// closes reports whether words end as a letter does.
func closes(a any) bool { return farewell.MatchString(strings.TrimSpace(lastWords(a))) }

// firstWords and lastWords take the text out of a list of workflow's words.
func firstWords(a any) string { return wordsAt(a, func(list []any) any { return list[0] }) }
func lastWords(a any) string  { return wordsAt(a, func(list []any) any { return list[len(list)-1] }) }

func wordsAt(a any, pick func([]any) any) string {
	list, ok := a.([]any)
	if !ok || len(list) == 0 {
		return ""
	}
	m, _ := pick(list).(map[string]any)
	return raw(m["Text"])
}

func isLetter(name workflow.Template) bool { return slices.Contains(letters, name) }
