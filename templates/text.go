package templates

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// columns is where lines of the text part end. An address is never broken.
const columns = 72

// text writes the text part: what the HTML part says, readable without it.
func (l *letter) text() (string, error) {
	w := textWriter{l: l}
	w.blocks(l.root, columns)
	if w.err != nil {
		return "", w.err
	}
	return unglued(strings.Join(w.lines, "\n")) + "\n", nil
}

type textWriter struct {
	l     *letter
	lines []string
	err   error
}

// blocks writes the children of n, a blank line between them, but none below a
// heading, so that one sees what it belongs to.
func (w *textWriter) blocks(n ast.Node, width int) {
	tight := true
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		part := w.block(c, width)
		if len(part) == 0 {
			continue
		}
		if !tight && len(w.lines) > 0 {
			w.lines = append(w.lines, "")
		}
		w.lines = append(w.lines, part...)
		h, ok := c.(*ast.Heading)
		tight = ok && h.Level > 1
	}
}

// block writes one block as lines.
func (w *textWriter) block(n ast.Node, width int) []string {
	switch n := n.(type) {
	case *ast.Heading:
		return wrap(w.inline(n), width)
	case *ast.Paragraph, *ast.TextBlock:
		if v, ok := w.l.block(n); ok {
			return blockLines(v, width)
		}
		return wrap(w.inline(n), width)
	case *ast.ThematicBreak:
		return []string{"* * *"}
	case *ast.List:
		return w.list(n, width)
	case *ast.Blockquote:
		// A mark before each line: whatever stands in the quoted text, it cannot
		// pass for words of ours.
		return prefixed(w.nested(n, width-2), "> ", "> ")
	}
	w.err = fmt.Errorf("no way to write a %s as text", n.Kind())
	return nil
}

// nested writes the blocks inside n on their own.
func (w *textWriter) nested(n ast.Node, width int) []string {
	inner := textWriter{l: w.l}
	inner.blocks(n, width)
	if inner.err != nil {
		w.err = inner.err
	}
	return inner.lines
}

func (w *textWriter) list(n *ast.List, width int) []string {
	var lines []string
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		first := "- "
		if n.IsOrdered() {
			first = fmt.Sprintf("%d. ", number)
			number++
		}
		if !n.IsTight && len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, prefixed(w.nested(item, width-len(first)), first, strings.Repeat(" ", len(first)))...)
	}
	return lines
}

// blockLines writes a value that stands alone. Data keeps its own line breaks
// and nothing else is done to it.
func blockLines(v *value, width int) []string {
	if v.piece == nil {
		return strings.Split(strings.Trim(v.text, "\n"), "\n")
	}
	if v.piece.plain == "" {
		return nil
	}
	var lines []string
	for _, line := range strings.Split(v.piece.plain, "\n") {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if line == "" {
			lines = append(lines, "")
		}
		lines = append(lines, prefixed(wrap(line, width-len(indent)), indent, indent)...)
	}
	return lines
}

// prefixed puts first before the first line and rest before the others.
func prefixed(lines []string, first, rest string) []string {
	out := make([]string, len(lines))
	for i, line := range lines {
		p := rest
		if i == 0 {
			p = first
		}
		out[i] = strings.TrimRight(p+line, " ")
	}
	return out
}

// inline writes the running text of n. Line breaks in it are wished for; all
// else is wrapped.
func (w *textWriter) inline(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.WriteString(w.l.fill(w.l.literal(c)))
			switch {
			case c.HardLineBreak():
				b.WriteByte('\n')
			case c.SoftLineBreak():
				b.WriteByte(' ')
			}
		case *ast.Emphasis:
			b.WriteString(w.inline(c))
		case *ast.Link:
			shown, target := w.inline(c), w.l.fill(string(c.Destination))
			b.WriteString(shown)
			if bare := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(target, "https://"), "mailto:"), "tel:"); bare != shown {
				b.WriteString(" (" + target + ")")
			}
		default:
			w.err = fmt.Errorf("no way to write a %s as text", c.Kind())
		}
	}
	return b.String()
}

// wrap breaks s between words at width. A word that is longer stands alone on
// its line, whole.
func wrap(s string, width int) []string {
	var lines []string
	for _, part := range strings.Split(s, "\n") {
		line, n := "", 0
		for _, word := range strings.Fields(part) {
			k := utf8.RuneCountInString(word)
			if n > 0 && n+1+k > width {
				lines = append(lines, line)
				line, n = "", 0
			}
			if n > 0 {
				line, n = line+" ", n+1
			}
			line, n = line+word, n+k
		}
		if n > 0 {
			lines = append(lines, line)
		}
	}
	return lines
}
