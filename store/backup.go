package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Backup writes a copy of the whole database to path while work goes on. The
// copy is whole and on disk, or not there; a file that is there is not replaced.
func (db *DB) Backup(ctx context.Context, path string) error {
	if err := db.Broken(); err != nil {
		return err
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backup %s: %w", path, fs.ErrExist)
	}
	if err := db.copyTo(ctx, path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// CopyReadOnly is Backup for one who must not change anything, not even the
// schema of an older version: it opens the database at path for reading only.
func CopyReadOnly(ctx context.Context, path, to string) error {
	db, err := openReadOnly(path) // is it there, and of this version?
	if err != nil {
		return fmt.Errorf("copy %s: %w", path, err)
	}
	db.Close()
	// query_only would refuse VACUUM INTO, though that changes only the copy.
	pool := sql.OpenDB(connector{dsn(path, "mode=ro&_busy_timeout=5000"), []pragma{{"journal_mode", "wal"}}})
	defer pool.Close()
	return (&DB{path: path, writer: pool, reader: pool}).Backup(ctx, to)
}

// copyTo copies with VACUUM INTO, which sees one moment and leaves erased bytes
// behind. It would make the file readable for all and not flush it; so it writes
// into an empty file of ours, which takes its name when it is on disk.
func (db *DB) copyTo(ctx context.Context, path string) error {
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := makeFile(part); err != nil {
		return err
	}
	defer os.Remove(part)
	if _, err := db.writer.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		if ctx.Err() == nil { // is it ours that cannot be read?
			if damage := db.quickCheck(); damage != nil {
				return damage
			}
		}
		return err // a full backup disk says nothing of our own
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Rename(part, path); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Checkpoint folds the -wal file into the database and empties it, so that what
// was erased is gone from there too. It reports false when a reader was in the
// way; then it is to be tried again.
func (db *DB) Checkpoint(ctx context.Context) (done bool, err error) {
	if err := db.Broken(); err != nil {
		return false, err
	}
	var busy, log, moved int
	err = db.writer.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &moved)
	if err != nil {
		return false, db.fault("checkpoint", err)
	}
	return busy == 0, nil
}

// VerifyCopy reads a copy that Backup made: every page with its sum, and the log
// against its chain. It changes nothing and needs no other file beside it.
func VerifyCopy(ctx context.Context, path string) error {
	if err := damagedPages(path); err != nil {
		return fmt.Errorf("read the copy: %w", err)
	}
	db := &DB{path: path, reader: sql.OpenDB(connector{dsn(path, "mode=ro&immutable=1&_query_only=on"), nil})}
	defer db.reader.Close()
	if err := checkPages(ctx, db.reader); err != nil {
		return fmt.Errorf("read the copy %s: %w", path, err)
	}
	bad, _, err := db.VerifyEvents(ctx)
	if err == nil && bad != 0 {
		err = fmt.Errorf("%w: line %d of the log is not what was written", ErrDamaged, bad)
	}
	if err != nil {
		return fmt.Errorf("read the copy %s: %w", path, err)
	}
	return nil
}
