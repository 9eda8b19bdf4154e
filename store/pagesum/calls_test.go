package pagesum

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"klachtenpost/store/storetest"
)

// calls gives how often this process has asked the system to read and to write.
func calls(t *testing.T) (reads, writes int) {
	t.Helper()
	text, err := os.ReadFile("/proc/self/io")
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		fmt.Sscanf(string(line), "syscr: %d", &reads)
		fmt.Sscanf(string(line), "syscw: %d", &writes)
	}
	return reads, writes
}

// A large transaction is written to the -wal file, given its sums anew where a page of it
// changed again, and read from it when it is folded in, in long pieces, not two and three
// for each of its pages.
func TestFewCalls(t *testing.T) {
	if runtime.GOOS != "linux" {
		return // the count is Linux's
	}
	path := filepath.Join(storetest.Memory(t), "a.db")
	db := mustOpen(t, path, "_journal_mode=WAL&_synchronous=FULL&_cache_size=-16000")
	mustExec(t, db, `PRAGMA wal_autocheckpoint = 0; CREATE TABLE a (data BLOB)`)
	const pages = 2000
	_, before := calls(t)
	mustExec(t, db, `INSERT INTO a VALUES (randomblob(?))`, pages*4096)
	read, after := calls(t)
	if n := after - before; n > pages/20 {
		t.Errorf("%d pages took %d writes", pages, n)
	}
	mustExec(t, db, `PRAGMA wal_checkpoint`)
	folded, _ := calls(t)
	if n := folded - read; n > pages/20 {
		t.Errorf("folding in %d pages took %d reads", pages, n)
	}

	mustExec(t, db, `PRAGMA cache_size = 20; CREATE TABLE b (n INTEGER); INSERT INTO b VALUES (1)`)
	mustExec(t, db, `BEGIN; UPDATE b SET n = 2`)
	mustExec(t, db, `INSERT INTO a VALUES (randomblob(?))`, pages*4096)
	read, before = calls(t)
	mustExec(t, db, `UPDATE b SET n = 3; COMMIT`)
	folded, after = calls(t)
	if n, w := folded-read, after-before; n < 10 || n > pages/20 || w > pages/20 {
		t.Errorf("sums anew for %d pages took %d reads and %d writes", pages, n, w)
	}
	mustExec(t, db, `PRAGMA wal_checkpoint(TRUNCATE)`)
	if damaged, _, err := Verify(path); len(damaged) != 0 || err != nil {
		t.Errorf("pages %v have no right sum, %v", damaged, err)
	}
	var n, size int
	var verdict string
	if err := db.QueryRow(`SELECT n, (SELECT sum(length(hex(data))) FROM a), (SELECT * FROM pragma_integrity_check) FROM b`).Scan(&n, &size, &verdict); err != nil ||
		n != 3 || size != 2*2*pages*4096 || verdict != "ok" {
		t.Errorf("read %d and %d digits, %s, %v", n, size, verdict, err)
	}
}
