package templates

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"

	"klachtenpost/templates/paper"
	"klachtenpost/workflow"
)

// Document makes the blocks of a letter on paper of the same tree that the two
// parts of a mail are made of. A text that does not exist in a language is made in
// Dutch; lang tells in which it was.
func (s *Set) Document(name workflow.Template, lang string, d Data) (subject string, body []paper.Block, err error) {
	t, lang, err := s.find(name, lang, d.To)
	var l *letter
	if err == nil {
		subject, l, err = letterOf(t, name, d, &values{lang: lang, style: s.layout.light, paper: d.Paper, today: d.Today})
	}
	if err != nil {
		return "", nil, fmt.Errorf("lay out %s/%s: %w", lang, name, err)
	}
	w := paperWriter{l: l}
	for n := l.root.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n, paper.Block{Small: w.small})
		w.small = w.small || n == l.foot
	}
	if w.err != nil {
		return "", nil, fmt.Errorf("lay out %s/%s: %w", lang, name, w.err)
	}
	return subject, w.out, nil
}

// paperWriter turns the tree into blocks.
type paperWriter struct {
	l     *letter
	out   []paper.Block
	small bool
	err   error
}

// block adds what n holds; like says where it stands: in a list, in a quote, in
// the small print.
func (w *paperWriter) block(n ast.Node, like paper.Block) {
	switch n := n.(type) {
	case *ast.Heading:
		like.Kind, like.Level, like.Marker = paper.Heading, n.Level, ""
		w.runs(n, like)
	case *ast.Paragraph, *ast.TextBlock:
		if v, ok := w.l.block(n); ok {
			w.alone(v, like)
			return
		}
		w.runs(n, like)
	case *ast.ThematicBreak:
		w.out = append(w.out, paper.Block{Kind: paper.Rule, Small: like.Small})
	case *ast.List:
		w.list(n, like)
	case *ast.Blockquote:
		like.Quoted = true
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			w.block(c, like)
		}
	default:
		w.err = fmt.Errorf("no way to print a %s", n.Kind())
	}
}

func (w *paperWriter) list(n *ast.List, like paper.Block) {
	level := 1
	if like.Kind == paper.Item {
		level = like.Level + 1
	}
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		in := paper.Block{Kind: paper.Item, Level: level, Marker: "–", Quoted: like.Quoted, Small: like.Small}
		if n.IsOrdered() {
			in.Marker = fmt.Sprintf("%d.", number)
			number++
		}
		for c := item.FirstChild(); c != nil; c = c.NextSibling() {
			w.block(c, in)
			in.Marker = "" // only the first paragraph of an item bears it
		}
	}
}

// alone adds a value that is a paragraph of its own: data as it was written, or
// choices without the links that a mail has. A bar is for the screen.
func (w *paperWriter) alone(v *value, like paper.Block) {
	text := strings.Trim(v.text, "\n")
	if v.piece != nil {
		var lines []string
		for _, line := range strings.Split(v.piece.plain, "\n") {
			if !strings.HasPrefix(strings.TrimSpace(line), "mailto:") {
				lines = append(lines, line)
			}
		}
		text = strings.Join(lines, "\n")
	}
	if text != "" {
		like.Runs = []paper.Run{{Text: onPaper(text)}}
		w.out = append(w.out, like)
	}
}

func (w *paperWriter) runs(n ast.Node, like paper.Block) {
	like.Runs = w.inline(n, false)
	w.out = append(w.out, like)
}

// inline gives the running words of n. Of a link the words are printed, and where
// it leads when they do not say so.
func (w *paperWriter) inline(n ast.Node, bold bool) []paper.Run {
	var runs []paper.Run
	add := func(text string) { runs = append(runs, paper.Run{Text: onPaper(text), Bold: bold}) }
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			text := w.l.fill(w.l.literal(c))
			switch {
			case c.HardLineBreak():
				text += "\n"
			case c.SoftLineBreak():
				text += " "
			}
			add(text)
		case *ast.Emphasis:
			runs = append(runs, w.inline(c, bold || c.Level == 2)...)
		case *ast.Link:
			runs = append(runs, w.inline(c, bold)...)
			target := w.l.fill(string(c.Destination))
			if _, bare, _ := strings.Cut(target, ":"); strings.TrimPrefix(bare, "//") != w.l.plain(c) {
				add(" (" + target + ")")
			}
		default:
			w.err = fmt.Errorf("no way to print a %s", c.Kind())
		}
	}
	return runs
}

// onPaper keeps on one line what a mail keeps on one line.
func onPaper(s string) string { return strings.ReplaceAll(s, string(glue), "\u00a0") }
