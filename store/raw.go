package store

import (
	"cmp"
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
	bytes bytesOf
	owner int64
	size  int64 // -1 until it was asked
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
func (r *BytesReader) Size() (int64, error) {
	if r.size >= 0 {
		return r.size, nil
	}
	var size int64
	err := r.from.QueryRow(r.bytes.size, r.owner).Scan(&size)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return 0, r.note(fmt.Errorf("size of mail %d: %w", r.owner, err))
	}
	r.size = size
	return size, nil
}

// Read reads the next bytes. Bytes that are missing are an error, never an early
// end.
func (r *BytesReader) Read(p []byte) (int, error) {
	if size, err := r.Size(); err != nil || r.pos >= size {
		return 0, cmp.Or(err, io.EOF)
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, offset := r.pos/chunk, int(r.pos%chunk)
	if r.data == nil || n != r.n {
		r.data = nil
		var data []byte
		if err := r.from.QueryRow(r.bytes.row, r.owner, n).Scan(&data); err != nil {
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
		size, err := r.Size()
		if err != nil {
			return 0, err
		}
		offset += size
	}
	if offset < 0 {
		return 0, errors.New("seek before the start")
	}
	r.pos = offset
	return offset, nil
}

func (tx *Tx) reader(bytes bytesOf, id int64) *BytesReader {
	return &BytesReader{from: tx.tx, note: tx.note, bytes: bytes, owner: id, size: -1}
}

func (db *DB) bytesReader(bytes bytesOf, id int64) *BytesReader {
	note := func(err error) error { return db.fault("read bytes", err) }
	return &BytesReader{from: db.reader, note: note, bytes: bytes, owner: id, size: -1}
}

// RawReader streams the bytes of a message.
func (tx *Tx) RawReader(id int64) *BytesReader { return tx.reader(rawBytes, id) }

// RawReader streams the bytes of a message outside a transaction.
func (db *DB) RawReader(id int64) *BytesReader { return db.bytesReader(rawBytes, id) }

// OutgoingReader streams the frozen bytes of an outgoing mail.
func (tx *Tx) OutgoingReader(id int64) *BytesReader { return tx.reader(outboxBytes, id) }

// OutgoingReader streams the frozen bytes of an outgoing mail outside a
// transaction, as the dialogue with the server may take minutes.
func (db *DB) OutgoingReader(id int64) *BytesReader { return db.bytesReader(outboxBytes, id) }

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
