package real

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
)

const (
	office = "klachten@perspectief.example"
	anna   = "anna.bakker@voorbeeld.example"
)

func letter(to, subject string) []byte {
	return []byte("From: Anna Bakker <" + anna + ">\r\nTo: " + to + "\r\nSubject: " + subject + "\r\nMessage-ID: <1@voorbeeld.example>\r\n\r\nDag,\r\n.\r\n")
}

// arrived waits for a number of mails in a folder.
func arrived(t *testing.T, s *Servers, user, folder string, n int) []Mail {
	t.Helper()
	for range 100 {
		if list := s.Mails(user, folder); len(list) >= n {
			return list
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("fewer than %d mails in %s of %s", n, folder, user)
	return nil
}

func TestServers(t *testing.T) {
	s := Start(t, Options{Users: []string{office, anna}})

	t.Run("mail from outside arrives with the line of its arrival", func(t *testing.T) {
		s.Deliver(anna, office, letter(office, "van buiten"))
		got := arrived(t, s, office, "INBOX", 1)[0]
		for _, want := range []string{
			"Subject: van buiten\r\n", "Return-Path: <" + anna + ">",
			"Received: from mx.voorbeeld.example (mx.voorbeeld.example [198.51.100.25])", "\r\n\r\nDag,\r\n.\r\n",
		} {
			if !bytes.Contains(got.Raw, []byte(want)) {
				t.Errorf("no %q in\n%s", want, got.Raw)
			}
		}
		if len(got.Flags) > 1 {
			t.Errorf("flags %v", got.Flags)
		}
	})
	t.Run("submission passes it on and says who logged in", func(t *testing.T) {
		s.Submit(office, []string{anna}, letter(anna, "van binnen"))
		got := arrived(t, s, anna, "INBOX", 1)[0]
		if !bytes.Contains(got.Raw, []byte("with ESMTPSA")) {
			t.Errorf("no word of a login:\n%s", got.Raw)
		}
	})
	t.Run("nobody sends in another's name", func(t *testing.T) {
		err := s.dialogue(s.SMTP, func(d *dialogue) error {
			if err := d.say(250, "EHLO localhost"); err != nil {
				return err
			}
			return d.mail(anna, []string{"elders@elders.example"}, letter(anna, "door"))
		})
		if err == nil || !strings.Contains(err.Error(), "554") {
			t.Errorf("mail for others taken from outside: %v", err)
		}
	})
	t.Run("what is for elsewhere comes back", func(t *testing.T) {
		before := len(s.Mails(anna, "INBOX"))
		s.Submit(anna, []string{"weg@elders.example"}, letter("weg@elders.example", "ver"))
		list := arrived(t, s, anna, "INBOX", before+1)
		if got := list[len(list)-1].Raw; !bytes.Contains(got, []byte("Status: 5.1.1")) {
			t.Errorf("no delivery report:\n%s", got)
		}
	})
	t.Run("a draft is sent and kept", func(t *testing.T) {
		before := len(s.Mails(anna, "INBOX"))
		s.Append(office, "Drafts", letter(anna, "concept"), imap.FlagDraft, imap.FlagSeen)
		draft := arrived(t, s, office, "Drafts", 1)[0]
		if !bytes.Equal(draft.Raw, letter(anna, "concept")) {
			t.Errorf("draft changed:\n%s", draft.Raw)
		}
		s.SendDraft(office, Mail{UID: draft.UID, Raw: bytes.Replace(draft.Raw, []byte(anna+">"), []byte(office+">"), 1)})
		arrived(t, s, anna, "INBOX", before+1)
		if n := len(s.Mails(office, "Drafts")); n != 0 {
			t.Errorf("%d drafts left", n)
		}
		if got := s.Mails(office, "Sent")[0].Raw; bytes.Contains(got, []byte("<1@voorbeeld.example>")) || !bytes.Contains(got, []byte("Subject: concept")) {
			t.Errorf("copy in Sent:\n%s", got)
		}
	})
	t.Run("both come back after a restart", func(t *testing.T) {
		before := len(s.Mails(office, "INBOX"))
		s.StopDovecot()
		s.Deliver(anna, office, letter(office, "in de wachtrij"))
		s.RestartPostfix()
		s.RestartDovecot()
		arrived(t, s, office, "INBOX", before+1)
	})
}

// TestFolders: the folders are there before the first mail, with their uses.
func TestFolders(t *testing.T) {
	s := Start(t, Options{Users: []string{office}})
	c, err := s.login(office)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	list, err := c.List("", "*", &imap.ListOptions{ReturnSpecialUse: true, ReturnSubscribed: true}).Collect()
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[imap.MailboxAttr]bool)
	for _, f := range list {
		for _, a := range f.Attrs {
			found[a] = true
		}
	}
	for _, want := range []imap.MailboxAttr{imap.MailboxAttrSent, imap.MailboxAttrDrafts, imap.MailboxAttrJunk, imap.MailboxAttrTrash, imap.MailboxAttrSubscribed} {
		if !found[want] {
			t.Errorf("no folder with %s", want)
		}
	}
}

// TestCertificates: what is shown is what was asked for, so that a test of bad
// ones tests something.
func TestCertificates(t *testing.T) {
	s := Start(t, Options{Users: []string{office}})
	for name, c := range map[string]Certificate{
		"good": {}, "expired": {Expired: true}, "foreign": {Foreign: true}, "of another name": {Name: "imap.elders.example"},
	} {
		if err := s.Certificate(c); err != nil {
			t.Fatal(err)
		}
		s.RestartDovecot()
		s.RestartPostfix()
		for _, port := range []int{s.IMAPS, s.SMTPS} {
			conn, err := tls.Dial("tcp", local(port), s.TLS())
			if err == nil {
				conn.Close()
			}
			if (err == nil) != (name == "good") {
				t.Errorf("%s certificate on port %d: %v", name, port, err)
			}
		}
	}
}

// TestNothingLeft: after the test no process and no file is left, also when the
// test failed.
func TestNothingLeft(t *testing.T) {
	var s *Servers
	t.Run("servers", func(t *testing.T) {
		s = Start(t, Options{Users: []string{office}})
		s.Submit(office, []string{office}, letter(office, "nog onderweg"))
	})
	if s == nil {
		t.SkipNow() // as the one inside, which said why
	}
	for _, p := range []*process{s.dovecot, s.postfix} {
		if running(p.cmd.Process.Pid) {
			t.Errorf("%s: something of it still runs", p.name)
		}
	}
	if _, err := os.Stat(s.dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is still there: %v", s.dir, err)
	}
	if left := busy(s.dir); len(left) > 0 {
		t.Errorf("left running: %q", left)
	}
}

// busy are the processes that work in a directory or were started with it.
func busy(dir string) []string {
	var list []string
	procs, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range procs {
		cwd, _ := os.Readlink(filepath.Join(p, "cwd"))
		args, _ := os.ReadFile(filepath.Join(p, "cmdline"))
		if strings.HasPrefix(cwd, dir) || bytes.Contains(args, []byte(dir)) {
			list = append(list, string(bytes.ReplaceAll(args, []byte{0}, []byte(" "))))
		}
	}
	return list
}

// TestKilledChild is no test: it starts the servers and waits to be killed.
func TestKilledChild(t *testing.T) {
	if os.Getenv("REAL_CHILD") == "" {
		return
	}
	s := Start(t, Options{Users: []string{office}})
	os.Stdout.WriteString("DIR " + s.dir + "\n")
	select {}
}

// TestKilled: a test that is killed leaves nothing running either.
func TestKilled(t *testing.T) {
	if os.Getenv("KLACHTENPOST_E2E") != "1" {
		t.Skip("runs Dovecot and Postfix: set KLACHTENPOST_E2E=1")
	}
	c := exec.Command(os.Args[0], "-test.run=^TestKilledChild$")
	c.Env = append(os.Environ(), "REAL_CHILD=1")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer c.Process.Kill()
	dir := ""
	for lines := bufio.NewScanner(out); dir == "" && lines.Scan(); {
		dir, _ = strings.CutPrefix(lines.Text(), "DIR ")
		if dir == lines.Text() {
			dir = ""
		}
	}
	if dir == "" {
		t.Fatal("the servers did not start")
	}
	if n := len(busy(dir)); n < 4 { // two masters, two guards
		t.Fatalf("only %d processes in %s", n, dir)
	}
	c.Process.Kill()
	c.Wait()
	for range 100 {
		if _, err := os.Stat(dir); len(busy(dir)) == 0 && errors.Is(err, os.ErrNotExist) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("left after ten seconds: %q", busy(dir))
}
