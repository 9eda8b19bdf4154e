package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"klachtenpost/store"
	"klachtenpost/workflow/terms"
)

// runBackup copies the database to a file while the daemon may be running, and
// reads the copy again.
func runBackup(args []string, stdout, stderr io.Writer) int {
	syscall.Umask(0o077)
	fl := flag.NewFlagSet("backup", flag.ContinueOnError)
	fl.SetOutput(stderr)
	fl.Usage = func() {
		fmt.Fprintln(stderr, "usage: klachtenpost backup [-config file] FILE")
		fl.PrintDefaults()
	}
	path := fl.String("config", "", "configuration `file` (default: config.toml, then /etc/klachtenpost/config.toml)")
	if err := fl.Parse(args); err != nil {
		return exitUsage
	}
	if fl.NArg() != 1 {
		fl.Usage()
		return exitUsage
	}
	var rest []string
	if *path != "" {
		rest = []string{"-config", *path}
	}
	cfg, code := configFlag("backup", rest, stderr)
	if code != exitOK {
		return code
	}
	if _, err := os.Stat(cfg.Store.Path); err != nil {
		fmt.Fprintf(stderr, "klachtenpost backup: %v\n", err)
		return exitFailure
	}
	ctx := context.Background()
	db, err := store.Open(cfg.Store.Path)
	if err == nil {
		err = errors.Join(copyAndRead(ctx, db, fl.Arg(0)), db.Close())
	}
	if err != nil {
		fmt.Fprintf(stderr, "klachtenpost backup: %v\n", err)
		return exitFailure
	}
	fmt.Fprintf(stdout, "%s holds everything up to now. Keep install.key with it, and both where only you can read them.\n", fl.Arg(0))
	return exitOK
}

// copyAndRead makes a copy and holds its log to its chain: a copy that nobody
// read is a hope.
func copyAndRead(ctx context.Context, db *store.DB, path string) error {
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
func (d *daemon) backup(ctx context.Context) error {
	dir := d.cfg.Backup.Dir
	path := filepath.Join(dir, "klachtenpost-"+terms.Of(time.Now(), d.proc.Location).String()+".db")
	err := copyAndRead(ctx, d.db, path)
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
