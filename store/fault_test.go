package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"klachtenpost/workflow"
)

func TestIsStorage(t *testing.T) {
	for err, want := range map[error]bool{
		nil:              false,
		ErrNotFound:      false,
		ErrStale:         false,
		context.Canceled: false,
		sqlite3.Error{Code: sqlite3.ErrConstraint}: false,
		sqlite3.Error{Code: sqlite3.ErrBusy}:       false,
		sqlite3.Error{Code: sqlite3.ErrError}:      false,
		sqlite3.Error{Code: sqlite3.ErrIoErr}:      true,
		sqlite3.Error{Code: sqlite3.ErrFull}:       true,
		sqlite3.Error{Code: sqlite3.ErrCorrupt}:    true,
		sqlite3.Error{Code: sqlite3.ErrNotADB}:     true,
		sqlite3.Error{Code: sqlite3.ErrCantOpen}:   true,
		sqlite3.Error{Code: sqlite3.ErrReadonly}:   true,
		ErrStorage:                                 true,
	} {
		wrapped := err
		if err != nil {
			wrapped = fmt.Errorf("store: %w", err)
		}
		if got := IsStorage(wrapped); got != want {
			t.Errorf("IsStorage(%v) = %v", err, got)
		}
	}
}

// full lets the database grow no further.
func full(t *testing.T, db *DB) {
	t.Helper()
	var pages int
	err := errors.Join(
		db.writer.QueryRow(`PRAGMA page_count`).Scan(&pages),
		db.writer.QueryRow(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)).Scan(&pages),
	)
	if err != nil {
		t.Fatal(err)
	}
}

func TestStorageErrors(t *testing.T) {
	big := strings.Repeat("vol ", 100_000)
	sticks := func(t *testing.T, db *DB, err error) {
		t.Helper()
		if !IsStorage(err) {
			t.Fatalf("got %v, want a storage error", err)
		}
		for what, err := range map[string]error{
			"Update":     db.Update(t.Context(), func(tx *Tx) error { t.Error("ran"); return nil }),
			"View":       db.View(t.Context(), func(tx *Tx) error { t.Error("ran"); return nil }),
			"Backup":     db.Backup(t.Context(), db.Path()+".copy"),
			"Broken":     db.Broken(),
			"RawReader":  func() error { _, err := db.RawReader(t.Context(), 1); return err }(),
			"Checkpoint": func() error { _, err := db.Checkpoint(t.Context()); return err }(),
		} {
			if !IsStorage(err) {
				t.Errorf("%s afterwards: %v", what, err)
			}
		}
		path := db.Path()
		db.Close()
		again := mustOpenAt(t, path)
		mustView(t, again, func(tx *Tx) error {
			n, _, err := tx.MessagesSince(time.Time{})
			if v, _ := tx.Meta("half"); n != 1 || v != "" {
				t.Errorf("%d messages, meta %q: something of the failed transaction is left", n, v)
			}
			return err
		})
	}
	t.Run("a full disk", func(t *testing.T) {
		db := mustOpen(t)
		mustMail(t, db, 1, "past nog")
		full(t, db)
		sticks(t, db, db.Update(t.Context(), func(tx *Tx) error {
			if err := tx.SetMeta("half", "ja"); err != nil {
				return err
			}
			_, _, err := tx.InsertRaw(inbox(2), strings.NewReader(big))
			return err
		}))
	})
	t.Run("that is swallowed", func(t *testing.T) {
		db := mustOpen(t)
		mustMail(t, db, 1, "past nog")
		full(t, db)
		sticks(t, db, db.Update(t.Context(), func(tx *Tx) error {
			if _, _, err := tx.InsertRaw(inbox(2), strings.NewReader(big)); err == nil {
				t.Error("a full disk took the mail")
			}
			tx.SetMeta("half", "ja") // SQLite has rolled back: on its own this would stay
			return nil
		}))
	})
	t.Run("a COMMIT that fails", func(t *testing.T) {
		db := mustOpen(t)
		mustMail(t, db, 1, "past nog")
		sticks(t, db, db.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.exec(`PRAGMA defer_foreign_keys = on; INSERT INTO message_ref VALUES (99, 'x')`)
			return errors.Join(err, tx.SetMeta("half", "ja"))
		}))
	})
	t.Run("none from what was asked", func(t *testing.T) {
		db := mustOpen(t)
		wrong := errors.New("wrong")
		if err := db.Update(t.Context(), func(tx *Tx) error {
			return errors.Join(wrong, tx.SetMeta("half", "ja"))
		}); !errors.Is(err, wrong) {
			t.Error(err)
		}
		if err := db.View(t.Context(), func(tx *Tx) error { return tx.SetMeta("half", "ja") }); err == nil {
			t.Error("View wrote")
		}
		func() {
			defer func() { recover() }()
			db.Update(t.Context(), func(tx *Tx) error {
				tx.SetMeta("half", "ja")
				panic("one bad mail")
			})
		}()
		ended, end := context.WithCancel(t.Context())
		end()
		if err := db.Update(ended, func(tx *Tx) error { return tx.SetMeta("half", "ja") }); !errors.Is(err, context.Canceled) {
			t.Errorf("after the end: %v", err)
		}
		if err := db.Broken(); err != nil {
			t.Fatal(err)
		}
		mustUpdate(t, db, func(tx *Tx) error {
			v, err := tx.Meta("half")
			if v != "" {
				t.Error("something that failed was stored")
			}
			return err
		})
	})
}

func TestDamagedBytes(t *testing.T) {
	db := mustOpen(t)
	id := mustMail(t, db, 1, strings.Repeat("vol ", 100_000))
	for _, tt := range []struct {
		query string
		read  int64
	}{
		{`UPDATE raw SET data = CAST(replace(data, 'vol vol', 'vol wol') AS BLOB) WHERE n = 1`, 400_000},
		{`UPDATE raw SET data = substr(data, 1, 100) WHERE n = 1`, chunk},
		{`DELETE FROM raw WHERE n = 1`, chunk},
	} {
		mustUpdate(t, db, func(tx *Tx) error { _, err := tx.exec(tt.query); return err })
		r, err := db.RawReader(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		n, err := io.Copy(io.Discard, r)
		if !errors.Is(err, ErrDamaged) || !errors.Is(r.Err(), ErrDamaged) || n != tt.read {
			t.Errorf("%s: read %d bytes, want %d; %v", tt.query, n, tt.read, err)
		}
	}
	if err := db.Broken(); err != nil {
		t.Errorf("one damaged mail stops the others: %v", err)
	}
}

// One changed byte anywhere in the file is found when it is opened or by a hash,
// or it does not change the mails and the log. (Rows that have no hash, such as
// people, are not looked at here.)
func TestFlippedByte(t *testing.T) {
	t.Parallel()
	samples := 60
	if *long {
		samples = 1000
	}
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	db := mustOpenAt(t, path)
	for i := range uint32(20) {
		mustMail(t, db, i+1, strings.Repeat(fmt.Sprintf("mail %d ", i), 500))
		mustFreeze(t, db, workflow.Notice{Key: fmt.Sprint(i)})
	}
	mustLog(t, db, 50)
	want, err := mailsAndLog(t, db)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "klachtenpost.db")
	atStart, later, harmless := 0, 0, 0
	for range samples {
		flipped := bytes.Clone(whole)
		at := rand.N(len(whole))
		flipped[at] ^= 1 << rand.N(8)
		os.Remove(name + "-wal")
		if err := os.WriteFile(name, flipped, 0o600); err != nil {
			t.Fatal(err)
		}
		db, err := Open(name)
		if err != nil {
			atStart++
			continue
		}
		got, err := mailsAndLog(t, db)
		switch {
		case err != nil:
			later++
		case got == want:
			harmless++
		default:
			t.Errorf("byte %d of page %d: reads differently and nothing notices", at%4096, at/4096)
		}
		db.Close()
	}
	t.Logf("%d flips: %d found at the start, %d when read, %d without effect", samples, atStart, later, harmless)
}

// mailsAndLog reads every mail and the whole log.
func mailsAndLog(t *testing.T, db *DB) (string, error) {
	t.Helper()
	var b strings.Builder
	err := db.View(t.Context(), func(tx *Tx) error {
		for id := int64(1); id <= 20; id++ {
			in, err := tx.RawReader(id)
			if err != nil {
				return err
			}
			out, err := tx.OutgoingReader(id)
			if err != nil {
				return err
			}
			if _, err := io.Copy(&b, io.MultiReader(in, out)); err != nil {
				return err
			}
		}
		events, err := tx.Events(workflow.OfficeKey)
		fmt.Fprint(&b, events)
		return err
	})
	bad, _, err2 := db.VerifyEvents(t.Context())
	if bad != 0 {
		err2 = errors.New("bad line")
	}
	return b.String(), errors.Join(err, err2)
}
