package mailtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-message"
)

// exchangeIDLocked gives the mail the new Message-ID that Exchange Online gives
// to what is submitted over SMTP, and the reply in which it names it.
func (s *Server) exchangeIDLocked(raw []byte, id string) ([]byte, string) {
	fresh := s.freshIDLocked()
	raw = dropHeaders(raw, func(name string) bool { return name == "message-id" || name == "x-microsoft-original-message-id" })
	head := "Message-ID: " + fresh + "\r\n"
	if id != "" {
		head += "X-Microsoft-Original-Message-ID: " + id + "\r\n"
	}
	return append([]byte(head), raw...), "OK " + fresh + " [Hostname=AM0P190MB0001.exchange.example]"
}

func (s *Server) freshIDLocked() string {
	s.ids++
	return fmt.Sprintf("<AM0P190MB%08X@AM0P190MB0001.exchange.example>", s.ids)
}

// Autosave does to a draft what Outlook on Exchange does while somebody writes:
// the old message goes, a new one comes with a new UID, a new Message-ID, the
// text part made again from the HTML, and without the header lines Outlook does
// not know, the thread among them. It gives the new UID.
func (s *Server) Autosave(addr string, uid uint32) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.find(addr, s.FolderName(imap.MailboxAttrDrafts))
	raw := s.rewriteLocked(f.get(uid).raw)
	f.removeLocked(func(m *stored) bool { return uint32(m.uid) == uid })
	return uint32(f.addLocked(raw, time.Now(), []imap.Flag{imap.FlagSeen, imap.FlagDraft}))
}

// SendDraft presses Send on a draft: it leaves Drafts, reaches the people in To
// and Cc, and lies in Sent. edit, which may be nil, is what the writer changed
// first. On Exchange it leaves in the shape that Autosave gives it. It gives
// the mail as sent.
func (s *Server) SendDraft(addr string, uid uint32, edit func([]byte) []byte) ([]byte, error) {
	s.mu.Lock()
	f := s.find(addr, s.FolderName(imap.MailboxAttrDrafts))
	raw := bytes.Clone(f.get(uid).raw)
	if edit != nil {
		raw = edit(raw)
	}
	if s.opts.Exchange {
		raw = s.rewriteLocked(raw)
	}
	f.removeLocked(func(m *stored) bool { return uint32(m.uid) == uid })
	s.mu.Unlock()
	to, err := recipients(raw)
	if err != nil {
		return nil, err
	}
	return raw, s.Submit(addr, to, raw)
}

func (f *folder) get(uid uint32) *stored {
	for _, m := range f.mails {
		if uint32(m.uid) == uid {
			return m
		}
	}
	panic(fmt.Sprintf("mailtest: no UID %d in %s", uid, f.name))
}

func recipients(raw []byte) ([]string, error) {
	var to []string
	for _, field := range []string{"To", "Cc"} {
		value := headerValue(raw, field)
		if value == "" {
			continue
		}
		l, err := mail.ParseAddressList(value)
		if err != nil {
			return nil, fmt.Errorf("recipients in %s: %w", field, err)
		}
		for _, a := range l {
			to = append(to, a.Address)
		}
	}
	return to, nil
}

// rewriteLocked makes the mail anew from its parts.
func (s *Server) rewriteLocked(raw []byte) []byte {
	var plain, page string
	var files []*part
	walk(entity(raw), func(p *part) {
		switch {
		case p.name == "" && p.media == "text/html" && page == "":
			page = string(p.body)
		case p.name == "" && p.media == "text/plain" && plain == "":
			plain = string(p.body)
		default:
			files = append(files, p)
		}
	})
	if page != "" {
		plain = textOf(page)
	} else {
		page = "<html><body><p>" + strings.ReplaceAll(html.EscapeString(plain), "\n", "<br>\n") + "</p></body></html>"
	}
	var b bytes.Buffer
	for _, name := range []string{"From", "To", "Cc", "Subject"} {
		if v := headerValue(raw, name); v != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", name, v)
		}
	}
	fmt.Fprintf(&b, "Thread-Topic: %s\r\nDate: %s\r\nMessage-ID: %s\r\nAccept-Language: nl-NL\r\nContent-Language: nl-NL\r\nX-MS-Has-Attach:\r\nMIME-Version: 1.0\r\n",
		headerValue(raw, "Subject"), time.Now().Format(time.RFC1123Z), s.freshIDLocked())
	mixed, alternative := fmt.Sprintf("_004_%08X_", s.ids), fmt.Sprintf("_000_%08X_", s.ids)
	if len(files) > 0 {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n--%s\r\n", mixed, mixed)
	}
	fmt.Fprintf(&b, "Content-Type: multipart/alternative; boundary=\"%s\"\r\n\r\n", alternative)
	for _, p := range []struct{ media, body string }{{"text/plain", plain}, {"text/html", page}} {
		fmt.Fprintf(&b, "--%s\r\nContent-Type: %s; charset=\"iso-8859-1\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n", alternative, p.media)
		qp := quotedprintable.NewWriter(&b)
		qp.Write(latin1(p.body))
		qp.Close()
		b.WriteString("\r\n")
	}
	fmt.Fprintf(&b, "--%s--\r\n", alternative)
	for _, f := range files {
		fmt.Fprintf(&b, "--%s\r\nContent-Type: %s; name=\"%s\"\r\nContent-Disposition: attachment; filename=\"%s\"\r\nContent-Transfer-Encoding: base64\r\n\r\n",
			mixed, f.media, f.name, f.name)
		enc := base64.StdEncoding.EncodeToString(f.body)
		for len(enc) > 76 {
			b.WriteString(enc[:76] + "\r\n")
			enc = enc[76:]
		}
		b.WriteString(enc + "\r\n")
	}
	if len(files) > 0 {
		fmt.Fprintf(&b, "--%s--\r\n", mixed)
	}
	return b.Bytes()
}

type part struct {
	media, name string
	body        []byte
}

func walk(e *message.Entity, found func(*part)) {
	if mr := e.MultipartReader(); mr != nil {
		for {
			p, err := mr.NextPart()
			if err != nil {
				return
			}
			walk(p, found)
		}
	}
	media, params, _ := e.Header.ContentType()
	_, disposition, _ := e.Header.ContentDisposition()
	name := disposition["filename"]
	if name == "" {
		name = params["name"]
	}
	body, _ := io.ReadAll(e.Body)
	found(&part{media, mime.QEncoding.Encode("utf-8", name), body})
}

var (
	htmlHidden = regexp.MustCompile(`(?is)<(head|style|script)\b.*?</(head|style|script)>`)
	htmlBreak  = regexp.MustCompile(`(?i)<br\s*/?>|</(p|div|li|h[1-6]|tr)>`)
	htmlTag    = regexp.MustCompile(`(?s)<[^>]*>`)
	blankLines = regexp.MustCompile(`\n[ \t]*\n\s*`)
)

// textOf is about as careful as Outlook: links and headings become plain words.
func textOf(page string) string {
	page = htmlHidden.ReplaceAllString(page, "")
	page = strings.Join(strings.Fields(page), " ")
	page = htmlBreak.ReplaceAllString(page, "\n")
	page = html.UnescapeString(htmlTag.ReplaceAllString(page, ""))
	var lines []string
	for line := range strings.SplitSeq(page, "\n") {
		lines = append(lines, strings.TrimSpace(line))
	}
	return blankLines.ReplaceAllString(strings.Join(lines, "\n"), "\n\n")
}

// latin1 is what Outlook chooses for western text. What does not fit becomes a
// question mark, as there.
func latin1(s string) []byte {
	var b []byte
	for _, r := range s {
		if r > 0xff {
			r = '?'
		}
		b = append(b, byte(r))
	}
	return b
}
