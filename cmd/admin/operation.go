package admin

import (
	"maps"
	"slices"
	"time"

	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
)

// operation looks at what protects the records and the people: whether anything is
// sent, the copies, and the head of the log.
func (r *report) operation(cfg config.Config, tx *store.Tx, now time.Time) error {
	stop, err := daemon.StopOf(tx)
	if err != nil {
		return err
	}
	r.Stopped, r.Since, r.Told = stop.Reason, moment(stop.Since, cfg.Location), !stop.Told.IsZero()
	if stop.Reason != "" {
		why := stop.Reason
		if stop.Why != "" {
			why += ", " + stop.Why
		}
		r.need("nothing is sent (stilgezet: %s): see the notice in the mailbox, then run: klachtenpost resume", why)
	}
	held, err := daemon.Held(tx)
	if err != nil {
		return err
	}
	for _, class := range slices.Sorted(maps.Keys(held)) {
		r.Held = append(r.Held, class)
		r.need("much mail of one kind (%s) is held since %s: look whether two machines answer each other", class, moment(held[class], cfg.Location))
	}

	if r.Audit, err = tx.EventHead(); err != nil {
		return err
	}
	return r.copies(cfg, tx, now)
}

func (r *report) copies(cfg config.Config, tx *store.Tx, now time.Time) error {
	last, err := daemon.MetaTime(tx, daemon.MetaBackup)
	if err != nil {
		return err
	}
	failed, err := daemon.MetaTime(tx, daemon.MetaBackupFailed)
	if err != nil {
		return err
	}
	started, err := daemon.MetaTime(tx, daemon.MetaStarted)
	if err != nil {
		return err
	}
	r.Backup = moment(last, cfg.Location)
	since := last
	if since.IsZero() {
		since = started
	}
	switch {
	case cfg.Backup.Dir == "" || started.IsZero():
	case !failed.IsZero():
		r.need("the copy of %s failed: see the log, and whether %s can be written", moment(failed, cfg.Location), cfg.Backup.Dir)
	case now.Sub(since) > daemon.CopyLate:
		r.need("no copy was made since %s: see the log", moment(since, cfg.Location))
	}
	return nil
}
