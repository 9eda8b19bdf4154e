// Package store keeps what Klachtenpost knows in one SQLite file: the raw mail,
// matters with their people, questions and deadlines, the append-only log,
// notices, the outbox with its tokens, and how far each folder was read.
//
// It knows no rules and no mail protocol. It does not know when a mail may
// leave, what a status means or how a message is parsed; it writes a Decision
// whole or not at all and finds again what was written. It asks no clock: every
// moment is an argument. Its one source of chance is SQLite's own, for the salts
// of the log.
//
// One connection writes, four read; now and then one more folds the -wal file into the
// database. [DB.Update] and [DB.View] hand a [Tx] to a function; inside Update only
// the Tx may be used, since calling the DB there would wait for itself for ever. After
// the first storage error (a disk that fails, a page that is not what was written, a
// COMMIT of which nobody knows whether it holds) every further call is refused with the
// same error: nothing may be sent on the strength of records that may not be there. The
// caller exits, opens the file again and re-reads.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// ErrNotFound says that there is no such row.
var ErrNotFound = errors.New("not found")

// DB is an open database. It is safe for use by several goroutines.
type DB struct {
	path   string
	writer *sql.DB
	reader *sql.DB

	mu     sync.Mutex
	broken error // the first storage error; sticky

	folding folding
}

// Open opens the database at path and makes it, readable by its owner only, when
// it is not there. An older file is copied and then brought to today's schema; a
// file of a newer program is refused with [ErrNewer], and one that SQLite finds
// damaged or that does not run with the settings of trust section 4 is refused
// too. It takes no lock: see [Lock].
func Open(path string) (*DB, error) {
	return open(path, writerSettings, readerSettings, migrations)
}

func open(path, writing, reading string, steps fs.FS) (*DB, error) {
	if err := makeFile(path); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	if err := giveSums(path, steps); err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	db := &DB{
		path:   path,
		writer: sql.OpenDB(connector{dsn(path, writing), writerPragmas}),
		reader: sql.OpenDB(connector{dsn(path, reading), readerPragmas}),
	}
	db.writer.SetMaxOpenConns(1)
	db.reader.SetMaxOpenConns(4)
	db.reader.SetMaxIdleConns(4)
	if err := db.start(steps); err != nil {
		db.Close()
		if pages := damagedPages(path); pages != nil { // SQLite does not always say so
			err = fmt.Errorf("%w: %w", err, pages)
		}
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	return db, nil
}

func (db *DB) start(steps fs.FS) error {
	if err := db.quickCheck(); err != nil {
		return err
	}
	if err := db.migrate(steps); err != nil {
		return err
	}
	return db.reader.Ping() // its settings are checked at connecting
}

// makeFile makes the directory and the file so that only their owner can look
// into them, whatever the umask is. SQLite gives its -wal and -shm files the
// mode of the database. A directory that was there is left as it is.
func makeFile(path string) error {
	dir := filepath.Dir(path)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return f.Chmod(0o600)
}

// Close closes all connections. SQLite then folds the -wal file into the
// database.
func (db *DB) Close() error {
	db.folding.end()
	return errors.Join(db.reader.Close(), db.writer.Close())
}

// Path gives the file that was opened.
func (db *DB) Path() string { return db.path }

// Tx is one transaction. It ends with the function it was given to.
type Tx struct {
	tx     *sql.Tx
	writes bool
	fault  error // the first storage error in it

	log logEnd
}

// Update runs f in a transaction that may write, and commits when f returns nil.
// Waiting for the writer ends with ctx; the transaction itself does not, so that
// stopping the program never leaves a COMMIT in doubt. A failed COMMIT is
// [ErrStorage]: it may have been stored all the same (trust section 4).
func (db *DB) Update(ctx context.Context, f func(*Tx) error) error {
	return db.run(ctx, db.writer, true, f)
}

// View runs f in a transaction that sees one moment of the database and cannot
// write. It should be short: what it sees cannot be folded into the database
// while it runs.
func (db *DB) View(ctx context.Context, f func(*Tx) error) error {
	return db.run(ctx, db.reader, false, f)
}

func (db *DB) run(ctx context.Context, pool *sql.DB, writes bool, f func(*Tx) error) (err error) {
	if err := db.Broken(); err != nil {
		return err
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		return db.fault("connect", err)
	}
	defer conn.Close()
	t, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
	if err != nil {
		return db.fault("begin", err)
	}
	defer t.Rollback() // after Commit this does nothing; it also serves a panic in f
	tx := &Tx{tx: t, writes: writes}
	err = f(tx)
	if tx.fault != nil {
		// SQLite may have rolled back by itself. That f swallowed it changes nothing.
		return db.fault("store", tx.fault)
	}
	if err != nil || !writes {
		return err
	}
	if err := t.Commit(); err != nil {
		return db.fault("commit", fmt.Errorf("%w: %w", ErrStorage, err))
	}
	db.folding.soon(db)
	return nil
}
