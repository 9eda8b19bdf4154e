package mailbox

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"klachtenpost/mailbox/invite"
	"klachtenpost/workflow"
)

// Mail is what Compose writes. Everything in it is fixed by the caller: the
// same Mail gives the same header, so that a mail can be known again.
type Mail struct {
	From, To   workflow.Address
	Cc         []workflow.Address
	Subject    string
	MessageID  string // without <>
	Date       time.Time
	InReplyTo  string   // without <>
	References []string // without <>, oldest first
	Text, HTML string   // HTML may be empty
	// Calendar is an invitation that the receiver's calendar takes up (RFC 6047
	// section 2.4), nil for none.
	Calendar *invite.Part
	// AutoSubmitted is "auto-replied" or "auto-generated" (RFC 3834 section 5);
	// "" on a letter that a person sends.
	AutoSubmitted string
	Suppress      string   // X-Auto-Response-Suppress: "OOF, AutoReply, RN, NRN"
	Headers       []Header // such as X-Klachtenpost
	Attachments   []Part
}

// Header is one further header line.
type Header struct{ Name, Value string }

// Part is an attachment. Open is called once, when its turn comes, and the
// content passes through without being held.
type Part struct {
	Name, Type string
	Open       func() (io.ReadCloser, error)
}

const mostReferences = 1500 // bytes of the header line

// Compose writes m as RFC 5322 with CRLF: text first, then HTML, quoted-printable
// both, attachments in base64. Line breaks and other control characters in a
// value become spaces, so that no value can add a header line.
func Compose(w io.Writer, m Mail) error {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	if err := setAddresses(msg, m); err != nil {
		return fmt.Errorf("compose mail: %w", err)
	}
	if err := setHeaders(msg, m); err != nil {
		return fmt.Errorf("compose mail: %w", err)
	}
	msg.SetBodyString(gomail.TypeTextPlain, crlf(m.Text))
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, crlf(m.HTML))
	}
	if m.Calendar != nil {
		// The last of the alternatives, which is the one preferred (RFC 2046 section
		// 5.1.4). Base64, as calendars send it themselves: a relay that takes spaces
		// away would undo the folding.
		msg.AddAlternativeString(gomail.ContentType(plainValue(m.Calendar.Type)), string(m.Calendar.Data), gomail.WithPartEncoding(gomail.EncodingB64))
	}
	out := &spliceWriter{w: w, parts: make(map[string]Part)}
	attach(msg, m, out)
	if _, err := msg.WriteTo(out); err != nil {
		return fmt.Errorf("compose mail: %w", err)
	}
	return nil
}

func setAddresses(msg *gomail.Msg, m Mail) error {
	var err error
	address := func(a workflow.Address) *mail.Address {
		if e := checkAddress(a.Addr()); e != nil {
			err = e
		}
		return &mail.Address{Name: plainValue(a.Name), Address: a.Addr()}
	}
	msg.FromMailAddress(address(m.From))
	msg.ToMailAddress(address(m.To))
	var cc []*mail.Address
	for _, a := range m.Cc {
		cc = append(cc, address(a))
	}
	if len(cc) > 0 {
		msg.CcMailAddress(cc...)
	}
	return err
}

func setHeaders(msg *gomail.Msg, m Mail) error {
	if !messageID.MatchString(m.MessageID) {
		return errors.New("a Message-ID like id@host is needed")
	}
	if m.Date.IsZero() {
		return errors.New("a date is needed")
	}
	msg.SetMessageIDWithValue(m.MessageID)
	msg.SetDateWithValue(m.Date)
	msg.Subject(plainValue(m.Subject))
	if messageID.MatchString(m.InReplyTo) {
		msg.SetGenHeader(gomail.HeaderInReplyTo, "<"+m.InReplyTo+">")
	}
	if refs := references(m.References); refs != "" {
		msg.SetGenHeader(gomail.HeaderReferences, refs) // one string: several would be joined with commas
	}
	if m.AutoSubmitted != "" {
		msg.SetGenHeader("Auto-Submitted", plainValue(m.AutoSubmitted))
	}
	if m.Suppress != "" {
		msg.SetGenHeader("X-Auto-Response-Suppress", plainValue(m.Suppress))
	}
	for _, h := range m.Headers {
		if !headerName.MatchString(h.Name) {
			return fmt.Errorf("header name %q", h.Name)
		}
		msg.SetGenHeader(gomail.Header(h.Name), plainValue(h.Value))
	}
	return nil
}

var (
	// What every server and client keeps as it is; a narrower form than RFC 5322
	// section 3.6.4 allows.
	messageID  = regexp.MustCompile(`^[A-Za-z0-9!#$%&'*+/=?^_{|}~.-]{1,200}@[A-Za-z0-9.\[\]:-]{1,200}$`)
	headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,60}$`)
)

// references keeps the first id and as many of the last as fit. An id that
// cannot be written is left out.
func references(ids []string) string {
	var l []string
	for _, id := range ids {
		if messageID.MatchString(id) || foreignID.MatchString(id) {
			l = append(l, "<"+id+">")
		}
	}
	for len(l) > 2 && len(strings.Join(l, " ")) > mostReferences {
		l = append(l[:1], l[2:]...)
	}
	return strings.Join(l, " ")
}

// foreignID is an id others chose: printable and without what ends it.
var foreignID = regexp.MustCompile(`^[!-;=?-~]{1,500}$`)

// checkAddress accepts what goes into a header and an SMTP command unchanged.
func checkAddress(addr string) error {
	a, err := mail.ParseAddress("<" + addr + ">")
	if err != nil || a.Address != addr || a.Name != "" {
		return errors.New("not an address that can be written to")
	}
	local, domain := addr[:strings.LastIndexByte(addr, '@')], addr[strings.LastIndexByte(addr, '@')+1:]
	if len(local) > 64 || len(domain) > 255 { // RFC 5321 section 4.5.3.1
		return errors.New("address too long")
	}
	for _, r := range addr {
		if r >= 0x7f || r <= ' ' || strings.ContainsRune(`<>()[]\,;:"`, r) {
			return errors.New("address with signs that need quoting or SMTPUTF8")
		}
	}
	return nil
}

// plainValue turns whatever could end a line or turn its direction into spaces.
func plainValue(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == unicode.ReplacementChar:
			return ' '
		case unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

func crlf(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	return strings.ReplaceAll(s, "\n", "\r\n")
}

// attach gives go-mail a short mark in the place of each file: it would hold
// the whole encoded file in memory. The mark, in base64 by then, reaches the
// writer as a write of its own, at which spliceWriter lets the file through.
func attach(msg *gomail.Msg, m Mail, out *spliceWriter) {
	var files []*gomail.File
	for i, p := range m.Attachments {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d", m.MessageID, i))
		mark := sum[:24]
		out.parts[base64.StdEncoding.EncodeToString(mark)] = p
		name := plainValue(p.Name)
		if name == "" {
			name = "bijlage"
		}
		files = append(files, &gomail.File{Name: name, ContentType: gomail.ContentType(mediaType(p.Type)),
			Enc: gomail.EncodingB64, Header: textproto.MIMEHeader{},
			Writer: func(w io.Writer) (int64, error) {
				n, err := w.Write(mark)
				return int64(n), err
			}})
	}
	msg.SetAttachments(files)
}

// mediaType gives a type that can be written. A message or a multipart may not
// be encoded in base64 (RFC 2045 section 6.4), so it goes as mere bytes.
func mediaType(t string) string {
	media, _, err := mime.ParseMediaType(t)
	if err != nil || strings.HasPrefix(media, "multipart/") || strings.HasPrefix(media, "message/") || !strings.Contains(media, "/") {
		return "application/octet-stream"
	}
	return media
}

// spliceWriter puts files in the place of their marks.
type spliceWriter struct {
	w     io.Writer
	parts map[string]Part
}

func (s *spliceWriter) Write(p []byte) (int, error) {
	part, ok := s.parts[string(bytes.TrimSuffix(p, []byte("\r\n")))]
	if !ok {
		return s.w.Write(p)
	}
	return len(p), s.copyPart(part)
}

func (s *spliceWriter) copyPart(p Part) error {
	r, err := p.Open()
	if err != nil {
		return fmt.Errorf("open attachment: %w", err)
	}
	defer r.Close()
	lines := &lineWriter{w: s.w}
	enc := base64.NewEncoder(base64.StdEncoding, lines)
	if _, err := io.Copy(enc, r); err != nil {
		return fmt.Errorf("read attachment: %w", err)
	}
	return enc.Close()
}

// lineWriter breaks base64 after 76 signs (RFC 2045 section 6.8).
type lineWriter struct {
	w io.Writer
	n int
}

func (l *lineWriter) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0; {
		if l.n == 76 {
			if _, err := io.WriteString(l.w, "\r\n"); err != nil {
				return 0, err
			}
			l.n = 0
		}
		k := min(76-l.n, len(rest))
		if _, err := l.w.Write(rest[:k]); err != nil {
			return 0, err
		}
		l.n, rest = l.n+k, rest[k:]
	}
	return len(p), nil
}
