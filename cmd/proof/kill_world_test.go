package proof

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/store/storetest"
)

// provider is a mail server with a database beside it, which both outlive the
// daemon that works on them.
type provider struct {
	t          *testing.T
	srv        *mailtest.Server
	imap, smtp int
	dir, path  string
	env        []string // of each daemon
	written    int      // complaints and questions so far
	aside      int      // of them the secretary was asked to read
	busy       int      // mails on their way when a daemon ended
	world      *World
	disk       atomic.Pointer[os.File] // log of the watched disk, or nil
	padding    int                     // size of what is attached to each mail
}

// newProvider starts a server that keeps what is handed in, or one to which a copy
// must be sent.
func newProvider(t *testing.T, keeps bool) *provider {
	t.Helper()
	return newProviderOn(t, keeps, storetest.Memory(t))
}

// newProviderOn is newProvider with the database on a disk of its own.
func newProviderOn(t *testing.T, keeps bool, dir string) *provider {
	t.Helper()
	p := &provider{t: t, dir: storetest.Memory(t)}
	p.path = filepath.Join(dir, "klachtenpost.db")
	// The mail of a child that is killed lies there for as long as it takes to start the next.
	p.world = &World{Path: p.path, Committee: cmdtest.Committee, Staff: []string{cmdtest.Director, "bestuur@perspectief.example"}, Grace: time.Hour}
	p.srv = mailtest.New(mailtest.Options{
		Accounts: []string{cmdtest.Committee, cmdtest.Director, "bestuur@perspectief.example"},
		CatchAll: true, SaveSent: keeps, OnDeliver: p.deliver,
	})
	t.Cleanup(func() { p.srv.Close() })
	for _, l := range []struct {
		port   *int
		listen func(string) (net.Addr, error)
	}{{&p.imap, p.srv.ListenIMAP}, {&p.smtp, p.srv.ListenSMTP}} {
		addr, err := l.listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		*l.port = addr.(*net.TCPAddr).Port
	}
	copies := "nee"
	if keeps {
		copies = "ja"
	}
	p.update(func(tx *store.Tx) error {
		return errors.Join(tx.SetMeta(daemon.MetaBaseline, "test"), tx.SetMeta(daemon.MetaLive+"kopie", copies))
	})
	return p
}

// deliver notes what a server took, in the world and between the calls on the disk.
func (p *provider) deliver(d mailtest.Delivery) {
	p.world.Delivered(d)
	if log := p.disk.Load(); log != nil {
		say(log, "accepted")
	}
}

// stopSignal asks a daemon to stop.
const stopSignal = syscall.SIGTERM

// write puts the next mail into the mailbox: a complaint, and each fourth time a
// question about which the secretary is asked.
func (p *provider) write() {
	p.written++
	subject, text := "Klacht", cmdtest.Story
	if p.written%4 == 0 {
		subject, text = "vraag", "Mijn bemiddelaar kwam niet opdagen en liet niets weten. Kunt u daar iets aan doen?\n\nGroet,\nPiet Vraag"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "From: Anna Bakker <klager%d@voorbeeld.nl>\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%d@voorbeeld.nl>\r\nDate: %s\r\n",
		p.written, cmdtest.Committee, subject, p.written, time.Now().Format(time.RFC1123Z))
	text = "Content-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(text, "\n", "\r\n") + "\r\n"
	if p.padding > 0 {
		line := strings.Repeat("klachten", 9) + "\r\n"
		text = "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + text + "\r\n--x\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			strings.Repeat(line, p.padding/len(line)) + "--x--\r\n"
	}
	b.WriteString(text)
	p.srv.Deliver(cmdtest.Committee, []byte(b.String()))
}

// child makes a daemon of this test binary. One that has not ended after two minutes
// never will.
func (p *provider) child(env ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(p.t.Context(), 2*time.Minute)
	p.t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, binary(p.t), "-test.run=^TestChild$")
	cmd.Env = append(os.Environ(), "TMPDIR="+p.dir, envPath+"="+p.path, envIMAP+"="+strconv.Itoa(p.imap), envSMTP+"="+strconv.Itoa(p.smtp))
	cmd.Env = slices.Concat(cmd.Env, p.env, env)
	return cmd
}

// begin starts a child and returns when its database is open.
func (p *provider) begin(cmd *exec.Cmd) {
	p.t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "begun\n" {
		cmd.Process.Kill()
		cmd.Wait()
		p.t.Fatalf("the child said %q: %s", line, stderr.String())
	}
}

// settle lets a daemon work undisturbed until nothing more is to be done. A day
// goes by in which mails of unknown fate are looked for.
func (p *provider) settle() {
	p.t.Helper()
	for range 8 {
		p.hasten(4) // the looks before showed nothing else: a copy lies there at once
		out, err := p.child(envQuiet + "=" + strconv.Itoa(p.written)).CombinedOutput()
		if err != nil {
			p.t.Fatalf("child: %v\n%s", err, out)
		}
		due := false
		p.view(func(tx *store.Tx) error {
			_, looked, err := tx.NextUnknown(time.Now().Add(24 * time.Hour))
			c, err2 := tx.Counts()
			due = looked || c.Retrying+c.Undecided > 0 // copies may have come in at the last moment
			return errors.Join(err, err2)
		})
		if !due {
			return
		}
	}
	p.t.Fatal("mails are still on their way")
}

// hasten lets the time pass that mails wait for their next attempt or look. There
// is no clock between these processes to do it with.
func (p *provider) hasten(looks int) {
	p.t.Helper()
	var busy int
	p.exec(`UPDATE outbox SET next_try = '2026-01-01T00:00:00.000Z', looks = max(looks, iif(state = 'onbekend', ?, 0))
		WHERE state IN ('onbekend', 'opnieuw') AND next_try IS NOT NULL`, looks)
	p.sql(func(db *sql.DB) error {
		return db.QueryRow(`SELECT count(*) FROM outbox WHERE state = 'bezig'`).Scan(&busy)
	})
	p.busy += busy
}

// sql works on the database from outside the store.
func (p *provider) sql(f func(*sql.DB) error) {
	p.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+p.path+"?_busy_timeout=5000")
	if err == nil {
		err = errors.Join(f(db), db.Close())
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *provider) exec(query string, args ...any) {
	p.t.Helper()
	p.sql(func(db *sql.DB) error { _, err := db.Exec(query, args...); return err })
}

// close ends the server and takes the database away.
func (p *provider) close() {
	p.srv.Close()
	os.RemoveAll(p.dir)
}

func (p *provider) open(f func(*store.DB) error) {
	p.t.Helper()
	db, err := store.Open(p.path)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := errors.Join(f(db), db.Close()); err != nil {
		p.t.Fatal(err)
	}
}

func (p *provider) view(f func(*store.Tx) error) {
	p.t.Helper()
	p.open(func(db *store.DB) error { return db.View(context.Background(), f) })
}

func (p *provider) update(f func(*store.Tx) error) {
	p.t.Helper()
	p.open(func(db *store.DB) error { return db.Update(context.Background(), f) })
}

// judge lets everything settle and holds what lies with people against what is on
// record: each mail has had its effect once. It reports whether that is so.
func (p *provider) judge(y *Tally, what string) bool {
	p.t.Helper()
	p.settle()
	p.world.Quiet = true
	p.world.Look(p.srv)
	ok := y.Check(p.t, what, p.world)
	p.view(func(tx *store.Tx) error {
		c, err := tx.Counts()
		// A mail on which two daemons died is put before the secretary, one of ours too.
		if n := c.Cases + c.OpenItems; n < p.written || n > p.written+c.Aside || c.Cases > p.written-p.written/4 {
			y.Wrong(p.t, what, Violation{Lost, "I1", fmt.Sprintf("%d cases and %d questions to the secretary of %d mails", c.Cases, c.OpenItems, p.written)})
			ok = false
		}
		p.aside = c.Aside
		return err
	})
	return ok
}
