package store

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// first is the frozen first schema.
func first(t *testing.T) []byte {
	t.Helper()
	text, err := fs.ReadFile(migrations, "001.sql")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// mustOld makes a file as the first version left it, with one case in it.
func mustOld(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	raw, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL")
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(string(first(t)) + `
		PRAGMA user_version = 1;
		INSERT INTO meta (key, value) VALUES ('oud', 'ja');`); err != nil {
		t.Fatal(err)
	}
	return path
}

// schemaOf describes every object of a database without its spacing.
func schemaOf(t *testing.T, db *DB) map[string]string {
	t.Helper()
	objects := make(map[string]string)
	mustView(t, db, func(tx *Tx) error {
		return tx.each(func(s scan) error {
			var name, text string
			err := s(&name, &text)
			objects[name] = strings.Join(strings.Fields(text), " ")
			return err
		}, `SELECT name, coalesce(sql, '') FROM sqlite_schema`)
	})
	return objects
}

func TestMigrate(t *testing.T) {
	t.Run("a new file is where the first one ends", func(t *testing.T) {
		fresh, old := mustOpen(t), mustOpenAt(t, mustOld(t))
		a, b := schemaOf(t, fresh), schemaOf(t, old)
		if !maps.Equal(a, b) {
			for _, name := range slices.Sorted(maps.Keys(a)) {
				if a[name] != b[name] {
					t.Errorf("%s\n new: %s\n old: %s", name, a[name], b[name])
				}
			}
			t.Errorf("%d objects in a new file, %d in an old one", len(a), len(b))
		}
		va, err := fresh.version()
		vb, err2 := old.version()
		if va != vb || va == 0 || err != nil || err2 != nil {
			t.Errorf("versions %d and %d, %v, %v", va, vb, err, err2)
		}
	})
	two := fstest.MapFS{
		"001.sql": {Data: first(t)},
		"002.sql": {Data: []byte(`ALTER TABLE meta ADD COLUMN note TEXT NOT NULL DEFAULT ''`)},
		"003.sql": {Data: []byte(`UPDATE meta SET note = 'bijgewerkt'`)},
	}
	t.Run("an old file is copied and brought forward", func(t *testing.T) {
		path := mustOld(t)
		db, err := open(path, writerSettings, readerSettings, two)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var note string
		if err := db.reader.QueryRow(`SELECT note FROM meta WHERE key = 'oud'`).Scan(&note); err != nil || note != "bijgewerkt" {
			t.Errorf("note = %q, %v", note, err)
		}
		if v, err := db.version(); v != 3 || err != nil {
			t.Errorf("version %d, %v", v, err)
		}
		copied, err := open(path+".v1", writerSettings, readerSettings, fstest.MapFS{"001.sql": two["001.sql"]})
		if err != nil {
			t.Fatal(err)
		}
		defer copied.Close()
		mustView(t, copied, func(tx *Tx) error {
			v, err := tx.Meta("oud")
			if v != "ja" {
				t.Errorf("the copy has %q", v)
			}
			return err
		})
		if v, err := copied.version(); v != 1 || err != nil {
			t.Errorf("copy has version %d, %v", v, err)
		}
	})
	t.Run("a step that fails changes nothing", func(t *testing.T) {
		for name, step := range map[string]string{
			"syntax":      `UPDATE meta SET value = 'half'; ALTER TABEL meta`,
			"foreign key": `PRAGMA foreign_keys = on; UPDATE meta SET value = 'half'; INSERT INTO person VALUES ('K-2026-0009', 'a', 0, '', '', '', '', '', '', '', '', '')`,
		} {
			path := mustOld(t)
			steps := fstest.MapFS{"001.sql": two["001.sql"], "002.sql": {Data: []byte(step)}}
			if db, err := open(path, writerSettings, readerSettings, steps); err == nil {
				db.Close()
				t.Errorf("%s: opened", name)
			}
			db := mustOpenAt(t, path)
			mustView(t, db, func(tx *Tx) error {
				v, err := tx.Meta("oud")
				if v != "ja" {
					t.Errorf("%s: meta = %q", name, v)
				}
				return err
			})
			db.Close()
		}
	})
	t.Run("a newer file is refused", func(t *testing.T) {
		path := mustOld(t)
		db, err := open(path, writerSettings, readerSettings, two)
		if err != nil {
			t.Fatal(err)
		}
		db.Close()
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if db, err := Open(path); !errors.Is(err, ErrNewer) {
			db.Close()
			t.Errorf("Open() = %v, want ErrNewer", err)
		}
		if after, err := os.ReadFile(path); err != nil || !slices.Equal(before, after) {
			t.Errorf("the file was changed, %v", err)
		}
	})
	t.Run("a database of another program is refused", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "klachtenpost.db")
		raw, err := sql.Open("sqlite3", "file:"+path)
		if err != nil {
			t.Fatal(err)
		}
		defer raw.Close()
		if _, err := raw.Exec(`CREATE TABLE muziek (titel TEXT)`); err != nil {
			t.Fatal(err)
		}
		if db, err := Open(path); err == nil {
			db.Close()
			t.Error("opened")
		}
	})
}

// slowSteps take long enough to be killed in the middle.
var slowSteps = fstest.MapFS{
	"001.sql": {},
	"002.sql": {Data: []byte(`
		ALTER TABLE meta ADD COLUMN note TEXT NOT NULL DEFAULT '';
		CREATE TABLE veel (n INTEGER PRIMARY KEY, data BLOB) STRICT;
		WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 3000)
			INSERT INTO veel SELECT n, zeroblob(4000) FROM c`)},
	"003.sql": {Data: []byte(`UPDATE meta SET note = 'bijgewerkt'`)},
}

func init() {
	children["migrate"] = func(path string) error {
		fmt.Println("begin")
		db, err := open(path, writerSettings, readerSettings, slowSteps)
		if err != nil {
			return err
		}
		return db.Close()
	}
}

func TestKilledDuringMigration(t *testing.T) {
	t.Parallel()
	kills := 10
	if *long {
		kills = 200
	}
	old := 0
	for range kills {
		path := mustOld(t)
		cmd := child(t, "migrate", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		bufio.NewReader(out).ReadString('\n')
		time.Sleep(rand.N(60 * time.Millisecond))
		cmd.Process.Kill()
		cmd.Wait()

		raw, err := sql.Open("sqlite3", "file:"+path)
		if err != nil {
			t.Fatal(err)
		}
		var version, columns, rows int
		var check string
		err = errors.Join(
			raw.QueryRow(`PRAGMA user_version`).Scan(&version),
			raw.QueryRow(`SELECT count(*) FROM pragma_table_info('meta')`).Scan(&columns),
			raw.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name = 'veel'`).Scan(&rows),
			raw.QueryRow(`PRAGMA integrity_check`).Scan(&check),
		)
		raw.Close()
		switch {
		case err != nil || check != "ok":
			t.Fatal(err, check)
		case version == 1 && columns == 2 && rows == 0:
			old++
		case version == 3 && columns == 3 && rows == 1:
		default:
			t.Fatalf("between: version %d, %d columns, table %d", version, columns, rows)
		}
		db, err := open(path, writerSettings, readerSettings, slowSteps)
		if err != nil {
			t.Fatal(err)
		}
		err = db.View(context.Background(), func(tx *Tx) error {
			var note string
			if err := tx.one([]any{&note}, `SELECT note FROM meta WHERE key = 'oud'`); err != nil {
				return err
			}
			if note != "bijgewerkt" {
				t.Errorf("note = %q", note)
			}
			return nil
		})
		db.Close()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.RemoveAll(filepath.Dir(path)); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills: %d left the old file, %d the new, 0 between", kills, old, kills-old)
}
