package mailbox

import (
	"bytes"
	"context"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"klachtenpost/mailbox/mailtest/real"
)

// realServer is one of the ports of the real servers, with STARTTLS.
func realServer(s *real.Servers, dial Dial) Server {
	return Server{
		Host: real.Host, TLS: TLSStart, TLSConfig: s.TLS(), Dial: dial, Username: committee,
		Password: func(context.Context) (string, error) { return s.Password, nil },
	}
}

func TestRealPostfix(t *testing.T) {
	srv := real.Start(t, real.Options{Users: []string{committee, sanne}})
	s := realServer(srv, srv.Dial(srv.Submission))
	raw := mustCompose(t, sampleMail())
	raw = append(raw, ".\r\n..\r\n.a\r\n\r\n"...)
	send := func(to string, raw []byte, size int64) Result {
		return Transmit(t.Context(), s, committee, to, bytes.NewReader(raw), size)
	}
	r := send(sanne, raw, int64(len(raw)))
	if r.Outcome != OutcomeSent || r.QueueID == "" || r.Enhanced != "2.0.0" {
		t.Fatalf("%+v", r)
	}
	var got []real.Mail
	within(t, 10*time.Second, "delivery", func() bool {
		got = srv.Mails(sanne, "INBOX")
		return len(got) == 1
	})
	if !bytes.HasSuffix(got[0].Raw, raw) {
		t.Errorf("arrived %q", got[0].Raw)
	}
	for _, tt := range []struct {
		to   string
		size int64
		code int
	}{
		{"niemand@perspectief.example", int64(len(raw)), 550},
		{sanne, 70 << 20, 552}, // announced; Postfix refuses it before any byte of it
	} {
		r := send(tt.to, raw, tt.size)
		if r.Outcome != OutcomeRefused || r.Code != tt.code {
			t.Errorf("to %s: %+v, want %s %d", tt.to, r, OutcomeRefused, tt.code)
		}
		if strings.Contains(r.Reply, "niemand") || strings.Contains(r.Reply, "@") {
			t.Errorf("to %s: reply %q names somebody", tt.to, r.Reply)
		}
	}
}

// TestRealStripped: somebody in between takes the offer of STARTTLS out of what
// Dovecot and Postfix say. Neither password nor mail goes over that line.
func TestRealStripped(t *testing.T) {
	srv := real.Start(t, real.Options{Users: []string{committee, sanne}})
	raw := mustCompose(t, sampleMail())
	for _, offered := range []bool{true, false} {
		var said atomic.Pointer[bytes.Buffer]
		through := func(port int) Dial {
			dial := srv.Dial(port)
			return func(ctx context.Context) (net.Conn, error) {
				c, err := dial(ctx)
				if err != nil {
					return nil, err
				}
				var b bytes.Buffer
				said.Store(&b)
				return &strippedConn{Conn: c, offered: offered, said: &b}, nil
			}
		}
		r := Transmit(t.Context(), realServer(srv, through(srv.Submission)), committee, sanne, bytes.NewReader(raw), int64(len(raw)))
		smtp := said.Load().String()
		_, err := realServer(srv, through(srv.IMAP)).Folders(t.Context(), Folders{})
		imap := said.Load().String()
		if offered {
			if r.Outcome != OutcomeSent || err != nil {
				t.Errorf("with STARTTLS: %+v, %v", r, err)
			}
			continue
		}
		if r.Fault != FaultTLS || FaultOf(err) != FaultTLS {
			t.Errorf("without STARTTLS: %+v, %v", r, err)
		}
		for _, dialogue := range []string{smtp, imap} {
			for _, word := range []string{"AUTH", "LOGIN", "MAIL", srv.Password, sanne} {
				if strings.Contains(strings.ToUpper(dialogue), strings.ToUpper(word)) {
					t.Errorf("in plain text: %q", dialogue)
				}
			}
		}
	}
	within(t, 20*time.Second, "the mail that went over TLS", func() bool { return len(srv.Mails(sanne, "INBOX")) == 1 })
	srv.StopPostfix() // what it may have taken beside that is delivered or waits in its queue
	if n := len(srv.Mails(sanne, "INBOX")); n != 1 {
		t.Errorf("%d mails arrived, want the one over TLS", n)
	}
}

// strippedConn is a line on which somebody reads along and, unless it is offered,
// writes STRIPPED where STARTTLS stands, in both directions: over IMAP it is said
// whether it is offered or not.
type strippedConn struct {
	net.Conn
	offered bool
	said    *bytes.Buffer // what the client wrote
}

func (c *strippedConn) Write(b []byte) (int, error) {
	c.said.Write(b)
	if !c.offered {
		b = bytes.ReplaceAll(b, []byte("STARTTLS"), []byte("STRIPPED"))
	}
	return c.Conn.Write(b)
}

func (c *strippedConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if !c.offered {
		copy(b, bytes.ReplaceAll(b[:n], []byte("STARTTLS"), []byte("STRIPPED")))
	}
	return n, err
}
