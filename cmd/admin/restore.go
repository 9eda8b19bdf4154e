package admin

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"filippo.io/age"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
)

// restoring is one copy on its way back into place.
type restoring struct {
	cfg      config.Config
	file     string
	identity string // file with the secret key of age
	force    bool
	out      io.Writer
}

// Restore puts a copy that backup made in the place of the database: exit 0, 1 when
// it is not sound or would lose something, 3 while klachtenpost runs. Afterwards
// nothing is sent until the mailbox was read back and somebody says resume.
func Restore(args []string, stdout, stderr io.Writer) int {
	syscall.Umask(0o077)
	r := restoring{out: stdout}
	var code int
	r.cfg, r.file, code = openFile("restore", args, stderr, func(fl *flag.FlagSet) {
		fl.StringVar(&r.identity, "identity", "", "`file` with the secret key of age, for an encrypted copy")
		fl.BoolVar(&r.force, "force", false, "also when the present database is newer, or install.key is missing")
	})
	if code != config.ExitOK {
		return code
	}
	err := r.run(context.Background(), time.Now())
	switch {
	case err == nil:
		return config.ExitOK
	case errors.Is(err, store.ErrLocked):
		fmt.Fprintf(stderr, "klachtenpost restore: it is running; stop it first (systemctl stop klachtenpost)\n")
		return config.ExitLocked
	}
	fmt.Fprintf(stderr, "klachtenpost restore: %s\n", advice.Store(r.cfg.Store.Path, err))
	return config.ExitFailure
}

var (
	errNewer = errors.New("the present database is newer than the copy; what it knows and the copy does not would have to be read from the mailbox again. If that is what you want, add -force: the present one is kept beside it")
	errNoKey = errors.New("install.key is not beside the database: without it the program does not know the mails it sent after the copy was made. Put it back, or add -force")
)

func (r *restoring) run(ctx context.Context, now time.Time) error {
	path := r.cfg.Store.Path
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	release, err := store.Lock(path)
	if err != nil {
		return err
	}
	defer release()
	if _, err := os.Stat(filepath.Join(filepath.Dir(path), "install.key")); err != nil && !r.force {
		return errNoKey
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), "herstel-") // on the disk on which it will be
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copied := filepath.Join(dir, "klachtenpost.db")
	if err := r.fetch(copied); err != nil {
		return fmt.Errorf("read %s: %w", r.file, err)
	}
	if err := r.fetchLog(copied); err != nil {
		return fmt.Errorf("read %s-wal: %w", r.file, err)
	}
	if err := store.VerifyCopy(ctx, copied); err != nil {
		return err
	}
	newest, given, err := r.present(ctx)
	if err != nil {
		return err
	}
	ends, err := r.prepare(ctx, copied, given, now)
	if err != nil {
		return err
	}
	if newest.After(ends) && !r.force {
		return fmt.Errorf("%w (it goes on to %s, the copy to %s)", errNewer, moment(newest, r.cfg.Location), moment(ends, r.cfg.Location))
	}
	aside, err := store.Replace(path, copied, now)
	if err != nil {
		return err
	}
	fmt.Fprintf(r.out, "%s is in place; it ends at %s.\n", r.file, moment(ends, r.cfg.Location))
	if aside != "" {
		fmt.Fprintf(r.out, "The database that was there is %s; take it away when you are sure.\n", aside)
	}
	fmt.Fprint(r.out, `Start klachtenpost now. It reads in the mailbox what was sent after the copy was
made, takes in again what came in since, and sends nothing. The secretary finds a
notice with what was found; her answer, or klachtenpost resume, lets mail leave.
`)
	return nil
}

// fetch brings the copy to a file of ours, decrypted when it is encrypted. It is
// there only when all of it was read: what a cut file yields before its end is no
// copy.
func (r *restoring) fetch(to string) error {
	in, err := os.Open(r.file)
	if err != nil {
		return err
	}
	defer in.Close()
	var from io.Reader = bufio.NewReaderSize(in, 64<<10)
	if head, _ := from.(*bufio.Reader).Peek(21); bytes.Equal(head, []byte("age-encryption.org/v1")) {
		if from, err = r.decrypted(from); err != nil {
			return err
		}
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, from)
	return errors.Join(err, out.Sync(), out.Close())
}

// fetchLog brings along what a killed program had not folded into the database yet,
// as beside one that an earlier restore put aside. A copy of backup has no such file.
func (r *restoring) fetchLog(copied string) error {
	raw, err := os.ReadFile(r.file + "-wal")
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(raw) == 0 {
		return nil
	}
	if err == nil {
		err = os.WriteFile(copied+"-wal", raw, 0o600)
	}
	if err != nil {
		return err
	}
	db, err := store.Open(copied)
	if err != nil {
		return err
	}
	return db.Close() // folds it
}

func (r *restoring) decrypted(from io.Reader) (io.Reader, error) {
	if r.identity == "" {
		return nil, errors.New("it is encrypted: add -identity FILE with the secret key of age")
	}
	f, err := os.Open(r.identity)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	keys, err := age.ParseIdentities(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.identity, err)
	}
	return age.Decrypt(from, keys...)
}

// prepare brings the copy to today's schema and stops everything in it. It gives the
// moment at which the copy ends. given are the numbers that the present database
// gave: the mailbox alone may no longer show them.
func (r *restoring) prepare(ctx context.Context, path string, given map[string]int, now time.Time) (ends time.Time, err error) {
	db, err := store.Open(path)
	if err != nil {
		return ends, err
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		if ends, err = tx.Newest(); err != nil {
			return err
		}
		return errors.Join(tx.RaiseSequences(given), daemon.StopRestored(tx, now))
	})
	return ends, errors.Join(err, db.Close())
}

// present looks into the database that is there: its newest thing, and the numbers it
// gave. Of one that is not there, or cannot be read, it knows nothing.
func (r *restoring) present(ctx context.Context) (newest time.Time, given map[string]int, err error) {
	db, err := store.OpenReadOnly(r.cfg.Store.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return newest, nil, nil
	case store.Damaged(err):
		fmt.Fprintln(r.out, "The present database cannot be read.")
		return newest, nil, nil
	case errors.Is(err, store.ErrOlder), errors.Is(err, store.ErrNewer):
		if r.force {
			return newest, nil, nil
		}
		return newest, nil, err
	case err != nil:
		return newest, nil, err
	}
	defer db.Close()
	err = db.View(ctx, func(tx *store.Tx) (err error) {
		if newest, err = tx.Newest(); err != nil {
			return err
		}
		given, err = tx.Sequences()
		return err
	})
	if store.Damaged(err) {
		fmt.Fprintln(r.out, "The present database cannot be read.")
		return time.Time{}, nil, nil
	}
	return newest, given, err
}
