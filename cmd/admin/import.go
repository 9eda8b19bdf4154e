package admin

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"klachtenpost/cmd/advice"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/mailbox"
)

// Import takes an archive in without sending anything: what looks like a complaint
// is put before the secretary in one list. It works beside a running daemon.
func Import(args []string, stdout, stderr io.Writer) int {
	syscall.Umask(0o077)
	var since, box, dir, folder string
	cfg, code := config.OpenWith("import", args, stderr, func(fl *flag.FlagSet) {
		fl.StringVar(&since, "since", "", "pass over mail from before this `date`, as 2025-01-31")
		fl.StringVar(&box, "mbox", "", "an mbox `file`")
		fl.StringVar(&dir, "maildir", "", "a Maildir, with its folders")
		fl.StringVar(&folder, "folder", "", "a `folder` of the mailbox itself, by its full name on the server")
	})
	if code != config.ExitOK {
		return code
	}
	from, err := time.ParseInLocation(time.DateOnly, since, cfg.Location)
	if since != "" && err != nil {
		fmt.Fprintf(stderr, "klachtenpost import: -since %q is no date; write it as 2025-01-31\n", since)
		return config.ExitUsage
	}
	given := 0
	for _, s := range []string{box, dir, folder} {
		if s != "" {
			given++
		}
	}
	if given != 1 {
		fmt.Fprintln(stderr, "klachtenpost import: name one archive: -mbox FILE, -maildir DIRECTORY or -folder NAME")
		return config.ExitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	im := importing{cfg: cfg, out: stdout, since: from}
	if err := im.run(ctx, box, dir, folder); err != nil {
		fmt.Fprintf(stderr, "klachtenpost import: %s\n", advice.Store(cfg.Store.Path, err))
		return config.ExitFailure
	}
	return config.ExitOK
}

type importing struct {
	cfg   config.Config
	out   io.Writer
	since time.Time
	large int // mails that were too large
}

func (im *importing) run(ctx context.Context, box, dir, folder string) error {
	path := im.cfg.Store.Path
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("%w; start klachtenpost first", err)
	}
	db, err := openBeside(path)
	if err != nil {
		return err
	}
	defer db.Close()
	key, err := daemon.InstallKey(filepath.Join(filepath.Dir(path), "install.key"))
	if err != nil {
		return err
	}
	d := daemon.New(im.cfg, db, nil, key, slog.New(slog.DiscardHandler))
	name := folder
	if name == "" {
		name = filepath.Base(box + dir)
	}
	a := d.NewArchive(name, im.since)
	err = im.read(ctx, d, a, box, dir, folder)
	fmt.Fprintf(im.out, "%d mails looked at: %d look like a complaint, %d more belong to one of these,\n%d were known, %d from before -since, %d are no complaint and were not kept, %d too large\n",
		a.Looked+im.large, len(a.Items), a.Joined, a.Known, a.Before, a.Others, im.large)
	// Also after a file that could be read in part only: what was taken in is known
	// when it is read again, and would be in no list.
	told, terr := a.Tell(ctx)
	if terr != nil {
		terr = fmt.Errorf("what was taken in is stored, but the secretary has no list of it; run this again, and she gets one: %w", terr)
	} else if told > 0 {
		fmt.Fprintln(im.out, "The secretary finds the list in the inbox. Nothing was sent to anybody.")
	}
	return errors.Join(err, terr)
}

func (im *importing) read(ctx context.Context, d *daemon.Daemon, a *daemon.Archive, box, dir, folder string) error {
	most := int64(im.cfg.Mailbox.MaxSize)
	take := func(mail []byte, date time.Time) error {
		if mail == nil {
			im.large++
			return nil
		}
		return errors.Join(ctx.Err(), a.Take(ctx, bytes.NewReader(wired(mail)), date))
	}
	switch {
	case box != "":
		f, err := os.Open(box)
		if err != nil {
			return err
		}
		defer f.Close()
		return mbox(f, most, take)
	case dir != "":
		return maildir(dir, most, take)
	}
	_, err := mailbox.Walk{
		Only: folder, Since: im.since, MaxSize: most,
		Take:    func(f mailbox.Fetched) error { return a.Take(ctx, f.Body, f.InternalDate) },
		Skipped: func(mailbox.Key, error) { im.large++ },
	}.Do(ctx, d.IMAP)
	return err
}
