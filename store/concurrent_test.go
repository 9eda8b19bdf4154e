package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"klachtenpost/workflow"
)

func TestReadersWhileWriting(t *testing.T) {
	t.Parallel()
	db := mustOpen(t)
	const writes = 300
	var done atomic.Bool
	var views atomic.Int64
	var wg sync.WaitGroup
	for range 6 { // more than there are connections
		wg.Go(func() {
			for !done.Load() {
				// The log and the messages grow together: one moment shows the same of both.
				err := db.View(context.Background(), func(tx *Tx) error {
					a, _, err := tx.MessagesSince(time.Time{})
					time.Sleep(time.Millisecond)
					log, err2 := tx.Events(workflow.OfficeKey)
					if a != len(log) {
						err = fmt.Errorf("%d messages and %d lines", a, len(log))
					}
					return errors.Join(err, err2)
				})
				if err != nil {
					t.Error(err)
					return
				}
				views.Add(1)
			}
		})
	}
	var writers sync.WaitGroup
	for w := range 3 {
		writers.Go(func() {
			for i := range writes / 3 {
				uid := uint32(1 + w*writes + i)
				err := db.Update(context.Background(), func(tx *Tx) error {
					_, _, err := tx.InsertRaw(inbox(uid), strings.NewReader(fmt.Sprint(uid)))
					return errors.Join(err, tx.Apply(workflow.Decision{Events: []workflow.Event{{At: t0}}}, t0))
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Wait()
	done.Store(true)
	wg.Wait()
	if bad, _, err := db.VerifyEvents(t.Context()); bad != 0 || err != nil {
		t.Errorf("log: %d, %v", bad, err)
	}
	mustView(t, db, func(tx *Tx) error {
		n, _, err := tx.MessagesSince(time.Time{})
		if n != writes {
			t.Errorf("%d messages, want %d", n, writes)
		}
		return err
	})
	t.Logf("%d writes beside %d views", writes, views.Load())
}

func TestLockedByABackupTool(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	db := mustOpenAt(t, path)
	other, err := sql.Open("sqlite3", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tool, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	// For a moment: the write waits.
	time.AfterFunc(300*time.Millisecond, func() { tool.Rollback() })
	mustUpdate(t, db, func(tx *Tx) error { return tx.SetMeta("a", "1") })

	if !*long {
		return // the next takes the five seconds of busy_timeout
	}
	if tool, err = other.Begin(); err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *Tx) error { return tx.SetMeta("a", "2") })
	if err == nil || IsStorage(err) {
		t.Errorf("while locked: %v, want an error that is no storage error", err)
	}
	tool.Rollback()
	mustUpdate(t, db, func(tx *Tx) error { return tx.SetMeta("b", "3") })
	mustView(t, db, func(tx *Tx) error {
		a, err := tx.Meta("a")
		if a != "1" {
			t.Errorf("a = %q", a)
		}
		return err
	})
}

func TestWaitingForTheWriterEnds(t *testing.T) {
	db := mustOpen(t)
	inside, leave := make(chan bool), make(chan bool)
	go db.Update(context.Background(), func(tx *Tx) error {
		close(inside)
		<-leave
		return nil
	})
	<-inside
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	err := db.Update(ctx, func(tx *Tx) error { return errors.New("ran") })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("waiting ended with %v", err)
	}
	close(leave)
}
