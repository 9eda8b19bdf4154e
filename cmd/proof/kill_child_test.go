package proof

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
	"klachtenpost/store/storetest"
	"klachtenpost/templates"
	"klachtenpost/workflow"
)

// What a child is told in its environment.
const (
	envPath  = "PROOF_PATH"  // of the database; it makes the process a child
	envIMAP  = "PROOF_IMAP"  // port
	envSMTP  = "PROOF_SMTP"  // port
	envQuiet = "PROOF_QUIET" // cases and items after which, when nothing is due, it ends by itself
	envNet   = "PROOF_NET"   // it kills itself before this call on the network
	envSlow  = "PROOF_SLOW"  // how long each answer of the SMTP server takes
	envBane  = "PROOF_BANE"  // reading a mail with these words is the last thing that it does
)

// exitStorage is how a child ends whose database failed.
const exitStorage = 9

// TestMain takes away what children were built into.
func TestMain(m *testing.M) {
	code := m.Run()
	if built.dir != "" {
		os.RemoveAll(built.dir)
	}
	os.Exit(code)
}

// built is this test binary without the race detector, which would make a daemon
// that lives for a moment live ten times as long.
var built struct {
	sync.Once
	dir, path string
	err       error
}

// binary gives what children are started from.
func binary(t *testing.T) string {
	t.Helper()
	info, ok := debug.ReadBuildInfo()
	if !ok || !slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		return os.Args[0]
	}
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "klachtenpost-proof-"); built.err != nil {
			return
		}
		built.path = filepath.Join(built.dir, "proof.test")
		out, err := exec.Command("go", "test", "-vet=off", "-c", "-o", built.path, ".").CombinedOutput()
		if err != nil {
			built.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

// TestChild is the other process of these tests: the daemon on a database and a
// mail server that both outlive it.
func TestChild(t *testing.T) {
	if os.Getenv(envPath) == "" {
		return
	}
	err := serve(t)
	switch {
	case store.IsStorage(err):
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitStorage)
	case err != nil:
		t.Fatal(err)
	}
}

// childConfig is what the daemon works with.
func childConfig(t *testing.T) config.Config {
	cfg := cmdtest.Config(t)
	cfg.Store.Path = os.Getenv(envPath)
	cfg.IMAP.Host, cfg.SMTP.Host = "127.0.0.1", "127.0.0.1"
	cfg.IMAP.Username, cfg.SMTP.Username = cmdtest.Committee, cmdtest.Committee
	cfg.IMAP.Port, _ = strconv.Atoi(os.Getenv(envIMAP))
	cfg.SMTP.Port, _ = strconv.Atoi(os.Getenv(envSMTP))
	cfg.People.Secretary.Days = nil
	c := &cfg.Trust.Caps
	c.Hour, c.Day, c.StaffDay = 1e6, 1e6, 1e6
	return cfg
}

// serve does what the command run does, at any hour of any day.
func serve(t *testing.T) error {
	cfg := childConfig(t)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	texts, err := templates.Load("")
	if err != nil {
		return err
	}
	release, err := store.Lock(cfg.Store.Path)
	if err != nil {
		return err
	}
	defer release()
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		return err
	}
	fmt.Println("begun")
	level := &slog.HandlerOptions{Level: slog.LevelError}
	d := daemon.New(cfg, db, texts, []byte("testsleutel"), slog.New(slog.NewTextHandler(os.Stderr, level)))
	d.Procedure.AnyHour = true
	var calls atomic.Int64
	at, _ := strconv.ParseInt(os.Getenv(envNet), 10, 64)
	slow, _ := time.ParseDuration(os.Getenv(envSlow))
	imap, smtp := mortal(cfg.IMAP.Port, &calls, at, 0), mortal(cfg.SMTP.Port, &calls, at, slow)
	d.IMAP.Dial = imap
	d.SMTP.Dial = func(ctx context.Context) (net.Conn, error) {
		fmt.Println("smtp", time.Now().UnixNano())
		return smtp(ctx)
	}
	if log := os.Getenv("FAULT_LOG"); log != "" {
		disk, err := os.OpenFile(log, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		d.OnEvent = func(matter string, _ workflow.Decision) { say(disk, "decided "+matter) }
		d.OnSent = func(o store.Outgoing, _ workflow.Notice) { say(disk, "sent "+o.Mark) }
	}
	if bane := os.Getenv(envBane); bane != "" {
		d.ReadMail = lethal(d.ReadMail, bane)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watched := make(chan error, 1)
	n, err := strconv.Atoi(os.Getenv(envQuiet))
	if err != nil {
		watched <- nil
	} else {
		go func() {
			watched <- untilQuiet(ctx, db, cfg.Store.Path, n)
			cancel()
		}()
	}
	err = d.Run(ctx)
	cancel()
	return errors.Join(err, <-watched, db.Close())
}

// say notes between the calls on the disk what is promised to last.
func say(disk *os.File, text string) {
	disk.Write(storetest.Record(storetest.Said, 'a', 0, text))
}

// untilQuiet waits until everything was taken in, decided on and sent. A mail that is
// being handed over is not due any more and not sent yet, which the store tells nobody.
func untilQuiet(ctx context.Context, db *store.DB, path string, n int) error {
	witness, err := sql.Open("sqlite3", "file:"+path+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer witness.Close()
	for quiet := 0; quiet < 3; { // it stays so: the watcher has looked
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(20 * time.Millisecond):
		}
		quiet++
		busy := 0
		if err := witness.QueryRow(`SELECT count(*) FROM outbox WHERE state = 'bezig'`).Scan(&busy); err != nil || busy > 0 {
			quiet = 0 // when it cannot be read, the daemon will say so
			continue
		}
		err := db.View(ctx, func(tx *store.Tx) error {
			c, err := tx.Counts()
			due, ok, err2 := tx.NextSend()
			if c.Undecided > 0 || c.Cases+c.OpenItems < n || ok && time.Until(due) < 10*time.Second {
				quiet = 0
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// mortal dials a port; its at-th call is the last thing that this process does.
func mortal(port int, calls *atomic.Int64, at int64, slow time.Duration) func(context.Context) (net.Conn, error) {
	return func(ctx context.Context) (net.Conn, error) {
		c, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		return mortalConn{c, calls, at, slow}, err
	}
}

type mortalConn struct {
	net.Conn
	calls *atomic.Int64
	at    int64
	slow  time.Duration
}

func (c mortalConn) count() {
	if c.calls.Add(1) == c.at {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (c mortalConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	time.Sleep(c.slow)
	c.count() // the server said it, and nobody heard
	return n, err
}

func (c mortalConn) Write(b []byte) (int, error) {
	c.count()
	return c.Conn.Write(b)
}
