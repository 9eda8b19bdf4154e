package reader

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Two private runes mark places that only the HTML knows. They are taken out of
// what people write before, and out of the text after the quote is found.
const (
	markCut  = '\ue0fe' // from here on it is the mail that was answered
	markHint = '\ue0ff' // here a client wrote who wrote what, or began a quote
)

// maxOpen bounds the open elements that are remembered.
const maxOpen = 400

// htmlText makes readable lines of an HTML body. It works on the token stream,
// not on a tree: a megabyte of nested tables then costs no memory, and depth no
// time. Cells are kept apart, lists keep their marks, quoted blocks get "> ", and
// what a reader would not see (display:none, hidden, size zero) is left out.
// unsure tells that an element was hidden and never closed, so that hiding it
// would have hidden the rest of the mail; its text is then kept.
func htmlText(src string) (text string, unsure bool) {
	w := &htmlWriter{}
	w.out.Grow(len(src) / 3)
	z := html.NewTokenizer(strings.NewReader(src))
	z.SetMaxBuf(maxText)
	for {
		switch z.Next() {
		case html.ErrorToken:
			w.finish()
			text = strings.Trim(w.out.String(), "\n ")
			if text == "" && len(src) < maxText {
				return crude(src), true
			}
			return text, w.unsure
		case html.TextToken:
			if !w.silent() {
				w.text(cleanText(html.UnescapeString(string(z.Raw()))))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			a := atom.Lookup(name)
			var at attrs
			if more {
				at = readAttrs(z)
			}
			w.open(a, string(name), at)
		case html.EndTagToken:
			name, _ := z.TagName()
			w.close(atom.Lookup(name), string(name))
		}
	}
}

// attrs are the few attributes that matter.
type attrs struct {
	id, class, style, typ, href, alt, start string
	hidden                                  bool
}

func readAttrs(z *html.Tokenizer) attrs {
	var a attrs
	for {
		k, v, more := z.TagAttr()
		switch string(k) {
		case "id":
			a.id = string(v)
		case "name":
			if a.id == "" {
				a.id = string(v)
			}
		case "class":
			a.class = string(v)
		case "style":
			a.style = string(bytes.ToLower(v))
		case "type":
			a.typ = string(bytes.ToLower(v))
		case "href":
			a.href = string(v)
		case "alt":
			a.alt = string(v)
		case "start":
			a.start = string(v)
		case "hidden":
			a.hidden = true
		}
		if !more {
			return a
		}
	}
}

// element is one open element.
type element struct {
	a      atom.Atom
	name   string
	quote  bool // adds a "> "
	hidden bool
	pre    bool
	skip   bool // script, style and the like
	item   int  // next number of an ordered list, 0 for a mark
	href   string
	from   int // where the text of a link or a hidden element begins
	gap    int // line breaks before and after a paragraph
}

type htmlWriter struct {
	out      strings.Builder
	stack    []element
	quotes   int
	depth    int // quotes of the last line written
	hides    int
	skips    int
	pres     int
	lost     int  // open elements past maxOpen
	space    bool // a space is due
	breaks   int  // line breaks due
	started  bool // something stands on this line
	cells    int
	cellFrom int  // where the last cell began
	fresh    bool // nothing was written in the cell yet
	unsure   bool
	mark     rune            // a border stands before the next text
	hid      strings.Builder // text of the outermost hidden element
}

func (w *htmlWriter) silent() bool { return w.skips > 0 }

func (w *htmlWriter) open(a atom.Atom, name string, at attrs) {
	switch a {
	case atom.Br:
		w.br()
		return
	case atom.Hr:
		w.block(1)
		w.text("________________________________")
		w.block(1)
		return
	case atom.Img:
		if at.alt != "" && len(at.alt) <= 4 && w.hides == 0 && w.skips == 0 {
			w.text(at.alt) // an emoji as a picture
		}
		return
	case atom.Meta, atom.Link, atom.Input, atom.Base, atom.Col, atom.Wbr, atom.Area, atom.Source, atom.Param:
		return
	}
	w.implied(a)
	e := element{a: a, name: name, hidden: hides(at)}
	switch a {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Object, atom.Iframe, atom.Select, atom.Textarea, atom.Svg:
		e.skip = a != atom.Noscript && a != atom.Textarea && a != atom.Object
	case atom.Body:
		w.closeUpTo(atom.Head)
	case atom.Pre:
		e.pre = true
	case atom.A:
		e.href = at.href
	}
	if r := borderOf(a, at); r != 0 && w.hides == 0 && w.skips == 0 {
		w.block(1)
		w.mark = r
	}
	if a == atom.Blockquote && isCite(at) {
		e.quote = true
		if w.mark == 0 {
			w.mark = markHint
		}
	}
	w.before(a, &e, at)
	if e.quote {
		w.quotes++
	}
	if e.skip {
		w.skips++
	}
	if e.pre {
		w.pres++
	}
	if e.hidden {
		w.hides++
	}
	e.from = w.out.Len()
	if len(w.stack) >= maxOpen {
		// Deeper than any person's mail: count what matters, remember nothing.
		w.undo(e)
		w.lost++
		return
	}
	w.stack = append(w.stack, e)
}

// before writes what an element puts in front of its text.
func (w *htmlWriter) before(a atom.Atom, e *element, at attrs) {
	switch a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Dl, atom.Pre, atom.Table, atom.Blockquote, atom.Fieldset, atom.Figure:
		n := 2
		// Outlook's paragraphs have no margin; its empty ones stand for the blank
		// lines.
		if a == atom.P && (strings.Contains(at.class, "MsoNormal") || strings.Contains(at.class, "MsoPlainText") || strings.Contains(at.style, "margin:0") || strings.Contains(at.style, "margin: 0")) {
			n = 1
		}
		if (a == atom.Ul || a == atom.Ol) && w.inList() {
			n = 1
		}
		if a == atom.Table {
			n = 1
		}
		w.block(n)
		e.gap = n
		if a == atom.Ol {
			e.item = 1
			if n := atoi(at.start); n > 0 {
				e.item = n
			}
		}
	case atom.Li:
		w.block(1)
		if w.hides == 0 && w.skips == 0 {
			w.emit(w.listMark())
			w.space = true
		}
	case atom.Dd:
		w.block(1)
		w.text("  ")
	case atom.Tr:
		w.block(1)
		w.cells = 0
	case atom.Td, atom.Th:
		w.cell()
	case atom.Div, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Address, atom.Dt, atom.Caption, atom.Center, atom.Form, atom.Main, atom.Nav, atom.Aside, atom.Body, atom.Thead, atom.Tbody, atom.Tfoot, atom.Figcaption, atom.Option, atom.Legend:
		w.block(1)
	}
}

// cell parts a cell from the one before it: by a tab when that one was a short
// line, else by a new line. Paragraphs inside a cell do not break the row.
func (w *htmlWriter) cell() {
	if w.hides > 0 || w.skips > 0 {
		return
	}
	if w.cells > 0 && w.started {
		if before := strings.TrimLeft(w.out.String()[min(w.cellFrom, w.out.Len()):], "\n> "); len(before) < 200 && strings.IndexByte(before, '\n') < 0 {
			w.breaks = 0
			w.emit("\t")
			w.space = false
			w.fresh = true
		} else {
			w.block(1)
		}
	}
	w.cells++
	w.cellFrom = w.out.Len()
}

func (w *htmlWriter) close(a atom.Atom, name string) {
	if a == atom.Br {
		w.br() // </br> is read as <br> by all browsers
		return
	}
	if w.lost > 0 {
		w.lost--
		w.block(0)
		return
	}
	at := -1
	for i := len(w.stack) - 1; i >= 0 && i >= len(w.stack)-60; i-- {
		if w.stack[i].name == name {
			at = i
			break
		}
		// A cell or a table keeps a stray end tag inside it.
		if (w.stack[i].a == atom.Td || w.stack[i].a == atom.Table || w.stack[i].a == atom.Blockquote) && !structural(a) {
			break
		}
	}
	if at < 0 {
		if a == atom.P {
			w.block(2)
		}
		return
	}
	for len(w.stack) > at {
		w.pop()
	}
}

func structural(a atom.Atom) bool {
	switch a {
	case atom.Td, atom.Th, atom.Tr, atom.Table, atom.Body, atom.Html, atom.Tbody, atom.Blockquote, atom.Div:
		return true
	}
	return false
}

// pop closes the innermost element.
func (w *htmlWriter) pop() {
	e := w.stack[len(w.stack)-1]
	w.stack = w.stack[:len(w.stack)-1]
	switch e.a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Pre, atom.Blockquote, atom.Dl, atom.Fieldset, atom.Figure:
		w.block(max(1, e.gap))
		if e.a == atom.P && e.gap == 1 && w.out.Len() == e.from && w.out.Len() > 0 && w.hides == 0 && w.skips == 0 && !w.fresh {
			// A paragraph of one hard space is how Outlook writes a blank line.
			w.breaks = min(w.breaks+1, 3)
		}
	case atom.Ul, atom.Ol:
		if w.inList() {
			w.block(1)
		} else {
			w.block(2)
		}
	case atom.Li, atom.Div, atom.Tr, atom.Table, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Address, atom.Dd, atom.Dt, atom.Caption, atom.Center, atom.Form, atom.Main, atom.Nav, atom.Aside, atom.Figcaption, atom.Option, atom.Legend, atom.Body:
		w.block(1)
	case atom.A:
		w.link(e)
	}
	w.undo(e)
}

func (w *htmlWriter) undo(e element) {
	if e.quote {
		w.quotes--
	}
	if e.skip {
		w.skips--
	}
	if e.pre {
		w.pres--
	}
	if e.hidden {
		w.hides--
		if w.hides == 0 {
			w.hid.Reset()
		}
	}
}

// link shows where a link goes when its text does not say so.
func (w *htmlWriter) link(e element) {
	if w.hides > 0 || w.skips > 0 || e.href == "" {
		return
	}
	href := strings.TrimSpace(e.href)
	low := strings.ToLower(href)
	shown := w.out.String()[e.from:]
	switch {
	case strings.HasPrefix(low, "mailto:"):
		addr, _, _ := strings.Cut(href[7:], "?")
		if addr == "" || strings.Contains(shown, "@") || !strings.Contains(addr, "@") {
			return
		}
		w.text(" <" + addr + ">")
	case strings.HasPrefix(low, "http://"), strings.HasPrefix(low, "https://"):
		if strings.Contains(shown, "://") || strings.TrimSpace(shown) == "" || len(href) > 200 {
			return
		}
		if host := strings.TrimPrefix(strings.TrimPrefix(strings.TrimSuffix(low, "/"), "https://"), "http://"); strings.Contains(strings.ToLower(shown), strings.TrimPrefix(host, "www.")) {
			return
		}
		w.text(" <" + href + ">")
	}
}

// implied closes what the start of a closes by itself (HTML section 13.1.2.4).
func (w *htmlWriter) implied(a atom.Atom) {
	for len(w.stack) > 0 {
		top := w.stack[len(w.stack)-1].a
		switch {
		case top == atom.P && blockLevel(a),
			top == atom.Li && a == atom.Li,
			(top == atom.Td || top == atom.Th) && (a == atom.Td || a == atom.Th || a == atom.Tr),
			top == atom.Tr && a == atom.Tr,
			top == atom.Option && a == atom.Option,
			(top == atom.Dt || top == atom.Dd) && (a == atom.Dt || a == atom.Dd):
			w.pop()
		default:
			return
		}
	}
}

func blockLevel(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Table, atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.Pre, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr, atom.Section, atom.Article, atom.Address, atom.Form, atom.Fieldset:
		return true
	}
	return false
}

func (w *htmlWriter) closeUpTo(a atom.Atom) {
	for i := len(w.stack) - 1; i >= 0; i-- {
		if w.stack[i].a == a {
			for len(w.stack) > i {
				w.pop()
			}
			return
		}
	}
}

// finish keeps the text of an element that was hidden and never closed.
func (w *htmlWriter) finish() {
	if w.hides > 0 && strings.TrimSpace(w.hid.String()) != "" {
		w.unsure = true
		s := w.hid.String()
		w.hides = 0
		w.block(1)
		w.text(s)
	}
}

func (w *htmlWriter) inList() bool {
	for i := len(w.stack) - 1; i >= 0; i-- {
		if a := w.stack[i].a; a == atom.Ul || a == atom.Ol {
			return true
		}
	}
	return false
}

// listMark gives "- " or the number of the item, indented by the lists around.
func (w *htmlWriter) listMark() string {
	depth, mark := 0, ""
	for i := len(w.stack) - 1; i >= 0; i-- {
		e := &w.stack[i]
		if e.a != atom.Ul && e.a != atom.Ol {
			continue
		}
		depth++
		if mark == "" {
			mark = "-"
			if e.a == atom.Ol {
				mark = itoa(e.item) + "."
				e.item++
			}
		}
	}
	if mark == "" {
		mark = "-"
	}
	return strings.Repeat("  ", max(0, min(depth, 8)-1)) + mark
}

// block asks for n line breaks before the next text.
func (w *htmlWriter) block(n int) {
	if w.hides > 0 || w.skips > 0 {
		if w.hides > 0 {
			w.hid.WriteByte('\n')
		}
		return
	}
	w.space = false
	if w.started && !w.fresh {
		w.breaks = max(w.breaks, n)
	}
}

// br is a line break that adds up.
func (w *htmlWriter) br() {
	if w.hides > 0 || w.skips > 0 {
		return
	}
	w.space = false
	if w.started && w.breaks == 0 {
		w.breaks = 1
		return
	}
	if w.out.Len() > 0 {
		w.breaks = min(w.breaks+1, 3)
	}
}

func (w *htmlWriter) newlines() {
	if w.out.Len() > 0 {
		// A blank line between two depths belongs to the outer one.
		prefix := strings.Repeat("> ", min(w.quotes, w.depth, 30))
		for i := 0; i < w.breaks; i++ {
			if i > 0 {
				w.out.WriteString(strings.TrimRight(prefix, " "))
			}
			w.out.WriteByte('\n')
		}
	}
	w.breaks = 0
	w.started = false
}

func (w *htmlWriter) emit(s string) {
	w.fresh = false
	if w.breaks > 0 {
		w.newlines()
	}
	if !w.started {
		for i := 0; i < min(w.quotes, 30); i++ {
			w.out.WriteString("> ")
		}
		w.started = true
		w.depth = w.quotes
		if w.mark != 0 {
			w.out.WriteRune(w.mark)
			w.mark = 0
		}
	}
	w.out.WriteString(s)
}

// text writes a run of text, white space folded.
func (w *htmlWriter) text(s string) {
	if w.skips > 0 {
		return
	}
	if w.hides > 0 {
		if w.hid.Len() < maxText {
			w.hid.WriteString(s)
		}
		return
	}
	if w.pres > 0 {
		w.preformatted(s)
		return
	}
	if !ascii([]byte(s)) {
		s = empty.Replace(s)
	}
	for s != "" {
		i := strings.IndexFunc(s, htmlSpace)
		if i == 0 {
			_, n := utf8.DecodeRuneInString(s)
			w.space = true
			s = s[n:]
			continue
		}
		word := s
		if i > 0 {
			word = s[:i]
		}
		if w.space && w.started && w.breaks == 0 {
			w.out.WriteByte(' ')
		}
		w.space = false
		w.emit(word)
		s = s[len(word):]
	}
}

func (w *htmlWriter) preformatted(s string) {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for i, l := range strings.Split(s, "\n") {
		if i > 0 {
			w.br()
		}
		if l != "" {
			w.emit(l)
		}
	}
}
