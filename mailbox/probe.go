package mailbox

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// IMAPReport is what an IMAP server tells of itself and of the mailbox.
type IMAPReport struct {
	Certificate               *Certificate // nil without TLS
	Idle, SpecialUse, UIDPlus bool
	AppendLimit               int64 // RFC 7889; 0 when the server does not say
	Folders                   Folders
	Messages                  int       // in the inbox
	Newest                    time.Time // INTERNALDATE of the newest of them
	Looked                    int       // mails whose header was looked at
	// Signers are the names under which somebody wrote Authentication-Results above
	// the first Received line, Hosts those who wrote that line: both are of the
	// provider when nearly every mail has them. "" in Signers is a field without a
	// name, as Microsoft 365 writes it.
	Signers, Hosts []Named
}

// Named is a name and how many mails bear it.
type Named struct {
	Name  string
	Mails int
}

// probeMails is how many of the newest mails ProbeIMAP looks at.
const probeMails = 30

// ProbeIMAP logs in and looks round, and changes nothing. After an error the
// report holds what was learnt before it.
func ProbeIMAP(ctx context.Context, s Server, want Folders) (IMAPReport, error) {
	var r IMAPReport
	s = s.watched(&r.Certificate)
	l, err := s.connect(ctx)
	if err != nil {
		return r, err
	}
	defer l.close()
	r.Idle, r.SpecialUse, r.UIDPlus = l.caps.Has(imap.CapIdle), l.caps.Has(imap.CapSpecialUse), l.caps.Has(imap.CapUIDPlus)
	if limit, ok := l.caps.AppendLimit(); ok && limit != nil {
		r.AppendLimit = int64(*limit)
	}
	if r.Folders, err = l.folders(ctx, want); err != nil {
		return r, &ServerError{FaultServer, err}
	}
	st := &folderState{name: r.Folders.Inbox}
	st.reset(0, 0)
	uids, err := l.examine(ctx, st)
	if err != nil {
		return r, &ServerError{FaultServer, err}
	}
	r.Messages = len(uids)
	newest := uids[max(0, len(uids)-probeMails):]
	if len(newest) == 0 {
		l.logout(ctx)
		return r, nil
	}
	list, err := l.list(ctx, newest)
	if err != nil {
		return r, &ServerError{FaultServer, err}
	}
	for _, m := range list {
		if m.date.After(r.Newest) {
			r.Newest = m.date
		}
	}
	if err := r.heads(ctx, l, newest); err != nil {
		return r, &ServerError{FaultServer, err}
	}
	l.logout(ctx)
	return r, nil
}

// heads counts who signed and who received the newest mails.
func (r *IMAPReport) heads(ctx context.Context, l *link, uids []uint32) error {
	section := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true,
		Partial: &imap.SectionPartial{Size: findBytes}}
	heads, err := l.fetch(ctx, uids, findBytes, section)
	if err != nil {
		return fmt.Errorf("read headers: %w", err)
	}
	defer closeAll(heads)
	signers, hosts := make(map[string]int), make(map[string]int)
	for _, h := range heads {
		r.Looked++
		signed, host := provider(h.buf.Bytes())
		if host != "" {
			hosts[host]++
		}
		for _, name := range signed {
			signers[name]++
		}
	}
	r.Signers, r.Hosts = ranked(signers), ranked(hosts)
	return nil
}

func ranked(count map[string]int) []Named {
	var l []Named
	for name, n := range count {
		l = append(l, Named{name, n})
	}
	slices.SortFunc(l, func(a, b Named) int {
		return cmp.Or(cmp.Compare(b.Mails, a.Mails), strings.Compare(a.Name, b.Name))
	})
	return l
}

var (
	receivedBy = regexp.MustCompile(`(?i)\bby\s+([a-z0-9.-]+)`)
	hostName   = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
)

// provider gives the authserv-ids above the first Received line, and the host
// that wrote that line: whoever received a mail last wrote on top (RFC 8601
// section 5).
func provider(raw []byte) (signed []string, host string) {
	for name, value := range fields(raw) {
		switch {
		case strings.EqualFold(name, "Received"):
			if m := receivedBy.FindStringSubmatch(value); m != nil {
				host = strings.ToLower(m[1])
			}
			return signed, host
		case strings.EqualFold(name, "Authentication-Results"):
			id, _, _ := strings.Cut(value, ";")
			id, _, _ = strings.Cut(strings.TrimSpace(id), " ") // a version may follow
			if strings.Contains(id, "=") {
				id = "" // Microsoft 365 begins with the first result
			}
			if (id == "" || hostName.MatchString(id)) && !slices.Contains(signed, id) {
				signed = append(signed, id)
			}
		}
	}
	return signed, ""
}

// fields are the header fields of a mail, unfolded, up to the blank line.
func fields(raw []byte) func(yield func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		var name, value string
		for line := range bytes.Lines(raw) {
			text := strings.TrimRight(string(line), "\r\n")
			if text != "" && (text[0] == ' ' || text[0] == '\t') {
				value += " " + strings.TrimSpace(text)
				continue
			}
			if name != "" && !yield(name, value) {
				return
			}
			if text == "" {
				return
			}
			name, value, _ = strings.Cut(text, ":")
			value = strings.TrimSpace(value)
		}
		if name != "" {
			yield(name, value)
		}
	}
}

// watched gives the server with a TLS configuration that notes the certificate
// of each good handshake.
func (s Server) watched(into **Certificate) Server {
	c := s.tlsConfig()
	then := c.VerifyConnection
	c.VerifyConnection = func(state tls.ConnectionState) error {
		if *into = describe(state.PeerCertificates); *into != nil {
			(*into).Version = tls.VersionName(state.Version)
		}
		if then != nil {
			return then(state)
		}
		return nil
	}
	s.TLSConfig = c
	return s
}

// SMTPReport is what an SMTP server tells of itself.
type SMTPReport struct {
	Certificate *Certificate // nil without TLS
	Size        int64        // RFC 1870; 0 when the server does not say
	// Clock is the moment in the server's greeting; zero when it names none.
	Clock time.Time
	// Refused is what the server said to our address as sender and recipient, ""
	// when it took both. Some servers, Exchange among them, refuse a sender only
	// when a mail is there.
	Refused string
}

// ProbeSMTP logs in and asks whether from may send, and sends nothing.
func ProbeSMTP(ctx context.Context, s Server, from string) (SMTPReport, error) {
	var r SMTPReport
	d := &dialogue{server: s.watched(&r.Certificate), from: from, to: from}
	if err := d.check(); err != nil {
		return r, fmt.Errorf("ask server: %w", err)
	}
	if res, ok := d.connect(ctx); !ok {
		return r, res.ServerFault()
	}
	defer d.conn.Close()
	defer context.AfterFunc(ctx, d.stop)()
	r.Clock = greetingClock(d.greeting)
	r.Size, _ = strconv.ParseInt(strings.TrimSpace(d.ext["SIZE"]), 10, 64)
	for _, line := range []string{"MAIL FROM:<" + from + ">", "RCPT TO:<" + from + ">"} {
		p, err := d.command(time.Minute, line)
		if err != nil {
			return r, &ServerError{FaultConnect, d.redactErr(err)}
		}
		if p.code/100 != 2 {
			r.Refused = d.judge(p).Reply
			break
		}
	}
	if _, err := d.command(quitLimit, "RSET"); err == nil {
		d.quit()
	}
	return r, nil
}

// ServerFault is the Fault of a Result as an error, nil when it has none.
func (r Result) ServerFault() error {
	switch {
	case r.Fault == "":
		return nil
	case FaultOf(r.Err) != "":
		return r.Err
	case r.Err != nil:
		return &ServerError{r.Fault, r.Err}
	}
	return &ServerError{r.Fault, fmt.Errorf("%d %w", r.Code, errors.New(r.Reply))}
}

var clockText = regexp.MustCompile(`(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}`)

// greetingClock finds the moment that Exchange and Sendmail name in their
// greeting.
func greetingClock(text string) time.Time {
	t, _ := mail.ParseDate(clockText.FindString(text))
	return t
}

// Sighting is a mail in which a mark was seen, as its header tells of it.
type Sighting struct {
	Key
	MessageID  string // without <>
	Original   string // X-Microsoft-Original-Message-ID, without <>
	From       string // address
	References []string
	Signed     []string // authserv-ids above the first Received line
}

// seekMails is how many of the newest mails of each folder Seek reads.
const seekMails = 40

// Seek looks for a mark in the newest mails of all folders but Trash. It gives
// the folders too, and changes nothing.
func Seek(ctx context.Context, s Server, want Folders, mark string) ([]Sighting, Folders, error) {
	l, err := s.connect(ctx)
	if err != nil {
		return nil, Folders{}, err
	}
	defer l.close()
	f, err := l.folders(ctx, want)
	if err != nil {
		return nil, f, fmt.Errorf("seek mail: %w", err)
	}
	var seen []Sighting
	for _, name := range slices.Concat([]string{f.Inbox, f.Sent, f.Drafts, f.Junk}, f.Other) {
		if name == "" {
			continue
		}
		found, err := l.seek(ctx, name, mark)
		if saidNo(err) && !l.network() {
			continue // somebody else's folder
		}
		if err != nil {
			return nil, f, fmt.Errorf("seek mail: %w", err)
		}
		seen = append(seen, found...)
	}
	l.logout(ctx)
	return seen, f, nil
}

func (l *link) seek(ctx context.Context, folder, mark string) ([]Sighting, error) {
	st := &folderState{name: folder}
	st.reset(0, 0)
	uids, err := l.examine(ctx, st)
	if err != nil {
		return nil, err
	}
	var seen []Sighting
	for part := range slices.Chunk(uids[max(0, len(uids)-seekMails):], 16) {
		section := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Size: findBytes}}
		bodies, err := l.fetch(ctx, part, findBytes, section)
		if err != nil {
			return nil, err
		}
		for _, u := range part {
			if b := bodies[u]; b != nil && len(marksIn(b.buf.Bytes(), []string{mark})) > 0 {
				seen = append(seen, sighted(Key{folder, st.validity, u}, b.buf.Bytes()))
			}
		}
		closeAll(bodies)
	}
	return seen, nil
}

var angled = regexp.MustCompile(`<([^<>\s]+)>`)

func sighted(at Key, raw []byte) Sighting {
	s := Sighting{Key: at}
	s.Signed, _ = provider(raw)
	for name, value := range fields(raw) {
		var ids []string
		for _, m := range angled.FindAllStringSubmatch(value, 50) {
			ids = append(ids, m[1])
		}
		switch first := append(ids, "")[0]; strings.ToLower(name) {
		case "message-id":
			s.MessageID = first
		case "x-microsoft-original-message-id":
			s.Original = first
		case "from":
			if a, err := mail.ParseAddress(value); err == nil {
				s.From = a.Address
			} else {
				s.From = first
			}
		case "references", "in-reply-to":
			s.References = append(s.References, ids...)
		}
	}
	return s
}
