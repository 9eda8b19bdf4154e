package store

import (
	"database/sql"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/mattn/go-sqlite3"
)

// What is committed stands in the -wal file, and on the disk; later it is folded into
// the database. In a backlog that would be half of what the disk has to do, and the same
// pages change again and again. So it is done when nothing was written for foldAfter,
// at the latest when the file has foldAtLatest bytes, by the transaction that made it so
// long. What it grew to beyond walLimit is given back.
const (
	walLimit     = 16 << 20 // with less there is no hurry
	foldAfter    = time.Second
	foldAtLatest = 256 << 20
)

// folding folds the -wal file into the database when there is time for it.
type folding struct {
	mu    sync.Mutex
	timer *time.Timer
	runs  sync.WaitGroup
	over  bool
}

// soon looks, after a COMMIT, whether there is much to fold.
func (f *folding) soon(db *DB) {
	info, err := os.Stat(db.path + "-wal")
	if err != nil || info.Size() <= walLimit {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.over:
	case f.timer != nil:
		f.timer.Reset(foldAfter)
	default:
		f.timer = time.AfterFunc(foldAfter, func() { f.fold(db) })
	}
}

// fold waits for no reader and for no writer; what it must leave is left for the next
// time.
func (f *folding) fold(db *DB) {
	f.mu.Lock()
	if f.over || db.Broken() != nil {
		f.mu.Unlock()
		return
	}
	f.runs.Add(1)
	f.mu.Unlock()
	defer f.runs.Done()
	// A connection of its own, so that nobody waits for it.
	own := sql.OpenDB(connector{dsn(db.path, writerSettings), writerPragmas})
	defer own.Close()
	var busy, frames, folded int
	err := own.QueryRow("PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &frames, &folded)
	if full := (sqlite3.Error{}); errors.As(err, &full) && full.Code == sqlite3.ErrFull {
		return // it is all in the -wal file; who next has something to write hears of the disk
	}
	if err != nil {
		db.fault("fold the log into the database", err)
	}
}

// end lets nothing begin any more and waits for what runs.
func (f *folding) end() {
	f.mu.Lock()
	f.over = true
	if f.timer != nil {
		f.timer.Stop()
	}
	f.mu.Unlock()
	f.runs.Wait()
}
