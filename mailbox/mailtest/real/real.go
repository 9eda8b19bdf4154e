package real

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Host is the name of the machine in certificates and Received lines. It leads
// nowhere: connections are made with Dial.
const Host = "mail.perspectief.example"

// Options shape the Servers.
type Options struct {
	// Users are the addresses of the people, each with a mailbox. Their domains
	// are the domains the servers take mail for.
	Users    []string
	Password string // of every user; "geheim" when empty
	// OAuth makes the servers accept XOAUTH2 with tokens that Servers.Token gives.
	OAuth bool
}

// Servers are a running Dovecot and a running Postfix.
type Servers struct {
	Password string
	// Ports on 127.0.0.1.
	IMAP       int // STARTTLS
	IMAPS      int // TLS from the first byte
	Submission int // STARTTLS, then a login
	SMTPS      int // TLS from the first byte, then a login
	SMTP       int // mail from outside

	t       testing.TB
	dir     string
	name    string // that clients expect in the certificate
	users   []string
	ca      authority
	tokens  *tokens // nil without OAuth
	dovecot *process
	postfix *process
	master  string // the binary
}

// Start starts both servers and stops them at the end of the test. Without
// KLACHTENPOST_E2E=1 the test is skipped; with it a machine on which they cannot
// run makes the test fail.
func Start(t testing.TB, o Options) *Servers {
	t.Helper()
	if os.Getenv("KLACHTENPOST_E2E") != "1" {
		t.Skip("runs Dovecot and Postfix: set KLACHTENPOST_E2E=1")
	}
	if gone := missing(); len(gone) > 0 {
		t.Fatalf("KLACHTENPOST_E2E=1, but here is no %s", strings.Join(gone, ", no "))
	}
	// A command that ran before in this process may have taken everybody else's
	// rights away from new files; the servers run under accounts of their own.
	old := syscall.Umask(0o022)
	defer syscall.Umask(old)
	s := &Servers{t: t, Password: o.Password, name: Host}
	if s.Password == "" {
		s.Password = "geheim"
	}
	for _, u := range o.Users {
		s.users = append(s.users, strings.ToLower(u))
	}
	// t.TempDir would be closed to the accounts the servers run under, and too
	// deep for the name of a socket.
	dir, err := os.MkdirTemp("", "kp")
	if err != nil {
		t.Fatal(err)
	}
	s.dir = dir
	t.Cleanup(s.stop)
	if err := s.start(o.OAuth); err != nil {
		t.Fatalf("start mail servers: %v", err)
	}
	return s
}

func (s *Servers) start(oauth bool) error {
	if err := os.Chmod(s.dir, 0o755); err != nil {
		return err
	}
	ports, err := freePorts(5)
	if err != nil {
		return err
	}
	s.IMAP, s.IMAPS, s.Submission, s.SMTPS, s.SMTP = ports[0], ports[1], ports[2], ports[3], ports[4]
	if s.ca, err = newAuthority(); err != nil {
		return fmt.Errorf("make certificate: %w", err)
	}
	if err := os.WriteFile(s.CAFile(), s.ca.pem(), 0o644); err != nil {
		return err
	}
	if err := s.Certificate(Certificate{}); err != nil {
		return err
	}
	if oauth {
		s.tokens = newTokens()
	}
	if err := s.writeDovecot(); err != nil {
		return fmt.Errorf("configure dovecot: %w", err)
	}
	if err := s.writePostfix(); err != nil {
		return fmt.Errorf("configure postfix: %w", err)
	}
	if err := s.startDovecot(); err != nil {
		return err
	}
	return s.startPostfix()
}

// stop ends everything and removes the directory. What the servers wrote is
// shown when the test failed.
func (s *Servers) stop() {
	s.postfix.stop()
	s.dovecot.stop()
	if s.tokens != nil {
		s.tokens.Close()
	}
	if s.t.Failed() {
		for _, name := range []string{"dovecot.log", "postfix.log"} {
			s.t.Logf("%s:\n%s", name, s.tail(name))
		}
	}
	if err := os.RemoveAll(s.dir); err != nil {
		s.t.Errorf("remove servers: %v", err)
	}
}

// StopDovecot ends IMAP and LMTP as an administrator does; RestartDovecot brings
// them back on the same ports.
func (s *Servers) StopDovecot() { s.dovecot.stop() }

// RestartDovecot stops Dovecot when it runs and starts it.
func (s *Servers) RestartDovecot() {
	s.t.Helper()
	s.dovecot.stop()
	if err := s.startDovecot(); err != nil {
		s.t.Fatal(err)
	}
}

// StopPostfix ends submission and incoming mail. What is queued stays.
func (s *Servers) StopPostfix() { s.postfix.stop() }

// RestartPostfix stops Postfix when it runs and starts it.
func (s *Servers) RestartPostfix() {
	s.t.Helper()
	s.postfix.stop()
	if err := s.startPostfix(); err != nil {
		s.t.Fatal(err)
	}
}

// TLS trusts the test's own authority and expects Host, or what Expect said.
func (s *Servers) TLS() *tls.Config {
	return &tls.Config{RootCAs: s.ca.pool, ServerName: s.name}
}

// Expect makes the clients of this package expect another name in the servers'
// certificate than Host.
func (s *Servers) Expect(name string) { s.name = name }

// CAFile holds the authority's certificate, for programs that are told in
// SSL_CERT_FILE whom to trust.
func (s *Servers) CAFile() string { return s.path("ca.pem") }

// Dial connects to one of the ports.
func (s *Servers) Dial(port int) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", local(port))
	}
}

func local(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// Token gives an access token for a user that is good until it expires.
// A negative time gives one that has expired.
func (s *Servers) Token(user string, good time.Duration) string { return s.tokens.issue(user, good) }

func (s *Servers) domains() []string {
	var list []string
	for _, u := range s.users {
		_, domain, _ := strings.Cut(u, "@")
		list = append(list, domain)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func (s *Servers) path(name string) string { return filepath.Join(s.dir, name) }

// tail is the end of a log.
func (s *Servers) tail(name string) string {
	b, err := os.ReadFile(s.path(name))
	if err != nil {
		return err.Error()
	}
	return string(b[max(0, len(b)-32<<10):])
}

// ready waits until each port greets.
func (s *Servers) ready(p *process, log string, ports ...int) error {
	for _, port := range ports {
		err := p.until(10*time.Second, func() bool {
			conn, err := net.DialTimeout("tcp", local(port), time.Second)
			if err == nil {
				conn.Close()
			}
			return err == nil
		})
		if err != nil {
			return fmt.Errorf("%s: port %d: %w\n%s", p.name, port, err, s.tail(log))
		}
	}
	return nil
}
