package daemon_test

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

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest/real"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// TestServiceChild is no test: TestRealService starts it as a process of its own,
// which is "klachtenpost run" with a configuration file.
func TestServiceChild(t *testing.T) {
	if file := os.Getenv("KLACHTENPOST_CHILD"); file != "" {
		os.Exit(daemon.Run([]string{"-config", file}, os.Stderr))
	}
}

// instance is the program as a process, as systemd starts it.
type instance struct {
	cmd *exec.Cmd
	log *bytes.Buffer // to be read after it ended
}

func startService(t *testing.T, s *real.Servers, file string) *instance {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestServiceChild$")
	c.Env = append(os.Environ(), "KLACHTENPOST_CHILD="+file, "SSL_CERT_FILE="+s.CAFile(), "SSL_CERT_DIR=/nonexistent")
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
	const n = 9 // with those to the director, in working hours, below the 20 mails an hour
	var complainants []string
	for i := range n {
		complainants = append(complainants, fmt.Sprintf("klager-%d@voorbeeld.nl", i))
	}
	srv := real.Start(t, real.Options{Users: append(complainants, cmdtest.Committee, cmdtest.Director)})
	s := &daemontest.Site{T: t, Srv: srv}
	// The service finds the servers by name, like everybody.
	s.SetCertificate(real.Certificate{Name: "localhost"})
	srv.Expect("localhost")
	file := s.WriteConfig()

	v := startService(t, srv, file)
	s.Until("the trial letter, which comes after the baseline", func() bool { return len(srv.Mails(cmdtest.Committee, "Drafts")) == 1 })
	if code := startService(t, srv, file).wait(); code != config.ExitLocked {
		t.Errorf("a second instance ends with %d, want %d", code, config.ExitLocked)
	}
	for _, from := range complainants {
		srv.Deliver(from, cmdtest.Committee, daemontest.TextMail("Anna Bakker <"+from+">", cmdtest.Committee, "Klacht over de bemiddeling", cmdtest.Story))
	}
	s.Until("the first acknowledgement", func() bool { return len(srv.Mails(complainants[0], "INBOX")) > 0 })
	v.end(syscall.SIGKILL)
	t.Logf("killed after %d acknowledgements of %d", s.Acknowledged(complainants), n)

	v = startService(t, srv, file)
	// The one that was on its way when it was killed may have to be waited for.
	s.Until("acknowledgements", func() bool { return s.Acknowledged(complainants) >= n-1 })
	if code := v.end(syscall.SIGTERM); code != config.ExitOK {
		t.Errorf("after SIGTERM it ends with %d, want %d", code, config.ExitOK)
	}

	db, err := store.Open(filepath.Join(filepath.Dir(file), "klachten.db"))
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
		got := len(s.Ours(addr))
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
