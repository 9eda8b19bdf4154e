package mailtest

import (
	"bytes"
	"context"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

const (
	secretary = "klachten@perspectief.example"
	sanne     = "sanne@voorbeeld.nl"
)

var plainMail = []byte("From: <klachten@perspectief.example>\r\nTo: <sanne@voorbeeld.nl>\r\nSubject: Dag\r\nMessage-ID: <een@perspectief.example>\r\n\r\nHallo.\r\n")

func mustLogin(t *testing.T, s *Server, addr string, handler *imapclient.UnilateralDataHandler) *imapclient.Client {
	t.Helper()
	conn, err := s.DialIMAP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := imapclient.New(conn, &imapclient.Options{UnilateralDataHandler: handler})
	if err := c.Login(addr, "geheim").Wait(); err != nil {
		t.Fatal(err)
	}
	c.Caps()
	return c
}

func mustSubmit(t *testing.T, s *Server, from string, to []string, raw []byte) error {
	t.Helper()
	conn, err := s.DialSMTP(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := smtp.NewClient(conn)
	defer c.Close()
	if err := c.Auth(sasl.NewPlainClient("", from, "geheim")); err != nil {
		t.Fatal(err)
	}
	if err := c.SendMail(from, to, bytes.NewReader(raw)); err != nil {
		return err
	}
	return c.Quit()
}

func TestSubmission(t *testing.T) {
	for _, tt := range []struct {
		name     string
		o        Options
		sent     int // copies in Sent
		newID    bool
		again    bool // the same mail is taken twice
		sentName string
	}{
		{"plain", Options{}, 0, false, true, "Sent"},
		{"saves what is submitted", Options{SaveSent: true}, 1, false, true, "Sent"},
		{"exchange", Options{Exchange: true}, 1, true, false, "Verzonden items"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tt.o.Accounts, tt.o.AuthServID = []string{secretary, sanne}, "mail.example"
				s := New(tt.o)
				defer s.Close()
				if err := mustSubmit(t, s, secretary, []string{sanne}, plainMail); err != nil {
					t.Fatal(err)
				}
				in, out := s.Messages(sanne, "INBOX"), s.Messages(secretary, tt.sentName)
				if len(in) != 1 || len(out) != tt.sent {
					t.Fatalf("%d mails in INBOX, %d in Sent, want 1 and %d", len(in), len(out), tt.sent)
				}
				raw := in[0].Raw
				if !strings.HasPrefix(string(raw), "Return-Path: <klachten@perspectief.example>\r\nAuthentication-Results: mail.example; dmarc=pass header.from=perspectief.example\r\nReceived: ") ||
					!strings.HasSuffix(string(raw), "\r\n\r\nHallo.\r\n") {
					t.Errorf("delivered %q", raw)
				}
				id, old := headerValue(raw, "Message-ID"), headerValue(raw, "X-Microsoft-Original-Message-ID")
				if tt.newID != (id != "<een@perspectief.example>") || tt.newID != (old == "<een@perspectief.example>") {
					t.Errorf("Message-ID %s, before %q", id, old)
				}
				if err := mustSubmit(t, s, secretary, []string{sanne}, plainMail); (err == nil) != tt.again {
					t.Errorf("the same mail again: %v", err)
				}
				if err := mustSubmit(t, s, sanne, []string{"weg@voorbeeld.nl"}, plainMail); err == nil {
					t.Error("mail to an unknown address is taken")
				}
			})
		})
	}
}

func TestSubmission_only_as_oneself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Accounts: []string{secretary, sanne}})
		defer s.Close()
		conn, _ := s.DialSMTP(t.Context())
		c := smtp.NewClient(conn)
		defer c.Close()
		if err := c.Mail(secretary, nil); err == nil {
			t.Error("mail without a login is taken")
		}
		if err := c.Auth(sasl.NewPlainClient("", sanne, "fout")); err == nil {
			t.Error("a wrong password is taken")
		}
		if err := c.Auth(sasl.NewPlainClient("", sanne, "geheim")); err != nil {
			t.Error(err)
		}
		if err := c.Mail(secretary, nil); err == nil {
			t.Error("mail in another's name is taken")
		}
		if n := s.Logins(); n != 2 {
			t.Errorf("%d logins counted, want 2", n)
		}
	})
}

// Special use is told where the server has it, and only there.
func TestFolders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, exchange := range []bool{false, true} {
			s := New(Options{Accounts: []string{secretary}, Exchange: exchange})
			c := mustLogin(t, s, secretary, nil)
			if c.Caps().Has(imap.CapSpecialUse) == exchange {
				t.Errorf("exchange %v: capabilities %v", exchange, c.Caps())
			}
			list, err := c.List("", "*", nil).Collect()
			if err != nil {
				t.Fatal(err)
			}
			special := 0
			for _, d := range list {
				for _, a := range d.Attrs {
					if a == imap.MailboxAttrSent || a == imap.MailboxAttrDrafts || a == imap.MailboxAttrJunk {
						special++
					}
				}
			}
			if want := map[bool]int{false: 3, true: 0}[exchange]; special != want {
				t.Errorf("exchange %v: %d folders with a special use, want %d", exchange, special, want)
			}
			c.Close()
			s.Close()
		}
	})
}

// No mail is lost to a client in IDLE, however it falls (imapmemserver loses
// one in some hundreds).
func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Accounts: []string{secretary}})
		defer s.Close()
		seen := make(chan uint32, 100)
		c := mustLogin(t, s, secretary, &imapclient.UnilateralDataHandler{Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				seen <- *d.NumMessages
			}
		}})
		defer c.Close()
		if _, err := c.Select("INBOX", nil).Wait(); err != nil {
			t.Fatal(err)
		}
		for i := range 500 {
			go s.Deliver(secretary, plainMail)
			idle, err := c.Idle()
			if err != nil {
				t.Fatal(err)
			}
			if n := <-seen; n != uint32(i+1) {
				t.Fatalf("told of %d mails, want %d", n, i+1)
			}
			if err := idle.Close(); err != nil {
				t.Fatal(err)
			}
			if err := idle.Wait(); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// What a mail client does all day: mark, search, move, delete.
func TestClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Accounts: []string{secretary}})
		defer s.Close()
		for _, subject := range []string{"=?utf-8?q?caf=C3=A9?=", "twee", "drie"} {
			s.Deliver(secretary, []byte("Subject: "+subject+"\r\n\r\nDit is "+subject+".\r\n"))
		}
		c := mustLogin(t, s, secretary, nil)
		defer c.Close()
		if _, err := c.Select("INBOX", nil).Wait(); err != nil {
			t.Fatal(err)
		}
		search := func(sc *imap.SearchCriteria) string {
			t.Helper()
			d, err := c.UIDSearch(sc, nil).Wait()
			if err != nil {
				t.Fatal(err)
			}
			return imap.UIDSet(d.All.(imap.UIDSet)).String()
		}
		if got := search(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Subject", Value: "CAFÉ"}}}); got != "1" {
			t.Errorf("search for a subject: %s", got)
		}
		if got := search(&imap.SearchCriteria{Not: []imap.SearchCriteria{{Body: []string{"is twee"}}}}); got != "1,3" && got != "3,1" {
			t.Errorf("search for what is not in the body: %s", got)
		}
		if got := search(&imap.SearchCriteria{UID: []imap.UIDSet{{{Start: 9}}}}); got != "3" {
			t.Errorf("search for 9:*: %s, want the last mail", got)
		}
		if err := c.Store(imap.UIDSetNum(2), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagSeen, "$Gezien"}}, nil).Close(); err != nil {
			t.Fatal(err)
		}
		if got := search(&imap.SearchCriteria{Flag: []imap.Flag{imap.FlagSeen}}); got != "2" {
			t.Errorf("search for what was read: %s", got)
		}
		if d, err := c.Move(imap.UIDSetNum(1, 2), "Archive").Wait(); err != nil || d.DestUIDs.String() != "1:2" {
			t.Errorf("move: %+v, %v", d, err)
		}
		if n := c.Mailbox().NumMessages; len(s.Messages(secretary, "INBOX")) != 1 {
			t.Errorf("%d mails left, the client thinks %d", len(s.Messages(secretary, "INBOX")), n)
		}
		if got := s.Messages(secretary, "Archive"); len(got) != 2 || len(got[1].Flags) != 2 {
			t.Errorf("archived: %d, flags %v", len(got), got[1].Flags)
		}
		if _, err := c.Fetch(imap.UIDSetNum(3), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{}}}).Collect(); err != nil {
			t.Fatal(err)
		}
		if got := s.Messages(secretary, "INBOX")[0]; !hasFlag(got.Flags, imap.FlagSeen) {
			t.Errorf("flags after a fetch without PEEK: %v", got.Flags)
		}
		c.Store(imap.UIDSetNum(3), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close()
		if err := c.Expunge().Close(); err != nil || len(s.Messages(secretary, "INBOX")) != 0 {
			t.Errorf("expunge: %v, %d left", err, len(s.Messages(secretary, "INBOX")))
		}
		if _, err := c.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
			t.Fatal(err)
		}
		uid := s.Deliver(secretary, plainMail)
		c.Noop().Wait()
		c.Fetch(imap.UIDSetNum(imap.UID(uid)), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{{}}}).Collect()
		if got := s.Messages(secretary, "INBOX")[0]; len(got.Flags) != 0 {
			t.Errorf("flags %v after a fetch in a folder opened for reading", got.Flags)
		}
	})
}

// A draft of ours on Exchange: rewritten while she types, sent in another shape.
func TestDrafts_on_exchange(t *testing.T) {
	draft := []byte("From: Klachtencommissie <klachten@perspectief.example>\r\nTo: Sanne <sanne@voorbeeld.nl>\r\nCc: <klachten@perspectief.example>\r\nSubject: Uitspraak\r\n" +
		"Message-ID: <concept@perspectief.example>\r\nReferences: <een@voorbeeld.nl>\r\nX-Klachtenpost: k=1\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nde tekst\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>x</title></head><body><h1>Uitspraak</h1><p>Gegrond &amp; één.<br>Ons kenmerk: K-2026-0001/U1-7F3K92QM4D</p></body></html>\r\n--b--\r\n")
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Accounts: []string{secretary, sanne}, Exchange: true})
		defer s.Close()
		uid := s.Append(secretary, "Concepten", draft, imap.FlagDraft)
		for range 20 {
			uid = s.Autosave(secretary, uid)
		}
		got := s.Messages(secretary, "Concepten")
		if len(got) != 1 || got[0].UID != 21 {
			t.Fatalf("%d drafts, UID %d, want one with UID 21", len(got), got[0].UID)
		}
		for _, name := range []string{"References", "X-Klachtenpost"} {
			if v := headerValue(got[0].Raw, name); v != "" {
				t.Errorf("%s: %s survives", name, v)
			}
		}
		if id := headerValue(got[0].Raw, "Message-ID"); id == "<concept@perspectief.example>" {
			t.Errorf("the Message-ID survives: %s", id)
		}
		var plain string
		walk(entity(got[0].Raw), func(p *part) {
			if p.media == "text/plain" {
				plain = string(p.body)
			}
		})
		if want := "Uitspraak\nGegrond & één.\nOns kenmerk: K-2026-0001/U1-7F3K92QM4D"; strings.TrimSpace(strings.ReplaceAll(plain, "\r\n", "\n")) != want {
			t.Errorf("text %q, want it made from the HTML: %q", plain, want)
		}
		raw, err := s.SendDraft(secretary, uid, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("Gegrond"), []byte("Ongegrond")) })
		if err != nil || len(s.Messages(secretary, "Concepten")) != 0 || len(s.Messages(secretary, "Verzonden items")) != 1 {
			t.Fatalf("SendDraft: %v", err)
		}
		if !bytes.Contains(raw, []byte("Ongegrond")) || len(s.Messages(sanne, "INBOX")) != 1 || len(s.Messages(secretary, "INBOX")) != 1 {
			t.Errorf("sent %q to %d and %d", raw, len(s.Messages(sanne, "INBOX")), len(s.Messages(secretary, "INBOX")))
		}
	})
}

// Half an APPEND is no mail.
func TestAppend_cut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{Accounts: []string{secretary}})
		defer s.Close()
		c := mustLogin(t, s, secretary, nil)
		cmd := c.Append("Drafts", int64(len(plainMail)), nil)
		cmd.Write(plainMail[:40])
		go c.Close()
		synctest.Wait()
		s.Cut()
		time.Sleep(time.Minute)
		if n := len(s.Messages(secretary, "Drafts")); n != 0 {
			t.Errorf("%d mails kept", n)
		}
	})
}

// The demonstration: the same server on loopback ports.
func TestListen(t *testing.T) {
	s := New(Options{Accounts: []string{secretary}, Password: "demo"})
	defer s.Close()
	for name, listen := range map[string]func(string) (net.Addr, error){"IMAP": s.ListenIMAP, "SMTP": s.ListenSMTP} {
		addr, err := listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr.String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		greeting := make([]byte, 4)
		if _, err := conn.Read(greeting); err != nil || (string(greeting) != "* OK" && string(greeting) != "220 ") {
			t.Errorf("%s greets with %q, %v", name, greeting, err)
		}
	}
}

// UIDVALIDITY is another at each start, or a client would trust old UIDs.
func TestUIDVALIDITY(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		validity := func() uint32 {
			s := New(Options{Accounts: []string{secretary}})
			defer s.Close()
			c := mustLogin(t, s, secretary, nil)
			defer c.Close()
			d, err := c.Select("INBOX", nil).Wait()
			if err != nil {
				t.Fatal(err)
			}
			return d.UIDValidity
		}
		a := validity()
		time.Sleep(time.Hour)
		if b := validity(); a == b {
			t.Errorf("UIDVALIDITY %d twice", a)
		}
	})
}
