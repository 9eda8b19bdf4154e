package store

import (
	"bufio"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"

	"klachtenpost/store/pagesum"
)

// OpenReadOnly opens a database to look into it while the program may be running
// on it: nothing is made, copied, migrated or checked page by page. Update
// fails on it. A missing file is an error that wraps fs.ErrNotExist, one of a
// newer program [ErrNewer], one of an older program [ErrOlder].
func OpenReadOnly(path string) (*DB, error) {
	db, err := openReadOnly(path)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	return db, nil
}

// ErrOlder says that the file was not yet brought to today's schema.
var ErrOlder = errors.New("written by an older version of Klachtenpost; starting this one brings it up to date")

func openReadOnly(path string) (*DB, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 {
		return nil, fs.ErrNotExist // made, and not a database yet
	}
	pool := func() *sql.DB { return sql.OpenDB(connector{dsn(path, readerSettings), readerPragmas}) }
	db := &DB{path: path, writer: pool(), reader: pool()}
	version, newest, err := db.Schema()
	switch {
	case err != nil:
	case version > newest:
		err = fmt.Errorf("schema %d, this program knows %d: %w", version, newest, ErrNewer)
	case version < newest:
		err = fmt.Errorf("schema %d, this program knows %d: %w", version, newest, ErrOlder)
	default:
		if on, err2 := pagesum.On(path); err2 != nil || !on {
			err = errors.Join(err2, fmt.Errorf("pages without sums: %w", ErrOlder))
		}
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

// Schema gives the version of the file and the one this program knows.
func (db *DB) Schema() (version, newest int, err error) {
	steps, err := fs.Glob(migrations, "*.sql")
	if err != nil {
		return 0, 0, err
	}
	if err := db.reader.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return 0, 0, db.fault("read schema version", err)
	}
	return version, len(steps), nil
}

// Holder tells whether a process holds the lock of the database at path, and
// which. Unlike [Lock] it takes nothing, not for a moment: a program that starts
// right then does not find the lock taken.
func Holder(path string) (pid int, running bool, err error) {
	f, err := os.Open(path + ".lock")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, fmt.Errorf("look at lock: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, false, fmt.Errorf("look at lock: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(f, 32))
	if err != nil {
		return 0, false, fmt.Errorf("look at lock: %w", err)
	}
	locks, err := os.Open("/proc/locks")
	if err != nil {
		return 0, false, fmt.Errorf("look at lock: %w", err)
	}
	defer locks.Close()
	pid, running, err = findLock(locks, info.Sys().(*syscall.Stat_t), strings.TrimSpace(string(text)))
	if err != nil {
		return 0, false, fmt.Errorf("look at lock: %w", err)
	}
	return pid, running, nil
}

// findLock reads a list such as proc_locks(5) describes:
//
//	1: FLOCK  ADVISORY  WRITE 3568 fd:00:2531452 0 EOF
//
// Some file systems name another device there than stat(2) does; then the
// process that wrote its number into the file is the one.
func findLock(list io.Reader, of *syscall.Stat_t, written string) (pid int, held bool, err error) {
	device, inode := fmt.Sprintf("%02x:%02x", devMajor(of.Dev), devMinor(of.Dev)), strconv.FormatUint(of.Ino, 10)
	lines := bufio.NewScanner(list)
	for lines.Scan() {
		f := strings.Fields(lines.Text())
		if len(f) < 6 || f[1] != "FLOCK" {
			continue
		}
		at, ok := strings.CutSuffix(f[5], ":"+inode)
		if ok && (at == device || f[4] == written) {
			pid, err := strconv.Atoi(f[4])
			return pid, err == nil, err
		}
	}
	return 0, false, lines.Err()
}

// The parts of a device number as Linux packs them (makedev(3)).
func devMajor(dev uint64) uint64 { return dev>>8&0xfff | dev>>32&^0xfff }
func devMinor(dev uint64) uint64 { return dev&0xff | dev>>12&^0xff }

// Full reports whether there was no room on the disk.
func Full(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && (se.Code == sqlite3.ErrFull || se.SystemErrno == syscall.ENOSPC || se.SystemErrno == syscall.EDQUOT) ||
		errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// ReadOnly reports whether the disk, directory or file may not be written.
func ReadOnly(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && (se.Code == sqlite3.ErrReadonly || se.Code == sqlite3.ErrPerm ||
		se.Code == sqlite3.ErrCantOpen && (se.SystemErrno == syscall.EROFS || se.SystemErrno == syscall.EACCES)) ||
		errors.Is(err, syscall.EROFS) || errors.Is(err, fs.ErrPermission)
}

// Damaged reports whether the file is no sound database.
func Damaged(err error) bool {
	var se sqlite3.Error
	return errors.Is(err, errPage) || errors.As(err, &se) &&
		(se.Code == sqlite3.ErrCorrupt || se.Code == sqlite3.ErrNotADB || se.ExtendedCode == errDataSum)
}

// Queue is what waits, for monitoring. It names nobody.
type Queue struct {
	Oldest       time.Time // when the longest waiting mail could have left; zero for none
	Refused      int       // mails refused, given up or returned since a moment
	Aside        int       // mails that could not be read, since a moment
	LastOverview time.Time // when the last overview was accepted; zero: never
}

// Queue looks at what waits at now. since bounds what is counted, and template
// names the overview.
func (tx *Tx) Queue(now, since time.Time, template string) (q Queue, err error) {
	err = tx.one([]any{(*stamp)(&q.Oldest), &q.Refused, &q.Aside, (*stamp)(&q.LastOverview)}, `SELECT
		(SELECT min(due) FROM (
			SELECT coalesce(not_before, decided) AS due FROM notice WHERE state = 'wacht' AND coalesce(not_before, '') <= ?1
			UNION ALL SELECT date FROM outbox WHERE state IN ('bezig', 'opnieuw'))),
		(SELECT count(*) FROM outbox WHERE date >= ?2 AND (state IN ('geweigerd', 'opgegeven') OR bounced IS NOT NULL)),
		(SELECT count(*) FROM message WHERE state = 'terzijde' AND arrived >= ?2),
		(SELECT max(o.date) FROM outbox o JOIN notice n ON n.id = o.notice
			WHERE n.template = ?3 AND o.state = 'verzonden')`, stamp(now), from(since), template)
	if err != nil {
		return q, fmt.Errorf("look at queue: %w", err)
	}
	return q, nil
}

// LetterSecret gives the secret that stands in a letter of ours, "" when the mail
// is none.
func (tx *Tx) LetterSecret(messageID string) (secret string, err error) {
	_, err = found(tx.one([]any{(*label)(&secret)}, `SELECT secret FROM token WHERE message_id = ?`, messageID))
	if err != nil {
		return "", fmt.Errorf("secret of letter: %w", err)
	}
	return secret, nil
}
