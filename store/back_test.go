package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

// TestReplace: at every step there is a whole database in the place, and no -wal of
// another one.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path, from := filepath.Join(dir, "klachten.db"), filepath.Join(dir, "nieuw.db")
	mark := func(file, value string) {
		t.Helper()
		db, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		mustUpdate(t, db, func(tx *Tx) error { return tx.SetMeta("wie", value) })
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	read := func(file string) (value string) {
		t.Helper()
		db, err := Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		mustView(t, db, func(tx *Tx) (err error) { value, err = tx.Meta("wie"); return err })
		return value
	}
	mark(from, "een")
	if aside, err := Replace(path, from, t0); err != nil || aside != "" {
		t.Fatalf("into an empty place: %q, %v", aside, err)
	}
	if got := read(path); got != "een" {
		t.Errorf("in place: %q", got)
	}
	// The old one ends in the middle of its work: what it wrote last is in its -wal.
	old, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	mustUpdate(t, old, func(tx *Tx) error { return tx.SetMeta("wie", "later") })
	mark(from, "twee")
	aside, err := Replace(path, from, t0)
	if err != nil || !strings.HasPrefix(aside, path+".vervangen-") {
		t.Fatalf("aside %q, %v", aside, err)
	}
	if got := read(path); got != "twee" {
		t.Errorf("in place: %q, mixed with the -wal of the old one", got)
	}
	if got := read(aside); got != "later" {
		t.Errorf("aside: %q", got)
	}
	if _, err := Replace(path, filepath.Join(dir, "weg.db"), t0.Add(time.Hour)); err == nil {
		t.Error("a file that is not there was put in place")
	}
	if got := read(path); got != "twee" {
		t.Errorf("after a failure: %q", got)
	}
	if _, err := os.Stat(from); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file it came from is still there: %v", err)
	}
}

func TestMetaUnder(t *testing.T) {
	db := furnish(t)
	mustUpdate(t, db, func(tx *Tx) error {
		return errors.Join(tx.SetMeta("kopie.A", "1"), tx.SetMeta("kopie.B", "2"), tx.SetMeta("kopieën", "3"), tx.SetMeta("kop", "4"))
	})
	mustView(t, db, func(tx *Tx) error {
		got, err := tx.MetaUnder("kopie.")
		if fmt.Sprint(got) != "map[A:1 B:2]" {
			t.Errorf("%v", got)
		}
		return err
	})
}

// Numbers and keys that were given are never given again, whatever comes back.
func TestRaise(t *testing.T) {
	db := furnish(t)
	mustUpdate(t, db, func(tx *Tx) error {
		if err := errors.Join(tx.RaiseItemKey(17), tx.RaiseItemKey(3)); err != nil {
			return err
		}
		key, err := tx.NewItemKey()
		if key != "I-18" {
			t.Errorf("key %s", key)
		}
		return err
	})
}

// TestNextByReceipt: in the order of receipt, whatever the order of storing.
func TestNextByReceipt(t *testing.T) {
	db := furnish(t)
	want := []int64{}
	mustUpdate(t, db, func(tx *Tx) error {
		for i, hours := range []int{5, 1, 3} {
			in := inbox(uint32(100 + i))
			in.InternalDate = t0.Add(time.Duration(hours) * time.Hour)
			id, _, err := tx.InsertRaw(in, strings.NewReader(fmt.Sprintf("Subject: %d\r\n\r\nx\r\n", hours)))
			if err != nil {
				return err
			}
			want = append(want, id)
		}
		return nil
	})
	want = []int64{want[1], want[2], want[0]}
	mustView(t, db, func(tx *Tx) error {
		list, err := tx.NextByReceipt(2, 10, 1<<20, t0.Add(24*time.Hour))
		var got []int64
		for _, u := range list {
			if slices.Contains(want, u.ID) {
				got = append(got, u.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%v, want %v", got, want)
		}
		return err
	})
}

// TestSentKinds adds up to what SentTotal counts.
func TestSentKinds(t *testing.T) {
	db := furnish(t)
	mustView(t, db, func(tx *Tx) error {
		total, err := tx.SentTotal(time.Time{})
		kinds, err2 := tx.SentKinds(time.Time{})
		sum := 0
		for _, k := range kinds {
			sum += k.N
			if k.Template == workflow.TemplateAcknowledgement && !k.Person {
				t.Errorf("%+v", k)
			}
		}
		if sum != total || total == 0 {
			t.Errorf("%d in %v, want %d", sum, kinds, total)
		}
		return errors.Join(err, err2)
	})
}
