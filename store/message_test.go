package store

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

func TestMessage(t *testing.T) {
	t.Run("every field comes back", func(t *testing.T) {
		db := mustOpen(t)
		id := mustMail(t, db, 1, "klacht")
		mustCase(t, db, "K-2026-0001", id, workflow.Decision{})
		var m workflow.Message
		seed := 0
		fill(reflect.ValueOf(&m).Elem(), map[string]any{
			"Message.ID": id, "Message.Source": workflow.SourceInbox, "Message.Folder": "INBOX",
			"Message.Received": t0, "Message.Kind": workflow.KindBounce,
		}, &seed)
		mustUpdate(t, db, func(tx *Tx) error { return tx.SetMessage(id, m, "K-2026-0001", "dossier") })
		mustView(t, db, func(tx *Tx) error {
			read, err := tx.Message(id)
			sameFields(t, m, read)
			f, err2 := tx.Filing(id)
			if f.State != "verwerkt" || f.Matter != "K-2026-0001" || f.Verdict != "dossier" || f.Size != 6 || len(f.Hash) != 64 {
				t.Errorf("filing %+v", f)
			}
			ids, err3 := tx.MessagesOf("K-2026-0001")
			if len(ids) != 1 || ids[0] != id {
				t.Errorf("messages of the case: %v", ids)
			}
			return errors.Join(err, err2, err3)
		})
	})
	t.Run("an odd date is no reason to stop", func(t *testing.T) {
		db := mustOpen(t)
		for i, s := range []string{"Mon, 27 Apr 2026 10:00:00 +2400", "Fri, 31 Dec 9999 23:00:00 -0200", "Sat, 01 Jan 0000 00:00:00 +1200"} {
			date, err := time.Parse(time.RFC1123Z, s)
			if err != nil {
				t.Fatalf("%s: %v", s, err)
			}
			id := mustMail(t, db, uint32(i+1), s)
			m := workflow.Message{Date: date}
			mustUpdate(t, db, func(tx *Tx) error { return tx.SetMessage(id, m, "", "opbergen") })
			mustView(t, db, func(tx *Tx) error { _, err := tx.Message(id); return err })

			in := inbox(uint32(i + 50))
			in.InternalDate = date
			mustUpdate(t, db, func(tx *Tx) error { _, _, err := tx.InsertRaw(in, strings.NewReader("x"+s)); return err })
		}
	})
	t.Run("that is forgotten is still recognised", func(t *testing.T) {
		db := mustOpen(t)
		id := mustMail(t, db, 1, "iets voor een ander")
		m := workflow.Message{
			MessageID: "a@voorbeeld.nl", From: workflow.ParseAddress("", "anne@voorbeeld.nl"), Subject: "Vertrouwelijk",
			Text: "iets voor een ander", NewText: "iets voor een ander", References: []string{"b@voorbeeld.nl"},
		}
		mustUpdate(t, db, func(tx *Tx) error {
			return errors.Join(tx.SetMessage(id, m, "", "vergeten"), tx.ForgetRaw(id))
		})
		mustView(t, db, func(tx *Tx) error {
			read, err := tx.Message(id)
			sameFields(t, workflow.Message{ID: id, Source: workflow.SourceInbox, Folder: "INBOX", Received: t0}, read)
			if _, err := tx.RawReader(id); !errors.Is(err, ErrNotFound) {
				t.Errorf("bytes of a forgotten mail: %v", err)
			}
			m.ID = 99
			ev, err2 := tx.Evidence(m, nil, nil)
			if !ev.HasTwin || ev.Twin != "" {
				t.Errorf("its copy is no twin: %+v", ev)
			}
			return errors.Join(err, err2)
		})
		mustUpdate(t, db, func(tx *Tx) error {
			got, fresh, err := tx.InsertRaw(inbox(2), strings.NewReader("iets voor een ander"))
			if got != id || fresh {
				t.Errorf("taken in again as %d", got)
			}
			return err
		})
	})
}

func TestQueue(t *testing.T) {
	db := mustOpen(t)
	a, b, c := mustMail(t, db, 1, "a"), mustMail(t, db, 2, "b"), mustMail(t, db, 3, "c")
	next := func(now time.Time) (id int64) {
		mustView(t, db, func(tx *Tx) error {
			list, err := tx.NextBatch(2, 1, 1<<20, now)
			if len(list) > 0 {
				id = list[0].ID
			}
			return err
		})
		return id
	}
	if got := next(t0); got != a {
		t.Errorf("next is %d, want %d", got, a)
	}
	mustUpdate(t, db, func(tx *Tx) error { return tx.CountAttempt(a) })
	mustUpdate(t, db, func(tx *Tx) error { return tx.HoldMessage(a, t0.Add(time.Minute)) })
	if got := next(t0); got != b {
		t.Errorf("next is %d, want %d while %d is on hold", got, b, a)
	}
	mustView(t, db, func(tx *Tx) error {
		at, ok, err := tx.NextHeld()
		if !ok || !at.Equal(t0.Add(time.Minute)) {
			t.Errorf("held until %v, %v", at, ok)
		}
		return err
	})
	if got := next(t0.Add(time.Minute)); got != a {
		t.Errorf("next is %d, want %d after its hold", got, a)
	}
	// b kills the reader twice.
	mustUpdate(t, db, func(tx *Tx) error { return tx.CountAttempt(b) })
	if got := next(t0); got != b {
		t.Errorf("next is %d, want %d a second time", got, b)
	}
	mustUpdate(t, db, func(tx *Tx) error { return tx.CountAttempt(b) })
	if got := next(t0); got != c {
		t.Errorf("next is %d, want %d", got, c)
	}
	mustUpdate(t, db, func(tx *Tx) error {
		broken, err := tx.Exhausted(2)
		if len(broken) != 1 || broken[0].ID != b || broken[0].Attempts != 2 || !broken[0].Received.Equal(t0) {
			t.Errorf("exhausted %+v", broken)
		}
		return errors.Join(err, tx.SetAside(b, "onleesbaar"), tx.SetMessage(c, workflow.Message{}, "", "opbergen"))
	})
	mustView(t, db, func(tx *Tx) error {
		arrived, undecided, err := tx.MessagesSince(t0)
		if arrived != 3 || undecided != 1 {
			t.Errorf("%d arrived, %d undecided; want 3 and 1", arrived, undecided)
		}
		aside, err2 := tx.AsideSince(t0)
		if len(aside) != 1 || aside[0].ID != b {
			t.Errorf("aside %+v", aside)
		}
		return errors.Join(err, err2)
	})
	// What lay in Junk comes back into the queue from where it was dragged to.
	in := inbox(9)
	in.Folder = "Postvak IN"
	mustUpdate(t, db, func(tx *Tx) error { return tx.Reconsider(c, in) })
	mustUpdate(t, db, func(tx *Tx) error { return tx.SetMessage(a, workflow.Message{}, "", "opbergen") })
	if got := next(t0); got != c {
		t.Errorf("next is %d, want %d again", got, c)
	}
}

func TestFolders(t *testing.T) {
	db := mustOpen(t)
	mustUpdate(t, db, func(tx *Tx) error {
		return errors.Join(
			tx.SetPosition("INBOX", 7, 10), tx.SetPosition("INBOX", 8, 2), tx.SetPosition("Verzonden items", 1, 5),
			tx.Baseline("INBOX", 7, 3, t0, 100, "abc"), tx.Baseline("INBOX", 7, 3, t0, 100, "abc"),
			tx.Baseline("INBOX", 7, 4, time.Time{}, 0, ""),
		)
	})
	mustView(t, db, func(tx *Tx) error {
		p, err := tx.Positions()
		want := map[string]Position{"INBOX": {8, 2}, "Verzonden items": {1, 5}}
		if !reflect.DeepEqual(p, want) {
			t.Errorf("positions %v, want %v", p, want)
		}
		for hash, want := range map[string]bool{"abc": true, "abd": false} {
			if got, err := tx.InBaseline(hash); got != want || err != nil {
				t.Errorf("%s in baseline: %v, %v", hash, got, err)
			}
		}
		if ok, err := tx.Baselined("INBOX", 7, 3); !ok || err != nil {
			t.Errorf("place not in baseline, %v", err)
		}
		if ok, err := tx.Baselined("INBOX", 8, 3); ok || err != nil {
			t.Errorf("place of another UIDVALIDITY in baseline, %v", err)
		}
		return err
	})
}
