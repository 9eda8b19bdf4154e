package daemon

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// spying calls on when it is read a second time: inside the transaction.
type spying struct {
	*bytes.Reader
	on     func()
	starts int
}

func (p *spying) Seek(offset int64, whence int) (int64, error) {
	p.starts++
	return p.Reader.Seek(offset, whence)
}

func (p *spying) Read(b []byte) (int, error) {
	if p.starts > 0 {
		p.on()
	}
	return p.Reader.Read(b)
}

func (p *spying) WriteTo(w io.Writer) (int64, error) {
	if p.starts > 0 {
		p.on()
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
	fetched := func(uid uint32, raw []byte, body io.ReadSeeker, data []byte) mailbox.Fetched {
		return mailbox.Fetched{Key: mailbox.Key{Folder: "INBOX", UIDValidity: 1, UID: uid}, Source: workflow.SourceInbox, InternalDate: time.Now(), Body: body, Bytes: data, Size: int64(len(raw)), Sum: sha256.Sum256(raw)}
	}
	at := mailbox.Position{Folder: "INBOX", UIDValidity: 1, LastUID: 2}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("no panic: this tests nothing")
			}
		}()
		d.take(t.Context(), []mailbox.Fetched{fetched(1, first, bytes.NewReader(first), first), fetched(2, second, &spying{Reader: bytes.NewReader(second), on: func() { panic("this mail") }}, nil)}, at)
	}()
	if err := d.take(t.Context(), []mailbox.Fetched{fetched(2, second, bytes.NewReader(second), nil)}, at); err != nil {
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
	if at := d.hand.pick(1); at.there() {
		t.Errorf("at hand is %q", at.data)
	}
}

// A large mail lies at hand in its file: it is decided on from there, and the file is
// closed then, or when the mail was not stored after all.
func TestTakeLarge(t *testing.T) {
	const address = "klachten@perspectief.example"
	raw := append([]byte("From: a@voorbeeld.nl\r\nSubject: groot\r\n\r\nHet begin.\r\n"), bytes.Repeat([]byte("regel\r\n"), 500_000)...)
	synctest.Test(t, func(t *testing.T) {
		db, err := store.Open(t.TempDir() + "/klachtenpost.db")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		d := &Daemon{db: db, hand: newHand(), turn: make(chan struct{}, 1), ready: make(chan struct{}), decide: make(chan struct{}, 1),
			log: slog.New(slog.DiscardHandler), ReadMail: reader.Read}
		s := mailtest.New(mailtest.Options{Accounts: []string{address}})
		defer s.Close()
		s.Deliver(address, raw)
		var files []*os.File // as they lay at hand
		took := 0
		w := &mailbox.Watcher{
			Server: mailbox.Server{Host: "localhost", TLS: mailbox.TLSNone, Username: address, Dial: s.DialIMAP,
				Password: func(context.Context) (string, error) { return "geheim", nil }},
			Folders:   mailbox.Folders{Inbox: "INBOX"},
			Positions: func() ([]mailbox.Position, error) { return nil, nil },
			SetAside:  func(context.Context, mailbox.Failure, mailbox.Position) error { return nil },
			Take: func(ctx context.Context, mails []mailbox.Fetched, at mailbox.Position) error {
				if took++; took == 1 { // the next mail of the group breaks the transaction
					other := mails[0]
					other.UID, other.Size, other.Body = 2, 0, &spying{Reader: bytes.NewReader(raw), on: func() {
						files = append(files, d.hand.mails[1].file)
						panic("this mail")
					}}
					mails = append(mails, other)
				}
				return d.take(ctx, mails, at)
			},
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			w.Run(ctx)
			close(ended)
		}()
		time.Sleep(time.Minute)
		cancel()
		<-ended
		files = append(files, d.hand.mails[1].file)
		if took != 2 || files[0] == nil || files[1] == nil || d.hand.files != 1 {
			t.Fatalf("handed over %d times, in files %v, want twice", took, files)
		}
		m, err := d.read(t.Context(), store.Undecided{ID: 1})
		if err != nil || m.Subject != "groot" || len(m.Text) < 100_000 {
			t.Errorf("read %q with %d characters, %v", m.Subject, len(m.Text), err)
		}
		for i, f := range files {
			if _, err := f.Stat(); !errors.Is(err, os.ErrClosed) {
				t.Errorf("file %d is still open: %v", i, err)
			}
		}
		if d.hand.files != 0 || len(d.hand.mails) != 0 {
			t.Errorf("%d files at hand, want none", d.hand.files)
		}
	})
}

// A mail whose file cannot be read on is decided on as it lies in the database, not by its
// beginning.
func TestReadHand_broken(t *testing.T) {
	db, err := store.Open(t.TempDir() + "/klachtenpost.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	d := &Daemon{db: db, hand: newHand(), turn: make(chan struct{}, 1), log: slog.New(slog.DiscardHandler), ReadMail: reader.Read}
	raw := append([]byte("From: a@voorbeeld.nl\r\nSubject: groot\r\n\r\nHet begin.\r\n"), bytes.Repeat([]byte("regel\r\n"), 50_000)...)
	var id int64
	if err := d.update(t.Context(), func(tx *store.Tx) error {
		id, _, err = tx.InsertBytes(store.Incoming{Folder: "INBOX", UIDValidity: 1, UID: 1, Source: workflow.SourceInbox,
			InternalDate: time.Now(), Arrived: time.Now(), Size: int64(len(raw)), Sum: sha256.Sum256(raw)}, raw)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	want, err := d.read(t.Context(), store.Undecided{ID: id})
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*os.File) error{
		"closed": (*os.File).Close, "shorter": func(f *os.File) error { return f.Truncate(100_000) }, "as it was": func(*os.File) error { return nil },
	} {
		f, err := os.CreateTemp(t.TempDir(), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(raw); err != nil {
			t.Fatal(err)
		}
		if err := spoil(f); err != nil {
			t.Fatal(err)
		}
		d.hand.mails[id], d.hand.files = held{file: f, size: int64(len(raw))}, 1
		if m, err := d.read(t.Context(), store.Undecided{ID: id}); err != nil || m.Text != want.Text {
			t.Errorf("%s: read %d of %d characters, %v", name, len(m.Text), len(want.Text), err)
		}
	}
}
