package store

import (
	"bytes"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// A long -wal file is folded into the database once there is time, and not before.
func TestFold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, err := Open(t.TempDir() + "/klachtenpost.db")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		size := func() int64 {
			info, err := os.Stat(db.Path())
			if err != nil {
				t.Fatal(err)
			}
			return info.Size()
		}
		uid := uint32(0)
		add := func(n int) {
			for range n {
				uid++
				mustUpdate(t, db, func(tx *Tx) error {
					_, _, err := tx.InsertBytes(inbox(uid), bytes.Repeat([]byte{byte(uid), byte(uid >> 8)}, 1<<20))
					return err
				})
				time.Sleep(foldAfter / 2)
			}
		}
		add(5)
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := size(); n > 1<<20 {
			t.Errorf("folded %d bytes when there was no hurry", n)
		}
		add(10)
		if n := size(); n > 1<<20 {
			t.Errorf("folded %d bytes while more was written", n)
		}
		time.Sleep(foldAfter)
		synctest.Wait()
		if n := size(); n < 30<<20 {
			t.Errorf("folded %d bytes of 30 MB", n)
		}
		add(1)
		info, err := os.Stat(db.Path() + "-wal")
		if err != nil || info.Size() > walLimit {
			t.Errorf("the file is as long as it was: %d bytes, %v", info.Size(), err)
		}
	})
}
