package pagesum

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"klachtenpost/store/storetest"
)

// mustLog makes a database whose newest rows are in its -wal file only, in several
// transactions. It gives where in that file the last one begins, and what was there
// before it.
func mustLog(t *testing.T, path string) (db *sql.DB, last int, before, want string) {
	t.Helper()
	db = mustOpen(t, path, "_journal_mode=WAL&_synchronous=FULL&_cache_size=10")
	mustExec(t, db, `PRAGMA wal_autocheckpoint = 0; `+rows+`PRAGMA wal_checkpoint(TRUNCATE)`)
	for i := range 20 {
		mustExec(t, db, `UPDATE a SET word = 'woord ' || ?1 || ' ' || n, data = randomblob(length(data)) WHERE n % 7 = ?1 % 7`, i)
	}
	before, err := content(db)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, `UPDATE a SET word = 'woord om' WHERE n = 12`)
	if want, err = content(db); err != nil {
		t.Fatal(err)
	}
	return db, int(info.Size()), before, want
}

// A page of the -wal file that changed is not read as if it were right, and not folded
// into the database.
func TestDamagedLog(t *testing.T) {
	path := filepath.Join(storetest.Memory(t), "a.db")
	db, _, _, want := mustLog(t, path)
	log, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	found, same, past := 0, 0, 0
	for range 100 {
		at := int64(rand.N(len(log)))
		if _, err := f.WriteAt([]byte{log[at] ^ 1<<rand.N(8)}, at); err != nil {
			t.Fatal(err)
		}
		for _, settings := range []string{"mode=ro", "mode=ro&vfs=unix"} {
			reader := mustOpen(t, path, settings)
			got, err := content(reader)
			reader.Close()
			switch {
			case settings != "mode=ro":
				if err == nil && got != want {
					past++
				}
			case err != nil && !refused(err):
				t.Error(err)
			case err != nil:
				found++
			case got != want:
				t.Errorf("byte %d: read as if it were right", at)
			default:
				same++ // there is a newer one of this page
			}
		}
		if _, err := f.WriteAt(log[at:at+1], at); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("of 100 bits in a -wal file in use %d found, %d of no effect; without looking %d read differently", found, same, past)
	if past == 0 || found == 0 {
		t.Error("this tests nothing")
	}
	if got, err := content(db); got != want || err != nil {
		t.Error("whole again, and it reads differently", err)
	}
	if _, err := f.WriteAt([]byte{^log[len(log)-1000]}, int64(len(log)-1000)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`PRAGMA wal_checkpoint`); err == nil {
		t.Error("damage was folded into the database")
	}
}

// After a crash SQLite forgets what stands behind a frame that is not right. It may do so
// at the end only, where a COMMIT may have been cut.
func TestDamagedLogAfterCrash(t *testing.T) {
	path := filepath.Join(storetest.Memory(t), "a.db")
	_, last, before, want := mustLog(t, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	crashed := filepath.Join(storetest.Memory(t), "a.db")
	read := func(log []byte) (string, error) {
		os.Remove(crashed + "-shm")
		if err := os.WriteFile(crashed, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(crashed+"-wal", log, 0o600); err != nil {
			t.Fatal(err)
		}
		db := mustOpen(t, crashed, "")
		defer db.Close()
		return content(db)
	}
	if got, err := read(log); got != want || err != nil {
		t.Fatal("nothing is damaged, and it reads differently", err)
	}
	found, cut := 0, 0
	for i := range 45 {
		at := rand.N(len(log))
		switch i % 3 {
		case 1:
			at = rand.N(TOP)
		case 2:
			at = last + rand.N(len(log)-last)
		}
		b := bytes.Clone(log)
		b[at] ^= 1 << rand.N(8)
		got, err := read(b)
		switch {
		case err != nil && !refused(err):
			t.Error(err)
		case err != nil:
			found++
		case got == before && at >= last:
			cut++
		default:
			t.Errorf("byte %d: what was committed is not there", at)
		}
	}
	t.Logf("of 45 bits %d found; %d in the last transaction, which then counts as never made", found, cut)
	// A power cut leaves any part of the end.
	for range 15 {
		b := bytes.Clone(log)
		if rand.N(2) == 0 {
			b = b[:last+rand.N(len(log)-last)]
		} else {
			for at := last; at < len(b); at += 512 {
				if rand.N(2) == 0 {
					clear(b[at:min(at+512, len(b))])
				}
			}
		}
		if got, err := read(b); err != nil || got != before && got != want {
			t.Errorf("a cut at the end is taken for damage: %v", err)
		}
	}
}

// TOP is the length of what stands before the first frame.
const TOP = 32

// Several connections at work, with more than they keep in memory, savepoints and what
// is taken back, never take what is right for damage.
func TestAtWork(t *testing.T) {
	path := filepath.Join(storetest.Memory(t), "a.db")
	const settings = "_journal_mode=WAL&_synchronous=OFF&_cache_size=5&_busy_timeout=10000&_txlock=immediate"
	db := mustOpen(t, path, settings)
	mustExec(t, db, rows)
	var wg sync.WaitGroup
	end := time.Now().Add(time.Second)
	work := func(query func(db *sql.DB) string) {
		db := mustOpen(t, path, settings)
		wg.Go(func() {
			for time.Now().Before(end) {
				if _, err := db.Exec(query(db)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	change := func(ends string) func(*sql.DB) string {
		return func(*sql.DB) string {
			return fmt.Sprintf(`BEGIN IMMEDIATE;
				UPDATE a SET data = randomblob(3000) WHERE n %% 11 = %d;
				SAVEPOINT s; UPDATE a SET data = randomblob(5000) WHERE n %% 5 < 3; %s s;
				UPDATE a SET data = randomblob(2000) WHERE n %% 11 = %d;
				%s`, rand.N(11), []string{"ROLLBACK TO", "RELEASE"}[rand.N(2)], rand.N(11), ends)
		}
	}
	work(change("COMMIT"))
	work(change("ROLLBACK"))
	work(change("COMMIT; PRAGMA wal_checkpoint"))
	work(func(*sql.DB) string { return `PRAGMA wal_checkpoint(TRUNCATE)` })
	for range 2 {
		reader := mustOpen(t, path, "mode=ro&_cache_size=5&_busy_timeout=10000")
		wg.Go(func() {
			for time.Now().Before(end) {
				if _, err := content(reader); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	want, err := content(db)
	if err != nil {
		t.Fatal(err)
	}
	mustExec(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
	mustBeWhole(t, path, want)
}
