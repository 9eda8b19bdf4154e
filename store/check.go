package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/mattn/go-sqlite3"

	"klachtenpost/store/pagesum"
)

// errPage says that the sum of a page is not that of what it holds.
var errPage = errors.New("pages are not what was written")

// errDataSum is SQLITE_IOERR_DATA, with which package pagesum refuses a page.
const errDataSum sqlite3.ErrNoExtended = 10 | 32<<8

// quickCheck lets SQLite read every page that is in use, and with each its sum. A
// damaged file is worse than none: mail would be sent from it.
func (db *DB) quickCheck() error {
	if err := checkPages(context.Background(), db.writer); err != nil {
		return db.fault("check", err)
	}
	return nil
}

// checkPages gives an error for which [Damaged] holds.
func checkPages(ctx context.Context, pool *sql.DB) error {
	var verdict string
	if err := pool.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" { // also for a page that could not be read
		return fmt.Errorf("%w: %s", sqlite3.Error{Code: sqlite3.ErrCorrupt}, strings.ReplaceAll(verdict, "\n", " "))
	}
	return nil
}

// damagedPages names the pages of a file, on which nobody works, that are not what
// was written. It gives nil when there is none, or no telling.
func damagedPages(path string) error {
	damaged, pages, err := pagesum.Verify(path)
	if err != nil || len(damaged) == 0 {
		return nil
	}
	which := strings.Trim(fmt.Sprint(damaged[:min(10, len(damaged))]), "[]")
	return fmt.Errorf("%w: %d of %d in %s, number %s", errPage, len(damaged), pages, filepath.Base(path), which)
}

// giveSums brings a database that was made before its pages had sums to them. VACUUM
// writes every page anew, in one transaction.
func giveSums(path string, steps fs.FS) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return err
	}
	if on, err := pagesum.On(path); err != nil || on {
		return err
	}
	pool := sql.OpenDB(connector{dsn(path, migrationSettings), migrationPragmas})
	defer pool.Close()
	db := &DB{path: path, writer: pool, reader: pool}
	if err := db.quickCheck(); err != nil {
		return err
	}
	if _, _, err := db.versions(steps); err != nil {
		return err
	}
	if _, err := pool.Exec("VACUUM"); err != nil {
		return db.fault("give each page a sum", err)
	}
	_, err = db.Checkpoint(context.Background())
	return err
}
