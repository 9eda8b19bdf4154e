package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Newest gives the moment of the newest thing in the records: a mail taken in, a
// line of the log, a mail made. It is zero for a database in which nothing happened.
func (tx *Tx) Newest() (t time.Time, err error) {
	err = tx.one([]any{(*stamp)(&t)}, `SELECT max(at) FROM (
		SELECT max(arrived) AS at FROM message UNION ALL SELECT max(at) FROM event UNION ALL SELECT max(date) FROM outbox)`)
	if err != nil {
		return t, fmt.Errorf("newest in the records: %w", err)
	}
	return t, nil
}

// Replace puts the database from, which must be closed, in the place of the one at
// path, and the old one with its -wal beside it under a name that it gives, "" when
// there was none. At every moment there is a whole database at path. The caller
// holds the [Lock] of path.
func Replace(path, from string, now time.Time) (aside string, err error) {
	if err := syncFile(from); err != nil {
		return "", fmt.Errorf("replace store: %w", err)
	}
	switch _, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return "", fmt.Errorf("replace store: %w", err)
	default:
		aside = path + ".vervangen-" + now.UTC().Format("20060102-150405")
		if err := os.Link(path, aside); err != nil {
			return "", fmt.Errorf("keep the old store: %w", err)
		}
	}
	// A -wal that stayed would be folded into the new file.
	for _, tail := range []string{"-wal", "-shm"} {
		move := func() error { return os.Remove(path + tail) }
		if aside != "" {
			move = func() error { return os.Rename(path+tail, aside+tail) }
		}
		if err := move(); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("keep the old store: %w", err)
		}
	}
	if err := os.Rename(from, path); err != nil {
		return "", fmt.Errorf("replace store: %w", err)
	}
	if err := syncFile(filepath.Dir(path)); err != nil {
		return "", fmt.Errorf("replace store: %w", err)
	}
	return aside, nil
}
