package pagesum

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"klachtenpost/store/storetest"
)

func mustOpen(t *testing.T, path, settings string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?"+settings)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

func mustExec(t *testing.T, db *sql.DB, query string, args ...any) {
	t.Helper()
	if _, err := db.Exec(query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// rows are more than the cache of the test holds, some on overflow pages.
const rows = `CREATE TABLE a (n INTEGER PRIMARY KEY, word TEXT, data BLOB);
	CREATE INDEX by_word ON a (word);
	WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 200)
	INSERT INTO a SELECT n, 'woord ' || n, randomblob(CASE n % 10 WHEN 0 THEN 20000 ELSE 500 END) FROM c;`

// content is all that a database says.
func content(db *sql.DB) (string, error) {
	list, err := db.Query(`SELECT n, word, hex(data) FROM a ORDER BY n`)
	if err != nil {
		return "", err
	}
	defer list.Close()
	var b strings.Builder
	for list.Next() {
		var n int
		var word, data string
		if err := list.Scan(&n, &word, &data); err != nil {
			return "", err
		}
		fmt.Fprintln(&b, n, word, data)
	}
	var words int
	err = db.QueryRow(`SELECT count(*) FROM a INDEXED BY by_word WHERE word LIKE 'woord%'`).Scan(&words)
	fmt.Fprintln(&b, words)
	return b.String(), errors.Join(err, list.Err())
}

// mustBeWhole looks at the file past SQLite, and reads it anew.
func mustBeWhole(t *testing.T, path, want string) {
	t.Helper()
	if damaged, pages, err := Verify(path); len(damaged) != 0 || pages < 2 || err != nil {
		t.Errorf("%s: pages %v of %d have no right sum, %v", filepath.Base(path), damaged, pages, err)
	}
	db := mustOpen(t, path, "mode=ro")
	defer db.Close()
	if got, err := content(db); got != want || err != nil {
		t.Errorf("%s reads differently, %v", filepath.Base(path), err)
	}
}

func TestPages(t *testing.T) {
	for _, page := range []int{512, 1024, 4096, 16384, 65536} {
		for _, journal := range []string{"WAL", "DELETE"} {
			t.Run(fmt.Sprintf("%d bytes, %s", page, journal), func(t *testing.T) {
				path := filepath.Join(storetest.Memory(t), "a.db")
				settings := "_journal_mode=" + journal
				if on, err := On(path); !errors.Is(err, os.ErrNotExist) || on {
					t.Errorf("no file: %v, %v", on, err)
				}
				db := mustOpen(t, path, "_cache_size=10")
				mustExec(t, db, fmt.Sprintf(`PRAGMA page_size = %d; PRAGMA journal_mode = %s`, page, journal))
				mustExec(t, db, `BEGIN; `+rows+` COMMIT`)
				want, err := content(db)
				if err != nil {
					t.Fatal(err)
				}
				var on string
				if err := db.QueryRow(`PRAGMA page_sums`).Scan(&on); on != "on" || err != nil {
					t.Errorf("page_sums %s, %v", on, err)
				}
				// What is undone was written and taken back.
				mustExec(t, db, `BEGIN; UPDATE a SET word = 'anders', data = randomblob(15000); DELETE FROM a WHERE n % 3 = 0; ROLLBACK`)
				mustExec(t, db, `BEGIN; SAVEPOINT s; UPDATE a SET data = randomblob(15000); UPDATE a SET data = randomblob(700); ROLLBACK TO s; COMMIT`)
				mustExec(t, db, `VACUUM INTO ?`, path+".copy")
				mustBeWhole(t, path+".copy", want)
				db.Close()
				mustBeWhole(t, path, want)

				db = mustOpen(t, path, settings+"&_cache_size=10")
				mustExec(t, db, `DELETE FROM a WHERE n % 2 = 0; PRAGMA wal_checkpoint`)
				if want, err = content(db); err != nil {
					t.Fatal(err)
				}
				mustExec(t, db, `VACUUM`)
				db.Close()
				mustBeWhole(t, path, want)
				if info, err := os.Stat(path); err != nil || info.Size()%int64(page) != 0 {
					t.Errorf("%d bytes, %v", info.Size(), err)
				}
			})
		}
	}
}

// A database without sums is written and read as it is, until VACUUM.
func TestFileWithoutSums(t *testing.T) {
	for _, journal := range []string{"WAL", "DELETE"} {
		path := filepath.Join(storetest.Memory(t), "a.db")
		settings := "_cache_size=10&_journal_mode=" + journal
		db := mustOpen(t, path, settings+"&vfs=unix") // the VFS behind
		mustExec(t, db, rows)
		want, err := content(db)
		if err != nil {
			t.Fatal(err)
		}
		db.Close()
		if on, err := On(path); on || err != nil {
			t.Fatalf("made past the VFS, and it has sums: %v", err)
		}
		db = mustOpen(t, path, settings)
		other := mustOpen(t, path, settings)
		mustExec(t, db, `UPDATE a SET word = word`)
		var off string
		if err := db.QueryRow(`PRAGMA page_sums`).Scan(&off); off != "off" || err != nil {
			t.Errorf("page_sums %s, %v", off, err)
		}
		if got, err := content(other); got != want || err != nil {
			t.Errorf("reads differently, %v", err)
		}
		mustExec(t, db, `VACUUM; PRAGMA wal_checkpoint(TRUNCATE)`)
		if got, err := content(other); got != want || err != nil {
			t.Errorf("another connection reads differently after VACUUM, %v", err)
		}
		mustExec(t, other, `UPDATE a SET word = word; PRAGMA wal_checkpoint`)
		db.Close()
		other.Close()
		mustBeWhole(t, path, want)
	}
}

// refused says whether SQLite refuses to read on.
func refused(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && (se.ExtendedCode == 10|32<<8 || se.Code == sqlite3.ErrNotADB || se.Code == sqlite3.ErrCorrupt)
}

// Of a damaged file what was written is read, or nothing. The same files, read past
// the VFS, say something else now and then.
func TestDamage(t *testing.T) {
	path := filepath.Join(storetest.Memory(t), "a.db")
	db := mustOpen(t, path, "_journal_mode=WAL")
	mustExec(t, db, rows)
	want, err := content(db)
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n := 4096
	pages := len(whole) / n
	for _, tt := range []struct {
		name   string
		times  int
		past   bool // without sums it is not always found
		damage func(b []byte) []byte
	}{
		{"a bit", 100, true, func(b []byte) []byte { b[rand.N(len(b))] ^= 1 << rand.N(8); return b }},
		{"a bit of the header", 100, false, func(b []byte) []byte { b[rand.N(100)] ^= 1 << rand.N(8); return b }},
		{"a bit of what says that there are sums", 20, false, func(b []byte) []byte { b[20] ^= 1 << rand.N(8); return b }},
		{"a byte", 50, true, func(b []byte) []byte { b[rand.N(len(b))] += 1 + byte(rand.N(255)); return b }},
		{"a sector of zeros", 50, true, func(b []byte) []byte { clear(b[rand.N(len(b)/512)*512:][:512]); return b }},
		{"a page of zeros", 50, false, func(b []byte) []byte { clear(b[rand.N(pages)*n:][:n]); return b }},
		{"a sector from elsewhere", 50, true, func(b []byte) []byte {
			copy(b[rand.N(len(b)/512)*512:][:512], whole[rand.N(len(b)/512)*512:])
			return b
		}},
		{"two pages swapped", 100, true, func(b []byte) []byte {
			i, j := rand.N(pages)*n, rand.N(pages)*n
			copy(b[i:i+n], whole[j:j+n])
			copy(b[j:j+n], whole[i:i+n])
			return b
		}},
		{"cut off", 50, false, func(b []byte) []byte { return b[:n+rand.N(len(b)-n)] }},
	} {
		found, same, past := 0, 0, 0
		for range tt.times {
			b := tt.damage(bytes.Clone(whole))
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, behind := range []bool{false, true} {
				settings := ""
				if behind {
					if !tt.past {
						continue
					}
					settings = "vfs=unix"
				}
				db := mustOpen(t, path, settings)
				got, err := content(db)
				db.Close()
				os.Remove(path + "-wal")
				switch {
				case behind && err == nil && got != want:
					past++
				case behind:
				case err != nil && !refused(err):
					t.Errorf("%s: %v", tt.name, err)
				case err != nil:
					found++
				case got != want:
					t.Errorf("%s: read as if it were right", tt.name)
				case !bytes.Equal(b, whole):
					same++ // a page that nobody needs
				}
			}
		}
		t.Logf("%s: of %d, %d found, %d of no effect; without the sums %d read differently", tt.name, tt.times, found, same, past)
		if tt.past && past == 0 {
			t.Errorf("%s: the same is found without sums: this tests nothing", tt.name)
		}
	}
}

// What reading and folding in cost, with sums and past them.
func BenchmarkDatabase(b *testing.B) {
	for _, name := range []string{"pagesum", "unix"} {
		path := filepath.Join(storetest.Memory(b), "a.db")
		db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=OFF&_cache_size=10&vfs="+name)
		if err != nil {
			b.Fatal(err)
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		exec := func(query string) {
			if _, err := db.Exec(query); err != nil {
				b.Fatal(err)
			}
		}
		exec(`PRAGMA wal_autocheckpoint = 0; CREATE TABLE a (n INTEGER PRIMARY KEY, data BLOB);
			WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 4000)
			INSERT INTO a SELECT n, randomblob(3500) FROM c; PRAGMA wal_checkpoint(TRUNCATE)`)
		b.Run("read 4000 pages, "+name, func(b *testing.B) {
			for b.Loop() {
				exec(`SELECT sum(length(substr(data, 2))) FROM a`)
			}
		})
		b.Run("check, "+name, func(b *testing.B) {
			for b.Loop() {
				exec(`PRAGMA quick_check`)
			}
		})
		b.Run("write and fold in 4000 pages, "+name, func(b *testing.B) {
			for b.Loop() {
				exec(`UPDATE a SET data = randomblob(3500); PRAGMA wal_checkpoint(TRUNCATE)`)
			}
		})
	}
}
