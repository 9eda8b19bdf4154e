package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net/url"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// Settings stand in the DSN, since every connection of a pool needs them. The
// driver ignores a key it does not know, so each new connection is asked what
// it made of them.
const (
	// synchronous=FULL: with the driver's NORMAL a power cut loses commits that
	// were acknowledged. immediate: a transaction that reads first and then
	// writes would otherwise fail at once when another writes in between.
	writerSettings = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000" +
		"&_foreign_keys=on&_secure_delete=on&_cache_size=-4000&_stmt_cache_size=100&_mutex=no"
	// Readers have a pool of their own because immediate holds for them too.
	readerSettings = "mode=ro&_query_only=on&_txlock=deferred&_busy_timeout=5000&_foreign_keys=on" +
		"&_cache_size=-1000&_stmt_cache_size=100&_mutex=no"
	migrationSettings = "_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=5000" +
		"&_foreign_keys=off&_secure_delete=on"
)

// pragma is a setting that was asked for and what it must read.
type pragma struct {
	name string
	want string
}

var (
	writerPragmas = []pragma{
		{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "1"},
		{"busy_timeout", "5000"}, {"secure_delete", "1"}, {"query_only", "0"}, {"page_sums", "on"},
	}
	migrationPragmas = []pragma{{"journal_mode", "wal"}, {"synchronous", "2"}, {"foreign_keys", "0"}}
	readerPragmas    = []pragma{
		{"journal_mode", "wal"}, {"foreign_keys", "1"}, {"busy_timeout", "5000"}, {"query_only", "1"},
	}
)

// dsn names the file as a URI: without the scheme the driver ignores mode=ro.
func dsn(path, settings string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	u := url.URL{Path: path}
	return "file:" + u.EscapedPath() + "?" + settings
}

// connector opens connections and refuses those that run with other settings
// than they must.
type connector struct {
	dsn  string
	must []pragma
}

// Connect opens one connection.
func (c connector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open(c.dsn)
	if err != nil {
		return nil, err
	}
	if err := c.check(conn.(*sqlite3.SQLiteConn)); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
}

// Driver gives the SQLite driver.
func (c connector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

func (c connector) check(conn *sqlite3.SQLiteConn) error {
	for _, p := range c.must {
		got, err := readPragma(conn, p.name)
		if err != nil {
			return fmt.Errorf("read setting %s: %w", p.name, err)
		}
		if got != p.want {
			return fmt.Errorf("setting %s is %s, must be %s", p.name, got, p.want)
		}
	}
	// temp_store: what a savepoint may have to bring back is kept in memory, not in
	// a file of its own beside the database, with mail in it.
	_, err := conn.Exec(fmt.Sprintf("PRAGMA journal_size_limit = %d; PRAGMA wal_autocheckpoint = %d; PRAGMA temp_store = memory",
		walLimit, foldAtLatest>>12), nil)
	return err
}

func readPragma(conn *sqlite3.SQLiteConn, name string) (string, error) {
	rows, err := conn.Query("PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	value := make([]driver.Value, len(rows.Columns()))
	if err := rows.Next(value); err != nil {
		return "", err
	}
	return fmt.Sprint(value[0]), nil
}
