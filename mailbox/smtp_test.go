package mailbox

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
)

// fakeSMTP is a server that says what a test wants.
type fakeSMTP struct {
	// replies maps a stage (greeting, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, ".",
	// QUIT) to the reply, without it the usual one. "" closes the connection.
	replies map[string]string
	ehlo    string // keywords, one a line
	tls     *tls.Config
	delay   time.Duration // before the reply to the dot

	commands []string
	mail     []byte // what came between DATA and the dot
	dots     int
	plain    int // bytes that came before TLS, after EHLO
}

var usual = map[string]string{"greeting": "220 mail.example ESMTP", "STARTTLS": "220 go", "AUTH": "235 2.7.0 in", "MAIL": "250 2.1.0 ok",
	"RCPT": "250 2.1.5 ok", "DATA": "354 go", ".": "250 2.0.0 Ok: queued as 4XyZ12", "QUIT": "221 bye"}

func (f *fakeSMTP) dial(context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	go f.serve(server)
	return client, nil
}

func (f *fakeSMTP) serve(c net.Conn) {
	defer func() { c.Close() }()
	say := func(stage string) bool {
		text, ok := f.replies[stage]
		if !ok {
			text = usual[stage]
		}
		if stage == "EHLO" && !ok {
			text = "250-mail.example\r\n250-" + strings.ReplaceAll(strings.TrimSpace(f.ehlo+"\nENHANCEDSTATUSCODES"), "\n", "\r\n250-")
			i := strings.LastIndex(text, "250-")
			text = text[:i] + "250 " + text[i+4:]
		}
		if text == "" {
			return false
		}
		_, err := io.WriteString(c, text+"\r\n")
		return err == nil
	}
	in := bufio.NewReader(c)
	if !say("greeting") {
		return
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.Fields(line + " x")[0])
		f.commands = append(f.commands, strings.TrimRight(line, "\r\n"))
		if !say(verb) {
			return
		}
		switch verb {
		case "STARTTLS":
			secure := tls.Server(c, f.tls)
			if f.tls == nil || secure.Handshake() != nil {
				n, _ := io.Copy(io.Discard, c)
				f.plain += int(n)
				return
			}
			c, in = secure, bufio.NewReader(secure)
		case "DATA":
			if f.replies["DATA"] != "" {
				continue
			}
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					f.dots++
					break
				}
				f.mail = append(f.mail, strings.TrimPrefix(line, ".")...)
			}
			time.Sleep(f.delay)
			if !say(".") {
				return
			}
		case "QUIT":
			return
		}
	}
}

func (f *fakeSMTP) said(verb string) (n int) {
	for _, c := range f.commands {
		if strings.HasPrefix(c, verb) {
			n++
		}
	}
	return n
}

func (f *fakeSMTP) transmit(raw []byte) Result {
	s := testServer(f.dial)
	if !strings.Contains(f.ehlo, "AUTH") {
		s.Username = ""
	}
	r := Transmit(context.Background(), s, committee, sanne, bytes.NewReader(raw), int64(len(raw)))
	synctest.Wait() // what the server writes down is complete
	return r
}

// OUT-14: thirty replies, each at every stage where a server can give it. What
// is decided before MAIL never speaks of a mail.
func TestTransmit_replies(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	table := []struct {
		reply                string
		early, mail, atDot   Outcome // before MAIL; at MAIL, RCPT or DATA; after the dot
		code                 int
		fault                Fault // at MAIL and later
		enhanced             string
		duplicateIsSentAtDot bool
	}{
		{"421 4.3.2 Service shutting down", OutcomeRetry, OutcomeRetry, OutcomeRetry, 421, FaultServer, "4.3.2", false},
		{"421 4.7.0 Too many connections", OutcomeRetry, OutcomeRetry, OutcomeRetry, 421, FaultServer, "4.7.0", false},
		{"450 4.2.1 Mailbox busy", OutcomeRetry, OutcomeRetry, OutcomeRetry, 450, "", "4.2.1", false},
		{"451 4.7.1 Greylisted, come back", OutcomeRetry, OutcomeRetry, OutcomeRetry, 451, "", "4.7.1", false},
		{"451 Local error", OutcomeRetry, OutcomeRetry, OutcomeRetry, 451, "", "", false},
		{"452 4.2.2 Mailbox full", OutcomeRetry, OutcomeRetry, OutcomeRetry, 452, "", "4.2.2", false},
		{"452 4.3.1 Insufficient storage", OutcomeRetry, OutcomeRetry, OutcomeRetry, 452, "", "4.3.1", false},
		{"454 4.7.0 Temporary authentication failure", OutcomeRetry, OutcomeRetry, OutcomeRetry, 454, "", "4.7.0", false},
		{"455 Cannot accommodate parameters", OutcomeRetry, OutcomeRetry, OutcomeRetry, 455, "", "", false},
		{"432 4.7.12 Password transition needed", OutcomeRetry, OutcomeRetry, OutcomeRetry, 432, "", "4.7.12", false},
		{"500 5.5.2 Syntax error", OutcomeRetry, OutcomeRefused, OutcomeRefused, 500, "", "5.5.2", false},
		{"501 5.1.3 Bad address syntax", OutcomeRetry, OutcomeRefused, OutcomeRefused, 501, "", "5.1.3", false},
		{"502 5.5.1 Not implemented", OutcomeRetry, OutcomeRefused, OutcomeRefused, 502, "", "5.5.1", false},
		{"503 5.5.1 Bad sequence", OutcomeRetry, OutcomeRefused, OutcomeRefused, 503, "", "5.5.1", false},
		{"504 5.5.4 Parameter not implemented", OutcomeRetry, OutcomeRefused, OutcomeRefused, 504, "", "5.5.4", false},
		{"521 5.3.2 No mail here", OutcomeRetry, OutcomeRefused, OutcomeRefused, 521, "", "5.3.2", false},
		{"530 5.7.0 Authentication required", OutcomeRetry, OutcomeRetry, OutcomeRetry, 530, FaultLogin, "5.7.0", false},
		{"534 5.7.9 Mechanism too weak", OutcomeRetry, OutcomeRetry, OutcomeRetry, 534, FaultLogin, "5.7.9", false},
		{"535 5.7.8 Authentication credentials invalid", OutcomeRetry, OutcomeRetry, OutcomeRetry, 535, FaultLogin, "5.7.8", false},
		{"538 5.7.11 Encryption required", OutcomeRetry, OutcomeRetry, OutcomeRetry, 538, FaultLogin, "5.7.11", false},
		{"550 5.1.1 User unknown", OutcomeRetry, OutcomeRefused, OutcomeRefused, 550, "", "5.1.1", false},
		{"550-5.7.1 Two lines\r\n550 5.7.1 of refusal", OutcomeRetry, OutcomeRefused, OutcomeRefused, 550, "", "5.7.1", false},
		{"551 5.1.6 User moved", OutcomeRetry, OutcomeRefused, OutcomeRefused, 551, "", "5.1.6", false},
		{"552 5.3.4 Message too big", OutcomeRetry, OutcomeRefused, OutcomeRefused, 552, "", "5.3.4", false},
		{"553 5.1.3 Name not allowed", OutcomeRetry, OutcomeRefused, OutcomeRefused, 553, "", "5.1.3", false},
		{"554 5.7.1 Policy", OutcomeRetry, OutcomeRefused, OutcomeRefused, 554, "", "5.7.1", false},
		{"554 5.6.0 Duplicate delivery", OutcomeRetry, OutcomeRefused, OutcomeSent, 554, "", "5.6.0", true},
		{"555 Parameters not recognised", OutcomeRetry, OutcomeRefused, OutcomeRefused, 555, "", "", false},
		{"571 5.7.1 Blocked", OutcomeRetry, OutcomeRefused, OutcomeRefused, 571, "", "5.7.1", false},
		{"554 4.3.0 Class and code disagree", OutcomeRetry, OutcomeRefused, OutcomeRefused, 554, "", "", false},
	}
	n := 0
	for _, tt := range table {
		for _, stage := range []string{"greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "."} {
			n++
			synctest.Test(t, func(t *testing.T) {
				f := &fakeSMTP{replies: map[string]string{stage: tt.reply}, ehlo: "AUTH PLAIN"}
				r := f.transmit(raw)
				want, fault := tt.mail, tt.fault
				switch stage {
				case "greeting", "EHLO":
					want, fault = tt.early, FaultServer
				case "AUTH":
					want, fault = tt.early, FaultLogin
				case ".":
					want = tt.atDot
				}
				if r.Outcome != want || r.Code != tt.code || r.Fault != fault || r.Enhanced != tt.enhanced {
					t.Errorf("%s at %s: %+v, want %s, fault %q", tt.reply, stage, r, want, fault)
				}
				if r.Duplicate != (stage == "." && tt.duplicateIsSentAtDot) {
					t.Errorf("%s at %s: duplicate %v", tt.reply, stage, r.Duplicate)
				}
				if stage != "." && f.dots > 0 {
					t.Errorf("%s at %s: the mail was sent all the same", tt.reply, stage)
				}
			})
		}
	}
	t.Logf("%d replies at 7 stages: %d of %d as they should be", len(table), n, n)
}

// Replies that are none, at every stage.
func TestTransmit_nonsense(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	for _, nonsense := range []string{"", "hello", "99 too short", "25O letter", "250-never\r\nends", "354 what", "100 one", "999 nine", "250" + strings.Repeat("x", 100_000), "\x00\x01"} {
		for _, stage := range []string{"greeting", "EHLO", "MAIL", "RCPT", "DATA", "."} {
			if nonsense == "354 what" && stage == "DATA" {
				continue
			}
			synctest.Test(t, func(t *testing.T) {
				f := &fakeSMTP{replies: map[string]string{stage: nonsense}}
				r := f.transmit(raw)
				want := OutcomeRetry
				if stage == "." {
					want = OutcomeUnknown
				}
				if r.Outcome != want {
					t.Errorf("%.20q at %s: %+v, want %s", nonsense, stage, r, want)
				}
			})
		}
	}
}

// OUT-07: an error inside DATA closes the socket: no dot, no QUIT.
func TestTransmit_error_inside_data(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	broken := errors.New("schijf stuk")
	for at := range len(raw) {
		if at%7 != 0 {
			continue
		}
		synctest.Test(t, func(t *testing.T) {
			f := &fakeSMTP{}
			s := testServer(f.dial)
			s.Username = ""
			body := io.MultiReader(bytes.NewReader(raw[:at]), errReader{broken})
			r := Transmit(context.Background(), s, committee, sanne, body, int64(len(raw)))
			synctest.Wait()
			if r.Outcome != OutcomeRetry || f.dots != 0 || f.said("QUIT") != 0 || strings.Contains(string(f.mail), "QUIT") {
				t.Errorf("broken after %d bytes: %+v, %d dots, %d QUIT", at, r, f.dots, f.said("QUIT"))
			}
		})
	}
	synctest.Test(t, func(t *testing.T) { // a body that is shorter or longer than it should be
		for _, size := range []int64{int64(len(raw)) - 1, int64(len(raw)) + 1} {
			f := &fakeSMTP{}
			s := testServer(f.dial)
			s.Username = ""
			r := Transmit(context.Background(), s, committee, sanne, bytes.NewReader(raw), size)
			synctest.Wait()
			if r.Outcome != OutcomeRetry || f.dots != 0 {
				t.Errorf("size %d of %d: %+v, %d dots", size, len(raw), r, f.dots)
			}
		}
	})
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// OUT-08, OUT-09: what comes after the dot may take ten minutes, what comes
// after 250 changes nothing.
func TestTransmit_after_the_dot(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	for _, tt := range []struct {
		delay   time.Duration
		reply   string
		quit    string
		outcome Outcome
		took    time.Duration
	}{
		{9 * time.Minute, "250 2.0.0 ok", "221 bye", OutcomeSent, 9 * time.Minute},
		{11 * time.Minute, "250 2.0.0 ok", "221 bye", OutcomeUnknown, 10 * time.Minute},
		{0, "250 2.0.0 ok", "", OutcomeSent, 0},
		{0, "250 2.0.0 ok", "500 what", OutcomeSent, 0},
		{0, "250 2.0.0 ok", "garbage", OutcomeSent, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := &fakeSMTP{replies: map[string]string{".": tt.reply, "QUIT": tt.quit}, delay: tt.delay}
			began := time.Now()
			r := f.transmit(raw)
			if took := time.Since(began); r.Outcome != tt.outcome || took != tt.took || f.dots != 1 {
				t.Errorf("reply after %v, QUIT %q: %+v after %v, want %s after %v", tt.delay, tt.quit, r, took, tt.outcome, tt.took)
			}
			settle(15 * time.Minute) // the server finishes
			if !bytes.Equal(f.mail, raw) {
				t.Errorf("arrived %q", f.mail)
			}
		})
	}
}

// Stopping the program ends the dialogue with the outcome that is true: at once
// while nothing can have been taken, after a short wait once the dot has left.
func TestTransmit_stopped(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	for stage, want := range map[string]Outcome{"greeting": OutcomeRetry, "MAIL": OutcomeRetry, "RCPT": OutcomeRetry, "DATA": OutcomeRetry, ".": OutcomeUnknown} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			client, server := net.Pipe()
			f := &fakeSMTP{}
			go f.serve(&stallConn{Conn: server, at: stage, f: f})
			s := testServer(func(context.Context) (net.Conn, error) { return client, nil })
			s.Username = ""
			time.AfterFunc(30*time.Second, cancel)
			began := time.Now()
			r := Transmit(ctx, s, committee, sanne, bytes.NewReader(raw), int64(len(raw)))
			took := 30 * time.Second
			if stage == "." {
				took += stopWait
			}
			if r.Outcome != want || time.Since(began) != took {
				t.Errorf("stopped at %s: %+v after %v, want %s after %v", stage, r, time.Since(began), want, took)
			}
			settle(2 * time.Minute)
		})
	}
}

// stallConn never sends the reply of one stage.
type stallConn struct {
	net.Conn
	at string
	f  *fakeSMTP
}

func (c *stallConn) Write(b []byte) (int, error) {
	if text := usual[c.at]; strings.HasPrefix(string(b), text) && (c.at != "RCPT" || c.f.said("RCPT") > 0) {
		time.Sleep(time.Minute)
	}
	return c.Conn.Write(b)
}

// OUT-13: the copy to ourselves is refused, so nothing is sent.
func TestTransmitCopy(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	synctest.Test(t, func(t *testing.T) {
		var got []mailtest.Delivery
		s := mailtest.New(mailtest.Options{Accounts: []string{committee, sanne}, OnDeliver: func(d mailtest.Delivery) { got = append(got, d) }})
		defer s.Close()
		for _, tt := range []struct {
			to, copyTo  string
			outcome     Outcome
			copyRefused bool
			delivered   int
		}{
			{sanne, committee, OutcomeSent, false, 2},
			{sanne, "temperror@perspectief.example", OutcomeRetry, true, 0},
			{sanne, "permerror@perspectief.example", OutcomeRetry, true, 0},
			{"permerror@voorbeeld.nl", committee, OutcomeRefused, false, 0},
			{sanne, "geen adres", OutcomeRefused, false, 0},
		} {
			got = nil
			r := TransmitCopy(t.Context(), testServer(s.DialSMTP), committee, tt.to, tt.copyTo, bytes.NewReader(raw), int64(len(raw)))
			if r.Outcome != tt.outcome || r.CopyRefused != tt.copyRefused || len(got) != tt.delivered {
				t.Errorf("to %s with a copy to %s: %+v and %d delivered", tt.to, tt.copyTo, r, len(got))
			}
		}
	})
}

// certificate makes one for a name, valid in the bubble's time.
func certificate(t *testing.T, name string, from, to time.Time) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: from, NotAfter: to,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

// OUT-15: without a connection that is proven and closed to others, no name, no
// password and no mail leave, over SMTP and over IMAP.
func TestTLS(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	for _, tt := range []struct {
		name     string
		mode     string
		cert     string // name in it
		from, to time.Duration
		trusted  bool
		version  uint16
		strip    bool
		fault    Fault
	}{
		{"good", TLSStart, "mail.example", -time.Hour, time.Hour, true, 0, false, ""},
		{"good", TLSImplicit, "mail.example", -time.Hour, time.Hour, true, 0, false, ""},
		{"STARTTLS stripped", TLSStart, "mail.example", -time.Hour, time.Hour, true, 0, true, FaultTLS},
		{"unknown authority", TLSStart, "mail.example", -time.Hour, time.Hour, false, 0, false, FaultTLS},
		{"unknown authority", TLSImplicit, "mail.example", -time.Hour, time.Hour, false, 0, false, FaultTLS},
		{"expired", TLSStart, "mail.example", -2 * time.Hour, -time.Hour, true, 0, false, FaultTLS},
		{"expired", TLSImplicit, "mail.example", -2 * time.Hour, -time.Hour, true, 0, false, FaultTLS},
		{"not yet valid", TLSImplicit, "mail.example", time.Hour, 2 * time.Hour, true, 0, false, FaultTLS},
		{"other host", TLSStart, "mail.voorbeeld.nl", -time.Hour, time.Hour, true, 0, false, FaultTLS},
		{"other host", TLSImplicit, "mail.voorbeeld.nl", -time.Hour, time.Hour, true, 0, false, FaultTLS},
		{"TLS 1.1", TLSStart, "mail.example", -time.Hour, time.Hour, true, tls.VersionTLS11, false, FaultTLS},
		{"TLS 1.1", TLSImplicit, "mail.example", -time.Hour, time.Hour, true, tls.VersionTLS11, false, FaultTLS},
		{"plain text where TLS is expected", TLSImplicit, "", 0, 0, true, 0, true, FaultTLS},
		{"no TLS to another machine", TLSNone, "", 0, 0, true, 0, true, FaultTLS},
	} {
		t.Run(tt.name+" "+tt.mode, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				cert, pool := certificate(t, tt.cert, time.Now().Add(tt.from), time.Now().Add(tt.to))
				config := &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: tt.version, MinVersion: tls.VersionTLS10}
				o := mailtest.Options{Accounts: []string{committee, sanne}}
				if tt.mode == TLSStart && !tt.strip {
					o.TLS = config
				}
				delivered := 0
				o.OnDeliver = func(mailtest.Delivery) { delivered++ }
				s := mailtest.New(o)
				defer s.Close()
				dial := func(raw Dial) Dial {
					return func(ctx context.Context) (net.Conn, error) {
						c, err := raw(ctx)
						if err != nil || tt.mode != TLSImplicit || tt.strip {
							return c, err
						}
						return terminate(c, config), nil
					}
				}
				server := testServer(dial(s.DialSMTP))
				server.Host, server.TLS = "mail.example", tt.mode
				server.TLSConfig = &tls.Config{RootCAs: pool}
				if !tt.trusted {
					server.TLSConfig.RootCAs = x509.NewCertPool()
				}
				r := Transmit(t.Context(), server, committee, sanne, bytes.NewReader(raw), int64(len(raw)))
				server.Dial = dial(s.DialIMAP)
				_, err := server.Folders(t.Context(), Folders{})
				if r.Fault != tt.fault || FaultOf(err) != tt.fault {
					t.Errorf("SMTP %+v, IMAP %v, want fault %q", r, err, tt.fault)
				}
				want := 0
				if tt.fault == "" {
					want = 1
				}
				if delivered != want || s.Logins() != 2*want {
					t.Errorf("%d mails and %d logins, want %d and %d", delivered, s.Logins(), want, 2*want)
				}
			})
		})
	}
	t.Run("more before TLS begins", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fakeSMTP{replies: map[string]string{"STARTTLS": "220 go\r\n250 injected"}, ehlo: "STARTTLS"}
			s := testServer(f.dial)
			s.TLS = TLSStart
			r := Transmit(t.Context(), s, committee, sanne, bytes.NewReader(raw), int64(len(raw)))
			synctest.Wait()
			if r.Fault != FaultTLS || f.plain != 0 {
				t.Errorf("%+v, %d bytes in plain text", r, f.plain)
			}
		})
	})
}

// terminate puts TLS in front of a server that has none.
func terminate(plain net.Conn, config *tls.Config) net.Conn {
	client, server := net.Pipe()
	go func() {
		secure := tls.Server(server, config)
		if secure.Handshake() == nil {
			go func() { io.Copy(plain, secure); plain.Close() }()
			io.Copy(secure, plain)
		}
		secure.Close()
		plain.Close()
	}()
	return client
}

// Both ways to log in, with right and wrong secrets.
func TestLogin(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	for _, tt := range []struct {
		auth, secret string
		fault        Fault
	}{
		{AuthPassword, "geheim", ""}, {AuthPassword, "fout", FaultLogin},
		{AuthXOAUTH2, "token-1", ""}, {AuthXOAUTH2, "verlopen", FaultLogin},
	} {
		t.Run(tt.auth+" "+tt.secret, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := mailtest.New(mailtest.Options{Accounts: []string{committee, sanne}, Token: "token-1"})
				defer s.Close()
				server := testServer(s.DialSMTP)
				server.Auth, server.Password = tt.auth, func(context.Context) (string, error) { return tt.secret, nil }
				r := Transmit(t.Context(), server, committee, sanne, bytes.NewReader(raw), int64(len(raw)))
				server.Dial = s.DialIMAP
				_, err := server.Folders(t.Context(), Folders{})
				if r.Fault != tt.fault || FaultOf(err) != tt.fault || (r.Outcome == OutcomeSent) != (tt.fault == "") {
					t.Errorf("SMTP %+v, IMAP %v, want fault %q", r, err, tt.fault)
				}
			})
		})
	}
	t.Run("AUTH LOGIN where there is nothing else", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := &fakeSMTP{replies: map[string]string{"AUTH": "334 VXNlcm5hbWU6", strings.ToUpper("a2xhY2h0ZW5AcGVyc3BlY3RpZWYuZXhhbXBsZQ=="): "334 UGFzc3dvcmQ6", "Z2VOZWLT": "x",
				strings.ToUpper("Z2VoZWlt"): "235 in"}, ehlo: "AUTH LOGIN"}
			if r := f.transmit(raw); r.Outcome != OutcomeSent {
				t.Errorf("%+v after %q", r, f.commands)
			}
		})
	})
}

func TestQueueID(t *testing.T) {
	for text, want := range map[string]string{
		"2.0.0 Ok: queued as 4XyZ12k3":                                               "4XyZ12k3",
		"2.0.0 OK <AM0P1@AM0P1.eurprd01.prod.outlook.com> [Hostname=AM0P1.prod]":     "AM0P1@AM0P1.eurprd01.prod.outlook.com",
		"2.6.0 <a.b@c.example> [InternalId=12, Hostname=x] Queued mail for delivery": "a.b@c.example",
		"OK id=1rAbCd-000123-4X":                                                     "1rAbCd-000123-4X",
		"2.0.0 OK  1700000000 a1-20020a05si123.45 - gsmtp":                           "a1-20020a05si123.45",
		"Message accepted": "",
	} {
		if got := queueID(text); got != want {
			t.Errorf("queueID(%q) = %q, want %q", text, got, want)
		}
	}
}

// PRIV-11: no address and no name of a reply reaches a log.
func TestRedact(t *testing.T) {
	names := []string{"sanne.dewit", "klachten", "jo"}
	for _, text := range []string{
		"5.1.1 <sanne.dewit@voorbeeld.nl>: Recipient address rejected: User unknown",
		"5.1.1 sanne.dewit@voorbeeld.nl... User unknown", `550 "Sanne de Wit" has no mailbox`, "mailbox sanne.dewit is full", "Mailbox SANNE.DEWIT is full",
		"user=sanne.dewit disabled", "see https://mail.example/?to=sanne.dewit%40voorbeeld.nl", "sanne.dewit@voorbeeld.nl,klachten@perspectief.example unknown",
		"<sanne.dewit@voorbeeld.nl> <klachten@perspectief.example>", "5.7.1 [sanne.dewit@voorbeeld.nl] blocked", "RFC822;sanne.dewit@voorbeeld.nl", "smtp;550 sanne.dewit@voorbeeld.nl",
		"line one sanne.dewit@voorbeeld.nl\nline two klachten@perspectief.example", "(sanne.dewit@voorbeeld.nl)", "'sanne.dewit'@voorbeeld.nl", "sanne.dewit @ voorbeeld.nl",
		"SRS0=x=y=voorbeeld.nl=sanne.dewit@mail.example", "prvs=123=sanne.dewit@voorbeeld.nl", "\x1b[31msanne.dewit\x1b[0m", strings.Repeat("sanne.dewit ", 100),
	} {
		got := redact(text, names...)
		for _, secret := range []string{"sanne", "dewit", "Sanne", "klachten@", "\n", "\x1b"} {
			if strings.Contains(strings.ToLower(got), strings.ToLower(secret)) {
				t.Errorf("redact(%q) = %q holds %q", text, got, secret)
			}
		}
	}
	if got := redact("5.7.1 Message refused by policy"); got != "5.7.1 Message refused by policy" {
		t.Errorf("redact changes what is harmless: %q", got)
	}
}

// Whatever address is given, the server sees exactly that one or nothing.
func TestTransmit_addresses(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	for _, bad := range []string{"", "x", "a@voorbeeld.nl>\r\nRCPT TO:<b@voorbeeld.nl", "a@voorbeeld.nl> SIZE=0", "a@voorbeeld.nl\n", "jörg@voorbeeld.nl", `"a b"@voorbeeld.nl`, "a@voorbeeld.nl,b@voorbeeld.nl"} {
		synctest.Test(t, func(t *testing.T) {
			f := &fakeSMTP{}
			s := testServer(f.dial)
			s.Username = ""
			r := Transmit(t.Context(), s, committee, bad, bytes.NewReader(raw), int64(len(raw)))
			synctest.Wait()
			if r.Outcome != OutcomeRefused || len(f.commands) != 0 {
				t.Errorf("to %q: %+v, commands %q", bad, r, f.commands)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		f := &fakeSMTP{ehlo: "SIZE 100"}
		if r := f.transmit(raw); r.Outcome != OutcomeRefused || r.Enhanced != "5.3.4" || f.said("MAIL") != 0 {
			t.Errorf("above the size the server takes: %+v", r)
		}
		f = &fakeSMTP{ehlo: "SIZE"}
		if r := f.transmit(raw); r.Outcome != OutcomeSent || f.commands[1] != fmt.Sprintf("MAIL FROM:<%s> SIZE=%d", committee, len(raw)) {
			t.Errorf("%+v, commands %q", r, f.commands)
		}
	})
}
