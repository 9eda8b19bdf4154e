package store

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOpen(t *testing.T) {
	t.Run("refuses each wrong setting", func(t *testing.T) {
		for _, tt := range []struct{ name, writing, reading string }{
			{"journal", strings.Replace(writerSettings, "=WAL", "=DELETE", 1), readerSettings},
			{"synchronous", strings.Replace(writerSettings, "&_synchronous=FULL", "", 1), readerSettings},
			{"foreign keys", strings.Replace(writerSettings, "&_foreign_keys=on", "", 1), readerSettings},
			{"secure delete", strings.Replace(writerSettings, "_secure_delete=on", "_secure_delete=fast", 1), readerSettings},
			{"busy timeout", strings.Replace(writerSettings, "=5000", "=10", 1), readerSettings},
			{"writer that only reads", writerSettings + "&_query_only=on", readerSettings},
			{"reader that writes", writerSettings, strings.Replace(readerSettings, "_query_only=on", "_query_only=off", 1)},
			{"reader without foreign keys", writerSettings, strings.Replace(readerSettings, "_foreign_keys=on", "_foreign_key=on", 1)},
		} {
			if tt.writing == writerSettings && tt.reading == readerSettings {
				t.Fatalf("%s: nothing was changed", tt.name)
			}
			db, err := open(filepath.Join(t.TempDir(), "klachtenpost.db"), tt.writing, tt.reading, migrations)
			if err == nil {
				db.Close()
				t.Errorf("%s: opened", tt.name)
			} else if !strings.Contains(err.Error(), "must be") {
				t.Errorf("%s: %v", tt.name, err)
			}
		}
	})
	t.Run("every later connection is asked too", func(t *testing.T) {
		db := mustOpen(t)
		// The pool drops the connection; the next one comes from the connector.
		db.writer.SetMaxIdleConns(-1)
		mustUpdate(t, db, func(tx *Tx) error { return tx.SetMeta("a", "b") })
		var full, fk int
		err := db.writer.QueryRow(`SELECT (SELECT synchronous FROM pragma_synchronous), (SELECT foreign_keys FROM pragma_foreign_keys)`).Scan(&full, &fk)
		if err != nil || full != 2 || fk != 1 {
			t.Errorf("synchronous %d, foreign_keys %d, %v", full, fk, err)
		}
	})
	t.Run("takes any path", func(t *testing.T) {
		for _, name := range []string{"a b.db", "vraag?mode=ro.db", "honderd%25.db", "hek#.db", "één.db"} {
			path := filepath.Join(t.TempDir(), name)
			db := mustOpenAt(t, path)
			mustUpdate(t, db, func(tx *Tx) error { return tx.SetMeta("naam", name) })
			if _, err := os.Stat(path); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("keeps what it has", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "klachtenpost.db")
		db := mustOpenAt(t, path)
		mustUpdate(t, db, func(tx *Tx) error { return tx.SetMeta("a", "b") })
		db.Close()
		db = mustOpenAt(t, path)
		mustView(t, db, func(tx *Tx) error {
			v, err := tx.Meta("a")
			if v != "b" {
				t.Errorf("meta = %q", v)
			}
			return err
		})
	})
	t.Run("refuses a file that is no database", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "klachtenpost.db")
		if err := os.WriteFile(path, []byte(strings.Repeat("geen database ", 500)), 0o600); err != nil {
			t.Fatal(err)
		}
		if db, err := Open(path); err == nil {
			db.Close()
			t.Error("opened")
		} else if !IsStorage(err) {
			t.Errorf("%v is not a storage error", err)
		}
	})
}

func TestNothingIsReadableForOthers(t *testing.T) {
	old := syscall.Umask(0)
	defer syscall.Umask(old)
	dir := filepath.Join(t.TempDir(), "state")
	path := filepath.Join(dir, "klachtenpost.db")
	release, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	db := mustOpenAt(t, path)
	mustUpdate(t, db, func(tx *Tx) error { return tx.SetMeta("a", "b") })
	if err := db.Backup(context.Background(), path+".backup"); err != nil {
		t.Fatal(err)
	}
	want := map[string]fs.FileMode{
		"": 0o700, "klachtenpost.db": 0o600, "klachtenpost.db-wal": 0o600, "klachtenpost.db-shm": 0o600,
		"klachtenpost.db.lock": 0o600, "klachtenpost.db.backup": 0o600,
	}
	for name, mode := range want {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if got := info.Mode().Perm(); got != mode {
			t.Errorf("%s has mode %o, want %o", name, got, mode)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(want)-1 {
		t.Errorf("%d files, want %d: %v, %v", len(entries), len(want)-1, entries, err)
	}

	// A file that was made readable is closed again.
	db.Close()
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	mustOpenAt(t, path)
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}
