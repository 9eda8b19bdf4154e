package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"klachtenpost/workflow"
)

func TestOpenReadOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	if _, err := OpenReadOnly(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Fatal("looking made a file")
	}
	db := mustOpenAt(t, path)
	mustMail(t, db, 1, "Subject: een\r\n\r\n")
	look, err := OpenReadOnly(path)
	if err != nil {
		t.Fatal(err)
	}
	defer look.Close()
	var c Counts
	mustView(t, look, func(tx *Tx) (err error) { c, err = tx.Counts(); return err })
	if c.Messages != 1 {
		t.Errorf("%+v", c)
	}
	if err := look.Update(t.Context(), func(tx *Tx) error { return tx.SetMeta("a", "b") }); err == nil {
		t.Error("a database opened for reading was written")
	}
	// The program goes on meanwhile.
	mustUpdate(t, db, func(tx *Tx) error { return tx.SetMeta("a", "c") })
	for _, tt := range []struct {
		version string
		want    error
	}{{"99", ErrNewer}, {"0", ErrOlder}} {
		if _, err := db.writer.Exec("PRAGMA user_version = " + tt.version); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenReadOnly(path); !errors.Is(err, tt.want) {
			t.Errorf("version %s: %v, want %v", tt.version, err, tt.want)
		}
	}
}

func TestHolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	check := func(want bool) {
		t.Helper()
		pid, running, err := Holder(path)
		if err != nil || running != want || want && pid != os.Getpid() {
			t.Errorf("Holder() = %d, %v, %v; want %v", pid, running, err, want)
		}
	}
	check(false)
	release, err := Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	check(true)
	check(true) // looking let nothing go
	if _, err := Lock(path); !errors.Is(err, ErrLocked) {
		t.Errorf("after looking, Lock() = %v", err)
	}
	release()
	check(false)
}

func TestFindLock(t *testing.T) {
	of := &syscall.Stat_t{Dev: 0xfd00, Ino: 77}
	for _, tt := range []struct {
		list, written string
		pid           int
	}{
		{"1: FLOCK  ADVISORY  WRITE 3568 fd:00:77 0 EOF", "", 3568},
		{"1: POSIX  ADVISORY  WRITE 3568 fd:00:77 0 EOF", "", 0},
		{"1: FLOCK  ADVISORY  WRITE 3568 fd:00:177 0 EOF", "", 0},
		{"1: FLOCK  ADVISORY  WRITE 3568 00:2a:77 0 EOF", "", 0},
		{"1: FLOCK  ADVISORY  WRITE 3568 00:2a:77 0 EOF", "3568", 3568},
		{"1: FLOCK  ADVISORY  WRITE 12 00:01:77 0 EOF\n2: FLOCK  ADVISORY  WRITE 9 fd:00:77 0 EOF", "", 9},
	} {
		pid, held, err := findLock(strings.NewReader(tt.list+"\n"), of, tt.written)
		if err != nil || pid != tt.pid || held != (tt.pid > 0) {
			t.Errorf("%q: %d, %v, %v; want %d", tt.list, pid, held, err, tt.pid)
		}
	}
}

func TestWaitingMail(t *testing.T) {
	db := mustOpen(t)
	queue := func(now time.Time) (q Queue) {
		t.Helper()
		mustView(t, db, func(tx *Tx) (err error) {
			q, err = tx.Queue(now, t0, string(workflow.TemplateOverview))
			return err
		})
		return q
	}
	if q := queue(t0); q != (Queue{}) {
		t.Errorf("empty: %+v", q)
	}
	n := workflow.Notice{Matter: workflow.OfficeKey, Key: "overzicht-1", Template: workflow.TemplateOverview, To: workflow.RoleSecretary, NotBefore: t0.Add(time.Hour)}
	notice := mustNotice(t, db, n)
	if q := queue(t0); !q.Oldest.IsZero() {
		t.Errorf("not yet due: %+v", q)
	}
	if q := queue(t0.Add(3 * time.Hour)); !q.Oldest.Equal(t0.Add(time.Hour)) {
		t.Errorf("due: %+v", q)
	}
	var id int64
	mustUpdate(t, db, func(tx *Tx) (err error) {
		if id, err = freeze(tx, notice, "Beste Karin,\r\n"); err != nil {
			return err
		}
		return tx.MarkOutcome(id, StateSent, 250, "", "", time.Time{})
	})
	q := queue(t0.Add(3 * time.Hour))
	if !q.Oldest.IsZero() || q.LastOverview.IsZero() || q.Refused != 0 {
		t.Errorf("sent: %+v", q)
	}
	second := mustFreeze(t, db, workflow.Notice{Matter: workflow.OfficeKey, Key: "actie-1", Template: workflow.TemplateActie, To: workflow.RoleSecretary})
	mustUpdate(t, db, func(tx *Tx) error { return tx.MarkOutcome(second, StateRefused, 550, "", "", time.Time{}) })
	if q := queue(t0.Add(3 * time.Hour)); q.Refused != 1 {
		t.Errorf("refused: %+v", q)
	}
}

func TestFaultKinds(t *testing.T) {
	wrap := func(err error) error { return &fs.PathError{Op: "open", Path: "x", Err: err} }
	for _, tt := range []struct {
		err            error
		full, readOnly bool
	}{
		{wrap(syscall.ENOSPC), true, false},
		{wrap(syscall.EDQUOT), true, false},
		{wrap(syscall.EROFS), false, true},
		{wrap(syscall.EACCES), false, true},
		{wrap(syscall.ENOENT), false, false},
	} {
		if Full(tt.err) != tt.full || ReadOnly(tt.err) != tt.readOnly || Damaged(tt.err) {
			t.Errorf("%v: full %v, read-only %v", tt.err, Full(tt.err), ReadOnly(tt.err))
		}
	}
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	if err := os.WriteFile(path, []byte(strings.Repeat("geen database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path); !Damaged(err) {
		t.Errorf("Damaged(%v) = false", err)
	}
}
