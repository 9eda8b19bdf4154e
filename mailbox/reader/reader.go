package reader

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"

	"klachtenpost/workflow"
)

// DefaultMaxSize is how much of a mail is read when Options names no size.
const DefaultMaxSize = 50 << 20

const (
	maxText    = 1 << 20   // decoded bytes kept of one text part
	maxAllText = 3 << 20   // decoded bytes kept of all text parts
	maxMachine = 256 << 10 // bytes kept of a delivery report or an invitation
)

// Options are what the reader must know of the place where mail arrives.
type Options struct {
	// AuthservID is the provider's name in Authentication-Results (RFC 8601
	// section 2.2), compared exactly. "-" stands for the style of Microsoft 365,
	// which writes no name. "" trusts no such header at all.
	AuthservID string
	// OwnHosts are the provider's host names or domains; a Received line "by" one
	// of them is the provider's own.
	OwnHosts []string
	// OwnListIDs are List-Ids of the committee's own alias lists: mail through
	// them is still written by a person.
	OwnListIDs []string
	Own        workflow.Address // the committee's mailbox
	MaxSize    int64            // 0 means DefaultMaxSize
}

// Read reads a mail of any shape. It never fails: what could not be read stands
// in Problems. It fills everything but ID, Source, Folder and Received. r is read
// to its end or to the size limit; an error of r itself is a problem too, for the
// bytes before it are still the mail.
func Read(r io.Reader, o Options) workflow.Message {
	pr := &problems{}
	c := &collector{problems: pr}
	root := walk(r, o, pr, c, true)
	c.release()
	m := workflow.Message{Kind: workflow.KindHuman}
	c.root = root
	readFields(&m, root.head, o, pr)
	t := c.texts()
	m.HTMLOnly = t.htmlOnly
	m.Attachments = c.attachments
	m.Calendar = settled(c.calendar)
	classify(&m, c, t, o)
	c.readText(&m, t, o.Own)
	m.Problems = pr.list
	return m
}

// Attachments calls f for each attachment of a mail in order, with its decoded
// content streaming by. Names, types and order are those of Message.Attachments;
// Size is not known yet and 0. It ends at the first error of f, and with the
// error of r when r cannot be read.
func Attachments(r io.Reader, f func(a workflow.Attachment, content io.Reader) error) error {
	e := &extractor{f: f}
	in := &faultReader{r: r}
	walk(in, Options{MaxSize: 1 << 40}, &problems{}, e, false)
	if e.err != nil {
		return e.err
	}
	return in.err
}

// walk runs the walker and reports what stopped it.
func walk(r io.Reader, o Options, pr *problems, v visitor, nested bool) *part {
	limit := o.MaxSize
	if limit <= 0 {
		limit = DefaultMaxSize
	}
	limited := &limitReader{r: r, left: limit}
	in := newLines(limited)
	defer in.release()
	w := &walker{in: in, problems: pr, visit: v, nested: nested}
	root, err := w.mail()
	if limited.err != nil {
		pr.add("mail could not be read to its end")
	}
	if limited.over {
		pr.add("mail larger than " + strconv.FormatInt(limit>>20, 10) + " MB, the rest left unread")
	}
	if err != nil && !errors.Is(err, errStop) {
		pr.add("mail could not be read whole")
	}
	if in.off == 0 {
		pr.add("empty mail")
	}
	if root == nil {
		root = &part{typ: "text/plain", params: map[string]string{}}
	}
	if len(root.head) == 0 && in.off > 0 {
		pr.add("no header, not a mail")
	}
	return root
}

// limitReader stops at the size limit and remembers why it stopped.
type limitReader struct {
	r    io.Reader
	left int64
	over bool
	err  error
}

func (l *limitReader) Read(p []byte) (int, error) {
	if l.left <= 0 {
		// One byte more tells a mail of just this size from a larger one.
		var one [1]byte
		if n, _ := l.r.Read(one[:]); n > 0 {
			l.over = true
		}
		return 0, io.EOF
	}
	if int64(len(p)) > l.left {
		p = p[:l.left]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	if err != nil && err != io.EOF {
		l.err = err
		err = io.EOF
	}
	return n, err
}

// faultReader remembers an error of the source.
type faultReader struct {
	r   io.Reader
	err error
}

func (f *faultReader) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err != nil && err != io.EOF {
		f.err = err
	}
	return n, err
}

var errStop = errors.New("stopped by the caller")

// extractor hands attachments to a function.
type extractor struct {
	f     func(workflow.Attachment, io.Reader) error
	names names
	err   error
}

func (e *extractor) leaf(p *part, content io.Reader) error {
	if !p.isAttachment() {
		return nil
	}
	if err := e.f(workflow.Attachment{Name: e.names.name(p), Type: p.typ}, content); err != nil {
		e.err = err
		return errStop
	}
	return nil
}

// collector gathers what Read needs: texts, machine parts, attachments counted.
type collector struct {
	problems    *problems
	root        *part
	names       names
	kept        int // bytes of text kept
	attachments []workflow.Attachment
	calendar    []workflow.CalendarReply
	machine     []*part // reports, in order; their text is the decoded part
	fallback    []*part // text parts that are attachments, shown when nothing else is
	buf         *bytes.Buffer
}

func (c *collector) leaf(p *part, content io.Reader) error {
	inside := p.inMessage()
	switch {
	case p.typ == "message/rfc822" && content == nil:
		if !inside {
			c.attach(p, p.size)
		}
		return nil
	case p.isText():
		c.text(p, content)
		return nil
	case p.isSilent() || isCalendar(p.typ) || machineNamed(p):
		b := c.read(content, maxMachine)
		p.text, _ = decodeCharset(b, p.params["charset"])
		p.text = cleanText(p.text)
		c.machine = append(c.machine, p)
		// In a mail that was passed on it is not the sender who answers.
		if isCalendar(p.typ) && !inside {
			c.calendar = addReplies(c.calendar, calendarReplies(p.text))
		}
		if p.isAttachment() && !inside {
			c.attach(p, int64(len(b))+discard(content))
		}
		return nil
	}
	if inside {
		return nil
	}
	if strings.HasPrefix(p.typ, "text/") && (p.typ == "text/plain" || p.typ == "text/html") && c.kept < maxAllText {
		b := c.read(content, maxText)
		c.kept += len(b)
		c.setText(p, b)
		c.fallback = append(c.fallback, p)
		c.attach(p, int64(len(b))+discard(content))
		return nil
	}
	if p.typ == "message/rfc822" {
		c.attachedMail(p, content)
		return nil
	}
	c.special(p)
	c.attach(p, discard(content))
	return nil
}

// machineNamed tells of a report part that was given a file name.
func machineNamed(p *part) bool {
	switch p.typ {
	case "message/delivery-status", "message/global-delivery-status", "message/feedback-report", "text/rfc822-headers", "message/disposition-notification":
		return true
	}
	return false
}

// attachedMail reads a mail that was attached with a transfer encoding, which
// RFC 2046 section 5.2.1 forbids and Exchange does.
func (c *collector) attachedMail(p *part, content io.Reader) {
	b := c.read(content, maxText)
	size := int64(len(b)) + discard(content)
	if p.depth < 5 {
		inner := &collector{problems: c.problems}
		child := walk(bytes.NewReader(b), Options{}, c.problems, inner, false)
		inner.release()
		child.parent = p
		p.children = append(p.children, child)
	}
	c.attach(p, size)
}

func (c *collector) attach(p *part, size int64) {
	c.attachments = append(c.attachments, workflow.Attachment{Name: c.names.name(p), Type: p.typ, Size: size})
}

// special names what the secretary cannot simply open.
func (c *collector) special(p *part) {
	ext := strings.ToLower(p.name)
	switch {
	case p.typ == "application/ms-tnef", p.typ == "application/vnd.ms-tnef", ext == "winmail.dat":
		c.problems.add("winmail.dat: attachments packed by Outlook, not opened")
	case p.typ == "application/pkcs7-mime", p.typ == "application/x-pkcs7-mime":
		if strings.Contains(strings.ToLower(p.params["smime-type"]), "signed") {
			c.problems.add("S/MIME signed as one piece, text not readable here")
		} else {
			c.problems.add("S/MIME encrypted, text not readable here")
		}
	case p.typ == "application/pgp-encrypted", p.parent != nil && p.parent.typ == "multipart/encrypted":
		c.problems.add("PGP encrypted, text not readable here")
	}
}

// text keeps a text part, up to the caps.
func (c *collector) text(p *part, content io.Reader) {
	if c.kept >= maxAllText {
		c.problems.add("text longer than 3 MB, cut")
		return
	}
	b := c.read(content, maxText)
	if len(b) == maxText && discard(content) > 0 {
		c.problems.add("text longer than 1 MB, cut")
	}
	c.kept += len(b)
	c.setText(p, b)
}

func (c *collector) setText(p *part, b []byte) {
	charset := p.params["charset"]
	if charset == "" && p.html {
		charset = metaCharset(b)
	}
	for q := p.parent; charset == "" && q != nil && !ascii(b); q = q.parent {
		charset = q.params["charset"] // a few programs name it on the multipart only
	}
	s, ok := decodeCharset(b, charset)
	if !ok {
		c.problems.add("unknown charset, read as UTF-8 or windows-1252")
	}
	p.text = s
}

// read gives the bytes of a part up to a limit. They live until the next call.
func (c *collector) read(content io.Reader, limit int64) []byte {
	if c.buf == nil {
		c.buf = contents.Get().(*bytes.Buffer)
	}
	c.buf.Reset()
	c.buf.ReadFrom(io.LimitReader(content, limit))
	return c.buf.Bytes()
}

// contents are buffers for the decoded bytes of a part; a long one is not kept.
var contents = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 8<<10)) }}

func (c *collector) release() {
	if c.buf != nil && c.buf.Cap() <= 64<<10 {
		contents.Put(c.buf)
	}
	c.buf = nil
}

// discard reads to the end and gives how many bytes that were.
func discard(r io.Reader) int64 {
	switch r := r.(type) {
	case *base64Reader:
		return r.rest()
	case *bodyReader:
		return r.rest()
	}
	n, _ := io.Copy(io.Discard, r)
	return n
}

// metaCharset finds the charset that an HTML part declares inside.
func metaCharset(b []byte) string {
	head := bytes.ToLower(b[:min(len(b), 2048)])
	_, rest, ok := bytes.Cut(head, []byte("charset="))
	if !ok {
		return ""
	}
	rest = bytes.TrimLeft(rest, `"' `)
	if i := bytes.IndexAny(rest, `"' >;/`); i >= 0 {
		return string(rest[:i])
	}
	return ""
}
