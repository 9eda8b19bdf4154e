package store

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A mail that was begun and not finished may have ended the program: it is tried
// alone, so that it cannot use up the attempts of others.
func TestNextBatch(t *testing.T) {
	db, err := Open(filepath.Join(t.TempDir(), "klachten.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	now := time.Date(2026, 4, 14, 8, 0, 0, 0, time.UTC)
	sizes := func(tx *Tx) string {
		list, err := tx.NextBatch(2, 4, 1<<20, now)
		if err != nil {
			t.Fatal(err)
		}
		var ids []int64
		for _, u := range list {
			ids = append(ids, u.ID)
		}
		return fmt.Sprint(ids)
	}
	err = db.Update(context.Background(), func(tx *Tx) error {
		for uid := range uint32(6) {
			in := Incoming{Folder: "INBOX", UIDValidity: 1, UID: uid + 1, Source: "inbox", InternalDate: now}
			if _, _, err := tx.InsertRaw(in, strings.NewReader(fmt.Sprintf("Subject: %d\r\n\r\n", uid))); err != nil {
				return err
			}
		}
		if got := sizes(tx); got != "[1 2 3 4]" {
			t.Errorf("first batch %s", got)
		}
		if err := tx.CountAttempt(3); err != nil {
			return err
		}
		if got := sizes(tx); got != "[1 2]" {
			t.Errorf("batch before a mail that was begun: %s", got)
		}
		for _, id := range []int64{1, 2} {
			if err := tx.SetAside(id, "test"); err != nil {
				return err
			}
		}
		if got := sizes(tx); got != "[3]" {
			t.Errorf("a mail that was begun comes with others: %s", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
