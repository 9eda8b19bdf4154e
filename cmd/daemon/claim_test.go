package daemon

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"klachtenpost/store"
	"klachtenpost/workflow"
)

// A claim that is taken back leaves no batch that somebody waits for.
func TestDecideFrom_claim_fails(t *testing.T) {
	path := t.TempDir() + "/klachtenpost.db"
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	d := &Daemon{db: db, hand: newHand(), turn: make(chan struct{}, 1), log: slog.New(slog.DiscardHandler)}
	var b *batch
	err = d.update(t.Context(), func(tx *store.Tx) error {
		for i := range batchSize + 1 {
			raw := fmt.Appendf(nil, "From: a@voorbeeld.nl\r\n\r\nMail %d.\r\n", i)
			in := store.Incoming{Folder: "INBOX", UIDValidity: 1, UID: uint32(i + 1), Source: workflow.SourceInbox,
				InternalDate: time.Now(), Arrived: time.Now(), Head: "hoofd", Size: int64(len(raw)), Sum: sha256.Sum256(raw)}
			if _, _, err := tx.InsertBytes(in, raw); err != nil {
				return err
			}
		}
		b, err = d.claim(tx)
		return err
	})
	if err != nil || len(b.ids) != batchSize {
		t.Fatalf("claimed %v, %v", b, err)
	}
	other, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.Exec(fmt.Sprintf(`CREATE TRIGGER refuse BEFORE UPDATE OF attempts ON message WHEN old.id > %d
		BEGIN SELECT RAISE(ABORT, 'not now'); END`, batchSize)); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := d.decideFrom(t.Context(), b)
		ended <- err
	}()
	select {
	case err := <-ended:
		if err == nil {
			t.Error("no error: this tests nothing")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("decideFrom did not return")
	}
}
