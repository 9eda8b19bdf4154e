package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"klachtenpost/store"
	"klachtenpost/workflow/terms"
)

// Copy makes a copy and holds its log to its chain: a copy that nobody read is a
// hope. With a recipient of age the file is encrypted; what was read is then on the
// disk of the database for as long as that takes, and never beside the copy.
func Copy(ctx context.Context, db *store.DB, path, recipient string) error {
	if recipient == "" {
		if err := db.Backup(ctx, path); err != nil {
			return err
		}
		return store.VerifyCopy(ctx, path)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("backup %s: %w", path, fs.ErrExist)
	}
	dir, err := os.MkdirTemp(filepath.Dir(db.Path()), "kopie-")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(dir)
	plain := filepath.Join(dir, "kopie.db")
	if err := db.Backup(ctx, plain); err != nil {
		return err
	}
	if err := store.VerifyCopy(ctx, plain); err != nil {
		return err
	}
	if err := encrypt(plain, path, recipient); err != nil {
		return fmt.Errorf("encrypt copy: %w", err)
	}
	return nil
}

// encrypt writes a file for a recipient. It takes its name when all of it is on
// disk.
func encrypt(from, to, recipient string) (err error) {
	recipients, err := age.ParseRecipients(strings.NewReader(recipient))
	if err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	part := to + ".part"
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(part)
	w, err := age.Encrypt(out, recipients...)
	if err == nil {
		_, err = io.Copy(w, in)
	}
	if err == nil {
		err = w.Close()
	}
	if err == nil {
		err = out.Sync()
	}
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Rename(part, to)
}

// jobBackup is the daily copy.
const jobBackup = "reservekopie"

// backupPattern are the copies that the daemon itself makes and takes away, with or
// without .age behind them.
const backupPattern = "klachtenpost-????-??-??.db"

// backup makes the copy of the day and takes the oldest ones away. A copy that
// fails stops nothing else; it is in the log and in status.
func (d *Daemon) backup(ctx context.Context) error {
	b := d.cfg.Backup
	path := filepath.Join(b.Dir, "klachtenpost-"+terms.Of(time.Now(), d.Procedure.Location).String()+".db")
	if b.Recipient != "" {
		path += ".age"
	}
	err := Copy(ctx, d.db, path, b.Recipient)
	if errors.Is(err, fs.ErrExist) {
		err = nil // today's is there
	}
	if err == nil {
		err = rotate(b.Dir, b.Keep)
	}
	if store.IsStorage(err) && d.db.Broken() != nil {
		return err
	}
	now := StampOf(time.Now())
	return d.update(ctx, func(tx *store.Tx) error {
		if err == nil {
			return errors.Join(tx.SetMeta(MetaBackup, now), tx.SetMeta(MetaBackupFailed, ""))
		}
		d.log.Error("no copy was made", "dir", b.Dir, "err", err)
		return tx.SetMeta(MetaBackupFailed, now)
	})
}

// When the last copy was made, and when the last try failed: "" after one that went
// well.
const (
	MetaBackup       = "reservekopie"
	MetaBackupFailed = "reservekopie.mislukt"
)

// rotate keeps the newest copies.
func rotate(dir string, keep int) error {
	list, err := filepath.Glob(filepath.Join(dir, backupPattern))
	if err != nil {
		return err
	}
	sealed, err := filepath.Glob(filepath.Join(dir, backupPattern+".age"))
	if err != nil {
		return err
	}
	list = append(list, sealed...)
	slices.Sort(list)
	for len(list) > keep {
		if err := os.Remove(list[0]); err != nil {
			return fmt.Errorf("take an old copy away: %w", err)
		}
		list = list[1:]
	}
	return nil
}
