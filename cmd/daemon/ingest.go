package daemon

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
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
	batchSize  = 24
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
		b, next, err := d.claimBatch(ctx, nil)
		if err != nil {
			return time.Time{}, n, err
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

// decideFrom decides on a batch and on those that can follow it at once: while one
// is written, the next is read. What was counted as begun is finished, also when ctx
// ends. It gives the number of mails.
func (d *Daemon) decideFrom(ctx context.Context, b *batch) (n int, err error) {
	for b != nil {
		var after *batch
		if ctx.Err() == nil && b.fresh() {
			if after, _, err = d.claimBatch(ctx, b); err != nil && ctx.Err() == nil {
				<-b.read
				return n, err
			}
		}
		n += len(b.ids)
		<-b.read
		if err = b.err; err == nil {
			err = d.fileBatch(context.WithoutCancel(ctx), b.mails)
		}
		if err != nil && after != nil {
			<-after.read
		}
		if err != nil {
			return n, err
		}
		b = after
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

// claimBatch counts that the next mails begin, before anything looks into them, and
// lets them be read. busy are those that are being decided on, nil for none. Without
// mails it gives nil and the moment at which some are due.
func (d *Daemon) claimBatch(ctx context.Context, busy *batch) (b *batch, next time.Time, err error) {
	err = d.update(ctx, func(tx *store.Tx) error {
		b = &batch{read: make(chan struct{})}
		var others []int64
		if busy != nil {
			others = busy.ids
		}
		var err error
		more := tx.NextBatch
		if d.restored.Load() {
			more = tx.NextByReceipt
		}
		if b.list, err = more(parseAttempts, batchSize, batchBytes, time.Now(), others...); err != nil {
			return err
		}
		if len(b.list) == 0 {
			next, _, err = tx.NextHeld()
			return err
		}
		for _, u := range b.list {
			b.ids = append(b.ids, u.ID)
		}
		return tx.CountAttempt(b.ids...)
	})
	if err != nil {
		return nil, next, fmt.Errorf("find undecided mail: %w", err)
	}
	if len(b.list) == 0 {
		return nil, next, nil
	}
	go d.readBatch(context.WithoutCancel(ctx), b)
	return b, next, nil
}

// readBatch reads the mails of a batch. What goes wrong over one mail stays with
// that mail.
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
	text := m.Subject + "\n" + m.Text
	m.codes, m.secrets = answer.Code(text), workflow.Secrets(text)
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
func (d *Daemon) read(ctx context.Context, u store.Undecided) (workflow.Message, error) {
	raw, err := d.db.RawReader(ctx, u.ID)
	if err != nil {
		return workflow.Message{}, fmt.Errorf("read mail: %w", err)
	}
	m := d.ReadMail(raw, d.readOptions())
	m.ID, m.Source, m.Folder, m.Received = u.ID, u.Source, u.Folder, u.Received
	return m, errors.Join(raw.Err(), d.db.Broken())
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

// filing is one message on its way into the records.
type filing struct {
	d    *Daemon
	tx   *store.Tx
	now  time.Time
	done []applied
}

// waitForTwin is how long a mail that says it is from the mailbox waits for its
// copy in Sent: one poll and a minute.
func (d *Daemon) waitForTwin() time.Duration { return d.cfg.Mailbox.Poll + time.Minute }

// file sorts a message and lets the procedure take it in.
func (f *filing) file(in mail) error {
	if done, err := f.toNotice(in.Message); err != nil || done {
		return err
	}
	ev, err := f.evidence(in)
	if err != nil {
		return err
	}
	if err := f.guesses(in, &ev); err != nil {
		return err
	}
	m := in.Message
	if ev.OwnMail {
		if err := f.double(m); err != nil {
			return err
		}
	} else {
		if done, err := f.lost(m); err != nil {
			return err
		} else if done {
			return f.tx.SetMessage(m.ID, m, "", string(workflow.VerdictOwn))
		}
	}
	if ev.HasTwin && m.Source == workflow.SourceInbox && f.lay(ev.Twin, workflow.ItemJunk) {
		ev.HasTwin = false // the copy in Junk was not answered
	}
	r := f.d.Procedure.Sort(m, ev)
	matter := r.Matter
	switch r.Verdict {
	case workflow.VerdictOwn:
		if err := f.ownCopy(m); err != nil {
			return err
		}
	case workflow.VerdictTwin:
		if !m.OutsideHop && m.From.Same(f.d.Procedure.Committee) {
			for _, secret := range workflow.Secrets(m.Text) {
				if err := f.tx.AliasSent(secret, m.MessageID); err != nil {
					return err
				}
			}
		}
	case workflow.VerdictForget:
		if err := f.tx.SetMessage(m.ID, m, "", string(r.Verdict)); err != nil {
			return err
		}
		return f.tx.ForgetRaw(m.ID)
	case workflow.VerdictWait:
		// From when it was taken in: after a stop both copies are hours old, and the
		// one in Sent may be read last.
		arrived, err := f.tx.Arrived(m.ID)
		if err != nil {
			return err
		}
		if until := arrived.Add(f.d.waitForTwin()); f.now.Before(until) {
			return f.tx.HoldMessage(m.ID, until)
		}
		return f.intake(m, workflow.Route{Verdict: workflow.VerdictItem, Reason: workflow.ReasonUnproven})
	case workflow.VerdictOpen:
		return f.open(m)
	case workflow.VerdictItem, workflow.VerdictJunk:
		if err := f.intake(m, r); err != nil {
			return err
		}
		return f.claimed(m, r)
	case workflow.VerdictCase, workflow.VerdictCommand, workflow.VerdictSent, workflow.VerdictLetter:
		return f.receive(m, r)
	}
	return f.tx.SetMessage(m.ID, m, matter, string(r.Verdict))
}

// lay reports whether a matter is an intake item of a state.
func (f *filing) lay(matter string, state workflow.ItemState) bool {
	it, err := f.tx.Item(matter)
	return err == nil && it.State == state
}

// evidence gathers what the records know about a message. A delivery report is
// looked up by the mails it is about.
func (f *filing) evidence(in mail) (workflow.Evidence, error) {
	m := in.Message
	if m.Kind == workflow.KindBounce {
		for _, r := range m.Reports {
			if r.MessageID != "" && !slices.Contains(m.References, r.MessageID) {
				m.References = append(m.References, r.MessageID)
			}
		}
	}
	ev, err := f.tx.Evidence(m, in.codes, in.secrets)
	if err != nil {
		return ev, fmt.Errorf("gather evidence: %w", err)
	}
	return ev, nil
}

// open makes a case of a message and files it as decided.
func (f *filing) open(m workflow.Message) error {
	number, err := f.openCase(m)
	if err != nil {
		return err
	}
	return f.tx.SetMessage(m.ID, m, string(number), string(workflow.VerdictOpen))
}

// openCase makes a case of a message. Year and sequence are those of receipt.
func (f *filing) openCase(m workflow.Message, more ...workflow.Message) (workflow.Number, error) {
	number, err := f.nextNumber(m)
	if err != nil {
		return "", err
	}
	if old, ok, err := f.oldItem(m.ID); err != nil {
		return "", err
	} else if ok && old.State == workflow.ItemJunk {
		old.State = workflow.ItemComplaint
		if err := f.apply(old.Key, workflow.Decision{Item: &old}); err != nil {
			return "", err
		}
	}
	return number, f.apply(string(number), f.d.Procedure.Open(number, m, f.now, more...))
}

// intake puts a message before the secretary and files it as decided.
func (f *filing) intake(m workflow.Message, r workflow.Route) error {
	if err := f.present(m, r); err != nil {
		return err
	}
	return f.tx.SetMessage(m.ID, m, f.done[len(f.done)-1].matter, string(r.Verdict))
}

// present puts a message before the secretary.
func (f *filing) present(m workflow.Message, r workflow.Route) error {
	key, err := f.nextItem(m.ID)
	if err != nil {
		return fmt.Errorf("new intake item: %w", err)
	}
	dec := f.d.Procedure.Intake(key, m, r, f.now)
	if old, ok, err := f.oldItem(m.ID); err != nil {
		return err
	} else if ok {
		// It lay in Junk before: the same item, now put before her.
		dec = f.d.Procedure.Intake(old.Key, m, r, f.now)
		dec.Item.Version = old.Version
		key = old.Key
	}
	return f.apply(key, dec)
}

// oldItem finds the intake item that a message already is.
func (f *filing) oldItem(message int64) (workflow.Item, bool, error) {
	key, ok, err := f.tx.ItemOf(message)
	if err != nil || !ok {
		return workflow.Item{}, false, err
	}
	it, err := f.tx.Item(key)
	return it, err == nil, err
}

// receive takes a message into the matter it belongs to.
func (f *filing) receive(m workflow.Message, r workflow.Route) error {
	if r.Verdict == workflow.VerdictLetter {
		if err := f.tx.SpendSecret(r.Token.Secret, m.MessageID, f.now); err != nil {
			return err
		}
	}
	switch {
	case r.Matter == workflow.OfficeKey:
		o, err := f.tx.Office()
		if err != nil {
			return err
		}
		if err := f.apply(r.Matter, f.d.Procedure.OfficeReceive(o, m, r, f.now)); err != nil {
			return err
		}
	case strings.HasPrefix(r.Matter, "I-"):
		it, err := f.tx.Item(r.Matter)
		if err != nil {
			return err
		}
		if it.Became != "" && r.Verdict != workflow.VerdictCommand {
			// It grew into a case, and that is where the reply belongs.
			r.Matter, r.Person, r.Role = string(it.Became), "", workflow.RoleNone
			return f.receive(m, r)
		}
		dec := f.d.Procedure.Answer(it, m, r, f.exists, f.now)
		if err := f.apply(r.Matter, dec); err != nil {
			return err
		}
		sender := func(x workflow.Message) bool { _, ok := it.ByAddress(x.From); return ok }
		if err := f.next(r.Matter, sender, dec.Next); err != nil {
			return err
		}
	default:
		if err := f.receiveCase(m, r); err != nil {
			return err
		}
	}
	if m.Kind == workflow.KindBounce && r.Token != nil {
		if err := f.bounced(r.Token.MessageID); err != nil {
			return err
		}
	}
	return f.tx.SetMessage(m.ID, m, r.Matter, string(r.Verdict))
}

// bounced records that a mail of ours came back, for the overview.
func (f *filing) bounced(messageID string) error {
	o, err := f.tx.MailByID(messageID)
	if err != nil {
		return err
	}
	_, err = f.tx.MarkBounced(o.ID, f.now)
	return err
}

// receiveCase lets a case take in a message.
func (f *filing) receiveCase(m workflow.Message, r workflow.Route) error {
	c, err := f.tx.Case(workflow.Number(r.Matter))
	if err != nil {
		return err
	}
	if err := f.compare(m, &r); err != nil {
		return err
	}
	dec, err := f.d.Procedure.Receive(c, m, r, f.now)
	if err != nil {
		return err
	}
	if err := f.apply(r.Matter, dec); err != nil {
		return err
	}
	return f.nextCase(m, r, dec.Next)
}

// next goes on with what the secretary chose. For an intake item: a case is opened
// from what its sender wrote, or that is filed in an existing one; what others
// wrote about it stays in the item.
func (f *filing) next(matter string, sender func(workflow.Message) bool, next workflow.Next) error {
	if next.Resend != "" {
		return f.resend(matter, next.Resend)
	}
	if !next.Open && next.Join == "" {
		return nil
	}
	ids, err := f.tx.MessagesOf(matter)
	if err != nil {
		return err
	}
	var mails []workflow.Message
	for _, id := range ids {
		m, err := f.tx.Message(id)
		if err != nil {
			return err
		}
		if len(mails) == 0 || sender(m) {
			mails = append(mails, m)
		}
	}
	into := next.Join
	if next.Open {
		if !next.Received.IsZero() {
			// A letter on paper: it came in on the day of its stamp.
			mails[0].Received = next.Received.At(paperHour, 0, f.d.Procedure.Location)
		}
		if into, err = f.openCase(mails[0], mails[1:]...); err != nil {
			return err
		}
		it, err := f.tx.Item(matter)
		if err != nil {
			return err
		}
		it.Became = into
		if err := f.apply(matter, workflow.Decision{Item: &it}); err != nil {
			return err
		}
	}
	for _, m := range mails {
		if next.Join != "" {
			c, err := f.tx.Case(into)
			if err != nil {
				return err
			}
			if err := f.apply(string(into), f.d.Procedure.Joined(c, m, f.now)); err != nil {
				return err
			}
		}
		if err := f.tx.FileMessage(m.ID, string(into)); err != nil {
			return err
		}
	}
	return nil
}

// paperHour is when a letter on paper is taken to have come in: a stamp has no hour.
const paperHour = 12

// resend lets a mail of unknown fate go out once more, byte for byte: the
// secretary asked for it.
func (f *filing) resend(matter, key string) error {
	list, err := f.tx.Notices(matter)
	if err != nil {
		return err
	}
	for _, n := range list {
		if n.Key != key {
			continue
		}
		o, err := f.tx.MailOfNotice(n.ID)
		if err != nil || o.State != store.StateUnknown {
			return err // its copy turned up meanwhile: it was accepted
		}
		return f.tx.MarkOutcome(o.ID, store.StateAgain, o.Code, o.Enhanced, o.Reply, f.now)
	}
	return nil
}

// exists tells whether there is a case of a number.
func (f *filing) exists(n workflow.Number) bool {
	_, err := f.tx.Case(n)
	return err == nil
}

// apply writes a decision and remembers it for the log.
func (f *filing) apply(matter string, dec workflow.Decision) error {
	if err := f.tx.Apply(dec, f.now); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	for _, id := range dec.Next.Forget {
		if err := f.tx.ForgetRaw(id); err != nil {
			return fmt.Errorf("apply: %w", err)
		}
	}
	if dec.Next.Pause {
		if err := f.d.halt(f.tx, StopPause, f.now); err != nil {
			return err
		}
	}
	if err := f.adopt(matter); err != nil {
		return fmt.Errorf("apply: %w", err)
	}
	f.done = append(f.done, applied{matter, dec})
	return f.expire(matter, dec)
}
