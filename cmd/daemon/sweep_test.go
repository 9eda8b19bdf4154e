package daemon_test

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
	"klachtenpost/templates"
	"klachtenpost/workflow"
)

// sweeper is a daemon that does not run, on a database with cases.
func sweeper(t *testing.T) (*daemon.Daemon, *store.DB) {
	t.Helper()
	texts, err := templates.Load("")
	if err != nil {
		t.Fatal(err)
	}
	cfg := cmdtest.Config(t)
	db, err := store.Open(cfg.Store.Path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return daemon.New(cfg, db, texts, []byte("testsleutel"), slog.New(slog.DiscardHandler)), db
}

// open puts n complaints with the director, received at a moment, closed or not.
// They come from opened ones, so that each has all its people and dates.
func open(t *testing.T, d *daemon.Daemon, db *store.DB, n int, at time.Time, closed bool) {
	t.Helper()
	for done := 0; done < n; {
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			for range min(n-done, 500) {
				number, err := tx.NextNumber(at.Year())
				if err != nil {
					return err
				}
				id, _, err := tx.InsertRaw(store.Incoming{Source: workflow.SourceInbox, Folder: "INBOX", UIDValidity: uint32(at.Unix()), UID: uint32(done + 1), InternalDate: at},
					strings.NewReader(string(number)))
				if err != nil {
					return err
				}
				m := workflow.Message{ID: id, Kind: workflow.KindHuman, Received: at, Confidence: 1,
					From: workflow.ParseAddress("", fmt.Sprintf("klager%d@voorbeeld.nl", id)), Text: cmdtest.Story, NewText: cmdtest.Story}
				dec := d.Procedure.Open(number, m, at)
				if dec.Case.Status != workflow.StatusWithDirector {
					return fmt.Errorf("%s is %s", number, dec.Case.Status)
				}
				if closed {
					c := dec.Case
					c.Status, c.Outcome, c.ClosedOn = workflow.StatusClosed, workflow.OutcomeSettled, c.Received.Add(40)
					for i := range c.Questions {
						c.Questions[i].Closed = at
					}
					for i := range c.Deadlines {
						c.Deadlines[i].Done = at
					}
				}
				dec.Notices = nil // what was sent is not looked at
				if err := tx.Apply(dec, at); err != nil {
					return err
				}
				done++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// timed sweeps and tells how long it took and how much memory it used at its
// height, roughly.
func timed(t *testing.T, d *daemon.Daemon) (time.Duration, uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak, stop := make(chan uint64), make(chan struct{})
	go func() {
		most := before.HeapAlloc
		var now runtime.MemStats
		for {
			select {
			case <-stop:
				peak <- most
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc)
			}
		}
	}()
	begun := time.Now()
	if err := d.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	took := time.Since(begun)
	close(stop)
	most := <-peak
	runtime.ReadMemStats(&after)
	return took, most - min(most, before.HeapAlloc)
}

// A morning with many cases: looking at those in which nothing falls due, and
// deciding on all of them at once, beside any number of closed ones.
func TestManyCases(t *testing.T) {
	steps := []int{200}
	closed := 500
	if *long {
		steps, closed = []int{200, 2000, 20_000}, 20_000
	}
	for _, n := range steps {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			d, db := sweeper(t)
			// All fall due on the same day: the third working day has come.
			open(t, d, db, n, time.Now().AddDate(0, 0, -7), false)
			all, allMem := timed(t, d)
			none, noneMem := timed(t, d)
			open(t, d, db, closed, time.Now().AddDate(-1, 0, 0), true)
			beside, besideMem := timed(t, d)
			t.Logf("%d open cases: %v when all are due (%d kB), %v when none is (%d kB), %v beside %d closed (%d kB)",
				n, all.Round(time.Millisecond), allMem>>10, none.Round(time.Millisecond), noneMem>>10, beside.Round(time.Millisecond), closed, besideMem>>10)
			// Wide of what is measured on a quiet machine (README): this is to notice a
			// look that grew, not a busy neighbour.
			if n <= 2000 && (all > 30*time.Second || none > 15*time.Second) {
				t.Errorf("took %v and %v", all, none)
			}
			if beside > 4*none+time.Second {
				t.Errorf("closed cases cost: %v, without %v", beside, none)
			}
		})
	}
}
