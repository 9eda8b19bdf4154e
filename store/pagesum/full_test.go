package pagesum

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"klachtenpost/store/storetest"
)

// What could not be written is no COMMIT, however often the disk is asked to sync.
func TestFullDisk(t *testing.T) {
	signal.Ignore(syscall.SIGXFSZ)
	t.Cleanup(func() { signal.Reset(syscall.SIGXFSZ) })
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was); err != nil {
		t.Fatal(err)
	}
	limit := func(n uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: n, Max: was.Max}); err != nil {
			t.Fatal(err)
		}
	}
	for _, sync := range []string{"FULL", "NORMAL", "OFF"} {
		failed := 0
		for room := uint64(0); room < 40; room += 3 { // pages
			path := filepath.Join(storetest.Memory(t), "a.db")
			db := mustOpen(t, path, "_journal_mode=WAL&_cache_size=8&_synchronous="+sync)
			mustExec(t, db, `PRAGMA wal_autocheckpoint = 0; CREATE TABLE a (data BLOB); INSERT INTO a VALUES (randomblob(3000))`)
			info, err := os.Stat(path + "-wal")
			if err != nil {
				t.Fatal(err)
			}
			limit(uint64(info.Size()) + room*4096)
			_, err = db.Exec(`INSERT INTO a VALUES (randomblob(80000))`)
			limit(was.Cur)
			want := 2
			if err != nil {
				failed, want = failed+1, 1
			}
			got, other := 0, mustOpen(t, path, "mode=ro")
			if err := other.QueryRow(`SELECT count(hex(data)) FROM a`).Scan(&got); err != nil || got != want {
				t.Errorf("%s, room for %d pages: %d rows, want %d, %v", sync, room, got, want, err)
			}
			other.Close()
			db.Close()
		}
		if failed < 5 || failed > 10 {
			t.Errorf("%s: %d of 14 failed: this tests nothing", sync, failed)
		}
	}
}
