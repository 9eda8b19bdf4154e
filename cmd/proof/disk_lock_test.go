package proof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"klachtenpost/store"
	"klachtenpost/store/storetest"
	"klachtenpost/workflow"
)

func init() {
	Register(Class{Name: "two processes on one database", Rows: "DB-08", Short: 5, Long: 100, Run: races})
	Register(Class{Name: "a backup while 100 mails a second are written", Rows: "DB-15 DB-14", Short: 3, Long: 100, Run: busyBackups})
}

// races starts two daemons at once: one works, the other ends within a second and
// names it.
func races(t *testing.T, n int, y *Tally) {
	p := newProvider(t, true)
	p.write()
	p.settle()
	for i := range n {
		type ending struct {
			out string
			err error
		}
		ended := make(chan ending, 2)
		var pids [2]int
		var stops [2]func()
		p.write()
		for k := range 2 {
			cmd := p.child()
			var out bytes.Buffer
			cmd.Stdout, cmd.Stderr = &out, &out
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			pids[k], stops[k] = cmd.Process.Pid, func() { cmd.Process.Signal(stopSignal) }
			go func() {
				err := cmd.Wait()
				ended <- ending{out.String(), err}
			}()
		}
		var loser ending
		select {
		case loser = <-ended:
		case <-time.After(10 * time.Second):
			y.Wrong(t, fmt.Sprintf("race %d", i), Violation{Doubled, "", "two daemons work on one database"})
		}
		for _, stop := range stops {
			stop()
		}
		if t.Failed() {
			return
		}
		winner := <-ended
		y.Trial()
		named := strings.Contains(loser.out, fmt.Sprintf("already running as process %d", pids[0])) ||
			strings.Contains(loser.out, fmt.Sprintf("already running as process %d", pids[1]))
		if loser.err == nil || !named || winner.err != nil || !strings.Contains(winner.out, "begun") {
			y.Wrong(t, fmt.Sprintf("race %d", i), Violation{Other, "", fmt.Sprintf("one: %v %s; the other: %v %s", loser.err, loser.out, winner.err, winner.out)})
			return
		}
	}
	p.judge(y, "after all")
}

// busyBackups copies a database into which a hundred mails a second come, each with a line
// in the log: every copy verifies, holds one moment, and opens.
func busyBackups(t *testing.T, n int, y *Tally) {
	dir := storetest.Memory(t)
	db, err := store.Open(filepath.Join(dir, "klachtenpost.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var stop atomic.Bool
	written := make(chan int, 1)
	began := time.Now()
	go func() {
		beat := time.NewTicker(10 * time.Millisecond)
		defer beat.Stop()
		uid := uint32(0)
		for ; !stop.Load(); <-beat.C {
			uid++
			err := db.Update(context.Background(), func(tx *store.Tx) error {
				in := store.Incoming{Folder: "INBOX", UIDValidity: 7, UID: uid, Source: workflow.SourceInbox, InternalDate: time.Now(), Arrived: time.Now()}
				_, _, err := tx.InsertRaw(in, strings.NewReader(strings.Repeat(fmt.Sprintf("mail %d\r\n", uid), 500)))
				return errors.Join(err, tx.Apply(workflow.Decision{Events: []workflow.Event{{At: time.Now(), Kind: workflow.EventNote}}}, time.Now()))
			})
			if err != nil {
				t.Error(err)
				break
			}
		}
		written <- int(uid)
	}()
	before := 0
	for i := range n {
		if i > 0 {
			time.Sleep(50 * time.Millisecond)
		}
		path := filepath.Join(dir, "kopie.db")
		what := fmt.Sprintf("copy %d", i)
		if err := errors.Join(db.Backup(t.Context(), path), store.VerifyCopy(t.Context(), path)); err != nil {
			y.Wrong(t, what, Violation{Other, "", err.Error()})
			break
		}
		y.Trial()
		copied, err := store.Open(path)
		if err != nil {
			y.Wrong(t, what, Violation{Lost, "", err.Error()})
			break
		}
		err = copied.View(t.Context(), func(tx *store.Tx) error {
			c, err := tx.Counts()
			if c.Messages != c.Events || c.Messages < before {
				y.Wrong(t, what, Violation{Lost, "", fmt.Sprintf("%d mails and %d lines, after %d mails", c.Messages, c.Events, before)})
			}
			before = c.Messages
			return err
		})
		if err := errors.Join(err, copied.Close(), os.Remove(path)); err != nil {
			t.Fatal(err)
		}
	}
	stop.Store(true)
	mails := <-written
	y.Note("%d mails written meanwhile, %.0f a second", mails, float64(mails)/time.Since(began).Seconds())
}
