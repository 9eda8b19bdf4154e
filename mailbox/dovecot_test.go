package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/workflow"
)

// The second lane: a real Dovecot (2.3), without ports and without root, its
// input and output joined to ours. Only with KLACHTENPOST_E2E=1.
const dovecotConfig = `
protocols = imap
log_path = %[1]s/dovecot.log
base_dir = %[1]s/run
state_dir = %[1]s/run
ssl = no
mail_home = %[1]s/home
mail_location = maildir:%[1]s/Mail
mail_uid = %[2]d
mail_gid = %[3]d
first_valid_uid = 0
first_valid_gid = 0
namespace inbox {
  inbox = yes
  separator = /
  mailbox Verzonden {
    auto = create
    special_use = \Sent
  }
  mailbox Klad {
    auto = create
    special_use = \Drafts
  }
  mailbox Rommel {
    auto = create
    special_use = \Junk
  }
  mailbox Weg {
    auto = create
    special_use = \Trash
  }
}
`

func dovecot(t testing.TB) (s Server, maildir string) {
	t.Helper()
	if os.Getenv("KLACHTENPOST_E2E") != "1" {
		t.Skip("needs KLACHTENPOST_E2E=1 and Dovecot 2.3")
	}
	doveadm, err := exec.LookPath("doveadm")
	if err != nil {
		t.Skip("doveadm is not installed")
	}
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "home"), 0o700); err != nil {
		t.Fatal(err)
	}
	// Dovecot gives root no mail: then it runs as nobody.
	uid, gid := os.Getuid(), os.Getgid()
	var as *syscall.SysProcAttr
	if uid == 0 {
		uid, gid = nobody, nobody
		as = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		for _, d := range []string{dir, filepath.Join(dir, "home")} {
			if err := os.Chown(d, uid, gid); err != nil {
				t.Fatal(err)
			}
		}
		os.Chmod(filepath.Dir(dir), 0o755)
	}
	config := filepath.Join(dir, "dovecot.conf")
	if err := os.WriteFile(config, fmt.Appendf(nil, dovecotConfig, dir, uid, gid), 0o644); err != nil {
		t.Fatal(err)
	}
	return Server{Host: "localhost", TLS: TLSNone, Dial: func(context.Context) (net.Conn, error) {
		cmd := exec.Command(doveadm, "-c", config, "exec", "imap")
		cmd.SysProcAttr = as
		cmd.Env = []string{"USER=klachten", "HOME=" + filepath.Join(dir, "home"), "PATH=" + os.Getenv("PATH")}
		in, err := cmd.StdinPipe()
		if err != nil {
			return nil, err
		}
		out, err := cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		if err := cmd.Start(); err != nil {
			return nil, err
		}
		return &processConn{in, out, cmd}, nil
	}}, filepath.Join(dir, "Mail")
}

// processConn is a program's input and output as a connection.
type processConn struct {
	in  io.WriteCloser
	out io.ReadCloser
	cmd *exec.Cmd
}

func (c *processConn) Read(b []byte) (int, error)  { return c.out.Read(b) }
func (c *processConn) Write(b []byte) (int, error) { return c.in.Write(b) }
func (c *processConn) Close() error {
	c.in.Close()
	c.cmd.Process.Kill()
	return c.cmd.Wait()
}
func (c *processConn) LocalAddr() net.Addr              { return nil }
func (c *processConn) RemoteAddr() net.Addr             { return nil }
func (c *processConn) SetDeadline(time.Time) error      { return nil }
func (c *processConn) SetReadDeadline(time.Time) error  { return nil }
func (c *processConn) SetWriteDeadline(time.Time) error { return nil }

func mustAppend(t testing.TB, s Server, folder string, raw []byte, flags ...string) {
	t.Helper()
	if _, err := Append(t.Context(), s, folder, bytes.NewReader(raw), int64(len(raw)), flags...); err != nil {
		t.Fatalf("Append to %s: %v", folder, err)
	}
}

// within waits until ok holds.
func within(t testing.TB, limit time.Duration, what string, ok func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for !ok() {
		if time.Since(began) > limit {
			t.Fatalf("%s: not within %v", what, limit)
		}
		time.Sleep(10 * time.Millisecond)
	}
	return time.Since(began)
}

func TestDovecot_watch(t *testing.T) {
	s, _ := dovecot(t)
	f, err := s.Folders(t.Context(), Folders{})
	if err != nil || f.Sent != "Verzonden" || f.Drafts != "Klad" || f.Junk != "Rommel" || len(f.Other) != 0 {
		t.Fatalf("Folders: %+v, %v", f, err)
	}
	mustAppend(t, s, "INBOX", letter(1))
	k := newKeeper()
	w := k.watcher(s)
	w.Poll, w.First = time.Second, true
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	defer func() { cancel(); <-done }()
	within(t, 10*time.Second, "baseline", func() bool { k.mu.Lock(); defer k.mu.Unlock(); return k.baselined && len(k.listed) == 1 })
	time.Sleep(time.Second)
	mustAppend(t, s, "INBOX", letter(2))
	took := within(t, 5*time.Second, "a new mail", func() bool { return k.count() == 1 })
	t.Logf("new mail taken after %v", took)
	mustAppend(t, s, "Verzonden", letter(3), FlagSeen)
	mustAppend(t, s, "Rommel", letter(4))
	mustAppend(t, s, "Klad", letter(5), FlagDraft, FlagSeen)
	within(t, 10*time.Second, "Sent and Junk", func() bool { return k.count() == 3 })
	mails, raw := k.got()
	for i, want := range []workflow.Source{workflow.SourceInbox, workflow.SourceSent, workflow.SourceJunk} {
		if mails[i].Source != want || !bytes.Equal(raw[i], letter(i+2)) {
			t.Errorf("mail %d: source %s, %q", i, mails[i].Source, raw[i])
		}
	}
	found, err := FindMarked(t.Context(), s, "Klad", []string{"m5@voorbeeld.nl", "m6@voorbeeld.nl"})
	if err != nil || len(found) != 1 || found[0].Mark != "m5@voorbeeld.nl" {
		t.Errorf("FindMarked: %v, %v", found, err)
	}
	if _, err := Append(t.Context(), s, "Bestaat niet", bytes.NewReader(letter(1)), int64(len(letter(1)))); FaultOf(err) != FaultServer {
		t.Errorf("Append to a folder that is not there: %v", err)
	}
	// Nothing was marked as read.
	l, err := s.connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	for folder, want := range map[string]uint32{"INBOX": 2, "Rommel": 1} {
		data, err := l.Status(folder, &imap.StatusOptions{NumUnseen: true}).Wait()
		if err != nil || data.NumUnseen == nil || *data.NumUnseen != want {
			t.Errorf("%s: %+v unread, %v, want all %d", folder, data.NumUnseen, err, want)
		}
	}
}

func TestDovecot_large(t *testing.T) {
	s, _ := dovecot(t)
	big := append(letter(1), bytes.Repeat([]byte("0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab\r\n"), 740_000)...)
	mustAppend(t, s, "INBOX", big)
	k := newKeeper()
	w := k.watcher(s)
	w.MaxSize = 100 << 20
	var took time.Duration
	var peak uint64
	runtime.GC() // of what making the mail left behind
	began := time.Now()
	w.Take = func(_ context.Context, mails []Fetched, _ Position) error {
		took = time.Since(began)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = m.HeapInuse - uint64(len(big))
		n, err := io.Copy(io.Discard, mails[0].Body)
		if n != int64(len(big)) {
			t.Errorf("%d bytes of %d", n, len(big))
		}
		k.mu.Lock()
		k.mails = append(k.mails, mails...)
		k.mu.Unlock()
		return err
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	within(t, time.Minute, "the large mail", func() bool { return k.count() == 1 })
	cancel()
	<-done
	t.Logf("%d MB in %v; heap in use without the test's own copy: %d MB", len(big)>>20, took, peak>>20)
}

func TestDovecot_backlog(t *testing.T) {
	s, maildir := dovecot(t)
	mustAppend(t, s, "INBOX", letter(0)) // makes the folder
	const n = 10_000
	for i := 1; i < n; i++ {
		name := filepath.Join(maildir, "new", fmt.Sprintf("%d.M%dP1.test", 1772438400+i, i))
		if err := os.WriteFile(name, letter(i), 0o644); err != nil {
			t.Fatal(err)
		}
		if os.Getuid() == 0 {
			os.Chown(name, nobody, nobody)
		}
	}
	for _, first := range []bool{false, true} {
		k := newKeeper()
		w := k.watcher(s)
		w.First = first
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		began := time.Now()
		go func() { done <- w.Run(ctx) }()
		within(t, 2*time.Minute, "the backlog", func() bool {
			k.mu.Lock()
			defer k.mu.Unlock()
			return len(k.mails) == n || k.baselined
		})
		took := time.Since(began)
		cancel()
		<-done
		if first {
			t.Logf("baseline of %d mails in %v", len(k.listed), took)
		} else {
			t.Logf("%d mails taken in %v, %.0f a second", len(k.mails), took, n/took.Seconds())
		}
	}
}

const nobody = 65534
