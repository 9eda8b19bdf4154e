package main

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
)

// TestMain lets a test run the program as a process of its own.
func TestMain(m *testing.M) {
	if os.Getenv("KLACHTENPOST_TEST_COMMAND") == "1" {
		os.Exit(command(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// process is the program as somebody starts it.
type process struct {
	*exec.Cmd
	mu   sync.Mutex
	text bytes.Buffer // stdout and stderr
	done chan struct{}
	err  error
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func start(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], args...), done: make(chan struct{})}
	p.Env = append(append(os.Environ(), "KLACHTENPOST_TEST_COMMAND=1"), env...)
	p.Stdout, p.Stderr = p, p
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.Process.Kill()
		<-p.done
	})
	return p
}

// exit waits for the end and gives the exit code.
func (p *process) exit(t *testing.T) int {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(time.Minute):
		t.Fatalf("it does not end:\n%s", p.said())
	}
	return p.ProcessState.ExitCode()
}

// until waits until it says something.
func (p *process) until(t *testing.T, want string) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !strings.Contains(p.said(), want); time.Sleep(20 * time.Millisecond) {
		select {
		case <-p.done:
			t.Fatalf("it ended and did not say %q:\n%s", want, p.said())
		default:
		}
		if time.Now().After(end) {
			t.Fatalf("it does not say %q:\n%s", want, p.said())
		}
	}
}

// stop ends it as systemd does, within ten seconds and with a clean exit.
func (p *process) stop(t *testing.T) {
	t.Helper()
	began := time.Now()
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code, took := p.exit(t), time.Since(began); code != exitOK || took > 10*time.Second {
		t.Errorf("exit %d after %v:\n%s", code, took, p.said())
	}
}

// certificate makes one for a name, and the file in which its issuer is found.
func certificate(t *testing.T, name string, until time.Time) (cert tls.Certificate, roots string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Proef"}, DNSNames: []string{name},
		NotBefore: until.Add(-48 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	roots = filepath.Join(t.TempDir(), "roots.pem")
	mustWrite(t, roots, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), 0o644)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// front is a port before one of the servers, behind TLS when cert is given.
func front(t *testing.T, dial func(context.Context) (net.Conn, error), cert *tls.Certificate) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if cert != nil {
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{*cert}})
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			outer, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer outer.Close()
				inner, err := dial(context.Background())
				if err != nil {
					return
				}
				go func() {
					io.Copy(outer, inner)
					outer.Close()
				}()
				io.Copy(inner, outer)
				inner.Close()
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// place is where the tests below happen: a mail server behind good certificates, and the
// configuration for it.
type place struct {
	srv        *mailtest.Server
	dir        string
	imap, smtp string // the sections
	rest       string
	env        []string
	roots      string // certificates that are trusted
}

// trust adds to them.
func (p *place) trust(t *testing.T, more string) {
	t.Helper()
	a, err1 := os.ReadFile(p.roots)
	b, err2 := os.ReadFile(more)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	mustWrite(t, p.roots, string(a)+string(b), 0o644)
}

func section(name, host string, port int, tls, more string) string {
	return fmt.Sprintf("[%s]\nhost = %q\nport = %d\ntls = %q\n%s\n", name, host, port, tls, more)
}

func newPlace(t *testing.T) *place {
	t.Helper()
	cert, roots := certificate(t, "localhost", time.Now().Add(24*time.Hour))
	p := &place{srv: mailtest.New(mailtest.Options{Accounts: []string{testCommittee, testDirector, testComplainant}, Password: canary + "imap-password"}), dir: mustDir(t)}
	t.Cleanup(func() { p.srv.Close() })
	p.roots = roots
	p.env = []string{"SSL_CERT_FILE=" + roots, "SSL_CERT_DIR=" + t.TempDir()}
	p.imap = section("imap", "localhost", front(t, p.srv.DialIMAP, &cert), "implicit", `password_file = "imap-password"`)
	p.smtp = section("smtp", "localhost", front(t, p.srv.DialSMTP, &cert), "implicit", `password_file = "imap-password"`)
	p.rest = `[organisation]
name = "Perspectief Herstelbemiddeling"
committee = "Klachtencommissie Perspectief"
phone = "030 123 45 67"
[people.secretary]
name = "Karin van Haperen"
[people.director]
name = "Willem Brandsma"
address = "` + testDirector + `"
[store]
path = "staat/klachten.db"
[mailbox]
poll = "10s"
address = "` + testCommittee + `"
`
	return p
}

// config writes the configuration.
func (p *place) config(t *testing.T) string {
	t.Helper()
	path := filepath.Join(p.dir, "config.toml")
	mustWrite(t, path, p.rest+p.imap+p.smtp, 0o600)
	return path
}

// Each thing that can be wrong with a server gives one clear message, in check
// and in the log of the daemon, that names what to do; no stack trace, no secret.
func TestTrouble_with_servers(t *testing.T) {
	later, gone := time.Now().Add(24*time.Hour), time.Now().Add(-24*time.Hour)
	const closed = 1 // tcpmux, which nobody has
	const secret = `password_file = "imap-password"`
	for _, tt := range []struct {
		name string
		// set gives the section of the server with the trouble.
		set  func(t *testing.T, p *place, dial func(context.Context) (net.Conn, error)) string
		want []string // %s is imap or smtp
	}{
		{"wrong password", func(t *testing.T, p *place, _ func(context.Context) (net.Conn, error)) string {
			mustWrite(t, filepath.Join(p.dir, "fout-wachtwoord"), canary+"fout\n", 0o600)
			return strings.Replace(p.imap, "imap-password", "fout-wachtwoord", 1)
		}, []string{"refuses the name or the password", "%s.username", "%s.password_file", `%s.auth = \"xoauth2\"`, "15 minutes"}},
		{"unreachable host", func(t *testing.T, p *place, _ func(context.Context) (net.Conn, error)) string {
			return section("imap", "127.0.0.1", closed, "implicit", secret)
		}, []string{"nothing answers on that port", "%s.host", "%s.port", "firewall"}},
		{"unknown host", func(t *testing.T, p *place, _ func(context.Context) (net.Conn, error)) string {
			return section("imap", "bestaat-niet.invalid", 993, "implicit", secret)
		}, []string{`there is no host \"bestaat-niet.invalid\"`, "%s.host"}},
		{"expired certificate", func(t *testing.T, p *place, dial func(context.Context) (net.Conn, error)) string {
			cert, roots := certificate(t, "localhost", gone)
			p.trust(t, roots)
			return section("imap", "localhost", front(t, dial, &cert), "implicit", secret)
		}, []string{"is valid from", "renew"}},
		{"foreign certificate", func(t *testing.T, p *place, dial func(context.Context) (net.Conn, error)) string {
			cert, _ := certificate(t, "localhost", later)
			return section("imap", "localhost", front(t, dial, &cert), "implicit", secret)
		}, []string{"was issued by Proef", "does not trust", "update-ca-certificates", "no password was sent"}},
		{"certificate for another name", func(t *testing.T, p *place, dial func(context.Context) (net.Conn, error)) string {
			cert, roots := certificate(t, "post.elders.example", later)
			p.trust(t, roots)
			return section("imap", "localhost", front(t, dial, &cert), "implicit", secret)
		}, []string{"is for post.elders.example", "%s.host"}},
		{"STARTTLS stripped", func(t *testing.T, p *place, dial func(context.Context) (net.Conn, error)) string {
			return section("imap", "localhost", front(t, dial, nil), "starttls", secret)
		}, []string{"it offers no STARTTLS", `%s.tls = \"implicit\"`, "no password was sent"}},
		{"no TLS on the port", func(t *testing.T, p *place, dial func(context.Context) (net.Conn, error)) string {
			return section("imap", "localhost", front(t, dial, nil), "implicit", secret)
		}, []string{"it does not speak TLS from the start", `%s.tls = \"starttls\"`}},
		{"expired token", func(t *testing.T, p *place, dial func(context.Context) (net.Conn, error)) string {
			tokens := newTokenServer(t)
			tokens.refresh = "another"
			p.rest = fmt.Sprintf("[oauth]\nclient_id = \"toepassing\"\ntoken_url = %q\nrefresh_token_file = \"oauth-token\"\n", tokens.URL+"/token") + p.rest
			return strings.Replace(p.imap, secret, `auth = "xoauth2"`, 1)
		}, []string{"refresh token is expired", "klachtenpost login"}},
		{"token server down", func(t *testing.T, p *place, dial func(context.Context) (net.Conn, error)) string {
			tokens := newTokenServer(t)
			tokens.answer = func(w http.ResponseWriter) { http.Error(w, canary, http.StatusBadGateway) }
			p.rest = fmt.Sprintf("[oauth]\nclient_id = \"toepassing\"\ntoken_url = %q\nrefresh_token_file = \"oauth-token\"\n", tokens.URL+"/token") + p.rest
			return strings.Replace(p.imap, secret, `auth = "xoauth2"`, 1)
		}, []string{"the token server has a fault", "it is tried again"}},
	} {
		for _, part := range []string{"imap", "smtp"} {
			t.Run(tt.name+"/"+part, func(t *testing.T) {
				p := newPlace(t)
				if good := p.imap; part == "imap" {
					p.imap = tt.set(t, p, p.srv.DialIMAP)
				} else {
					// The same trouble with the other server.
					p.imap = strings.Replace(p.smtp, "[smtp]", "[imap]", 1)
					p.smtp = strings.Replace(tt.set(t, p, p.srv.DialSMTP), "[imap]", "[smtp]", 1)
					p.imap = good
				}
				cfg := p.config(t)
				var want []string
				for _, w := range tt.want {
					want = append(want, strings.ReplaceAll(w, "%s", part))
				}
				out := start(t, p.env, "check", "-config", cfg)
				if code := out.exit(t); code != exitFailure {
					t.Errorf("check: exit %d", code)
				}
				for _, w := range want {
					if w = strings.ReplaceAll(w, `\"`, `"`); !strings.Contains(out.said(), w) {
						t.Errorf("check does not say %q:\n%s", w, out.said())
					}
				}
				wantClean(t, out.said())
				if part == "smtp" {
					p.srv.Deliver(testCommittee, []byte("From: Anna Bakker <"+testComplainant+">\r\nTo: "+testCommittee+"\r\nSubject: oud\r\nMessage-ID: <1@voorbeeld.nl>\r\n\r\nOud\r\n"))
				}
				d := start(t, p.env, "run", "-config", cfg)
				if part == "smtp" {
					d.until(t, "kind=") // an event: the trial letter was prepared, the mailbox is read
					p.srv.Deliver(testCommittee, complaint())
				}
				d.until(t, part+" does not work")
				for _, w := range want {
					if !strings.Contains(d.said(), w) {
						t.Errorf("the log does not say %q:\n%s", w, d.said())
					}
				}
				d.stop(t)
				wantClean(t, d.said())
			})
		}
	}
}

func complaint() []byte {
	return []byte("From: Anna Bakker <" + testComplainant + ">\r\nTo: " + testCommittee + "\r\nSubject: Klacht over de bemiddeling\r\nMessage-ID: <klacht@voorbeeld.nl>\r\nDate: " +
		time.Now().Format(time.RFC1123Z) + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(story, "\n", "\r\n") + "\r\n")
}

func TestTrouble_with_folders(t *testing.T) {
	p := newPlace(t)
	p.rest += "drafts = \"Bestaat niet\"\n"
	cfg := p.config(t)
	out := start(t, p.env, "check", "-config", cfg)
	code := out.exit(t)
	for _, w := range []string{`there is no folder "Bestaat niet", which the configuration names`, `one of "Archive"`} {
		if code != exitFailure || !strings.Contains(out.said(), w) {
			t.Errorf("exit %d, without %q:\n%s", code, w, out.said())
		}
	}
	d := start(t, p.env, "run", "-config", cfg)
	d.until(t, "run klachtenpost check")
	d.stop(t)
	wantClean(t, out.said()+d.said())
}

func TestCheck_all_well(t *testing.T) {
	p := newPlace(t)
	cfg := p.config(t)
	out := start(t, p.env, "check", "-config", cfg)
	if code := out.exit(t); code != exitOK || !strings.Contains(out.said(), "Nothing is in the way.") {
		t.Errorf("exit %d:\n%s", code, out.said())
	}
	if _, err := os.Stat(filepath.Join(p.dir, "staat")); err == nil {
		t.Error("check made the directory of the database")
	}
	if n := len(p.srv.Messages(testCommittee, "INBOX")); n != 0 {
		t.Errorf("check sent %d mails", n)
	}
}

// disk is a small disk of its own.
func disk(t *testing.T, p *place, size string) (dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root, for a disk that fills up")
	}
	dir = filepath.Join(p.dir, "staat")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=0700,size="+size); err != nil {
		t.Fatalf("mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func mustMkdir(t *testing.T, dir string, mode os.FileMode) {
	t.Helper()
	if err := os.Mkdir(dir, mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, mode); err != nil {
		t.Fatal(err)
	}
}

// fill leaves no room on a disk.
func fill(t *testing.T, dir string) (file string) {
	t.Helper()
	file = filepath.Join(dir, "vol")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for n := 64 << 10; n > 0; {
		if _, err := f.Write(make([]byte, n)); err != nil {
			n /= 2
		}
	}
	return file
}

// The disk fills up while it runs: it ends, says what to do, and the mail that
// came is still in the mailbox and taken in once there is room.
func TestTrouble_full_disk(t *testing.T) {
	p := newPlace(t)
	dir := disk(t, p, "2m")
	cfg := p.config(t)
	d := start(t, p.env, "run", "-config", cfg)
	d.until(t, "kind=")
	time.Sleep(200 * time.Millisecond)
	full := fill(t, dir)
	p.srv.Deliver(testCommittee, append(complaint(), bytes.Repeat([]byte("Nog een regel van dit verhaal.\r\n"), 5000)...))
	if code := d.exit(t); code != exitFailure {
		t.Errorf("exit %d", code)
	}
	for _, w := range []string{"the disk is full", "make room on the disk that holds", "no mail is lost"} {
		if !strings.Contains(d.said(), w) {
			t.Errorf("it does not say %q:\n%s", w, d.said())
		}
	}
	wantClean(t, d.said())
	again := start(t, p.env, "run", "-config", cfg)
	if code := again.exit(t); code != exitFailure || !strings.Contains(again.said(), "make room") {
		t.Errorf("started on a full disk: exit %d\n%s", code, again.said())
	}
	wantClean(t, again.said())
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	third := start(t, p.env, "run", "-config", cfg)
	third.until(t, "matter=K-")
	third.stop(t)
}

func TestTrouble_read_only_disk(t *testing.T) {
	p := newPlace(t)
	dir := disk(t, p, "4m")
	cfg := p.config(t)
	d := start(t, p.env, "run", "-config", cfg)
	d.until(t, "kind=")
	d.stop(t)
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"run", "check"} {
		d := start(t, p.env, w, "-config", cfg)
		code := d.exit(t)
		if w == "run" && (code != exitFailure || !strings.Contains(d.said(), "not mounted read-only") || !strings.Contains(d.said(), dir)) {
			t.Errorf("%s: exit %d\n%s", w, code, d.said())
		}
		wantClean(t, d.said())
	}
}

func TestTrouble_with_database(t *testing.T) {
	p := newPlace(t)
	cfg := p.config(t)
	path := filepath.Join(p.dir, "staat", "klachten.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	run := func(code int, want ...string) {
		t.Helper()
		d := start(t, p.env, "run", "-config", cfg)
		if got := d.exit(t); got != code {
			t.Errorf("exit %d, want %d", got, code)
		}
		for _, w := range want {
			if !strings.Contains(d.said(), w) {
				t.Errorf("it does not say %q:\n%s", w, d.said())
			}
		}
		if n := strings.Count(d.said(), "\n") - strings.Count(d.said(), "warning: "); n != 1 {
			t.Errorf("%d lines beside the warnings:\n%s", n, d.said())
		}
		wantClean(t, d.said())
	}
	t.Run("second instance", func(t *testing.T) {
		release, err := store.Lock(path)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		run(exitLocked, fmt.Sprintf("already running as process %d", os.Getpid()), "stop that one first", "store.path")
	})
	t.Run("newer database", func(t *testing.T) {
		raw, err := sql.Open("sqlite3", path)
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		if _, err := raw.Exec("PRAGMA user_version = 99"); err != nil {
			t.Fatal(err)
		}
		run(exitFailure, "written by a newer version", "install that version again")
	})
	t.Run("damaged database", func(t *testing.T) {
		mustWrite(t, path, strings.Repeat("geen database ", 2000), 0o600)
		run(exitFailure, "is damaged or is no database of klachtenpost", "backup.dir")
	})
	t.Run("a directory in its place", func(t *testing.T) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		run(exitUsage, "is a directory")
	})
}
