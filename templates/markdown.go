package templates

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// markdown knows headings, paragraphs, lists, quotes, thematic breaks, emphasis
// and links. No HTML, no code blocks, no tables: what a letter has no use for is
// plain text here.
var markdown = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(parser.NewListParser(), 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewATXHeadingParser(), 600),
		util.Prioritized(parser.NewBlockquoteParser(), 800),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewEmphasisParser(), 500),
	),
	parser.WithParagraphTransformers(),
)

// letter is the body of a mail as a tree, with the data still behind marks.
type letter struct {
	source []byte
	root   ast.Node
	values *values
	// foot is the last thematic break: what follows it is small print.
	foot ast.Node
}

// formError is a piece of Markdown that has no place in a mail.
type formError struct{ at, what, why string }

func (e *formError) Error() string { return fmt.Sprintf("%s %q: %s", e.what, e.at, e.why) }

// parseLetter makes the tree and refuses what no part could show well.
func parseLetter(body string, vs *values) (*letter, error) {
	l := &letter{source: []byte(body), values: vs}
	l.root = markdown.Parse(text.NewReader(l.source))
	first, h1 := true, 0
	err := ast.Walk(l.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			if n.Level == 1 {
				h1++
			}
			if first != (n.Level == 1) || n.Level > 3 {
				return ast.WalkStop, &formError{l.plain(n), "heading", "one # comes first, then ## and ###"}
			}
			first = false
		case *ast.ThematicBreak:
			l.foot = n
		case *ast.Image:
			return ast.WalkStop, &formError{string(n.Destination), "image", "mails carry no images"}
		case *ast.Link:
			if err := allowedTarget(l.fill(string(n.Destination))); err != nil {
				return ast.WalkStop, err
			}
		}
		return ast.WalkContinue, nil
	})
	if err == nil && h1 != 1 {
		err = errors.New("the body has no heading: # and what the mail says")
	}
	return l, err
}

var schemes = []string{"https", "mailto", "tel"}

// allowedTarget refuses links that do something else than open a page, a mail or
// a telephone.
func allowedTarget(target string) error {
	u, err := url.Parse(target)
	if err != nil || !slices.Contains(schemes, u.Scheme) {
		return &formError{target, "link", "only https, mailto and tel"}
	}
	return nil
}

// fill puts one line of text in the place of each mark.
func (l *letter) fill(s string) string {
	return l.values.fill(s, func(v *value) string {
		if v.piece != nil {
			return v.piece.plain
		}
		return oneLine(v.text)
	})
}

// fill replaces each mark in s by what put says. What it fills in is not looked
// at again.
func (vs *values) fill(s string, put func(*value) string) string {
	if strings.IndexFunc(s, isMark) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if v, ok := vs.at(r); ok {
			b.WriteString(put(v))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// literal gives the text of a leaf with Markdown's backslashes taken out.
func (l *letter) literal(n *ast.Text) string {
	return string(util.UnescapePunctuations(n.Segment.Value(l.source)))
}

// block gives the value that a paragraph consists of, when that value stands
// alone: a piece of ours, or data of several lines.
func (l *letter) block(n ast.Node) (*value, bool) {
	t, ok := n.FirstChild().(*ast.Text)
	if !ok || t.NextSibling() != nil {
		return nil, false
	}
	r := []rune(strings.TrimSpace(l.literal(t)))
	if len(r) != 1 {
		return nil, false
	}
	v, ok := l.values.at(r[0])
	if !ok || v.piece != nil && !v.piece.block || v.piece == nil && !strings.Contains(v.text, "\n") {
		return nil, false
	}
	return v, true
}

// plain gives the words of a node on one line.
func (l *letter) plain(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.WriteString(l.fill(l.literal(t)))
			if t.SoftLineBreak() || t.HardLineBreak() {
				b.WriteByte(' ')
			}
			continue
		}
		b.WriteString(l.plain(c))
	}
	return b.String()
}
