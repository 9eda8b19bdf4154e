package daemon_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// TestRealLogins runs the daemon over each kind of TLS with each kind of login.
func TestRealLogins(t *testing.T) {
	var complainants []string
	for i := range 4 {
		complainants = append(complainants, fmt.Sprintf("klager-%d@voorbeeld.nl", i))
	}
	s := daemontest.NewSite(t, real.Options{Users: complainants, OAuth: true})
	for i, tt := range []struct{ protection, auth string }{
		{mailbox.TLSImplicit, mailbox.AuthPassword},
		{mailbox.TLSStart, mailbox.AuthPassword},
		{mailbox.TLSImplicit, mailbox.AuthXOAUTH2},
		{mailbox.TLSStart, mailbox.AuthXOAUTH2},
	} {
		t.Run(tt.protection+" "+tt.auth, func(t *testing.T) {
			s.T = t
			s.Config.Store.Path = filepath.Join(t.TempDir(), "klachten.db")
			s.IMAP, s.SMTP = s.Port(s.Srv.IMAPS, tt.protection), s.Port(s.Srv.SMTPS, tt.protection)
			if tt.protection == mailbox.TLSStart {
				s.IMAP, s.SMTP = s.Port(s.Srv.IMAP, tt.protection), s.Port(s.Srv.Submission, tt.protection)
			}
			var asked atomic.Int32
			if tt.auth == mailbox.AuthXOAUTH2 {
				token := func(context.Context) (string, error) {
					asked.Add(1)
					return s.Srv.Token(cmdtest.Committee, time.Minute), nil
				}
				for _, server := range []*mailbox.Server{&s.IMAP, &s.SMTP} {
					server.Auth, server.Password = tt.auth, token
				}
			}
			s.Start()
			from := complainants[i]
			s.Srv.Deliver(from, cmdtest.Committee, daemontest.TextMail("Anna Bakker <"+from+">", cmdtest.Committee, "Klacht over de bemiddeling", cmdtest.Story))
			s.Await(from, "[K-")
			s.Stop()
			// Two IMAP connections and the submission of a mail at the least.
			if n := asked.Load(); tt.auth == mailbox.AuthXOAUTH2 && n < 3 {
				t.Errorf("a token was asked for %d times", n)
			}
		})
	}
	s.T = t
}

// TestRealFaults asks of both real servers what a person can get wrong, and what
// may go wrong later, and looks whether the fault is called by its name.
func TestRealFaults(t *testing.T) {
	s := daemontest.NewSite(t, real.Options{OAuth: true})
	expired := func(context.Context) (string, error) { return s.Srv.Token(cmdtest.Committee, -time.Minute), nil }
	foreign := func(context.Context) (string, error) { return s.Srv.Token(cmdtest.Director, time.Minute), nil }
	wrong := func(context.Context) (string, error) { return "onjuist", nil }
	for _, tt := range []struct {
		name   string
		cert   real.Certificate
		change func(*mailbox.Server)
		want   mailbox.Fault
	}{
		{name: "nothing wrong", change: func(*mailbox.Server) {}},
		{name: "wrong password", change: func(s *mailbox.Server) { s.Password = wrong }, want: mailbox.FaultLogin},
		{name: "unknown user", change: func(s *mailbox.Server) { s.Username = "niemand@perspectief.example" }, want: mailbox.FaultLogin},
		{name: "expired token", change: func(s *mailbox.Server) { s.Auth, s.Password = mailbox.AuthXOAUTH2, expired }, want: mailbox.FaultLogin},
		{name: "token of somebody else", change: func(s *mailbox.Server) { s.Auth, s.Password = mailbox.AuthXOAUTH2, foreign }, want: mailbox.FaultLogin},
		{name: "password in the place of a token", change: func(s *mailbox.Server) { s.Auth = mailbox.AuthXOAUTH2 }, want: mailbox.FaultLogin},
		{name: "nobody listens", change: func(sv *mailbox.Server) { sv.Dial = s.Srv.Dial(1) }, want: mailbox.FaultConnect},
		{name: "an authority nobody trusts", change: func(s *mailbox.Server) { s.TLSConfig = nil }, want: mailbox.FaultTLS},
		{name: "another name", change: func(s *mailbox.Server) { s.TLSConfig.ServerName = "imap.elders.example" }, want: mailbox.FaultTLS},
		{name: "TLS of the past", change: func(s *mailbox.Server) { s.TLSConfig.MaxVersion = tls.VersionTLS11 }, want: mailbox.FaultTLS},
		{name: "expired certificate", cert: real.Certificate{Expired: true}, change: func(*mailbox.Server) {}, want: mailbox.FaultTLS},
		{name: "foreign certificate", cert: real.Certificate{Foreign: true}, change: func(*mailbox.Server) {}, want: mailbox.FaultTLS},
		{name: "certificate of another name", cert: real.Certificate{Name: "imap.elders.example"}, change: func(*mailbox.Server) {}, want: mailbox.FaultTLS},
	} {
		t.Run(tt.name, func(t *testing.T) {
			before := len(s.Inbox(cmdtest.Complainant))
			if tt.cert != (real.Certificate{}) {
				s.SetCertificate(tt.cert)
			}
			raw := daemontest.TextMail(cmdtest.Committee, cmdtest.Complainant, tt.name, "Proef.")
			for _, protection := range []string{mailbox.TLSImplicit, mailbox.TLSStart} {
				imap, smtp := s.Port(s.Srv.IMAPS, protection), s.Port(s.Srv.SMTPS, protection)
				if protection == mailbox.TLSStart {
					imap, smtp = s.Port(s.Srv.IMAP, protection), s.Port(s.Srv.Submission, protection)
				}
				tt.change(&imap)
				tt.change(&smtp)
				_, err := imap.Folders(t.Context(), mailbox.Folders{})
				if got := mailbox.FaultOf(err); got != tt.want {
					t.Errorf("IMAP, %s: fault %q (%v), want %q", protection, got, err, tt.want)
				}
				res := mailbox.Transmit(t.Context(), smtp, cmdtest.Committee, cmdtest.Complainant, bytes.NewReader(raw), int64(len(raw)))
				wantOutcome := mailbox.OutcomeRetry
				if tt.want == "" {
					wantOutcome = mailbox.OutcomeSent
				}
				if res.Fault != tt.want || res.Outcome != wantOutcome {
					t.Errorf("SMTP, %s: %s, fault %q (%v), want %s, %q", protection, res.Outcome, res.Fault, res.Err, wantOutcome, tt.want)
				}
			}
			if tt.cert != (real.Certificate{}) {
				s.SetCertificate(real.Certificate{})
			}
			if tt.want == "" { // not to be counted with the next
				s.Until("both mails", func() bool { return len(s.Inbox(cmdtest.Complainant)) == before+2 })
			} else if len(s.Inbox(cmdtest.Complainant)) != before {
				t.Error("a mail was sent all the same")
			}
		})
	}
}

// TestRealLatency measures how long a complaint waits: from the moment Postfix
// took it from outside until the case is stored, and until Postfix took the
// acknowledgement. Polling is out of play: it would come a minute later.
func TestRealLatency(t *testing.T) {
	n := 20
	if *long {
		n = 100
	}
	var complainants []string
	for i := range n {
		complainants = append(complainants, fmt.Sprintf("klager-%03d@voorbeeld.nl", i))
	}
	s := daemontest.NewSite(t, real.Options{Users: complainants})
	s.Config.Mailbox.Poll = time.Minute
	caps := &s.Config.Trust.Caps
	caps.Hour, caps.Day, caps.StaffDay = 10*n, 10*n, 10*n
	opened, acknowledged := make(chan time.Time, 10), make(chan time.Time, 10)
	s.OnEvent = func(_ string, d workflow.Decision) {
		for _, e := range d.Events {
			if e.Kind == workflow.EventOpened {
				opened <- time.Now()
			}
		}
	}
	s.OnSent = func(_ store.Outgoing, n workflow.Notice) {
		if n.Template == workflow.TemplateAcknowledgement {
			acknowledged <- time.Now()
		}
	}
	s.Start()
	var stored, answered []time.Duration
	for _, from := range complainants {
		raw := daemontest.TextMail("Anna Bakker <"+from+">", cmdtest.Committee, "Klacht over de bemiddeling", cmdtest.Story)
		s.Srv.Deliver(from, cmdtest.Committee, raw)
		began := time.Now()
		for _, w := range []struct {
			happened chan time.Time
			list     *[]time.Duration
		}{{opened, &stored}, {acknowledged, &answered}} {
			select {
			case at := <-w.happened:
				*w.list = append(*w.list, at.Sub(began))
			case <-time.After(2 * time.Minute):
				t.Fatalf("complaint %d of %d was not acted on", len(stored)+1, n)
			}
		}
	}
	for _, m := range []struct {
		name string
		list []time.Duration
	}{{"case stored", stored}, {"acknowledgement accepted", answered}} {
		slices.Sort(m.list)
		median, most := m.list[n/2], m.list[n-1]
		t.Logf("%s after Postfix took the complaint, with IDLE, n=%d: median %s, maximum %s", m.name, n, median.Round(time.Millisecond), most.Round(time.Millisecond))
		if median > 2*time.Second {
			t.Errorf("%s: median %s, want at most 2s", m.name, median)
		}
	}
}
