package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
)

// chunk is the size of one row of bytes.
const chunk = 256 << 10

// rowQuerier is a transaction, or a pool for bytes that never change any more.
type rowQuerier interface {
	QueryRow(query string, args ...any) *sql.Row
}

// BytesReader streams the bytes of a mail from their rows, one row in memory at
// a time. It can seek. One of a Tx ends with it; one of the DB may be read as
// long as it takes, since each row is read by itself.
type BytesReader struct {
	from  rowQuerier
	note  func(error) error
	row   string // query for one row of bytes by owner and n
	owner int64
	size  int64
	pos   int64
	n     int64 // row in data
	data  []byte
}

// bytesOf are the queries for a kind of mail: its size by number, and one row of
// bytes by number and n.
type bytesOf struct{ size, row string }

var (
	rawBytes = bytesOf{
		`SELECT size FROM message WHERE id = ? AND state <> 'vergeten'`,
		`SELECT data FROM raw WHERE message = ? AND n = ?`,
	}
	outboxBytes = bytesOf{
		`SELECT size FROM outbox WHERE id = ?`,
		`SELECT data FROM outbox_raw WHERE outbox = ? AND n = ?`,
	}
)

// Size gives the number of bytes.
func (r *BytesReader) Size() int64 { return r.size }

// Read reads the next bytes. Bytes that are missing are an error, never an early
// end.
func (r *BytesReader) Read(p []byte) (int, error) {
	if r.pos >= r.size {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, offset := r.pos/chunk, int(r.pos%chunk)
	if r.data == nil || n != r.n {
		r.data = nil
		var data []byte
		if err := r.from.QueryRow(r.row, r.owner, n).Scan(&data); err != nil {
			return 0, r.note(fmt.Errorf("read row %d of mail %d: %w", n, r.owner, err))
		}
		r.n, r.data = n, data
	}
	if offset >= len(r.data) {
		return 0, r.note(fmt.Errorf("read mail %d: %w: row %d is short", r.owner, ErrStorage, n))
	}
	copied := copy(p, r.data[offset:])
	r.pos += int64(copied)
	return copied, nil
}

// Seek moves to a position, as io.Seeker describes.
func (r *BytesReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the start")
	}
	r.pos = offset
	return offset, nil
}

func (tx *Tx) reader(bytes bytesOf, id int64) (*BytesReader, error) {
	r := &BytesReader{from: tx.tx, note: tx.note, row: bytes.row, owner: id}
	if err := tx.one([]any{&r.size}, bytes.size, id); err != nil {
		return nil, fmt.Errorf("bytes of mail %d: %w", id, err)
	}
	return r, nil
}

func (db *DB) bytesReader(ctx context.Context, bytes bytesOf, id int64) (r *BytesReader, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		r, err = tx.reader(bytes, id)
		return err
	})
	if err != nil {
		return nil, err
	}
	r.from = db.reader
	r.note = func(err error) error { return db.fault("read bytes", err) }
	return r, nil
}

// RawReader streams the bytes of a message.
func (tx *Tx) RawReader(id int64) (*BytesReader, error) { return tx.reader(rawBytes, id) }

// RawReader streams the bytes of a message outside a transaction.
func (db *DB) RawReader(ctx context.Context, id int64) (*BytesReader, error) {
	return db.bytesReader(ctx, rawBytes, id)
}

// OutgoingReader streams the frozen bytes of an outgoing mail.
func (tx *Tx) OutgoingReader(id int64) (*BytesReader, error) { return tx.reader(outboxBytes, id) }

// OutgoingReader streams the frozen bytes of an outgoing mail outside a
// transaction, as the dialogue with the server may take minutes.
func (db *DB) OutgoingReader(ctx context.Context, id int64) (*BytesReader, error) {
	return db.bytesReader(ctx, outboxBytes, id)
}

// chunkWriter cuts what is written into rows.
type chunkWriter struct {
	tx     *Tx
	insert string
	owner  int64
	n      int64
	size   int64
	buf    []byte
}

func (w *chunkWriter) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		if w.buf == nil {
			w.buf = make([]byte, 0, chunk)
		}
		k := min(len(p), chunk-len(w.buf))
		w.buf = append(w.buf, p[:k]...)
		p = p[k:]
		written += k
		if len(w.buf) == chunk {
			if err := w.flush(); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

func (w *chunkWriter) flush() error {
	if len(w.buf) == 0 {
		return nil
	}
	if _, err := w.tx.exec(w.insert, w.owner, w.n, w.buf); err != nil {
		return fmt.Errorf("store bytes: %w", err)
	}
	w.n++
	w.size += int64(len(w.buf))
	w.buf = w.buf[:0]
	return nil
}
