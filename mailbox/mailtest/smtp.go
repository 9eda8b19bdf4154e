package mailtest

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Magic local parts. Mail to such an address, in any domain, fails in the way
// its name says.
const (
	TempError     = "temperror"       // 451 at RCPT
	PermError     = "permerror"       // 550 at RCPT
	Timeout       = "timeout"         // no answer at RCPT
	DropBeforeDot = "drop-before-dot" // connection lost inside DATA, nothing accepted
	DropAfterDot  = "drop-after-dot"  // accepted, connection lost before the answer
	LostAfterDot  = "lost-after-dot"  // not accepted, connection lost before the answer
	TempAfterDot  = "temp-after-dot"  // 451 after the dot
	PermAfterDot  = "perm-after-dot"  // 554 after the dot
	SlowAfterDot  = "slow-after-dot"  // accepted, answered after nine minutes
	DropAfterOK   = "drop-after-ok"   // accepted, answered, connection lost before QUIT
)

// submission is one SMTP connection of somebody who hands in mail.
type submission struct {
	srv  *Server
	conn *smtp.Conn
	acct *account
	from string
	to   []string
}

func smtpErr(code int, enhanced smtp.EnhancedCode, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}

func (su *submission) AuthMechanisms() []string { return su.srv.mechanisms() }

func (su *submission) Auth(mech string) (sasl.Server, error) {
	server := su.srv.saslServer(mech, func(a *account) { su.acct = a })
	if server == nil {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	return refusing{server}, nil
}

// refusing turns a failed login into the reply of RFC 4954 section 6.
type refusing struct{ sasl.Server }

func (r refusing) Next(response []byte) ([]byte, bool, error) {
	challenge, done, err := r.Server.Next(response)
	if err != nil {
		err = smtpErr(535, smtp.EnhancedCode{5, 7, 8}, "Authentication unsuccessful")
	}
	return challenge, done, err
}

func (su *submission) Reset()        { su.from, su.to = "", nil }
func (su *submission) Logout() error { return nil }

func (su *submission) Mail(from string, _ *smtp.MailOptions) error {
	if su.acct == nil {
		return smtpErr(530, smtp.EnhancedCode{5, 7, 0}, "Authentication required")
	}
	if from != "" && !strings.EqualFold(from, su.acct.addr) {
		return smtpErr(550, smtp.EnhancedCode{5, 7, 60}, "Client does not have permissions to send as this sender")
	}
	su.from = from
	return nil
}

func (su *submission) Rcpt(to string, _ *smtp.RcptOptions) error {
	switch magic(to) {
	case TempError:
		return smtpErr(451, smtp.EnhancedCode{4, 3, 0}, "Try again later")
	case PermError:
		return smtpErr(550, smtp.EnhancedCode{5, 1, 1}, "<"+to+"> User unknown")
	case Timeout:
		su.srv.pause(time.Hour)
		return smtpErr(421, smtp.EnhancedCode{4, 4, 2}, "Timed out")
	case "":
		if !su.srv.opts.CatchAll && !su.srv.exists(to) {
			return smtpErr(550, smtp.EnhancedCode{5, 1, 1}, "<"+to+"> User unknown")
		}
	}
	su.to = append(su.to, to)
	return nil
}

func (su *submission) Data(r io.Reader) error {
	fault := ""
	for _, to := range su.to {
		if m := magic(to); m != "" {
			fault = m
		}
	}
	if fault == DropBeforeDot {
		io.ReadFull(r, make([]byte, 64))
		su.conn.Conn().Close()
		return io.ErrUnexpectedEOF
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return err // no final dot was seen: RFC 5321 section 4.1.1.4
	}
	switch fault {
	case LostAfterDot:
		su.conn.Conn().Close()
		return io.ErrUnexpectedEOF
	case TempAfterDot:
		return smtpErr(451, smtp.EnhancedCode{4, 3, 0}, "Could not store the message")
	case PermAfterDot:
		return smtpErr(554, smtp.EnhancedCode{5, 7, 1}, "Message refused by policy")
	}
	reply, err := su.srv.accept(su.acct.addr, su.from, su.to, raw, su.srv.opts.SaveSent || su.srv.opts.Exchange)
	if err != nil {
		return err
	}
	switch fault {
	case DropAfterDot:
		su.conn.Conn().Close()
	case SlowAfterDot:
		su.srv.pause(9 * time.Minute)
	case DropAfterOK:
		fmt.Fprintf(su.conn.Conn(), "250 2.0.0 %s\r\n", reply)
		su.conn.Conn().Close()
	}
	return smtpErr(250, smtp.EnhancedCode{2, 0, 0}, reply)
}

func magic(addr string) string {
	local, _, _ := strings.Cut(strings.ToLower(addr), "@")
	switch local {
	case TempError, PermError, Timeout, DropBeforeDot, DropAfterDot, LostAfterDot, TempAfterDot, PermAfterDot, SlowAfterDot, DropAfterOK:
		return local
	}
	return ""
}

func (s *Server) pause(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-s.stop:
	}
}

func (s *Server) exists(addr string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.accounts[strings.ToLower(addr)] != nil
}

// accept takes responsibility for a mail: it delivers it to every recipient,
// keeps a copy in the sender's Sent folder when asked, and gives the text of
// the reply to DATA, which names the queue id, or on Exchange the new
// Message-ID.
func (s *Server) accept(login, from string, to []string, raw []byte, save bool) (reply string, err error) {
	s.mu.Lock()
	id := headerValue(raw, "Message-ID")
	s.ids++
	reply = fmt.Sprintf("Ok: queued as 4T%07X", s.ids)
	if s.opts.Exchange {
		if id != "" && s.submitted[id] {
			s.mu.Unlock()
			return "", smtpErr(554, smtp.EnhancedCode{5, 6, 0}, "Duplicate delivery")
		}
		s.submitted[id] = true
		raw, reply = s.exchangeIDLocked(raw, id)
	}
	if save {
		if a := s.accounts[login]; a != nil {
			a.folders[s.FolderName(imap.MailboxAttrSent)].addLocked(raw, time.Now(), []imap.Flag{imap.FlagSeen})
		}
	}
	var delivered []Delivery
	for _, addr := range to {
		mail := append(s.trace(login, from, raw), raw...)
		s.addLocked(addr).folders["INBOX"].addLocked(mail, time.Now(), nil)
		delivered = append(delivered, Delivery{from, addr, mail})
	}
	s.mu.Unlock()
	if s.opts.OnDeliver != nil {
		for _, d := range delivered {
			s.opts.OnDeliver(d)
		}
	}
	return reply, nil
}

// trace writes the header lines of RFC 5321 section 4.4, and what the server
// found out about the author (RFC 8601).
func (s *Server) trace(login, from string, raw []byte) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "Return-Path: <%s>\r\n", from)
	if s.opts.AuthServID != "" {
		author := headerValue(raw, "From")
		if i := strings.LastIndexByte(author, '<'); i >= 0 {
			author = strings.TrimSuffix(author[i+1:], ">")
		}
		verdict := "fail"
		if strings.EqualFold(author, login) {
			verdict = "pass"
		}
		_, domain, _ := strings.Cut(author, "@")
		fmt.Fprintf(&b, "Authentication-Results: %s; dmarc=%s header.from=%s\r\n", s.opts.AuthServID, verdict, domain)
	}
	fmt.Fprintf(&b, "Received: from mail.example (mail.example [192.0.2.1])\r\n\tby mail.example with ESMTPSA id %07X;\r\n\t%s\r\n",
		s.ids, time.Now().Format(time.RFC1123Z))
	return b.Bytes()
}

// Submit hands in a mail of an account as its own mail client does: it is
// delivered to the recipients and, like every mail client's, kept in Sent.
func (s *Server) Submit(from string, to []string, raw []byte) error {
	_, err := s.accept(strings.ToLower(from), from, to, raw, true)
	return err
}
