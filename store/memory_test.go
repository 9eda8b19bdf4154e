package store

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

const bigMail = 45 << 20

// endless is a mail of bigMail bytes that is in no memory.
func endless() io.ReadSeeker {
	return io.NewSectionReader(repeat("Met vriendelijke groet, Sanne de Wit\r\n"), 0, bigMail)
}

type repeat string

func (r repeat) ReadAt(p []byte, off int64) (int, error) {
	n := copy(p, r[off%int64(len(r)):])
	for n < len(p) {
		n += copy(p[n:], r)
	}
	return n, nil
}

// peak gives the most memory this process ever had, in kB.
func peak() (int, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	return strconv.Atoi(strings.Fields(rest)[0])
}

// raced reports whether the race detector is built in, which keeps books of its
// own on every byte.
func raced() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

func init() {
	children["memory"] = func(path string) error {
		db, err := Open(path)
		if err != nil {
			return err
		}
		defer db.Close()
		ctx := context.Background()
		small := func(uid uint32, body io.ReadSeeker) (id int64, err error) {
			err = db.Update(ctx, func(tx *Tx) error {
				id, _, err = tx.InsertRaw(inbox(uid), body)
				return err
			})
			return id, err
		}
		if _, err := small(1, strings.NewReader("klein")); err != nil {
			return err
		}
		before, err := peak()
		if err != nil {
			return err
		}
		id, err := small(2, endless())
		if err != nil {
			return err
		}
		inserted, err := peak()
		if err != nil {
			return err
		}
		r, err := db.RawReader(ctx, id)
		if err != nil {
			return err
		}
		if n, err := io.Copy(io.Discard, r); n != bigMail || err != nil {
			return fmt.Errorf("read %d bytes, %w", n, err)
		}
		after, err := peak()
		if err != nil {
			return err
		}
		if _, err := small(3, endless()); err != nil { // the same bytes once more
			return err
		}
		again, err := peak()
		fmt.Println(before, inserted-before, after-before, again-before)
		return err
	}
}

// A 45 MB mail never sits in memory whole.
func TestMemory(t *testing.T) {
	t.Parallel()
	if _, err := peak(); err != nil {
		t.Skipf("no way to measure memory here: %v", err)
	}
	path := filepath.Join(t.TempDir(), "klachtenpost.db")
	out, err := child(t, "memory", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var before, inserted, read, again int
	if _, err := fmt.Sscan(string(out), &before, &inserted, &read, &again); err != nil {
		t.Fatalf("%q: %v", out, err)
	}
	t.Logf("45 MB: %d kB before, +%d kB after storing, +%d kB after reading, +%d kB after storing it again", before, inserted, read, again)
	for what, more := range map[string]int{"storing": inserted, "reading": read - inserted, "storing again": again - read} {
		if more > 20<<10 && !raced() {
			t.Errorf("%s took %d kB more, want at most 20 MB", what, more)
		}
	}
	info, err := os.Stat(path + "-wal")
	if err == nil && info.Size() > walLimit {
		t.Errorf("-wal file of %d bytes is left", info.Size())
	}
	db := mustOpenAt(t, path)
	mustView(t, db, func(tx *Tx) error {
		f, err := tx.Filing(2)
		if f.Size != bigMail || f.Source != workflow.SourceInbox {
			t.Errorf("filing %+v", f)
		}
		n, _, err2 := tx.MessagesSince(t0)
		if n != 2 {
			t.Errorf("%d messages, want 2", n)
		}
		if err == nil {
			err = err2
		}
		return err
	})
}
