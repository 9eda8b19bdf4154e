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
	batchSize  = 128
	batchBytes = 6 << 20
)

// decideLoop takes mails in, in the order in which they came.
func (d *Daemon) decideLoop(ctx context.Context) error {
	answer.Prepare() // while the servers are dialled
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
		var b *batch
		err := d.update(ctx, func(tx *store.Tx) (err error) {
			if b, err = d.claim(tx); b == nil && err == nil {
				next, _, err = tx.NextHeld()
			}
			return err
		})
		if err != nil {
			return time.Time{}, n, fmt.Errorf("find undecided mail: %w", err)
		}
		if b == nil {
			return next, n, d.setAside(ctx)
		}
		k, err := d.decideFrom(ctx, b)
		n += k
		if err != nil {
			return time.Time{}, n, err
		}
	}
	return time.Time{}, n, nil
}

// backlog is from how many mails on what they took of memory is given back at once.
const backlog = 100

// decideFrom decides on a batch that was claimed and on those that can follow it at
// once: while one is written, the next is read. What was counted as begun is finished,
// also when ctx ends. It gives the number of mails.
func (d *Daemon) decideFrom(ctx context.Context, b *batch) (n int, err error) {
	calm := context.WithoutCancel(ctx)
	d.begin(calm, b, nil)
	var next *batch
	defer func() {
		<-b.read
		if next != nil {
			<-next.read
		}
	}()
	for {
		more := func(tx *store.Tx, busy ...*batch) (*batch, error) {
			if ctx.Err() != nil || !b.fresh() {
				return nil, nil
			}
			return d.claim(tx, busy...)
		}
		if next == nil && ctx.Err() == nil {
			err := d.update(ctx, func(tx *store.Tx) (err error) {
				next, err = more(tx, b)
				return err
			})
			if err != nil {
				next = nil // its claim does not stand
				if ctx.Err() == nil {
					return n, fmt.Errorf("find undecided mail: %w", err)
				}
			}
			d.begin(calm, next, b)
		}
		n += len(b.ids)
		<-b.read
		if b.err != nil {
			return n, b.err
		}
		var third *batch
		err := d.fileBatch(calm, b.mails, func(tx *store.Tx) (err error) {
			if next != nil {
				third, err = more(tx, b, next)
			}
			return err
		})
		if err != nil {
			return n, err
		}
		if next == nil {
			return n, nil
		}
		d.begin(calm, third, next)
		b, next = next, third
	}
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

// claim counts that the next mails begin, before anything looks into them; nil when
// there are none. busy are batches that are being decided on.
func (d *Daemon) claim(tx *store.Tx, busy ...*batch) (*batch, error) {
	more := tx.NextBatch
	if d.restored.Load() {
		more = tx.NextByReceipt
	}
	var ids []int64
	for _, b := range busy {
		ids = append(ids, b.ids...)
	}
	list, err := more(parseAttempts, batchSize, batchBytes, time.Now(), ids...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	b := &batch{list: list, read: make(chan struct{})}
	for _, u := range list {
		b.ids = append(b.ids, u.ID)
	}
	if err := tx.CountAttempt(b.ids...); err != nil {
		return nil, err
	}
	return b, nil
}

// begin lets a batch be read whose claim stands in the database, when the one before it
// has been.
func (d *Daemon) begin(ctx context.Context, b, before *batch) {
	if b == nil {
		return
	}
	go func() {
		if before != nil {
			<-before.read
		}
		d.readBatch(ctx, b)
	}()
}

// readBatch reads the mails of a batch. What goes wrong over one mail stays with that
// mail.
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
// that at every mail would cost more than the mail. What claim does goes with it: that
// saves a COMMIT.
func (d *Daemon) fileBatch(ctx context.Context, mails []mail, claim func(*store.Tx) error) error {
	f := &filing{d: d, now: time.Now()}
	err := d.update(ctx, func(tx *store.Tx) error {
		f.tx, f.done = tx, nil
		for _, m := range mails {
			if err := f.fileSafely(m); err != nil {
				return err
			}
		}
		return claim(tx)
	})
	if err != nil && !store.IsStorage(err) {
		err = d.fileApart(ctx, f, mails, claim)
	}
	if err != nil {
		return fmt.Errorf("decide on mail: %w", err)
	}
	d.tell(f.done)
	return nil
}

// fileApart does what fileBatch does so that what goes wrong over one mail stays
// with that mail.
func (d *Daemon) fileApart(ctx context.Context, f *filing, mails []mail, claim func(*store.Tx) error) error {
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
		return claim(tx)
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
	m, whole := d.readHand(u.ID)
	if !whole {
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

// readHand reads a mail that lies at hand. whole is false when none does, or when its file
// could not be read as it was written.
func (d *Daemon) readHand(id int64) (m workflow.Message, whole bool) {
	at := d.hand.pick(id)
	if !at.there() {
		return m, false
	}
	defer at.close()
	r := &checked{r: at.reader(), left: at.size}
	m = d.ReadMail(r, d.readOptions())
	if r.bad != nil {
		d.log.Warn("file of a large mail not read, its copy in the database is", "message", id, "err", r.bad)
	}
	return m, r.bad == nil
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
