package real

import (
	"bytes"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Mail is what lies in a folder.
type Mail struct {
	UID          uint32
	Raw          []byte
	InternalDate time.Time
	Flags        []imap.Flag
}

// Mails reads a folder over IMAP as a second mail client, without marking
// anything as read.
func (s *Servers) Mails(user, folder string) []Mail {
	s.t.Helper()
	list, err := s.mails(user, folder)
	if err != nil {
		s.t.Fatalf("read %s of %s: %v", folder, user, err)
	}
	return list
}

func (s *Servers) mails(user, folder string) ([]Mail, error) {
	c, err := s.login(user)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	box, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return nil, err
	}
	if box.NumMessages == 0 {
		return nil, nil
	}
	all := imap.SeqSet{}
	all.AddRange(1, box.NumMessages)
	body := &imap.FetchItemBodySection{Peek: true}
	found, err := c.Fetch(all, &imap.FetchOptions{UID: true, Flags: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{body}}).Collect()
	if err != nil {
		return nil, err
	}
	var list []Mail
	for _, m := range found {
		list = append(list, Mail{uint32(m.UID), m.FindBodySection(body), m.InternalDate, m.Flags})
	}
	return list, nil
}

func (s *Servers) login(user string) (*imapclient.Client, error) {
	c, err := imapclient.DialTLS(local(s.IMAPS), &imapclient.Options{TLSConfig: s.TLS()})
	if err != nil {
		return nil, err
	}
	if err := c.Login(user, s.Password).Wait(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Append puts a mail into a folder, as a mail client does with what it sent.
func (s *Servers) Append(user, folder string, raw []byte, flags ...imap.Flag) {
	s.t.Helper()
	c, err := s.login(user)
	if err == nil {
		defer c.Close()
		cmd := c.Append(folder, int64(len(raw)), &imap.AppendOptions{Flags: flags})
		_, werr := cmd.Write(raw)
		cerr := cmd.Close()
		_, err = cmd.Wait()
		err = errors.Join(werr, cerr, err)
	}
	if err != nil {
		s.t.Fatalf("append to %s of %s: %v", folder, user, err)
	}
}

// Remove deletes a mail and expunges it.
func (s *Servers) Remove(user, folder string, uid uint32) {
	s.t.Helper()
	c, err := s.login(user)
	if err == nil {
		defer c.Close()
		_, err = c.Select(folder, nil).Wait()
	}
	if err == nil {
		err = c.Store(imap.UIDSetNum(imap.UID(uid)), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close()
	}
	if err == nil {
		err = c.Expunge().Close()
	}
	if err != nil {
		s.t.Fatalf("remove from %s of %s: %v", folder, user, err)
	}
}

// Submit hands a mail to Postfix as a mail client of user does: submission,
// STARTTLS, password. It keeps no copy.
func (s *Servers) Submit(user string, to []string, raw []byte) {
	s.t.Helper()
	err := s.dialogue(s.Submission, func(d *dialogue) error {
		if err := d.say(250, "EHLO %s", "[192.168.1.20]"); err != nil {
			return err
		}
		if err := d.say(220, "STARTTLS"); err != nil {
			return err
		}
		d.use(tls.Client(d.conn, s.TLS()))
		if err := d.say(250, "EHLO %s", "[192.168.1.20]"); err != nil {
			return err
		}
		secret := base64.StdEncoding.EncodeToString([]byte("\x00" + user + "\x00" + s.Password))
		if err := d.say(235, "AUTH PLAIN %s", secret); err != nil {
			return err
		}
		return d.mail(user, to, raw)
	})
	if err != nil {
		s.t.Fatalf("submit as %s: %v", user, err)
	}
}

// Deliver brings a mail to Postfix from a server elsewhere, which from its
// address on is nobody here: mx.voorbeeld.example at 198.51.100.25.
func (s *Servers) Deliver(from, to string, raw []byte) {
	s.t.Helper()
	err := s.dialogue(s.SMTP, func(d *dialogue) error {
		// Postfix's XCLIENT_README: it answers with a new greeting.
		if err := d.say(250, "EHLO %s", "localhost"); err != nil {
			return err
		}
		if err := d.say(220, "XCLIENT NAME=mx.voorbeeld.example ADDR=198.51.100.25"); err != nil {
			return err
		}
		if err := d.say(250, "EHLO %s", "mx.voorbeeld.example"); err != nil {
			return err
		}
		return d.mail(from, []string{to}, raw)
	})
	if err != nil {
		s.t.Fatalf("deliver from %s: %v", from, err)
	}
}

// SendDraft does with a draft what Thunderbird does when somebody opens it and
// presses Send: it leaves with a new Message-ID and date and without header lines
// that Thunderbird does not know, a copy goes to Sent, the draft is deleted. The
// parts stay as they were, where Thunderbird would write them anew. It gives the
// mail as sent.
func (s *Servers) SendDraft(user string, draft Mail) []byte {
	s.t.Helper()
	head, body, _ := bytes.Cut(draft.Raw, []byte("\r\n\r\n"))
	m, err := mail.ReadMessage(bytes.NewReader(draft.Raw))
	if err != nil {
		s.t.Fatalf("read draft: %v", err)
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "Message-ID: <%s@perspectief.example>\r\nDate: %s\r\nUser-Agent: Mozilla Thunderbird\r\n",
		strings.ToLower(rand.Text()), time.Now().Format(time.RFC1123Z))
	for _, field := range fields(head) {
		name, _, _ := bytes.Cut(field, []byte(":"))
		switch strings.ToLower(string(name)) {
		case "from", "to", "cc", "subject", "in-reply-to", "references", "mime-version", "content-type", "content-transfer-encoding":
			out.Write(field)
		}
	}
	out.WriteString("\r\n")
	out.Write(body)
	var to []string
	for _, name := range []string{"To", "Cc"} {
		list, err := m.Header.AddressList(name)
		if err != nil && !errors.Is(err, mail.ErrHeaderNotPresent) {
			s.t.Fatalf("%s of draft: %v", name, err)
		}
		for _, a := range list {
			to = append(to, a.Address)
		}
	}
	s.Submit(user, to, out.Bytes())
	s.Append(user, "Sent", out.Bytes(), imap.FlagSeen)
	s.Remove(user, "Drafts", draft.UID)
	return out.Bytes()
}

// fields cuts a header into its fields, folded lines with them.
func fields(head []byte) [][]byte {
	var list [][]byte
	for line := range bytes.SplitAfterSeq(append(bytes.Clone(head), "\r\n"...), []byte("\r\n")) {
		if n := len(list); n > 0 && len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			list[n-1] = append(list[n-1], line...)
		} else if len(line) > 0 {
			list = append(list, bytes.Clone(line))
		}
	}
	return list
}

// dialogue is SMTP as short as can be. net/smtp cannot say XCLIENT.
type dialogue struct {
	conn net.Conn
	text *textproto.Conn
}

func (d *dialogue) use(conn net.Conn) { d.conn, d.text = conn, textproto.NewConn(conn) }

func (s *Servers) dialogue(port int, f func(*dialogue) error) error {
	conn, err := net.DialTimeout("tcp", local(port), 10*time.Second)
	if err != nil {
		return err
	}
	conn.SetDeadline(time.Now().Add(time.Minute))
	d := new(dialogue)
	d.use(conn)
	defer func() { d.conn.Close() }()
	if _, _, err := d.text.ReadResponse(220); err != nil {
		return err
	}
	return f(d)
}

func (d *dialogue) say(want int, format string, args ...any) error {
	if err := d.text.PrintfLine(format, args...); err != nil {
		return err
	}
	if _, _, err := d.text.ReadResponse(want); err != nil {
		verb, _, _ := strings.Cut(format, " ")
		return fmt.Errorf("%s: %w", verb, err)
	}
	return nil
}

func (d *dialogue) mail(from string, to []string, raw []byte) error {
	if err := d.say(250, "MAIL FROM:<%s>", from); err != nil {
		return err
	}
	for _, a := range to {
		if err := d.say(250, "RCPT TO:<%s>", a); err != nil {
			return err
		}
	}
	if err := d.say(354, "DATA"); err != nil {
		return err
	}
	w := d.text.DotWriter()
	if _, err := w.Write(raw); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if _, _, err := d.text.ReadResponse(250); err != nil {
		return fmt.Errorf("end of mail: %w", err)
	}
	return d.say(221, "QUIT")
}
