package daemon

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"klachtenpost/mailbox/reader"
	"klachtenpost/store"
	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
)

// parseAttempts is how often a mail may break the reader before it is set aside.
const parseAttempts = 2

// What is decided on in one transaction at most: each page of the database is then
// written once for many mails, and what was read of them fits in memory.
const (
	batchSize  = 64
	batchBytes = 4 << 20
)

// decideLoop takes mails in, in the order in which they came.
func (d *Daemon) decideLoop(ctx context.Context) error {
	if !wait(ctx, time.Time{}, d.ready) {
		return nil
	}
	for first := true; ; first = false {
		next, n, err := d.decideAll(ctx)
		if err != nil {
			return err
		}
		if first || n >= backlog {
			debug.FreeOSMemory() // what starting took, or a backlog
		}
		if !wait(ctx, next, d.decide) {
			return nil
		}
	}
}

// decideAll decides on everything that waits. It gives the moment at which
// something that was put off is due, zero for none, and the number of mails.
func (d *Daemon) decideAll(ctx context.Context) (next time.Time, n int, err error) {
	for ctx.Err() == nil {
		queue, next, err := d.claim(ctx, nil)
		if err != nil {
			return time.Time{}, n, err
		}
		if queue == nil {
			return next, n, d.setAside(ctx)
		}
		k, err := d.decideFrom(ctx, queue)
		n += k
		if err != nil {
			return time.Time{}, n, err
		}
	}
	return time.Time{}, n, nil
}

// backlog is from how many mails on what they took of memory is given back at once.
const backlog = 100

// decideFrom decides on batches and on those that can follow them at once: while one
// is written, the next are read. What was counted as begun is finished, also when ctx
// ends. It gives the number of mails.
func (d *Daemon) decideFrom(ctx context.Context, queue []*batch) (n int, err error) {
	defer func() {
		for _, b := range queue {
			<-b.read
		}
	}()
	for len(queue) > 0 {
		b := queue[0]
		if len(queue) == 1 && ctx.Err() == nil && b.fresh() {
			more, _, err := d.claim(ctx, b.ids)
			if err != nil && ctx.Err() == nil {
				return n, err
			}
			queue = append(queue, more...)
		}
		n += len(b.ids)
		<-b.read
		if err = b.err; err == nil {
			err = d.fileBatch(context.WithoutCancel(ctx), b.mails)
		}
		if err != nil {
			return n, err
		}
		queue[0] = nil // what was read of it may go
		queue = queue[1:]
	}
	return n, nil
}

// batch is mails whose second step has begun.
type batch struct {
	list  []store.Undecided
	ids   []int64
	read  chan struct{} // closed when what follows is there
	mails []mail
	err   error // of the database; it ends the program
}

// fresh tells that none of the mails was begun before. One that was stays alone:
// others that were begun once too would share its fate.
func (b *batch) fresh() bool { return b.list[0].Attempts == 0 }

// mail is a message and what else was found in it before the records were asked.
type mail struct {
	workflow.Message
	codes, secrets []string
}

// claim counts that the next mails begin, before anything looks into them, and lets
// them be read: as many as two batches, since each time is a COMMIT. busy are those that
// are being decided on. Without mails it gives nil and the moment at which some are due.
func (d *Daemon) claim(ctx context.Context, busy []int64) (queue []*batch, next time.Time, err error) {
	var list []store.Undecided
	err = d.update(ctx, func(tx *store.Tx) (err error) {
		more := tx.NextBatch
		if d.restored.Load() {
			more = tx.NextByReceipt
		}
		if list, err = more(parseAttempts, 2*batchSize, 2*batchBytes, time.Now(), busy...); err != nil {
			return err
		}
		if len(list) == 0 {
			next, _, err = tx.NextHeld()
			return err
		}
		ids := make([]int64, len(list))
		for i, u := range list {
			ids[i] = u.ID
		}
		return tx.CountAttempt(ids...)
	})
	if err != nil {
		return nil, next, fmt.Errorf("find undecided mail: %w", err)
	}
	for len(list) > 0 {
		b := &batch{read: make(chan struct{})}
		var size int64
		for _, u := range list {
			if size += u.Size; len(b.list) == batchSize || len(b.list) > 0 && size > batchBytes {
				break
			}
			b.list, b.ids = append(b.list, u), append(b.ids, u.ID)
		}
		list, queue = list[len(b.list):], append(queue, b)
	}
	if queue != nil {
		go d.readBatches(context.WithoutCancel(ctx), queue)
	}
	return queue, next, nil
}

// readBatches reads the mails of some batches. What goes wrong over one mail stays
// with that mail.
func (d *Daemon) readBatches(ctx context.Context, queue []*batch) {
	for _, b := range queue {
		d.readBatch(ctx, b)
	}
}

func (d *Daemon) readBatch(ctx context.Context, b *batch) {
	defer close(b.read)
	for _, u := range b.list {
		m, err := d.readSafely(ctx, u)
		if store.IsStorage(err) {
			b.err = err
			return
		}
		if err != nil {
			d.log.Error("mail not read", "message", u.ID, "err", err)
			continue
		}
		b.mails = append(b.mails, m)
	}
}

// fileBatch writes what follows from some mails in one transaction. When one of
// them fails, all of it is undone and each is written by itself: to be ready for
// that at every mail would cost more than the mail.
func (d *Daemon) fileBatch(ctx context.Context, mails []mail) error {
	f := &filing{d: d, now: time.Now()}
	err := d.update(ctx, func(tx *store.Tx) error {
		f.tx, f.done = tx, nil
		for _, m := range mails {
			if err := f.fileSafely(m); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && !store.IsStorage(err) {
		err = d.fileApart(ctx, f, mails)
	}
	if err != nil {
		return fmt.Errorf("decide on mail: %w", err)
	}
	d.tell(f.done)
	return nil
}

// fileApart does what fileBatch does so that what goes wrong over one mail stays
// with that mail.
func (d *Daemon) fileApart(ctx context.Context, f *filing, mails []mail) error {
	return d.update(ctx, func(tx *store.Tx) error {
		f.tx, f.done = tx, nil
		for _, m := range mails {
			before := len(f.done)
			err := tx.Part(func() error { return f.fileSafely(m) })
			if store.IsStorage(err) {
				return err
			}
			if err != nil {
				f.done = f.done[:before]
				d.log.Error("mail not decided on", "message", m.ID, "err", err)
			}
		}
		return nil
	})
}

// readSafely keeps a panic over one mail with that mail.
func (d *Daemon) readSafely(ctx context.Context, u store.Undecided) (m mail, err error) {
	defer caught(&err)
	if m.Message, err = d.read(ctx, u); err != nil {
		return m, err
	}
	m.Message = d.Procedure.ReadAhead(m.Message)
	for _, r := range m.Calendar {
		// An answer to an invitation names it by the id of our mail.
		if r.UID != "" && !slices.Contains(m.References, r.UID) {
			m.References = append(m.References, r.UID)
		}
	}
	m.codes = answer.Code(m.Subject, m.Text)
	m.secrets = append(workflow.Secrets(m.Subject), workflow.Secrets(m.Text)...)
	return m, nil
}

// fileSafely does the same for what the procedure makes of it.
func (f *filing) fileSafely(m mail) (err error) {
	defer caught(&err)
	return f.file(m)
}

// caught makes an error of a panic over one mail.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("panic over one mail: %v", panicClass(r))
	}
}

// panicClass says what kind of value was thrown without its text, which may hold
// content of the mail.
func panicClass(r any) string {
	if err, ok := r.(error); ok {
		return fmt.Sprintf("%T", err)
	}
	return fmt.Sprintf("%T", r)
}

// read makes a Message of a stored mail.
func (d *Daemon) read(ctx context.Context, u store.Undecided) (m workflow.Message, err error) {
	if at := d.hand.pick(u.ID); at.there() {
		defer at.close()
		m = d.ReadMail(at.reader(), d.readOptions())
	} else {
		raw, err := d.db.RawReader(ctx, u.ID)
		if err != nil {
			return workflow.Message{}, fmt.Errorf("read mail: %w", err)
		}
		m = d.ReadMail(raw, d.readOptions())
		if err := raw.Err(); err != nil {
			return workflow.Message{}, err
		}
	}
	m.ID, m.Source, m.Folder, m.Received = u.ID, u.Source, u.Folder, u.Received
	return m, d.db.Broken()
}

func (d *Daemon) readOptions() reader.Options {
	return reader.Options{
		AuthservID: d.cfg.Trust.AuthservID, OwnHosts: d.cfg.Trust.OwnHosts,
		OwnListIDs: d.cfg.Mailbox.OwnListIDs, Own: d.Procedure.Committee, MaxSize: int64(d.cfg.Mailbox.MaxSize),
	}
}

// setAside gives up on mails that broke the reader too often: they stay stored,
// and the secretary is asked to look at them herself.
func (d *Daemon) setAside(ctx context.Context) error {
	for {
		var done []applied
		var found bool
		err := d.update(ctx, func(tx *store.Tx) error {
			found, done = false, nil
			broken, err := tx.Exhausted(parseAttempts)
			if err != nil || len(broken) == 0 {
				return err
			}
			found = true
			u := broken[0]
			f := &filing{d: d, tx: tx, now: time.Now()}
			m := workflow.Message{ID: u.ID, Source: u.Source, Folder: u.Folder, Received: u.Received, Kind: workflow.KindHuman}
			if err := f.present(m, workflow.Route{Verdict: workflow.VerdictItem, Reason: workflow.ReasonUnreadable}); err != nil {
				return err
			}
			done = f.done
			return tx.SetAside(u.ID, "could not be read")
		})
		if err != nil {
			return fmt.Errorf("set mail aside: %w", err)
		}
		d.tell(done)
		if !found {
			return nil
		}
	}
}
