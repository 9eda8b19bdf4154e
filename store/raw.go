package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
)

// chunk is the size of one row of bytes.
const chunk = 256 << 10

// rowQuerier is a transaction, or a pool for bytes that never change any more.
type rowQuerier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// ErrDamaged says that the bytes of a mail are not those that were stored. The
// fault is that mail's: the rest goes on.
var ErrDamaged = errors.New("bytes are not what was stored")

// BytesReader streams the bytes of a mail from their rows, one row in memory at
// a time. It can seek. One of a Tx ends with it; one of the DB may be read as
// long as it takes, since each row is read by itself. Who reads from the start
// to the end gets io.EOF only when the SHA-256 is right, else [ErrDamaged].
type BytesReader struct {
	from  rowQuerier
	note  func(error) error
	row   string // query for one row of bytes by owner and n
	owner int64
	size  int64
	hash  string
	pos   int64
	n     int64 // row in data
	data  []byte
	sum   hash.Hash // of the bytes before upTo
	upTo  int64
	err   error
}

// bytesOf are the queries for a kind of mail: size, hash and the first row of
// bytes by number, and one row of bytes by number and n.
type bytesOf struct{ head, row string }

var (
	rawBytes = bytesOf{
		`SELECT size, hash, (SELECT data FROM raw WHERE message = id AND n = 0) FROM message
			WHERE id = ? AND state <> 'vergeten'`,
		`SELECT data FROM raw WHERE message = ? AND n = ?`,
	}
	outboxBytes = bytesOf{
		`SELECT size, hash, (SELECT data FROM outbox_raw WHERE outbox = id AND n = 0) FROM outbox WHERE id = ?`,
		`SELECT data FROM outbox_raw WHERE outbox = ? AND n = ?`,
	}
)

// Size gives the number of bytes.
func (r *BytesReader) Size() int64 { return r.size }

// Err gives the first error of Read other than io.EOF, for callers whose reader
// makes the best of what it gets.
func (r *BytesReader) Err() error { return r.err }

// Read reads the next bytes.
func (r *BytesReader) Read(p []byte) (int, error) {
	if r.err != nil {
		return 0, r.err
	}
	if r.pos >= r.size {
		if r.upTo == r.size && hex.EncodeToString(r.sum.Sum(nil)) != r.hash {
			return 0, r.fail(fmt.Errorf("mail %d: %w", r.owner, ErrDamaged))
		}
		return 0, io.EOF
	}
	if err := r.load(r.pos / chunk); err != nil {
		return 0, r.fail(err)
	}
	n := copy(p, r.data[r.pos%chunk:])
	if r.upTo == r.pos {
		r.sum.Write(p[:n])
		r.upTo += int64(n)
	}
	r.pos += int64(n)
	return n, nil
}

func (r *BytesReader) fail(err error) error {
	r.err = err
	return err
}

// load brings row n into memory.
func (r *BytesReader) load(n int64) error {
	if r.data != nil && n == r.n && r.whole(r.data, n) {
		return nil
	}
	data, err := r.fetch(n)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && !r.whole(data, n):
		return fmt.Errorf("mail %d: row %d: %w", r.owner, n, ErrDamaged)
	case err != nil:
		return r.note(fmt.Errorf("mail %d: row %d: %w", r.owner, n, err))
	}
	r.n, r.data = n, data
	return nil
}

// whole reports whether data has the length that row n must have.
func (r *BytesReader) whole(data []byte, n int64) bool {
	return int64(len(data)) == min(chunk, r.size-n*chunk)
}

// fetch reads row n into the buffer of the row before it: a 50 MB mail would
// otherwise leave 100 MB for the collector.
func (r *BytesReader) fetch(n int64) ([]byte, error) {
	rows, err := r.from.Query(r.row, r.owner, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, cmp.Or(rows.Err(), sql.ErrNoRows)
	}
	var lent sql.RawBytes
	if err := rows.Scan(&lent); err != nil {
		return nil, err
	}
	data := append(r.data[:0], lent...)
	r.data = nil
	return data, rows.Close()
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

// open finds a mail. It needs no transaction: the first row comes with size and hash
// in one statement, and bytes never change.
func (bytes bytesOf) open(ctx context.Context, from rowQuerier, note func(error) error, id int64) (*BytesReader, error) {
	r := &BytesReader{from: from, note: note, row: bytes.row, owner: id, sum: sha256.New()}
	err := from.QueryRowContext(ctx, bytes.head, id).Scan(&r.size, &r.hash, &r.data)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	} else if err != nil {
		err = note(err)
	}
	if err != nil {
		return nil, fmt.Errorf("bytes of mail %d: %w", id, err)
	}
	return r, nil
}

func (tx *Tx) reader(bytes bytesOf, id int64) (*BytesReader, error) {
	if tx.fault != nil {
		return nil, fmt.Errorf("bytes of mail %d: %w", id, tx.fault)
	}
	return bytes.open(context.Background(), tx.tx, tx.note, id)
}

func (db *DB) bytesReader(ctx context.Context, bytes bytesOf, id int64) (*BytesReader, error) {
	if err := db.Broken(); err != nil {
		return nil, err
	}
	return bytes.open(ctx, db.reader, func(err error) error { return db.fault("read bytes", err) }, id)
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
	sum    hash.Hash // of what was flushed
	buf    []byte
}

func (tx *Tx) chunks(insert string, owner int64) *chunkWriter {
	return &chunkWriter{tx: tx, insert: insert, owner: owner, sum: sha256.New()}
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
	w.sum.Write(w.buf)
	w.n++
	w.size += int64(len(w.buf))
	w.buf = w.buf[:0]
	return nil
}
