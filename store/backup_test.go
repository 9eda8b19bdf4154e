package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

func TestBackup(t *testing.T) {
	t.Run("is whole while work goes on", func(t *testing.T) {
		db := mustOpen(t)
		stop := make(chan bool)
		stopped := make(chan error)
		go func() {
			for i := 1; ; i++ {
				select {
				case <-stop:
					stopped <- nil
					return
				default:
				}
				err := db.Update(context.Background(), func(tx *Tx) error {
					_, _, err := tx.InsertRaw(inbox(uint32(i)), strings.NewReader(fmt.Sprint(i)))
					return errors.Join(err, tx.Apply(workflow.Decision{Events: []workflow.Event{{At: t0}}}, t0))
				})
				if err != nil {
					stopped <- err
					return
				}
			}
		}()
		n := 5
		if *long {
			n = 100
		}
		for i := range n {
			path := filepath.Join(t.TempDir(), "reserve", fmt.Sprintf("%d.db", i))
			if err := db.Backup(t.Context(), path); err != nil {
				t.Fatal(err)
			}
			copied := mustOpenAt(t, path)
			bad, head, err := copied.VerifyEvents(t.Context())
			if bad != 0 || err != nil {
				t.Errorf("log of the copy: %d, %v", bad, err)
			}
			mustView(t, copied, func(tx *Tx) error {
				c, err := tx.Counts()
				if c.Messages != c.Events {
					t.Errorf("%d messages and %d lines in the copy", c.Messages, c.Events)
				}
				return err
			})
			mustView(t, db, func(tx *Tx) error {
				ok, err := tx.HasEvent(head)
				if !ok && head != "" {
					t.Error("the head of the copy is not in the original")
				}
				return err
			})
			copied.Close()
		}
		close(stop)
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	t.Run("replaces nothing and leaves nothing half", func(t *testing.T) {
		db := mustOpen(t)
		path := filepath.Join(t.TempDir(), "reserve.db")
		if err := os.WriteFile(path, []byte("iets"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := db.Backup(t.Context(), path); !errors.Is(err, fs.ErrExist) {
			t.Errorf("over another file: %v", err)
		}
		ended, end := context.WithCancel(t.Context())
		end()
		if err := db.Backup(ended, path+"2"); err == nil {
			t.Error("no error after the end")
		}
		if left, err := filepath.Glob(path + "2*"); len(left) != 0 || err != nil {
			t.Errorf("left: %v, %v", left, err)
		}
		if err := db.Broken(); err != nil {
			t.Errorf("a backup that failed says nothing of the database: %v", err)
		}
	})
}

// After erasing and a checkpoint no byte of what people wrote is in any file.
func TestErase(t *testing.T) {
	db := mustOpen(t)
	const secret = "GEHEIMWOORD"
	mail := mustMail(t, db, 1, strings.Repeat("klacht met "+secret+"\r\n", 30_000))
	c := aCase("K-2026-0001", mail)
	c.Status, c.Outcome = workflow.StatusErased, workflow.OutcomeSettled
	c.People[0].Name, c.People[0].Postal, c.Employee = secret, secret, secret
	c.People[0].Address = workflow.ParseAddress(secret, secret+"@voorbeeld.nl")
	c.Questions = []workflow.Question{{Key: "a", Answer: secret}}
	c.Deadlines = []workflow.Deadline{{Reason: secret}}
	mustApply(t, db, workflow.Decision{
		Case: &c, Events: []workflow.Event{{At: t0, Text: secret}, {At: t0, Kind: workflow.EventNote, Text: secret}},
		Notices: []workflow.Notice{{Key: "a", Person: "klager"}, {Key: "b"}},
	})
	mustNotice(t, db, workflow.Notice{Key: "blijft"})
	mustUpdate(t, db, func(tx *Tx) error {
		m := workflow.Message{
			From: c.People[0].Address, Subject: secret, Text: secret, NewText: secret,
			MessageID: secret + "@voorbeeld.nl", References: []string{secret + "@example.org"},
		}
		if err := tx.SetMessage(mail, m, "K-2026-0001", "klacht"); err != nil {
			return err
		}
		if _, err := freeze(tx, 1, secret); err != nil {
			return err
		}
		return tx.AddAlias("mail1@perspectief.example", secret+"@outlook.example")
	})
	mustUpdate(t, db, func(tx *Tx) error { return tx.EraseMatter("K-2026-0001") })
	if done, err := db.Checkpoint(t.Context()); !done || err != nil {
		t.Fatalf("checkpoint %v, %v", done, err)
	}
	for _, name := range []string{"", "-wal"} {
		content, err := os.ReadFile(db.Path() + name)
		if err != nil {
			t.Fatal(err)
		}
		content = bytes.ToLower(content)
		if n := bytes.Count(content, []byte(strings.ToLower(secret))); n != 0 {
			t.Errorf("%d times in %s%s", n, filepath.Base(db.Path()), name)
		}
	}
	if bad, _, err := db.VerifyEvents(t.Context()); bad != 0 || err != nil {
		t.Errorf("the log no longer verifies: %d, %v", bad, err)
	}
	mustView(t, db, func(tx *Tx) error {
		read, err := tx.Case("K-2026-0001")
		if read.Status != workflow.StatusErased || len(read.People) != 0 || read.Version != 2 {
			t.Errorf("case %+v", read)
		}
		events, err2 := tx.Events("K-2026-0001")
		if len(events) != 2 || events[1].Kind != workflow.EventNote || events[1].Text != "" {
			t.Errorf("events %+v", events)
		}
		ev, err3 := tx.Evidence(workflow.Message{References: []string{"mail1@perspectief.example"}}, []string{"CODE000001"}, nil)
		if len(ev.Tokens)+len(ev.Referenced) != 0 {
			t.Errorf("an erased case is still found: %+v", ev)
		}
		_, state, err4 := tx.Notice(3)
		if state != StateWaiting {
			t.Errorf("a notice of another matter is %s", state)
		}
		return errors.Join(err, err2, err3, err4)
	})
	mustUpdate(t, db, func(tx *Tx) error {
		if _, ok, err := tx.NextNotice(t0.AddDate(1, 0, 0)); !ok || err != nil {
			t.Errorf("the other matter's notice: %v, %v", ok, err)
		}
		n, err := tx.NextNumber(2026)
		if n != "K-2026-0001" {
			t.Errorf("number %s", n) // this test never asked for one
		}
		return err
	})
}

func TestNumbers(t *testing.T) {
	db := mustOpen(t)
	want := func(year int, want workflow.Number) {
		t.Helper()
		mustUpdate(t, db, func(tx *Tx) error {
			n, err := tx.NextNumber(year)
			if n != want {
				t.Errorf("number %s, want %s", n, want)
			}
			return err
		})
	}
	want(2026, "K-2026-0001")
	want(2026, "K-2026-0002")
	want(2027, "K-2027-0001")
	mustUpdate(t, db, func(tx *Tx) error { return tx.RaiseNumber(2026, 41) })
	mustUpdate(t, db, func(tx *Tx) error { return tx.RaiseNumber(2026, 7) })
	mustUpdate(t, db, func(tx *Tx) error { return tx.RaiseNumber(2028, 3) })
	want(2026, "K-2026-0042")
	want(2028, "K-2028-0004")
	mustUpdate(t, db, func(tx *Tx) error {
		a, err := tx.NewItemKey()
		b, err2 := tx.NewItemKey()
		if a != "I-1" || b != "I-2" {
			t.Errorf("keys %s, %s", a, b)
		}
		return errors.Join(err, err2)
	})
}

func TestOverview(t *testing.T) {
	db := furnish(t)
	day := aCase("", 0).Received
	mustUpdate(t, db, func(tx *Tx) error {
		junk := workflow.Item{Matter: workflow.Matter{Key: "I-2"}, State: workflow.ItemJunk}
		in := inbox(3)
		in.Source, in.Folder = workflow.SourceJunk, "Ongewenste e-mail"
		id, _, err := tx.InsertRaw(in, strings.NewReader("junk"))
		junk.Message = id
		done := aCase("K-2026-0002", 0)
		done.Status, done.Outcome, done.ClosedOn = workflow.StatusClosed, workflow.OutcomeSettled, day
		shown := workflow.Message{FromShown: workflow.ParseAddress("", "anne@voorbeeld.nl")}
		return errors.Join(err,
			tx.Apply(workflow.Decision{Item: &junk}, t0), tx.SetMessage(id, shown, "I-2", "ongewenst"),
			tx.Apply(workflow.Decision{Case: &done}, t0),
			tx.MarkOutcome(1, StateRefused, 550, "5.1.1", "", time.Time{}), tx.MarkOutcome(2, StateDraft, 0, "", "", time.Time{}))
	})
	mustView(t, db, func(tx *Tx) error {
		junk, err := tx.JunkSince(t0)
		if len(junk) != 1 || junk[0].Address != "anne@voorbeeld.nl" || junk[0].Folder != "Ongewenste e-mail" || junk[0].Matter != "I-2" {
			t.Errorf("junk %+v", junk)
		}
		lost, err2 := tx.UndeliveredSince(t0)
		if len(lost) != 1 || lost[0].Address != "sanne@voorbeeld.nl" || lost[0].Template != workflow.TemplateAcknowledgement || lost[0].State != StateRefused {
			t.Errorf("undelivered %+v", lost)
		}
		drafts, err3 := tx.Drafts()
		if len(drafts) != 1 || drafts[0].ID != 2 {
			t.Errorf("drafts %+v", drafts)
		}
		closed, err4 := tx.ClosedSince(day)
		later, err5 := tx.ClosedSince(day.Add(1))
		if len(closed) != 1 || closed[0] != "K-2026-0002" || len(later) != 0 {
			t.Errorf("closed %v, later %v", closed, later)
		}
		open, err6 := tx.OpenCases()
		items, err7 := tx.OpenItems()
		if fmt.Sprint(open, items) != "[K-2026-0001] [I-1]" {
			t.Errorf("open %v %v", open, items)
		}
		counts, err8 := tx.Counts()
		if want := (Counts{Messages: 3, Undecided: 1, Cases: 2, OpenCases: 1, OpenItems: 1, Waiting: 1, Events: 1}); counts != want {
			t.Errorf("counts %+v, want %+v", counts, want)
		}
		run, ok, err9 := tx.JobRun("weekoverzicht")
		_, never, err10 := tx.JobRun("nooit")
		if !ok || !run.Equal(t0) || never {
			t.Errorf("job ran %v, %v", run, ok)
		}
		return errors.Join(err, err2, err3, err4, err5, err6, err7, err8, err9, err10)
	})
	mustUpdate(t, db, func(tx *Tx) error {
		first, err := tx.MarkBounced(1, t0)
		again, err2 := tx.MarkBounced(1, t0)
		if !first || again {
			t.Errorf("bounced %v, then %v", first, again)
		}
		return errors.Join(err, err2, tx.SetMeta("a", ""))
	})
	mustView(t, db, func(tx *Tx) error {
		v, err := tx.Meta("a")
		if v != "" {
			t.Errorf("meta %q after forgetting", v)
		}
		return err
	})
}
