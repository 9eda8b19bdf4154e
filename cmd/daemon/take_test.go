package daemon

import (
	"bytes"
	"io"
	"log/slog"
	"testing"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// panicking panics when it is read a second time: inside the transaction.
type panicking struct {
	*bytes.Reader
	starts int
}

func (p *panicking) Seek(offset int64, whence int) (int64, error) {
	p.starts++
	return p.Reader.Seek(offset, whence)
}

func (p *panicking) Read(b []byte) (int, error) {
	if p.starts >= 3 {
		panic("this mail")
	}
	return p.Reader.Read(b)
}

func (p *panicking) WriteTo(w io.Writer) (int64, error) {
	if p.starts >= 2 {
		panic("this mail")
	}
	return p.Reader.WriteTo(w)
}

// A number that was given out in a transaction that was taken back is given out again:
// what lies at hand under it must not be another mail.
func TestTakeAfterPanic(t *testing.T) {
	db, err := store.Open(t.TempDir() + "/klachtenpost.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	d := &Daemon{db: db, hand: newHand(), turn: make(chan struct{}, 1), ready: make(chan struct{}), decide: make(chan struct{}, 1), log: slog.New(slog.DiscardHandler)}
	first, second := []byte("From: a@voorbeeld.nl\r\n\r\nEen.\r\n"), []byte("From: b@voorbeeld.nl\r\n\r\nTwee.\r\n")
	fetched := func(uid uint32, body io.ReadSeeker, data []byte) mailbox.Fetched {
		return mailbox.Fetched{Key: mailbox.Key{Folder: "INBOX", UIDValidity: 1, UID: uid}, Source: workflow.SourceInbox, InternalDate: time.Now(), Body: body, Bytes: data}
	}
	at := mailbox.Position{Folder: "INBOX", UIDValidity: 1, LastUID: 2}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic: this tests nothing")
			}
		}()
		d.take(t.Context(), []mailbox.Fetched{fetched(1, bytes.NewReader(first), first), fetched(2, &panicking{Reader: bytes.NewReader(second)}, nil)}, at)
	}()
	if err := d.take(t.Context(), []mailbox.Fetched{fetched(2, bytes.NewReader(second), nil)}, at); err != nil {
		t.Fatal(err)
	}
	r, err := db.RawReader(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	stored, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(stored, second) {
		t.Fatalf("stored %q, %v", stored, err)
	}
	if data := d.hand.pick(1); data != nil {
		t.Errorf("at hand is %q", data)
	}
}
