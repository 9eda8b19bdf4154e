package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// TestServiceChild is no test: TestRealService starts it as a process of its own,
// which is "klachtenpost run" with a configuration file.
func TestServiceChild(t *testing.T) {
	if config := os.Getenv("KLACHTENPOST_CHILD"); config != "" {
		os.Exit(runRun([]string{"-config", config}, os.Stderr))
	}
}

// instance is the program as a process, as systemd starts it.
type instance struct {
	cmd *exec.Cmd
	log *bytes.Buffer // to be read after it ended
}

func startService(t *testing.T, s *real.Servers, config string) *instance {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestServiceChild$")
	c.Env = append(os.Environ(), "KLACHTENPOST_CHILD="+config, "SSL_CERT_FILE="+s.CAFile(), "SSL_CERT_DIR=/nonexistent")
	v := &instance{c, new(bytes.Buffer)}
	c.Stdout, c.Stderr = v.log, v.log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Process.Kill()
		c.Wait()
		if t.Failed() {
			t.Logf("the program's log:\n%s", v.log)
		}
	})
	return v
}

// end sends a signal and gives the exit code, -1 after a signal that killed it.
func (v *instance) end(sig os.Signal) int {
	v.cmd.Process.Signal(sig)
	return v.wait()
}

func (v *instance) wait() int {
	var exit *exec.ExitError
	if err := v.cmd.Wait(); errors.As(err, &exit) {
		return exit.ExitCode()
	}
	return v.cmd.ProcessState.ExitCode()
}

// TestRealService runs the program itself from its configuration file, kills it
// without warning in the middle of its work, and starts it again: every complaint
// is a case, and nobody hears anything twice.
func TestRealService(t *testing.T) {
	const n = 15 // below the 20 mails an hour
	var complainants []string
	for i := range n {
		complainants = append(complainants, fmt.Sprintf("klager-%d@voorbeeld.nl", i))
	}
	srv := real.Start(t, real.Options{Users: append(complainants, testCommittee, testDirector)})
	s := &site{t: t, srv: srv}
	// The service finds the servers by name, like everybody.
	s.certificate(real.Certificate{Name: "localhost"})
	srv.Expect("localhost")
	config := s.writeConfig()

	v := startService(t, srv, config)
	s.until("the trial letter, which comes after the baseline", func() bool { return len(srv.Mails(testCommittee, "Drafts")) == 1 })
	if code := startService(t, srv, config).wait(); code != exitLocked {
		t.Errorf("a second instance ends with %d, want %d", code, exitLocked)
	}
	for _, from := range complainants {
		srv.Deliver(from, testCommittee, textMail("Anna Bakker <"+from+">", testCommittee, "Klacht over de bemiddeling", story))
	}
	s.until("the first acknowledgement", func() bool { return len(srv.Mails(complainants[0], "INBOX")) > 0 })
	v.end(syscall.SIGKILL)
	t.Logf("killed after %d acknowledgements of %d", s.acknowledged(complainants), n)

	v = startService(t, srv, config)
	// The one that was on its way when it was killed may have to be waited for.
	s.until("acknowledgements", func() bool { return s.acknowledged(complainants) >= n-1 })
	if code := v.end(syscall.SIGTERM); code != exitOK {
		t.Errorf("after SIGTERM it ends with %d, want %d", code, exitOK)
	}

	db, err := store.Open(filepath.Join(filepath.Dir(config), "klachten.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	states := make(map[string]string)
	err = db.View(context.Background(), func(tx *store.Tx) error {
		numbers, err := tx.OpenCases()
		if err != nil {
			return err
		}
		if len(numbers) != n {
			t.Errorf("%d cases, want %d", len(numbers), n)
		}
		for _, number := range numbers {
			mails, err := tx.OutgoingOf(string(number))
			if err != nil {
				return err
			}
			for _, o := range mails {
				if notice, _, err := tx.Notice(o.Notice); err == nil && notice.Template == workflow.TemplateAcknowledgement {
					states[o.To] = o.State
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, addr := range complainants {
		got := len(s.ours(addr))
		sure := states[addr] == store.StateSent && got == 1
		unsure := states[addr] == store.StateUnknown && got <= 1
		if !sure && !unsure {
			t.Errorf("%s has %d acknowledgements, in the records: %s", addr, got, states[addr])
		}
	}
	for _, secret := range []string{srv.Password, "voorbeeld.nl", "Bakker", "toestemming", "goroutine "} {
		if strings.Contains(v.log.String(), secret) {
			t.Errorf("the log tells %q:\n%s", secret, v.log)
		}
	}
}

// acknowledged counts who has mail of the program.
func (s *site) acknowledged(addrs []string) int {
	s.t.Helper()
	n := 0
	for _, a := range addrs {
		if len(s.ours(a)) > 0 {
			n++
		}
	}
	return n
}

// writeConfig writes the configuration an administrator would.
func (s *site) writeConfig() string {
	s.t.Helper()
	dir := s.t.TempDir()
	text := fmt.Sprintf(`[organisation]
name = "Perspectief Herstelbemiddeling"
committee = "Klachtencommissie Perspectief Herstelbemiddeling"
postal_address = "Postbus 1, 3500 AA Utrecht"
phone = "030 123 45 67"
contact_hours = "dinsdag en donderdag van 9.00 tot 12.00 uur"

[mailbox]
address = %q
poll = "10s"

[imap]
host = "localhost"
port = %d
tls = "implicit"
password_file = "wachtwoord"

[smtp]
host = "localhost"
port = %d
tls = "starttls"
password_file = "wachtwoord"

[people.secretary]
name = "Karin van Haperen"
days = "di do"
[people.director]
name = "Marieke de Wit"
address = %q
[people.board]
name = "Ruud Groen"
address = %q

[trust]
own_hosts = [%q]

[store]
path = "klachten.db"
`, testCommittee, s.srv.IMAPS, s.srv.Submission, testDirector, testBoard, real.Host)
	for name, content := range map[string]string{"config.toml": text, "wachtwoord": s.srv.Password + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	return filepath.Join(dir, "config.toml")
}
