package daemon

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// MetaBaseline says that what lay in the mailbox at the first start was listed.
const MetaBaseline = "baseline"

// watch reads the mailbox and stores what is new, durably and before anything
// looks into it.
func (d *Daemon) watch(ctx context.Context) error {
	if err := d.lookBack(ctx); err != nil {
		return err
	}
	var listed string
	if err := d.db.View(ctx, func(tx *store.Tx) (err error) {
		listed, err = tx.Meta(MetaBaseline)
		return err
	}); err != nil {
		return fmt.Errorf("read baseline: %w", err)
	}
	m := d.cfg.Mailbox
	w := &mailbox.Watcher{
		Server:  d.IMAP,
		Folders: mailbox.Folders{Inbox: m.Inbox, Sent: m.Sent, Drafts: m.Drafts, Junk: m.Junk},
		Poll:    m.Poll, Idle: m.Idle, MaxSize: int64(m.MaxSize), Log: d.log,
		First:     listed == "",
		Positions: func() ([]mailbox.Position, error) { return d.positions(ctx) },
		Take:      d.take,
		SetAside:  d.notFetched,
		Baseline:  d.baseline,
		BaselineDone: func(ctx context.Context) error {
			return d.stored(ctx, func(tx *store.Tx) error {
				return tx.SetMeta(MetaBaseline, time.Now().UTC().Format(time.RFC3339))
			})
		},
		Found: func(f mailbox.Folders) {
			d.folders.Store(&f)
			for _, name := range f.Missing {
				d.log.Error("there is no folder "+strconv.Quote(name)+", which the configuration names", "do", "run klachtenpost check: it lists the folders there are")
			}
			if err := d.trialLetter(ctx); err != nil {
				d.log.Error("trial letter", "err", err)
			}
			kick(d.send) // a letter may have waited for the name of Drafts
		},
		Health: func(err error) {
			pulseOf(ctx).resting(false) // a sign; the watcher never rests
			d.healthy(PartIMAP, err)
		},
	}
	return w.Run(ctx)
}

// metaTrial says that the trial letter was prepared.
const metaTrial = "proefbrief"

// trialLetter prepares the first letter of a new mailbox, once its Drafts are
// known: it shows the secretary, and us, how letters work here.
func (d *Daemon) trialLetter(ctx context.Context) error {
	if f := d.folders.Load(); f == nil || f.Drafts == "" {
		return nil
	}
	var done []applied
	err := d.stored(ctx, func(tx *store.Tx) error {
		made, err := tx.Meta(metaTrial)
		if err != nil || made != "" {
			return err
		}
		o, err := tx.Office()
		if err != nil {
			return err
		}
		f := &filing{d: d, tx: tx, now: time.Now()}
		if err := f.apply(workflow.OfficeKey, d.Procedure.Trial(o, f.now)); err != nil {
			return err
		}
		done = f.done
		return tx.SetMeta(metaTrial, f.now.UTC().Format(time.RFC3339))
	})
	d.tell(done)
	return err
}

// stored writes for the watcher, which tries again after an error; only when the
// database itself fails is the whole program to stop.
func (d *Daemon) stored(ctx context.Context, f func(*store.Tx) error) error {
	err := d.update(ctx, f)
	if store.IsStorage(err) {
		d.abort(err)
	}
	return err
}

func (d *Daemon) positions(ctx context.Context) ([]mailbox.Position, error) {
	var list []mailbox.Position
	err := d.db.View(ctx, func(tx *store.Tx) error {
		known, err := tx.Positions()
		for name, p := range known {
			list = append(list, mailbox.Position{Folder: name, UIDValidity: p.UIDValidity, LastUID: p.LastUID})
		}
		return err
	})
	return list, err
}

// take stores a group of mails and how far the folder was read in one commit.
func (d *Daemon) take(ctx context.Context, mails []mailbox.Fetched, at mailbox.Position) error {
	list, size := make([]store.Incoming, len(mails)), 0
	for i, m := range mails {
		size += len(m.Bytes)
		var err error
		if list[i], err = incoming(m); err != nil {
			return err
		}
	}
	makeRoom(size)
	select {
	case <-d.ready:
		d.hand.await(ctx, len(mails), size)
	default: // nothing is decided on yet
	}
	var ids []int64
	done := false
	defer func() {
		if !done { // also when it panicked
			d.hand.drop(ids)
		}
	}()
	err := d.stored(ctx, func(tx *store.Tx) error {
		for i, m := range mails {
			id, err := takeOne(tx, list[i], m)
			if err != nil {
				return err
			}
			if id == 0 {
				continue
			}
			ids = append(ids, id)
			if m.Bytes != nil {
				d.hand.lay(id, m.Bytes)
			} else {
				d.hand.layFile(id, m)
			}
		}
		return tx.SetPosition(at.Folder, at.UIDValidity, at.LastUID)
	})
	if done = err == nil; !done {
		return err
	}
	if len(mails) > 0 {
		kick(d.decide)
	}
	return nil
}

// incoming is where a mail was found. A mail of the baseline that was moved, or
// listed again under a new UIDVALIDITY, is still no new mail.
func incoming(m mailbox.Fetched) (store.Incoming, error) {
	head := mailbox.HeadHash(m.Body)
	in := store.Incoming{
		Folder: m.Folder, UIDValidity: m.UIDValidity, UID: m.UID, Source: m.Source,
		InternalDate: m.InternalDate, Arrived: time.Now(), Head: hex.EncodeToString(head[:]),
		Size: m.Size, Sum: m.Sum,
	}
	_, err := m.Body.Seek(0, io.SeekStart)
	return in, err
}

// takeOne stores one mail. It gives its number when it is a new one, else 0.
func takeOne(tx *store.Tx, in store.Incoming, m mailbox.Fetched) (id int64, err error) {
	var fresh bool
	if m.Bytes != nil {
		id, fresh, err = tx.InsertBytes(in, m.Bytes)
	} else {
		id, fresh, err = tx.InsertRaw(in, m.Body)
	}
	switch {
	case err != nil || id == 0:
		return 0, err
	case fresh:
		return id, nil
	case in.Source != workflow.SourceInbox:
		return 0, nil
	}
	f, err := tx.Filing(id)
	if err != nil {
		return 0, err
	}
	if f.Verdict == string(workflow.VerdictJunk) {
		// Somebody dragged it out of Junk: now it counts, from its first receipt on.
		return 0, tx.Reconsider(id, in)
	}
	return 0, nil
}

// notFetched keeps a place for a mail that the server would not give: the
// secretary is told that it is there.
func (d *Daemon) notFetched(ctx context.Context, f mailbox.Failure, at mailbox.Position) error {
	err := d.stored(ctx, func(tx *store.Tx) error {
		if err := d.placeholder(tx, f); err != nil {
			return err
		}
		return tx.SetPosition(at.Folder, at.UIDValidity, at.LastUID)
	})
	if err == nil {
		d.log.Warn("mail set aside", "attempts", f.Attempts, "err", f.Err)
		kick(d.decide)
		kick(d.send)
	}
	return err
}

func (d *Daemon) placeholder(tx *store.Tx, f mailbox.Failure) error {
	note := fmt.Sprintf("Klachtenpost: mail %d/%d of %s could not be fetched.\r\n", f.UIDValidity, f.UID, f.Folder)
	id, fresh, err := tx.InsertRaw(store.Incoming{
		Folder: f.Folder, UIDValidity: f.UIDValidity, UID: f.UID,
		Source: f.Source, InternalDate: f.InternalDate, Arrived: time.Now(),
	}, strings.NewReader(note))
	if err != nil || !fresh {
		return err
	}
	fi := &filing{d: d, tx: tx, now: time.Now()}
	m := workflow.Message{ID: id, Source: f.Source, Folder: f.Folder, Received: f.InternalDate, Kind: workflow.KindHuman}
	if err := fi.present(m, workflow.Route{Verdict: workflow.VerdictItem, Reason: workflow.ReasonUnreadable}); err != nil {
		return err
	}
	return tx.SetAside(id, "could not be fetched")
}

func (d *Daemon) baseline(ctx context.Context, page []mailbox.Listed, at mailbox.Position) error {
	return d.stored(ctx, func(tx *store.Tx) error {
		for _, l := range page {
			err := tx.Baseline(l.Folder, l.UIDValidity, l.UID, l.InternalDate, l.Size, hex.EncodeToString(l.Head[:]))
			if err != nil {
				return err
			}
		}
		return tx.SetPosition(at.Folder, at.UIDValidity, at.LastUID)
	})
}
