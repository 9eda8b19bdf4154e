package reader

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// Limits of trust section 5.
const (
	maxDepth    = 50
	maxParts    = 500
	maxBoundary = 2048
)

// part is one MIME entity.
type part struct {
	head     header
	typ      string // media type, lower case; text/plain when absent or unreadable
	params   map[string]string
	disp     string // "attachment", "inline" or ""
	name     string // shown file name, "" when none
	enc      string // "", "base64", "qp", "uue"
	declared bool   // Content-Type was there and readable
	depth    int
	parent   *part
	children []*part
	size     int64 // raw bytes of a walked message/rfc822
	text     string
	html     bool
}

// visitor sees the leaves of a mail in order. content gives the decoded bytes
// and need not be read to its end.
type visitor interface {
	leaf(p *part, content io.Reader) error
}

// walker goes through a mail once.
type walker struct {
	in       *lines
	problems *problems
	visit    visitor
	stack    []string // open boundaries, "--" in front, outermost first
	parts    int
	depth    int
	nested   bool  // walk into message/rfc822 as well
	end      int64 // where the last body ended
}

var errParts = errors.New("more than 500 parts")

// mail walks a whole mail.
func (w *walker) mail() (*part, error) {
	root, _, err := w.entity(nil, "text/plain")
	if errors.Is(err, errParts) {
		w.problems.add("more than 500 parts, the rest left out")
		err = nil
	}
	return root, err
}

// closing tells which boundary ended a body: its place in the stack, or -1 at
// the end of the mail, and whether it was the last one ("--" behind it).
type closing struct {
	level int
	final bool
}

func (w *walker) entity(parent *part, defaultType string) (*part, closing, error) {
	w.parts++
	if w.parts > maxParts {
		return nil, closing{level: -1}, errParts
	}
	hr := headerReader{in: w.in, problems: w.problems, top: parent == nil || parent.typ == "message/rfc822"}
	if len(w.stack) > 0 {
		hr.stop = func(line []byte) bool { _, ok := w.boundary(line); return ok }
	}
	head, first := hr.read()
	p := newPart(head, parent, defaultType, w.problems)
	w.depth++
	defer func() { w.depth-- }()
	if w.depth >= maxDepth && (strings.HasPrefix(p.typ, "multipart/") || p.typ == "message/rfc822") {
		w.problems.add("nested deeper than 50 levels, the inside left closed")
		p.typ = "application/octet-stream"
	}
	if p.typ == "message/rfc822" && p.name == "" && p.enc == "" {
		p.name = w.subjectAhead()
	}
	switch {
	case strings.HasPrefix(p.typ, "multipart/"):
		c, err := w.multipart(p, first)
		return p, c, err
	case p.typ == "message/rfc822" && w.nested && p.enc == "" && len(first) == 0:
		from := w.in.off
		w.end = from
		child, c, err := w.entity(p, "text/plain")
		if child != nil {
			p.children = append(p.children, child)
		}
		p.size = max(0, w.end-from)
		if err == nil {
			err = w.visit.leaf(p, nil)
		}
		return p, c, err
	}
	if parent == nil && !p.declared && len(first) == 0 {
		if b := w.looksMultipart(); b != "" {
			// The Content-Type got lost, the parts are there.
			w.problems.add("multipart without a Content-Type")
			p.typ = "multipart/mixed"
			p.params = map[string]string{"boundary": b}
			c, err := w.multipart(p, nil)
			return p, c, err
		}
	}
	if p.enc == "base64" && p.isText() && !looksBase64(w.in.peek(400)) {
		w.problems.add("text is not base64 as it says")
		p.enc = ""
	}
	body := &bodyReader{w: w, first: first}
	content := decoder(p.enc, body)
	if p.enc == "base64" && bytes.IndexByte(bytes.TrimSpace(first), ' ') >= 0 {
		// The lines that slipped out of the header were never encoded.
		body.first = nil
		content = io.MultiReader(bytes.NewReader(first), content)
	}
	err := w.visit.leaf(p, content)
	if err != nil {
		return p, closing{level: -1}, err
	}
	body.drain()
	return p, body.end, nil
}

// looksBase64 tells whether the first line of a body has no words in it.
func looksBase64(b []byte) bool {
	b = bytes.TrimLeft(b, "\r\n\t ")
	if bytes.HasPrefix(b, []byte("--")) {
		return true
	}
	line := bytes.TrimSpace(firstLine(b))
	return bytes.Count(line, []byte(" ")) < 3
}

// subjectAhead names an attached mail after its subject.
func (w *walker) subjectAhead() string {
	ahead := newLines(bytes.NewReader(bytes.Clone(w.in.peek(8 << 10))))
	defer ahead.release()
	hr := headerReader{in: ahead, top: true}
	h, _ := hr.read()
	if s := shorten(decodeWords(h.get("Subject")), 100); s != "" {
		return s + ".eml"
	}
	return "bericht.eml"
}

// looksMultipart finds a boundary on the first line of a body whose second line
// is a Content- field.
func (w *walker) looksMultipart() string {
	b := bytes.TrimLeft(w.in.peek(1024), "\r\n")
	if !bytes.HasPrefix(b, []byte("--")) {
		return ""
	}
	line, rest, ok := bytes.Cut(b, []byte("\n"))
	if !ok || !contentField(rest) {
		return ""
	}
	return strings.TrimRight(string(line[2:]), " \t\r")
}

func contentField(b []byte) bool {
	return len(b) >= 8 && bytes.EqualFold(b[:8], []byte("content-"))
}

// multipart reads the parts between the boundaries (RFC 2046 section 5.1).
func (w *walker) multipart(p *part, first []byte) (closing, error) {
	declared := strings.TrimRight(p.params["boundary"], " \t")
	if len(declared) > maxBoundary {
		declared = declared[:maxBoundary]
		w.problems.add("boundary longer than 2048, cut")
	}
	if declared == "" {
		w.problems.add("multipart without a boundary")
	}
	level := len(w.stack)
	w.stack = append(w.stack, "--"+declared)
	if declared == "" {
		w.stack[level] = "\x00" // matches no line
	}
	defer func() { w.stack = w.stack[:level] }()

	preamble := &preambleReader{bodyReader: bodyReader{w: w, first: first}, level: level}
	kept, err := io.ReadAll(io.LimitReader(preamble, maxText))
	if err != nil {
		return closing{level: -1}, err
	}
	preamble.drain()
	c := preamble.end
	if c.level != level {
		// No boundary came: what stands there is the text.
		w.problems.add("multipart without its boundary in the body, read as text")
		child := &part{typ: "text/plain", parent: p, depth: p.depth + 1, params: map[string]string{}}
		if looksHTML(kept) {
			child.typ, child.html = "text/html", true
		}
		child.enc = p.enc
		p.children = append(p.children, child)
		if err := w.visit.leaf(child, decoder(p.enc, bytes.NewReader(kept))); err != nil {
			return c, err
		}
		return c, nil
	}
	childType := "text/plain"
	if p.typ == "multipart/digest" {
		childType = "message/rfc822"
	}
	for {
		if c.level != level {
			if c.level < 0 {
				w.problems.add("no closing boundary")
			}
			return c, nil
		}
		if !c.final {
			child, next, err := w.entity(p, childType)
			if child != nil {
				p.children = append(p.children, child)
			}
			if err != nil {
				return next, err
			}
			c = next
			continue
		}
		// The epilogue is no part of the mail (RFC 2046 section 5.1.1), but some
		// programs go on with more parts after it.
		body := &bodyReader{w: w}
		body.drain()
		c = body.end
		if c.level != level {
			return c, nil
		}
		if c.final {
			continue
		}
		w.problems.add("parts after the closing boundary")
	}
}

// boundary tells whether line is an open boundary, the innermost one first.
func (w *walker) boundary(line []byte) (closing, bool) {
	if len(line) < 2 || line[0] != '-' || line[1] != '-' {
		return closing{}, false
	}
	line = bytes.TrimRight(line, " \t\r")
	for i := len(w.stack) - 1; i >= 0; i-- {
		b := w.stack[i]
		if len(line) < len(b) || string(line[:len(b)]) != b {
			continue
		}
		switch rest := line[len(b):]; {
		case len(rest) == 0:
			return closing{level: i}, true
		case len(rest) == 2 && rest[0] == '-' && rest[1] == '-':
			return closing{level: i, final: true}, true
		}
	}
	return closing{}, false
}

// bodyReader gives the bytes up to the next open boundary. The line ending in
// front of a boundary belongs to the boundary (RFC 2046 section 5.1.1).
type bodyReader struct {
	w       *walker
	first   []byte // lines that were taken from the body already
	cur     []byte
	then    []byte // comes after cur
	eol     string // ending of the last line, held back
	done    bool
	end     closing
	onStart func(line []byte) bool
}

func (b *bodyReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if !b.more() {
			break
		}
		m := copy(p[n:], b.cur)
		b.cur = b.cur[m:]
		n += m
	}
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// rest gives how many bytes are still to come, and passes over them.
func (b *bodyReader) rest() (n int64) {
	for b.more() {
		n += int64(len(b.cur))
		b.cur = nil
	}
	return n
}

// more tells whether there are bytes in cur, and gets the next when there are none.
func (b *bodyReader) more() bool { return len(b.cur) > 0 || b.fill() }

// bulk passes over what cannot be a boundary, as many lines as lie ready at once, for
// those to whom the ends of lines are nothing; nil when more has to be asked.
func (b *bodyReader) bulk() []byte {
	if !b.plain() {
		return nil
	}
	lines := b.w.in.bulk()
	if lines != nil {
		b.eol = "\n"
	}
	return lines
}

// base64 passes over what is nothing but base64, and gives how many characters.
func (b *bodyReader) base64() (chars int64) {
	if b.plain() {
		chars = b.w.in.base64()
	}
	if chars > 0 {
		b.eol = "\n"
	}
	return chars
}

// plain tells that nothing comes before the next line of the mail, and nobody waits for
// one that begins with dashes.
func (b *bodyReader) plain() bool {
	return len(b.cur) == 0 && len(b.then) == 0 && len(b.first) == 0 && !b.done && b.onStart == nil
}

// fill gets the next bytes into cur.
func (b *bodyReader) fill() bool {
	if len(b.then) > 0 {
		b.cur, b.then = b.then, nil
		return true
	}
	for !b.done {
		if len(b.first) > 0 {
			b.cur, b.first = b.first, nil
			return true
		}
		line, end, start, ok := b.w.in.next()
		if !ok {
			b.done = true
			b.end = closing{level: -1}
			b.w.end = b.w.in.off
			b.cur, b.eol = []byte(b.eol), ""
			return len(b.cur) > 0
		}
		if start && len(line) > 1 && line[0] == '-' && line[1] == '-' {
			if c, ok := b.w.boundary(line); ok {
				b.done, b.end = true, c
				b.w.end = b.w.in.off - int64(len(line)+len(end)+b.w.in.prev)
				return false
			}
			if b.onStart != nil {
				line, end = bytes.Clone(line), bytes.Clone(end)
				if b.onStart(line) {
					b.done = true
					return false
				}
			}
		}
		switch b.eol {
		case "":
			b.cur = line
		case "\n":
			b.cur, b.then = lf, line
		default:
			b.cur, b.then = crlf, line
		}
		b.eol = ""
		if len(end) > 0 {
			b.eol = "\n"
			if len(end) > 1 {
				b.eol = "\r\n"
			}
		}
		if len(b.cur) > 0 {
			return true
		}
	}
	return false
}

var lf, crlf = []byte("\n"), []byte("\r\n")

func (b *bodyReader) drain() {
	b.cur, b.then = nil, nil
	for !b.done {
		if b.bulk() == nil {
			b.fill()
			b.cur, b.then = nil, nil
		}
	}
}

// preambleReader is a bodyReader that adopts a boundary nobody declared: a line
// with -- in front whose next line is a Content- field.
type preambleReader struct {
	bodyReader
	level int
}

func (r *preambleReader) Read(p []byte) (int, error) {
	if r.onStart == nil {
		r.onStart = func(line []byte) bool {
			if len(line) < 4 || !contentField(r.w.in.peek(16)) {
				return false
			}
			r.w.problems.add("wrong or missing boundary, another one fits")
			r.w.stack[r.level] = strings.TrimRight(string(line), " \t\r")
			r.end = closing{level: r.level}
			return true
		}
	}
	return r.bodyReader.Read(p)
}
