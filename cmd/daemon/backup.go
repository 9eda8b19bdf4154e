package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
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
		if err := store.VerifyCopy(ctx, path); err != nil {
			// Under its name it would pass for a copy, tomorrow or in a year.
			return errors.Join(err, os.Remove(path))
		}
		return nil
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
	if err := os.Rename(part, to); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(to))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// jobBackup is the daily copy.
const jobBackup = "reservekopie"

// copyName is the name of the copies that the daemon itself makes and takes away.
var copyName = regexp.MustCompile(`^klachtenpost-(\d{4}-\d{2}-\d{2})\.db(?:\.age)?$`)

// backup makes the copy of the day and takes the oldest ones away. A copy that
// fails stops nothing else; it is in the log and in status.
func (d *Daemon) backup(ctx context.Context) error {
	b := d.cfg.Backup
	today := terms.Of(time.Now(), d.Procedure.Location)
	path := filepath.Join(b.Dir, "klachtenpost-"+today.String()+".db")
	if b.Recipient != "" {
		path += ".age"
	}
	err := Copy(ctx, d.db, path, b.Recipient)
	if errors.Is(err, fs.ErrExist) {
		err = nil // today's is there
	}
	if err == nil {
		err = rotate(b.Dir, b.Keep, today)
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

// rotate keeps the newest copies of those up to today. What bears a later date was
// made when the clock ran ahead: it is older than today's, which must not give way
// to it, and nobody knows which of the others it is newer than.
func rotate(dir string, keep int, today terms.Date) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var list []string // by name, which is by day
	for _, e := range entries {
		m := copyName.FindStringSubmatch(e.Name())
		if m == nil || !e.Type().IsRegular() || m[1] > today.String() {
			continue
		}
		list = append(list, e.Name())
	}
	for len(list) > keep {
		if err := os.Remove(filepath.Join(dir, list[0])); err != nil {
			return fmt.Errorf("take an old copy away: %w", err)
		}
		list = list[1:]
	}
	return nil
}
