package store

import (
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// ErrStorage says that the disk or the file cannot be trusted any more, or that
// nobody knows whether a COMMIT holds. The program sends nothing, exits, opens
// the file again and re-reads it.
var ErrStorage = errors.New("storage failed")

// IsStorage reports whether err came from the disk, the file or a COMMIT and not
// from what was asked.
func IsStorage(err error) bool {
	if errors.Is(err, ErrStorage) {
		return true
	}
	var se sqlite3.Error
	if !errors.As(err, &se) {
		return false
	}
	switch se.Code {
	case sqlite3.ErrIoErr, sqlite3.ErrFull, sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrCantOpen,
		sqlite3.ErrReadonly, sqlite3.ErrProtocol, sqlite3.ErrNomem, sqlite3.ErrInternal, sqlite3.ErrPerm:
		return true
	}
	return false
}

// fault names what was tried, and remembers a storage error for ever.
func (db *DB) fault(doing string, err error) error {
	err = fmt.Errorf("%s: %w", doing, err)
	if !IsStorage(err) {
		return err
	}
	var se sqlite3.Error
	if errors.As(err, &se) && se.ExtendedCode == errDataSum {
		err = fmt.Errorf("%w: %w", err, errPage)
	}
	if !errors.Is(err, ErrStorage) {
		err = fmt.Errorf("%w: %w", ErrStorage, err)
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	if db.broken == nil {
		db.broken = err
	}
	return err
}

// Broken gives the storage error after which this DB refuses to work, or nil.
func (db *DB) Broken() error {
	db.mu.Lock()
	defer db.mu.Unlock()
	return db.broken
}

// unique reports whether err says that a row is there already.
func unique(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) &&
		(se.ExtendedCode == sqlite3.ErrConstraintUnique || se.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}
