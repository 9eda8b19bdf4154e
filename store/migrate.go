package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed schema.sql
var schema string

// Migrations are numbered from 1; 001.sql is the first schema, frozen. A
// released one is never edited.
//
//go:embed migrations
var migrationFiles embed.FS

var migrations = must(fs.Sub(migrationFiles, "migrations"))

func must(f fs.FS, err error) fs.FS {
	if err != nil {
		panic(err) // a broken embedded file
	}
	return f
}

// ErrNewer says that the file was written by a newer program.
var ErrNewer = errors.New("written by a newer version of Klachtenpost; install that version again")

// migrate brings the file to the schema of the last step, in one transaction: a
// kill leaves it old or new, never between. A new file gets today's schema at
// once. An older one is copied to <path>.v<old version> first.
func (db *DB) migrate(steps fs.FS) error {
	version, newest, err := db.versions(steps)
	if err != nil || version == newest {
		return err
	}
	if version > 0 {
		if err := db.keepOld(version); err != nil {
			return err
		}
	}
	return db.apply(steps, version, newest)
}

// versions gives the version of the file and the one steps lead to. It refuses a
// file that is not ours or too new.
func (db *DB) versions(steps fs.FS) (version, newest int, err error) {
	todo, err := fs.Glob(steps, "*.sql")
	if err != nil {
		return 0, 0, err
	}
	newest = len(todo)
	if version, err = db.version(); err == nil && version > newest {
		err = fmt.Errorf("schema %d, this program knows %d: %w", version, newest, ErrNewer)
	}
	return version, newest, err
}

func (db *DB) version() (version int, err error) {
	if err := db.writer.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return 0, db.fault("read schema version", err)
	}
	if version > 0 {
		return version, nil
	}
	var tables int
	if err := db.writer.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return 0, db.fault("read schema", err)
	}
	if tables > 0 {
		return 0, errors.New("this is a database of another program")
	}
	return 0, nil
}

// keepOld copies the file before it is changed. An older copy of that version,
// left when somebody went back to it, makes way.
func (db *DB) keepOld(version int) error {
	name := fmt.Sprintf("%s.v%d", db.path, version)
	if err := db.copyTo(context.Background(), name); err != nil {
		return fmt.Errorf("copy before migration: %w", err)
	}
	return nil
}

// apply runs what is missing, on a connection of its own without foreign keys,
// as SQLite demands for a table that is rebuilt; they are checked as a whole
// before the commit.
func (db *DB) apply(steps fs.FS, from, to int) error {
	pool := sql.OpenDB(connector{dsn(db.path, migrationSettings), migrationPragmas})
	defer pool.Close()
	tx, err := pool.Begin()
	if err != nil {
		return db.fault("begin migration", err)
	}
	defer tx.Rollback()
	if err := runSteps(tx, steps, from, to); err != nil {
		return db.fault("migrate", err)
	}
	if err := tx.Commit(); err != nil {
		return db.fault("commit migration", fmt.Errorf("%w: %w", ErrStorage, err))
	}
	return nil
}

func runSteps(tx *sql.Tx, steps fs.FS, from, to int) error {
	for n := from + 1; n <= to; n++ {
		text := []byte(schema)
		if from > 0 {
			var err error
			if text, err = fs.ReadFile(steps, fmt.Sprintf("%03d.sql", n)); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(string(text)); err != nil {
			return fmt.Errorf("to schema %d: %w", n, err)
		}
		if from == 0 {
			break
		}
	}
	var broken []string
	rows, err := tx.Query("PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table, parent string
		var row sql.NullInt64
		var key int
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		broken = append(broken, table+" without "+parent)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(broken) > 0 {
		return fmt.Errorf("rows would lose what they refer to: %s", strings.Join(broken, ", "))
	}
	_, err = tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", to))
	return err
}
