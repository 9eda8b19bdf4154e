package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
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

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
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
	if code, took := p.exit(t), time.Since(began); code != config.ExitOK || took > 10*time.Second {
		t.Errorf("exit %d after %v:\n%s", code, took, p.said())
	}
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
		set  func(t *testing.T, p *cmdtest.Place, dial func(context.Context) (net.Conn, error)) string
		want []string // %s is imap or smtp
	}{
		{"wrong password", func(t *testing.T, p *cmdtest.Place, _ func(context.Context) (net.Conn, error)) string {
			cmdtest.MustWrite(t, filepath.Join(p.Dir, "fout-wachtwoord"), cmdtest.Canary+"fout\n", 0o600)
			return strings.Replace(p.IMAP, "imap-password", "fout-wachtwoord", 1)
		}, []string{"refuses the name or the password", "%s.username", "%s.password_file", `%s.auth = \"xoauth2\"`, "15 minutes"}},
		{"unreachable host", func(t *testing.T, p *cmdtest.Place, _ func(context.Context) (net.Conn, error)) string {
			return cmdtest.Section("imap", "127.0.0.1", closed, "implicit", secret)
		}, []string{"nothing answers on that port", "%s.host", "%s.port", "firewall"}},
		{"unknown host", func(t *testing.T, p *cmdtest.Place, _ func(context.Context) (net.Conn, error)) string {
			return cmdtest.Section("imap", "bestaat-niet.invalid", 993, "implicit", secret)
		}, []string{`there is no host \"bestaat-niet.invalid\"`, "%s.host"}},
		{"expired certificate", func(t *testing.T, p *cmdtest.Place, dial func(context.Context) (net.Conn, error)) string {
			cert, roots := cmdtest.Certificate(t, "localhost", gone)
			p.Trust(t, roots)
			return cmdtest.Section("imap", "localhost", cmdtest.Front(t, dial, &cert), "implicit", secret)
		}, []string{"is valid from", "renew"}},
		{"foreign certificate", func(t *testing.T, p *cmdtest.Place, dial func(context.Context) (net.Conn, error)) string {
			cert, _ := cmdtest.Certificate(t, "localhost", later)
			return cmdtest.Section("imap", "localhost", cmdtest.Front(t, dial, &cert), "implicit", secret)
		}, []string{"was issued by Proef", "does not trust", "update-ca-certificates", "no password was sent"}},
		{"certificate for another name", func(t *testing.T, p *cmdtest.Place, dial func(context.Context) (net.Conn, error)) string {
			cert, roots := cmdtest.Certificate(t, "post.elders.example", later)
			p.Trust(t, roots)
			return cmdtest.Section("imap", "localhost", cmdtest.Front(t, dial, &cert), "implicit", secret)
		}, []string{"is for post.elders.example", "%s.host"}},
		{"STARTTLS stripped", func(t *testing.T, p *cmdtest.Place, dial func(context.Context) (net.Conn, error)) string {
			return cmdtest.Section("imap", "localhost", cmdtest.Front(t, dial, nil), "starttls", secret)
		}, []string{"it offers no STARTTLS", `%s.tls = \"implicit\"`, "no password was sent"}},
		{"no TLS on the port", func(t *testing.T, p *cmdtest.Place, dial func(context.Context) (net.Conn, error)) string {
			return cmdtest.Section("imap", "localhost", cmdtest.Front(t, dial, nil), "implicit", secret)
		}, []string{"it does not speak TLS from the start", `%s.tls = \"starttls\"`}},
		{"expired token", func(t *testing.T, p *cmdtest.Place, dial func(context.Context) (net.Conn, error)) string {
			tokens := cmdtest.NewTokenServer(t)
			tokens.Refresh = "another"
			p.Rest = fmt.Sprintf("[oauth]\nclient_id = \"toepassing\"\ntoken_url = %q\nrefresh_token_file = \"oauth-token\"\n", tokens.URL+"/token") + p.Rest
			return strings.Replace(p.IMAP, secret, `auth = "xoauth2"`, 1)
		}, []string{"refresh token is expired", "klachtenpost login"}},
		{"token server down", func(t *testing.T, p *cmdtest.Place, dial func(context.Context) (net.Conn, error)) string {
			tokens := cmdtest.NewTokenServer(t)
			tokens.Answer = func(w http.ResponseWriter) { http.Error(w, cmdtest.Canary, http.StatusBadGateway) }
			p.Rest = fmt.Sprintf("[oauth]\nclient_id = \"toepassing\"\ntoken_url = %q\nrefresh_token_file = \"oauth-token\"\n", tokens.URL+"/token") + p.Rest
			return strings.Replace(p.IMAP, secret, `auth = "xoauth2"`, 1)
		}, []string{"the token server has a fault", "it is tried again"}},
	} {
		for _, part := range []string{"imap", "smtp"} {
			t.Run(tt.name+"/"+part, func(t *testing.T) {
				p := cmdtest.NewPlace(t)
				if good := p.IMAP; part == "imap" {
					p.IMAP = tt.set(t, p, p.Srv.DialIMAP)
				} else {
					// The same trouble with the other server.
					p.IMAP = strings.Replace(p.SMTP, "[smtp]", "[imap]", 1)
					p.SMTP = strings.Replace(tt.set(t, p, p.Srv.DialSMTP), "[imap]", "[smtp]", 1)
					p.IMAP = good
				}
				cfg := p.WriteConfig(t)
				var want []string
				for _, w := range tt.want {
					want = append(want, strings.ReplaceAll(w, "%s", part))
				}
				out := start(t, p.Env, "check", "-config", cfg)
				if code := out.exit(t); code != config.ExitFailure {
					t.Errorf("check: exit %d", code)
				}
				for _, w := range want {
					if w = strings.ReplaceAll(w, `\"`, `"`); !strings.Contains(out.said(), w) {
						t.Errorf("check does not say %q:\n%s", w, out.said())
					}
				}
				cmdtest.WantClean(t, out.said())
				if part == "smtp" {
					p.Srv.Deliver(cmdtest.Committee, []byte("From: Anna Bakker <"+cmdtest.Complainant+">\r\nTo: "+cmdtest.Committee+"\r\nSubject: oud\r\nMessage-ID: <1@voorbeeld.nl>\r\n\r\nOud\r\n"))
				}
				d := start(t, p.Env, "run", "-config", cfg)
				if part == "smtp" {
					d.until(t, "kind=") // an event: the trial letter was prepared, the mailbox is read
					p.Srv.Deliver(cmdtest.Committee, complaint())
				}
				d.until(t, part+" does not work")
				for _, w := range want {
					if !strings.Contains(d.said(), w) {
						t.Errorf("the log does not say %q:\n%s", w, d.said())
					}
				}
				d.stop(t)
				cmdtest.WantClean(t, d.said())
			})
		}
	}
}

func complaint() []byte {
	return []byte("From: Anna Bakker <" + cmdtest.Complainant + ">\r\nTo: " + cmdtest.Committee + "\r\nSubject: Klacht over de bemiddeling\r\nMessage-ID: <klacht@voorbeeld.nl>\r\nDate: " +
		time.Now().Format(time.RFC1123Z) + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(cmdtest.Story, "\n", "\r\n") + "\r\n")
}

func TestTrouble_with_folders(t *testing.T) {
	p := cmdtest.NewPlace(t)
	p.Rest += "drafts = \"Bestaat niet\"\n"
	cfg := p.WriteConfig(t)
	out := start(t, p.Env, "check", "-config", cfg)
	code := out.exit(t)
	for _, w := range []string{`there is no folder "Bestaat niet", which the configuration names`, `one of "Archive"`} {
		if code != config.ExitFailure || !strings.Contains(out.said(), w) {
			t.Errorf("exit %d, without %q:\n%s", code, w, out.said())
		}
	}
	d := start(t, p.Env, "run", "-config", cfg)
	d.until(t, "run klachtenpost check")
	d.stop(t)
	cmdtest.WantClean(t, out.said()+d.said())
}

func TestCheck_all_well(t *testing.T) {
	p := cmdtest.NewPlace(t)
	cfg := p.WriteConfig(t)
	out := start(t, p.Env, "check", "-config", cfg)
	if code := out.exit(t); code != config.ExitOK || !strings.Contains(out.said(), "Nothing is in the way.") {
		t.Errorf("exit %d:\n%s", code, out.said())
	}
	if _, err := os.Stat(filepath.Join(p.Dir, "staat")); err == nil {
		t.Error("check made the directory of the database")
	}
	if n := len(p.Srv.Messages(cmdtest.Committee, "INBOX")); n != 0 {
		t.Errorf("check sent %d mails", n)
	}
}

// disk is a small disk of its own.
func disk(t *testing.T, p *cmdtest.Place, size string) (dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("needs root, for a disk that fills up")
	}
	dir = filepath.Join(p.Dir, "staat")
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
	p := cmdtest.NewPlace(t)
	dir := disk(t, p, "2m")
	cfg := p.WriteConfig(t)
	d := start(t, p.Env, "run", "-config", cfg)
	d.until(t, "kind=")
	time.Sleep(200 * time.Millisecond)
	full := fill(t, dir)
	p.Srv.Deliver(cmdtest.Committee, append(complaint(), bytes.Repeat([]byte("Nog een regel van dit verhaal.\r\n"), 5000)...))
	if code := d.exit(t); code != config.ExitFailure {
		t.Errorf("exit %d", code)
	}
	for _, w := range []string{"the disk is full", "make room on the disk that holds", "no mail is lost"} {
		if !strings.Contains(d.said(), w) {
			t.Errorf("it does not say %q:\n%s", w, d.said())
		}
	}
	cmdtest.WantClean(t, d.said())
	again := start(t, p.Env, "run", "-config", cfg)
	if code := again.exit(t); code != config.ExitFailure || !strings.Contains(again.said(), "make room") {
		t.Errorf("started on a full disk: exit %d\n%s", code, again.said())
	}
	cmdtest.WantClean(t, again.said())
	if err := os.Remove(full); err != nil {
		t.Fatal(err)
	}
	third := start(t, p.Env, "run", "-config", cfg)
	third.until(t, "matter=K-")
	third.stop(t)
}

func TestTrouble_read_only_disk(t *testing.T) {
	p := cmdtest.NewPlace(t)
	dir := disk(t, p, "4m")
	cfg := p.WriteConfig(t)
	d := start(t, p.Env, "run", "-config", cfg)
	d.until(t, "kind=")
	d.stop(t)
	if err := syscall.Mount("", dir, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"run", "check"} {
		d := start(t, p.Env, w, "-config", cfg)
		code := d.exit(t)
		if w == "run" && (code != config.ExitFailure || !strings.Contains(d.said(), "not mounted read-only") || !strings.Contains(d.said(), dir)) {
			t.Errorf("%s: exit %d\n%s", w, code, d.said())
		}
		cmdtest.WantClean(t, d.said())
	}
}

func TestTrouble_with_database(t *testing.T) {
	p := cmdtest.NewPlace(t)
	cfg := p.WriteConfig(t)
	path := filepath.Join(p.Dir, "staat", "klachten.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	run := func(code int, want ...string) {
		t.Helper()
		d := start(t, p.Env, "run", "-config", cfg)
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
		cmdtest.WantClean(t, d.said())
	}
	t.Run("second instance", func(t *testing.T) {
		release, err := store.Lock(path)
		if err != nil {
			t.Fatal(err)
		}
		defer release()
		run(config.ExitLocked, fmt.Sprintf("already running as process %d", os.Getpid()), "stop that one first", "store.path")
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
		run(config.ExitFailure, "written by a newer version", "install that version again")
	})
	t.Run("damaged database", func(t *testing.T) {
		cmdtest.MustWrite(t, path, strings.Repeat("geen database ", 2000), 0o600)
		run(config.ExitFailure, "is damaged or is no database of klachtenpost", "backup.dir")
	})
	t.Run("a directory in its place", func(t *testing.T) {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(path, 0o700); err != nil {
			t.Fatal(err)
		}
		run(config.ExitUsage, "is a directory")
	})
}
