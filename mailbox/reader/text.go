package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"klachtenpost/workflow"
)

// texts is the readable text of a mail with the marks its HTML had.
type texts struct {
	text     string
	htmlOnly bool
	unsure   bool // something was hidden in an odd way
	attached string
	inner    *part // the first attached mail
}

// texts chooses and joins the text parts.
func (c *collector) texts() texts {
	var t texts
	leaves := pick(c.root, nil)
	if len(leaves) == 0 {
		leaves = c.fallback
	}
	var out strings.Builder
	first := "" // mostly the only one
	plain := false
	for _, p := range leaves {
		s := ""
		if p.html {
			s = p.shown(&t)
		} else {
			plain = true
			s = p.plainText()
		}
		if strings.TrimSpace(s) == "" {
			continue
		}
		if first == "" {
			first = s
			continue
		}
		out.WriteString("\n\n")
		out.WriteString(s)
	}
	if t.text = first; out.Len() > 0 {
		t.text += out.String()
	}
	t.htmlOnly = !plain && len(leaves) > 0
	if t.inner = c.root.innerMail(); t.inner != nil {
		in := &collector{problems: c.problems, root: t.inner}
		t.attached = in.texts().text
	}
	return t
}

// innerMail finds the first attached mail.
func (p *part) innerMail() *part {
	if p.typ == "message/rfc822" {
		if len(p.children) > 0 {
			return p.children[0]
		}
		return nil
	}
	for _, q := range p.children {
		if in := q.innerMail(); in != nil {
			return in
		}
	}
	return nil
}

// shown converts an HTML part.
func (p *part) shown(t *texts) string {
	s, unsure := htmlText(cleanText(p.text))
	t.unsure = t.unsure || unsure
	return s
}

// plainText cleans a plain part and joins the lines that format=flowed broke
// (RFC 3676 section 4).
func (p *part) plainText() string {
	s := cleanText(p.text)
	if p.typ == "text/enriched" || p.typ == "text/richtext" {
		s, _ = htmlText(strings.NewReplacer("\n\n", "<br>", "<<", "&lt;", "<param>", "<script>", "</param>", "</script>", "<nl>", "<br>").Replace(s))
	}
	if strings.EqualFold(p.params["format"], "flowed") {
		s = unflow(s, strings.EqualFold(p.params["delsp"], "yes"))
	}
	return s
}

// unflow joins flowed lines of one quote depth; "-- " stays a line.
func unflow(s string, delsp bool) string {
	out := make([]byte, 0, len(s))
	join := -1 // depth of the open paragraph
	for s != "" {
		line, rest, more := strings.Cut(s, "\n")
		s = rest
		depth := 0
		for depth < len(line) && line[depth] == '>' {
			depth++
		}
		body := line[depth:]
		stuffed := strings.TrimPrefix(body, " ") // space-stuffing
		if depth == 0 {
			body = stuffed
		}
		if join >= 0 && join == depth && stuffed != "-- " {
			out = append(out, stuffed...)
		} else {
			if join >= 0 {
				out = append(out, '\n')
			}
			out = append(append(out, line[:depth]...), body...)
		}
		join = -1
		if strings.HasSuffix(body, " ") && stuffed != "-- " && more {
			if delsp {
				out = out[:len(out)-1]
			}
			join = depth
			continue
		}
		if more {
			out = append(out, '\n')
		}
	}
	return string(out)
}

// pick appends the leaves that are the text of p, in order. Of alternatives
// (RFC 2046 section 5.1.4) the plain one is taken, unless it is empty, a mere
// note that the mail is HTML, or shorter than its twin: then something is only there.
func pick(p *part, out []*part) []*part {
	switch {
	case p.typ == "message/rfc822":
		return out
	case p.typ == "multipart/alternative":
		return append(out, best(p)...)
	case len(p.children) > 0:
		for _, q := range p.children {
			out = pick(q, out)
		}
		return out
	case p.isText():
		return append(out, p)
	}
	return out
}

func best(p *part) []*part {
	var plain, rich []*part
	for _, q := range p.children {
		leaves := pick(q, nil)
		if len(leaves) == 0 {
			continue
		}
		html := false
		for _, l := range leaves {
			html = html || l.html
		}
		if html {
			rich = leaves
		} else {
			plain = append(plain, leaves...)
		}
	}
	if len(plain) == 0 || len(rich) == 0 {
		return append(plain, rich...)
	}
	have := 0
	stub := false
	for _, l := range plain {
		have += letters(l.text)
		stub = stub || isStub(l.text)
	}
	want := 0
	for _, l := range rich {
		want += lettersOutside(l.text)
	}
	enough := have + have/4 + 100
	if have > 0 && !stub && want <= enough {
		return plain // most mails, without converting their HTML
	}
	want = 0
	for _, l := range rich {
		if l.html {
			s, _ := htmlText(l.text)
			want += letters(s)
		} else {
			want += letters(l.text)
		}
	}
	if want > 0 && (have == 0 || stub && have < 400 || want > enough) {
		return rich
	}
	return plain
}

func letters(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if c >= 'a' && c <= 'z' || s[i] >= 0xc0 {
			n++
		}
	}
	return n
}

// lettersOutside counts the letters of HTML outside its tags and style sheets: at
// least as many as are shown.
func lettersOutside(s string) int {
	n := 0
	for s != "" {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return n + lettersNoEntities(s)
		}
		n += lettersNoEntities(s[:i])
		s = s[i:]
		if len(s) > 6 && strings.EqualFold(s[:6], "<style") {
			if j := strings.Index(s, "</"); j > 0 {
				s = s[j:]
			}
		}
		j := strings.IndexByte(s, '>')
		if j < 0 {
			return n
		}
		s = s[j+1:]
	}
	return n
}

// lettersNoEntities counts letters, &eacute; as one and &nbsp; as none.
func lettersNoEntities(s string) int {
	n := letters(s)
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			return n
		}
		s = s[i+1:]
		if j := strings.IndexByte(s, ';'); j > 0 && j < 9 {
			n -= letters(s[:j])
			switch s[:j] {
			case "nbsp", "zwnj", "amp", "lt", "gt", "quot", "shy":
			default:
				n++
			}
			s = s[j:]
		}
	}
}

// isStub knows the notes that programs put into a plain part they did not want
// to write.
func isStub(s string) bool {
	if len(s) > 1500 {
		return false
	}
	s = strings.ToLower(s)
	for _, w := range [...]string{"html e-mail", "html email", "html mail", "html-mail", "html-e-mail", "html version", "html-versie", "view this email in your browser", "bekijk deze e-mail in", "bekijk online", "does not support html", "ondersteunt geen html", "html message", "html-compatible", "html-bericht", "this is a multi-part message"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// readText fills Text, NewText, Confidence and Original. own is the committee's
// address.
func (c *collector) readText(m *workflow.Message, t texts, own workflow.Address) {
	text := tidy(t.text)
	q := markQuote(text, quoteHints{
		reply:   len(m.References) > 0 || replySubject(m.Subject),
		forward: forwardSubject(m.Subject),
	})
	if strings.Contains(text, "-----BEGIN PGP MESSAGE-----") {
		c.problems.add("PGP encrypted, text not readable here")
	}
	m.Text, m.NewText, m.Confidence = unmark(text), q.text, q.confidence
	if t.unsure && m.Confidence > 0.4 {
		m.Confidence = 0.4
		c.problems.add("hidden text that is not closed, shown")
	}
	if m.Kind != workflow.KindHuman {
		if m.Text == "" {
			c.emptyText(m)
		}
		return
	}
	m.Original = q.original
	if t.inner != nil {
		c.innerMail(m, t)
	}
	if m.Original.Same(own) {
		// A mail of our own that came back is nobody's complaint.
		m.Original = workflow.Address{}
	}
	if m.NewText == "" && t.inner == nil {
		c.emptyText(m)
	}
}

// shortNote is how many letters "see attached" and a few words more have.
const shortNote = 150

// innerMail shows an attached mail below the text, and takes its writer for the
// original one when the mail around it says little.
func (c *collector) innerMail(m *workflow.Message, t texts) {
	inner := unmark(tidy(t.attached))
	who := identity(t.inner.head)
	if who.IsZero() {
		who = shownFrom(t.inner.head)
	}
	// A long text of one's own with a mail attached is a story with evidence.
	if m.Original.IsZero() && (forwardSubject(m.Subject) || letters(m.NewText) < shortNote) {
		m.Original = who
	}
	if inner == "" {
		return
	}
	var b strings.Builder
	b.WriteString(m.Text)
	if m.Text != "" {
		b.WriteString("\n\n")
	}
	b.WriteString("---------- Bijgevoegd bericht ----------\n")
	if !who.IsZero() {
		b.WriteString("Van: " + shownAddress(who) + "\n")
	}
	if s := decodeWords(t.inner.head.get("Subject")); s != "" {
		b.WriteString("Onderwerp: " + s + "\n")
	}
	b.WriteString("\n" + inner)
	m.Text = b.String()
}

func shownAddress(a workflow.Address) string {
	if a.Name == "" {
		return a.Addr()
	}
	return a.Name + " <" + a.Addr() + ">"
}

// emptyText says why a mail shows nothing.
func (c *collector) emptyText(m *workflow.Message) {
	m.Confidence = 0.3
	for _, a := range m.Attachments {
		if strings.HasPrefix(a.Type, "image/") || a.Type == "application/pdf" {
			c.problems.add("no text, only a scan or a picture")
			return
		}
	}
	if len(m.Attachments) > 0 {
		c.problems.add("no text, only attachments")
		return
	}
	c.problems.add("no text")
}

// tidy ends lines without trailing spaces and never has three blank lines.
func tidy(s string) string {
	if end := strings.TrimRightFunc(s, unicode.IsSpace); isTidy(end) {
		return end
	}
	var out strings.Builder
	out.Grow(len(s))
	blanks := 0
	for s != "" {
		line, rest, _ := strings.Cut(s, "\n")
		s = rest
		sig := line == "-- "
		line = strings.TrimRightFunc(line, unicode.IsSpace)
		if line == "" {
			blanks++
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
			for i := 0; i < min(blanks, 2); i++ {
				out.WriteByte('\n')
			}
		}
		blanks = 0
		out.WriteString(line)
		if sig {
			out.WriteByte(' ')
		}
	}
	return out.String()
}

// isTidy tells that nothing of s, which ends in no space, has to be tidied.
func isTidy(s string) bool {
	if s == "" || s[0] == '\n' || s == "--" || strings.HasSuffix(s, "\n--") || strings.Contains(s, "\n\n\n\n") {
		return s == ""
	}
	for i := 0; ; {
		k := strings.IndexByte(s[i:], '\n')
		if k < 0 {
			return true
		}
		if c := lastByte(s[i : i+k]); c <= ' ' && c != 0 || c >= utf8.RuneSelf {
			return false // a space, or what must be looked at as a letter
		}
		i += k + 1
	}
}

// lastByte gives the last byte of a line, 0 when there is none.
func lastByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[len(s)-1]
}
