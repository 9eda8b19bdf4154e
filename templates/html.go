package templates

import (
	"fmt"
	"html"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// html writes the body of the HTML part. Every element carries its style itself
// too: some mail programs drop the style block.
func (l *letter) html() (string, error) {
	w := htmlWriter{l: l, style: l.values.style}
	for c := l.root.FirstChild(); c != nil; c = c.NextSibling() {
		if c == l.foot {
			w.print("<div class=\"voet\"%s>\n", w.style.attr(".voet"))
			w.foot = true
			continue
		}
		w.block(c)
	}
	if w.foot {
		w.print("</div>\n")
	}
	return unglued(w.b.String()), w.err
}

type htmlWriter struct {
	l     *letter
	style styles
	b     strings.Builder
	foot  bool
	err   error
}

func (w *htmlWriter) print(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

func (w *htmlWriter) element(tag string, n ast.Node, content func(ast.Node)) {
	w.print("<%s%s>", tag, w.style.attr(tag))
	content(n)
	w.print("</%s>\n", tag)
}

func (w *htmlWriter) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		w.block(c)
	}
}

func (w *htmlWriter) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Heading:
		w.element(fmt.Sprintf("h%d", n.Level), n, w.inline)
	case *ast.TextBlock: // a list item without blank lines
		w.inline(n)
		w.b.WriteByte('\n')
	case *ast.Paragraph:
		if v, ok := w.l.block(n); ok {
			w.alone(v)
			return
		}
		tag := "p"
		if w.foot {
			w.print("<p%s>", w.style.attr(".voet p"))
			w.inline(n)
			w.print("</p>\n")
			return
		}
		w.element(tag, n, w.inline)
	case *ast.ThematicBreak:
		w.print("<hr%s>\n", w.style.attr("hr"))
	case *ast.List:
		tag := "ul"
		start := ""
		if n.IsOrdered() {
			tag = "ol"
			if n.Start != 1 {
				start = fmt.Sprintf(" start=\"%d\"", n.Start)
			}
		}
		w.print("<%s%s%s>\n", tag, start, w.style.attr(tag))
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			w.element("li", item, w.blocks)
		}
		w.print("</%s>\n", tag)
	case *ast.Blockquote:
		w.print("<blockquote%s>\n", w.style.attr("blockquote"))
		w.blocks(n)
		w.print("</blockquote>\n")
	default:
		w.err = fmt.Errorf("no way to write a %s as HTML", n.Kind())
	}
}

// alone writes a value that is a paragraph of its own. Data keeps its own line
// breaks; a blank line in it begins a paragraph.
func (w *htmlWriter) alone(v *value) {
	if v.piece != nil {
		w.b.WriteString(v.piece.html)
		return
	}
	for _, part := range strings.Split(strings.Trim(v.text, "\n"), "\n\n") {
		if part = strings.Trim(part, "\n"); strings.TrimSpace(part) == "" {
			continue
		}
		w.print("<p%s>%s</p>\n", w.style.attr("p"), strings.ReplaceAll(html.EscapeString(part), "\n", "<br>\n"))
	}
}

func (w *htmlWriter) inline(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			w.b.WriteString(w.escaped(w.l.literal(c)))
			switch {
			case c.HardLineBreak():
				w.b.WriteString("<br>\n")
			case c.SoftLineBreak():
				w.b.WriteByte(' ')
			}
		case *ast.Emphasis:
			tag := "em"
			if c.Level == 2 {
				tag = "strong"
			}
			w.print("<%s>", tag)
			w.inline(c)
			w.print("</%s>", tag)
		case *ast.Link:
			w.print("<a href=\"%s\"%s>", html.EscapeString(w.l.fill(string(c.Destination))), w.style.attr("a"))
			w.inline(c)
			w.b.WriteString("</a>")
		default:
			w.err = fmt.Errorf("no way to write a %s as HTML", c.Kind())
		}
	}
}

// escaped escapes the text and the data in it.
func (w *htmlWriter) escaped(s string) string {
	return w.l.values.fill(html.EscapeString(s), func(v *value) string {
		if v.piece == nil {
			return html.EscapeString(oneLine(v.text))
		}
		if v.piece.block {
			w.err = fmt.Errorf("choices and bars stand in a paragraph of their own")
		}
		return v.piece.html
	})
}
