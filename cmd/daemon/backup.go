package daemon

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"klachtenpost/store"
	"klachtenpost/workflow/terms"
)

// Copy makes a copy and holds its log to its chain: a copy that nobody
// read is a hope.
func Copy(ctx context.Context, db *store.DB, path string) error {
	if err := db.Backup(ctx, path); err != nil {
		return err
	}
	return store.VerifyCopy(ctx, path)
}

// jobBackup is the daily copy.
const jobBackup = "reservekopie"

// backupPattern are the copies that the daemon itself makes and takes away.
const backupPattern = "klachtenpost-????-??-??.db"

// backup makes the copy of the day and takes the oldest ones away. A copy that
// fails stops nothing else; it is in the log and in status.
func (d *Daemon) backup(ctx context.Context) error {
	dir := d.cfg.Backup.Dir
	path := filepath.Join(dir, "klachtenpost-"+terms.Of(time.Now(), d.Procedure.Location).String()+".db")
	err := Copy(ctx, d.db, path)
	if errors.Is(err, fs.ErrExist) {
		err = nil // today's is there
	}
	if err == nil {
		err = rotate(dir, d.cfg.Backup.Keep)
	}
	if store.IsStorage(err) && d.db.Broken() != nil {
		return err
	}
	state := "goed " + time.Now().UTC().Format(time.RFC3339)
	if err != nil {
		d.log.Error("no copy was made", "dir", dir, "err", err)
		state = "mislukt " + time.Now().UTC().Format(time.RFC3339)
	}
	return d.update(ctx, func(tx *store.Tx) error { return tx.SetMeta(metaBackup, state) })
}

// metaBackup says when the last copy was made or failed.
const metaBackup = "reservekopie"

// rotate keeps the newest copies.
func rotate(dir string, keep int) error {
	list, err := filepath.Glob(filepath.Join(dir, backupPattern))
	if err != nil {
		return err
	}
	slices.Sort(list)
	for len(list) > keep {
		if err := os.Remove(list[0]); err != nil {
			return fmt.Errorf("take an old copy away: %w", err)
		}
		list = list[1:]
	}
	return nil
}
