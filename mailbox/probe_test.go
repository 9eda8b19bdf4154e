package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/mailbox/mailtest"
)

// headed is a mail as a provider delivers it.
func headed(n int, top string) []byte {
	return []byte(top + "Received: from uit.voorbeeld.nl by mx.perspectief.example with ESMTPS id x; Mon, 2 Mar 2026 10:00:00 +0100\r\n" +
		"Authentication-Results: mx.bedrog.example; dmarc=pass header.from=voorbeeld.nl\r\n" +
		fmt.Sprintf("From: Sanne <sanne@voorbeeld.nl>\r\nMessage-ID: <p%d@voorbeeld.nl>\r\nSubject: %d\r\n\r\nDag\r\n", n, n))
}

func TestProbeIMAP(t *testing.T) {
	for _, exchange := range []bool{false, true} {
		s := mailtest.New(mailtest.Options{Accounts: []string{committee}, Exchange: exchange})
		defer s.Close()
		for n := range 50 {
			s.Deliver(committee, headed(n, "Authentication-Results: mx.perspectief.example 1;\r\n\tdmarc=pass header.from=voorbeeld.nl\r\n"))
		}
		s.Deliver(committee, headed(50, "Authentication-Results: spf=pass smtp.mailfrom=voorbeeld.nl\r\n"))
		before := s.Messages(committee, "INBOX")
		r, err := ProbeIMAP(t.Context(), testServer(s.DialIMAP), Folders{Junk: "Bestaat niet"})
		if err != nil {
			t.Fatal(err)
		}
		if r.Messages != 51 || r.Looked != probeMails || r.Idle != true || r.SpecialUse == exchange || r.Newest.IsZero() {
			t.Errorf("exchange %v: %+v", exchange, r)
		}
		if want := []Named{{"mx.perspectief.example", probeMails - 1}, {"", 1}}; !slices.Equal(r.Signers, want) {
			t.Errorf("signers %v, want %v", r.Signers, want)
		}
		if want := []Named{{"mx.perspectief.example", probeMails}}; !slices.Equal(r.Hosts, want) {
			t.Errorf("hosts %v, want %v", r.Hosts, want)
		}
		if r.Folders.Sent != s.FolderName("\\Sent") || !slices.Equal(r.Folders.Missing, []string{"Bestaat niet"}) {
			t.Errorf("folders %+v", r.Folders)
		}
		for i, m := range s.Messages(committee, "INBOX") {
			if len(m.Flags) != len(before[i].Flags) {
				t.Fatalf("looking set flags: %v", m.Flags)
			}
		}
	}
}

func TestProbeSMTP(t *testing.T) {
	delivered := 0
	s := mailtest.New(mailtest.Options{Accounts: []string{committee, sanne}, MaxSize: 1 << 20, OnDeliver: func(mailtest.Delivery) { delivered++ }})
	defer s.Close()
	r, err := ProbeSMTP(t.Context(), testServer(s.DialSMTP), committee)
	if err != nil || r.Size != 1<<20 || r.Refused != "" {
		t.Errorf("%+v, %v", r, err)
	}
	// The account may not send as somebody else.
	r, err = ProbeSMTP(t.Context(), testServer(s.DialSMTP), sanne)
	if err != nil || !strings.Contains(r.Refused, "permissions to send as") || strings.Contains(r.Refused, "sanne") {
		t.Errorf("as another: %+v, %v", r, err)
	}
	if delivered != 0 {
		t.Errorf("probing sent %d mails", delivered)
	}
}

func TestGreetingClock(t *testing.T) {
	got := greetingClock("AM0P190CA0001.outlook.example Microsoft ESMTP MAIL Service ready at Sun, 22 Nov 2026 17:29:07 +0000 [08DE]")
	if want := time.Date(2026, 11, 22, 17, 29, 7, 0, time.UTC); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := greetingClock("mail.example ESMTP Postfix"); !got.IsZero() {
		t.Errorf("a greeting without a moment gave %v", got)
	}
}

func TestSeek(t *testing.T) {
	s := mailtest.New(mailtest.Options{Accounts: []string{committee, sanne}, Exchange: true})
	defer s.Close()
	for n := range 60 {
		s.Deliver(committee, headed(n, ""))
	}
	m := sampleMail()
	m.To, m.Text = m.From, "Ons kenmerk: KP/P1-7F3K92QM4D\n"
	raw := mustCompose(t, m)
	if err := s.Submit(committee, []string{committee}, raw); err != nil {
		t.Fatal(err)
	}
	seen, folders, err := Seek(t.Context(), testServer(s.DialIMAP), Folders{}, "KP/P1-7F3K92QM4D")
	if err != nil || folders.Drafts != "Concepten" {
		t.Fatalf("%v, %+v", err, folders)
	}
	var in []string
	for _, g := range seen {
		in = append(in, g.Folder)
		if g.From != committee || g.MessageID == "" {
			t.Errorf("%+v", g)
		}
	}
	if want := []string{"INBOX"}; !slices.Equal(in[:1], want) {
		t.Errorf("seen in %v, want %v first", in, want)
	}
	if seen, _, err := Seek(t.Context(), testServer(s.DialIMAP), Folders{}, "KP/P1-AAAAAAAAAA"); err != nil || len(seen) != 0 {
		t.Errorf("another mark: %v, %v", seen, err)
	}
}

// What goes wrong with a server is named by its reason, on the real network.
func TestTroubleOf(t *testing.T) {
	now := time.Now()
	good, goodPool := certificate(t, "localhost", now.Add(-time.Hour), now.Add(time.Hour))
	expired, expiredPool := certificate(t, "localhost", now.Add(-2*time.Hour), now.Add(-time.Hour))
	other, otherPool := certificate(t, "elders.example", now.Add(-time.Hour), now.Add(time.Hour))
	plain := mailtest.New(mailtest.Options{Accounts: []string{committee}})
	defer plain.Close()
	refuse := func() int {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return l.Addr().(*net.TCPAddr).Port
	}()
	hello := mustListen(t, func(c net.Conn) { fmt.Fprint(c, "* OK dag\r\n") })
	for _, tt := range []struct {
		name string
		s    Server
		want Trouble
	}{
		{"good", tlsServer(t, good, &tls.Config{RootCAs: goodPool}), ""},
		{"expired", tlsServer(t, expired, &tls.Config{RootCAs: expiredPool}), TroubleExpired},
		{"foreign", tlsServer(t, good, nil), TroubleForeign},
		{"wrong name", tlsServer(t, other, &tls.Config{RootCAs: otherPool}), TroubleWrongName},
		{"no host", Server{Host: "bestaat-niet.invalid", Port: 993}, TroubleName},
		{"nobody there", Server{Host: "127.0.0.1", Port: refuse}, TroubleRefused},
		{"no TLS there", Server{Host: "127.0.0.1", Port: hello}, TroubleNotTLS},
		{"no STARTTLS", Server{TLS: TLSStart, Dial: plain.DialIMAP, Host: "localhost"}, TroubleNoTLS},
		{"plain to elsewhere", Server{Host: "imap.example.org", TLS: TLSNone}, TroublePlain},
		{"password", Server{TLS: TLSNone, Host: "localhost", Dial: plain.DialIMAP, Username: committee,
			Password: func(context.Context) (string, error) { return "fout", nil }}, TroubleLogin},
		{"no token", Server{TLS: TLSNone, Host: "localhost", Dial: plain.DialIMAP, Username: committee, Auth: AuthXOAUTH2,
			Password: func(context.Context) (string, error) { return "", &TokenError{Err: errors.New("ingetrokken")} }}, TroubleToken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.s.Password == nil {
				tt.s.Username = committee
				tt.s.Password = func(context.Context) (string, error) { return "geheim", nil }
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			r, err := ProbeIMAP(ctx, tt.s, Folders{})
			if got := TroubleOf(err); got != tt.want {
				t.Fatalf("%q (%v), want %q", got, err, tt.want)
			}
			if tt.name == "good" && (r.Certificate == nil || r.Certificate.Names[0] != "localhost" || r.Certificate.Version == "") {
				t.Errorf("certificate %+v", r.Certificate)
			}
			if tt.want == TroubleWrongName && (ShownCertificate(err) == nil || ShownCertificate(err).Names[0] != "elders.example") {
				t.Errorf("shown certificate %+v", ShownCertificate(err))
			}
		})
	}
}

func mustListen(t *testing.T, serve func(net.Conn)) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				serve(c)
				c.Close()
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// tlsServer is a mail server behind a certificate.
func tlsServer(t *testing.T, cert tls.Certificate, client *tls.Config) Server {
	t.Helper()
	s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
	t.Cleanup(func() { s.Close() })
	port := mustListen(t, func(c net.Conn) {
		secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}})
		if secure.Handshake() != nil {
			return
		}
		inner, err := s.DialIMAP(context.Background())
		if err != nil {
			return
		}
		go func() {
			buf := make([]byte, 4096)
			for {
				n, err := inner.Read(buf)
				if err != nil {
					secure.Close()
					return
				}
				secure.Write(buf[:n])
			}
		}()
		buf := make([]byte, 4096)
		for {
			n, err := secure.Read(buf)
			if err != nil {
				inner.Close()
				return
			}
			inner.Write(buf[:n])
		}
	})
	return Server{Host: "localhost", Port: port, TLSConfig: client}
}
