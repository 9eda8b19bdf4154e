package store

import (
	"bytes"
	"context"
	"database/sql"
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

	"klachtenpost/store/pagesum"
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

// A file that the disk changed is refused when it is opened or when it is read, or
// every row of it says what it said.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	samples := 30
	if *long {
		samples = 1000
	}
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	db := mustOpenAt(t, path)
	for i := range uint32(20) {
		mustMail(t, db, i+1, strings.Repeat(fmt.Sprintf("mail %d ", i), 500))
		mustFreeze(t, db, workflow.Notice{Key: fmt.Sprint(i)})
	}
	for i := range 10 {
		mustCase(t, db, workflow.NewNumber(2026, i+1), int64(i+1), workflow.Decision{Events: []workflow.Event{{At: t0, Text: "regel"}}})
	}
	mustLog(t, db, 50)
	want, err := everything(db)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := func() int { return rand.N(len(whole)/4096) * 4096 }
	name := filepath.Join(t.TempDir(), "klachtenpost.db")
	for _, tt := range []struct {
		name   string
		damage func(b []byte)
	}{
		{"a bit", func(b []byte) { b[rand.N(len(b))] ^= 1 << rand.N(8) }},
		{"a byte", func(b []byte) { b[rand.N(len(b))] += byte(1 + rand.N(255)) }},
		{"a sector of zeros", func(b []byte) { clear(b[rand.N(len(b)/512)*512:][:512]) }},
		{"a page of zeros", func(b []byte) { clear(b[page():][:4096]) }},
		{"two pages swapped", func(b []byte) {
			i, j := page(), page()
			copy(b[i:i+4096], whole[j:])
			copy(b[j:j+4096], whole[i:])
		}},
	} {
		atStart, later, harmless := 0, 0, 0
		for range samples {
			b := bytes.Clone(whole)
			tt.damage(b)
			os.Remove(name + "-wal")
			if err := os.WriteFile(name, b, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := Open(name)
			if err != nil {
				if !Damaged(err) || !IsStorage(err) {
					t.Errorf("%s: %v", tt.name, err)
				}
				atStart++
				continue
			}
			got, err := everything(db)
			switch {
			case err != nil:
				later++
			case got == want:
				harmless++
			default:
				t.Errorf("%s: reads differently and nothing notices", tt.name)
			}
			db.Close()
		}
		t.Logf("%s, %d times: %d found at the start, %d when read, %d without effect", tt.name, samples, atStart, later, harmless)
	}
}

// everything gives every row of every table.
func everything(db *DB) (string, error) {
	var b strings.Builder
	tables, err := texts(db, `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if err != nil {
		return "", err
	}
	for _, table := range tables {
		list, err := texts(db, `SELECT quote(`+strings.Join(columns(db, table), `) || ',' || quote(`)+`) FROM `+table+` ORDER BY 1`)
		if err != nil {
			return "", err
		}
		fmt.Fprintln(&b, table, len(list), list)
	}
	return b.String(), nil
}

func columns(db *DB, table string) []string {
	names, _ := texts(db, `SELECT name FROM pragma_table_info('`+table+`')`)
	return names
}

// texts reads one column of texts.
func texts(db *DB, query string) (list []string, err error) {
	rows, err := db.reader.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		list = append(list, text)
	}
	return list, rows.Err()
}

// While it is open, too: the page is not read as if it were right, and from then on
// nothing is.
func TestDamagedWhileOpen(t *testing.T) {
	db := mustOpen(t)
	id := mustMail(t, db, 1, strings.Repeat("vol ", 100_000))
	if done, err := db.Checkpoint(t.Context()); !done || err != nil {
		t.Fatal(done, err)
	}
	whole, err := os.ReadFile(db.Path())
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(whole, []byte("vol vol"))
	f, err := os.OpenFile(db.Path(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("wol"), int64(at)); err != nil {
		t.Fatal(err)
	}
	r, err := db.RawReader(t.Context(), id)
	if err == nil {
		_, err = io.Copy(io.Discard, r)
	}
	if !Damaged(err) || !errors.Is(err, errPage) || db.Broken() == nil {
		t.Errorf("read: %v; broken: %v", err, db.Broken())
	}
	if err := db.Update(t.Context(), func(tx *Tx) error { return nil }); !Damaged(err) {
		t.Errorf("written after that: %v", err)
	}
	if db, err := Open(db.Path()); err == nil {
		db.Close()
		t.Error("opened again")
	} else if !strings.Contains(err.Error(), fmt.Sprintf("number %d", at/4096+1)) {
		t.Errorf("the page is not named: %v", err)
	}
}

// A copy of a damaged file is not made, and then the program stops: the daily copy
// reads what nobody asked for.
func TestCopyOfDamage(t *testing.T) {
	db := mustOpen(t)
	mustMail(t, db, 1, strings.Repeat("vol ", 2_000_000)) // more than SQLite keeps in memory
	copied := db.Path() + ".copy"
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{copied, db.Path()} {
		if _, err := db.Checkpoint(t.Context()); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for at := 1_000_000; at < len(b); at += 100_000 {
			b[at] ^= 1
		}
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := VerifyCopy(t.Context(), copied); !Damaged(err) {
		t.Errorf("verify: %v", err)
	}
	if err := db.Backup(t.Context(), copied+"2"); !Damaged(err) || db.Broken() == nil {
		t.Errorf("backup: %v; broken: %v", err, db.Broken())
	}
}

// A database made before there were sums gets them when it is opened, once.
func TestFileWithoutSums(t *testing.T) {
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	raw, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&vfs=unix")
	if err != nil {
		t.Fatal(err)
	}
	_, err = raw.Exec(string(first(t)) + `PRAGMA user_version = 1; INSERT INTO meta (key, value) VALUES ('oud', 'ja')`)
	if err := errors.Join(err, raw.Close()); err != nil {
		t.Fatal(err)
	}
	if db, err := OpenReadOnly(path); !errors.Is(err, ErrOlder) {
		db.Close()
		t.Errorf("looked into: %v", err)
	}
	if err := VerifyCopy(t.Context(), path); err != nil {
		t.Errorf("as a copy: %v", err)
	}
	db := mustOpenAt(t, path)
	mustView(t, db, func(tx *Tx) error {
		v, err := tx.Meta("oud")
		if v != "ja" {
			t.Errorf("meta %q", v)
		}
		return err
	})
	db.Close()
	if bad, pages, err := pagesum.Verify(path); len(bad) != 0 || pages == 0 || err != nil {
		t.Errorf("%d of %d pages without a right sum, %v", len(bad), pages, err)
	}
}
