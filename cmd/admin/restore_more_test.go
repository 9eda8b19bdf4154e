package admin

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
)

// TestRestore_overNothing: the database is gone and the key is there.
func TestRestore_overNothing(t *testing.T) {
	p := newPlace(t, "")
	file := filepath.Join(t.TempDir(), "kopie.db")
	p.run(config.ExitOK, backup, file)
	for _, tail := range []string{"", "-wal", "-shm"} {
		os.Remove(p.db() + tail)
	}
	p.run(config.ExitOK, restore, file)
	if got := p.notes(); len(got) != 2 || got[0] != "regel-een" || p.meta(daemon.MetaStopped) != daemon.StopRestore {
		t.Errorf("log %q, stopped %q", got, p.meta(daemon.MetaStopped))
	}
}

// TestRestore_twice: who put the wrong copy back puts back what was there, with what
// had not left the -wal file when the program was killed.
func TestRestore_twice(t *testing.T) {
	p := newPlace(t, "")
	file := filepath.Join(t.TempDir(), "kopie.db")
	p.run(config.ExitOK, backup, file)
	killed := p.killedAfter("alleen in de wal", time.Date(2026, 4, 15, 9, 0, 0, 0, time.UTC))
	if info, err := os.Stat(killed + "-wal"); err != nil || info.Size() == 0 {
		t.Fatalf("nothing lies in the -wal: %v", err)
	}
	p.run(config.ExitOK, restore, "-force", file)
	time.Sleep(time.Second) // what is put aside is named by the second
	p.run(config.ExitOK, restore, "-force", killed)
	if got := p.notes(); len(got) != 3 || got[1] != "alleen in de wal" {
		t.Errorf("log %q", got)
	}
	if _, err := os.Stat(killed + "-wal"); err != nil {
		t.Errorf("what was put back is no longer whole: %v", err)
	}
}

// killedAfter writes a line and gives a copy of the files as they are before the
// database is closed.
func (p *place) killedAfter(text string, at time.Time) string {
	p.t.Helper()
	dir := p.t.TempDir()
	hold := p.open() // while it is open, nothing is folded
	defer hold.Close()
	p.note(text, at)
	for _, tail := range []string{"", "-wal"} {
		raw, err := os.ReadFile(p.db() + tail)
		if err != nil {
			p.t.Fatal(err)
		}
		cmdtest.MustWrite(p.t, filepath.Join(dir, "weg.db"+tail), string(raw), 0o600)
	}
	return filepath.Join(dir, "weg.db")
}

// TestRestore_numbersOfPresent: no number that the present database gave is given
// again, though the mailbox that would show it was emptied.
func TestRestore_numbersOfPresent(t *testing.T) {
	p := newPlace(t, "")
	file := filepath.Join(t.TempDir(), "kopie.db")
	p.run(config.ExitOK, backup, file)
	give := func() (last string) {
		db := p.open()
		defer db.Close()
		err := db.Update(t.Context(), func(tx *store.Tx) error {
			n, err := tx.NextNumber(2026)
			if err != nil {
				return err
			}
			key, err := tx.NewItemKey()
			last = string(n) + " " + key
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return last
	}
	give()
	give()
	p.run(config.ExitOK, restore, "-force", file)
	if got := give(); got != "K-2026-0003 I-3" {
		t.Errorf("after the restore: %s", got)
	}
}

// TestBackup_refused: a file that is there is not touched, and neither is what lies
// there when there is no room.
func TestBackup_refused(t *testing.T) {
	p := newPlace(t, "")
	file := filepath.Join(t.TempDir(), "brief.txt")
	cmdtest.MustWrite(t, file, "mijn brief", 0o600)
	wantText(t, p.run(config.ExitFailure, backup, file), "exists")
	if raw, err := os.ReadFile(file); err != nil || !bytes.Equal(raw, []byte("mijn brief")) {
		t.Errorf("it was touched: %q, %v", raw, err)
	}
	wantText(t, p.run(config.ExitFailure, backup, "/dev/full/kopie.db"), "backup")
	if list, _ := filepath.Glob(filepath.Join(p.dir, "kopie-*")); len(list) > 0 {
		t.Errorf("left behind: %v", list)
	}
}

// TestBeside_older: what runs beside an older daemon does not change the database
// below it.
func TestBeside_older(t *testing.T) {
	p := newPlace(t, "")
	version := func(change string) (n int) {
		db, err := sql.Open("sqlite3", p.db())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if err := db.QueryRow("PRAGMA user_version").Scan(&n); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(change); err != nil {
			t.Fatal(err)
		}
		return n
	}
	now := version("")
	version(fmt.Sprintf("PRAGMA user_version = %d", now-1))
	release, err := store.Lock(p.db())
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	wantText(t, p.run(config.ExitFailure, backup, filepath.Join(t.TempDir(), "kopie.db")), "an older version of klachtenpost runs on it")
	wantText(t, p.run(config.ExitFailure, pauseIt), "an older version of klachtenpost runs on it")
	if got := version(""); got != now-1 {
		t.Errorf("schema %d, want %d as it was", got, now-1)
	}
}
