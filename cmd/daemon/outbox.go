package daemon

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// Retrying (trust section 4).
const (
	retryFirst = 5 * time.Minute
	retryMost  = 4 * time.Hour
	giveUp     = 5 * 24 * time.Hour
	// How long a mail waits for the one that must be accepted before it.
	afterPause   = 2 * time.Second
	afterUnknown = 15 * time.Minute
	// How long a notice rests that could not be made into a mail.
	pauseNotice = time.Hour
	// How long nothing is sent after a fault that no mail can help.
	pauseFault = time.Minute
	pauseLogin = 15 * time.Minute
)

// sendLoop claims and sends what is due, one mail at a time.
func (d *Daemon) sendLoop(ctx context.Context) error {
	if !wait(ctx, time.Time{}, d.ready) {
		return nil
	}
	for ctx.Err() == nil {
		busy, next, err := d.sendNext(ctx)
		if err != nil {
			return err
		}
		if !busy && !wait(ctx, within(next), d.send) {
			return nil
		}
	}
	return nil
}

// job is one frozen mail on its way out.
type job struct {
	out    store.Outgoing
	notice workflow.Notice
	look   bool // its fate is unknown: a copy is to be looked for
}

// noticeError is a notice that could not be made into a mail.
type noticeError struct {
	id  int64
	err error
}

func (e *noticeError) Error() string { return fmt.Sprintf("notice %d: %v", e.id, e.err) }
func (e *noticeError) Unwrap() error { return e.err }

// claimFailed lets one notice rest that could not be made into a mail, so that it
// never stops the others. The database failing is another matter.
func (d *Daemon) claimFailed(ctx context.Context, err error) error {
	var bad *noticeError
	if store.IsStorage(err) || !errors.As(err, &bad) {
		return fmt.Errorf("claim: %w", err)
	}
	d.log.Error("mail not made", "notice", bad.id, "err", bad.err)
	return d.update(ctx, func(tx *store.Tx) error {
		return tx.PostponeNotice(bad.id, time.Now().Add(pauseNotice))
	})
}

// sendNext sends one mail. busy is false when nothing was due; next is then the
// moment at which something will be.
func (d *Daemon) sendNext(ctx context.Context) (busy bool, next time.Time, err error) {
	now := time.Now()
	if now.Before(d.paused) {
		return false, d.paused, nil
	}
	if d.halted.Load() {
		idle, err := d.idle(ctx, now)
		if err != nil || idle {
			return false, now.Add(stopLook), err
		}
	}
	var j *job
	var done []applied
	err = d.update(ctx, func(tx *store.Tx) error {
		c := &claiming{filing: filing{d: d, tx: tx, now: now}}
		halted, err := d.stopped(tx, now)
		if err != nil {
			return err
		}
		j, busy, err = c.next(halted)
		done = c.done
		switch {
		case err != nil:
		case busy:
			err = d.clock(tx, now)
		case halted:
			next = now.Add(stopLook)
		default:
			next, _, err = tx.NextSend()
		}
		return err
	})
	if err != nil {
		return true, time.Time{}, d.claimFailed(ctx, err)
	}
	d.tell(done)
	if j == nil {
		return busy, next, nil
	}
	if j.look {
		return true, time.Time{}, d.lookFor(ctx, j)
	}
	res := d.transmit(ctx, j)
	return true, time.Time{}, d.record(ctx, j, res)
}

// transmit talks to the server, outside the lock and outside any transaction.
// Stopping ends the dialogue at once while nothing can have been taken, and lets
// the server answer for some seconds when the whole mail was there. One whose bytes
// are no longer what was frozen does not leave, and never will.
func (d *Daemon) transmit(ctx context.Context, j *job) mailbox.Result {
	raw, err := d.db.OutgoingReader(ctx, j.out.ID)
	if err != nil {
		return mailbox.Result{Outcome: mailbox.OutcomeRetry, Err: err}
	}
	res := d.handOver(ctx, j, raw)
	if err := raw.Err(); errors.Is(err, store.ErrDamaged) {
		d.log.Error("a mail was damaged on the disk and is not sent", "mail", j.out.ID)
		return mailbox.Result{Outcome: mailbox.OutcomeRefused, Err: err}
	}
	return res
}

func (d *Daemon) handOver(ctx context.Context, j *job, raw *store.BytesReader) mailbox.Result {
	if !j.out.Letter {
		copyTo := ""
		if j.out.Copy {
			copyTo = j.out.From
		}
		return mailbox.TransmitCopy(ctx, d.SMTP, j.out.From, j.out.To, copyTo, raw, raw.Size())
	}
	_, err := mailbox.Append(ctx, d.IMAP, j.out.Folder, raw, raw.Size(), mailbox.FlagDraft, mailbox.FlagSeen)
	switch {
	case err == nil:
		return mailbox.Result{Outcome: mailbox.OutcomeSent}
	case errors.Is(err, mailbox.ErrAppendUnknown):
		return mailbox.Result{Outcome: mailbox.OutcomeUnknown, Err: err}
	default:
		return mailbox.Result{Outcome: mailbox.OutcomeRetry, Fault: mailbox.FaultOf(err), Err: err}
	}
}

// record writes what became of a mail, and asks the procedure when somebody was
// not told.
func (d *Daemon) record(ctx context.Context, j *job, res mailbox.Result) error {
	now := time.Now()
	state, next := outcome(j, res, now)
	if !j.out.Letter && ctx.Err() == nil && (res.Fault != "" || res.Code != 0) {
		d.healthy(PartSMTP, res.ServerFault())
	}
	switch res.Fault {
	case mailbox.FaultLogin:
		d.paused = now.Add(pauseLogin)
	case mailbox.FaultConnect, mailbox.FaultTLS, mailbox.FaultServer:
		d.paused = now.Add(pauseFault)
	}
	var done []applied
	err := d.update(context.WithoutCancel(ctx), func(tx *store.Tx) (err error) {
		f := &filing{d: d, tx: tx, now: now}
		if res.CopyRefused {
			if state, next, err = f.copyRefused(j, now); err != nil {
				return err
			}
			res.Reply = copyReply + res.Reply
		}
		if err := tx.MarkOutcome(j.out.ID, state, res.Code, res.Enhanced, res.Reply, next); err != nil {
			return err
		}
		if id := res.QueueID; strings.Contains(id, "@") {
			// Exchange names the Message-ID under which the mail goes on.
			if err := tx.AddAlias(j.out.MessageID, id); err != nil {
				return err
			}
		}
		switch state {
		case store.StateRefused:
			err = f.notSent(j.notice, workflow.FateRefused)
		case store.StateGivenUp:
			err = f.notSent(j.notice, workflow.FateGivenUp)
		case store.StateDraft:
			err = f.madeAgain(j.out)
		}
		done = f.done
		return err
	})
	if err != nil {
		return err
	}
	d.log.Info("mail", "mail", j.out.ID, "attempt", j.out.Attempts, "outcome", state, "code", res.Code, "fault", string(res.Fault), "err", res.Err)
	if d.OnSent != nil && (state == store.StateSent || state == store.StateDraft) {
		d.OnSent(j.out, j.notice)
	}
	d.tell(done)
	return nil
}

// outcome is the state that follows from what the server said, and when the mail
// is looked at again.
func outcome(j *job, res mailbox.Result, now time.Time) (state string, next time.Time) {
	switch res.Outcome {
	case mailbox.OutcomeSent:
		if j.out.Letter {
			return store.StateDraft, time.Time{}
		}
		return store.StateSent, time.Time{}
	case mailbox.OutcomeRefused:
		if errors.Is(res.Err, store.ErrDamaged) {
			return store.StateGivenUp, time.Time{} // no server refused it
		}
		return store.StateRefused, time.Time{}
	case mailbox.OutcomeUnknown:
		return store.StateUnknown, now.Add(lookAfter[0])
	}
	pause := min(retryMost, retryFirst<<min(j.out.Attempts-1, 10))
	next = now.Add(pause)
	if next.After(j.out.GiveUp) {
		return store.StateGivenUp, time.Time{}
	}
	return store.StateAgain, next
}

// claiming looks in one transaction what may leave now and freezes it.
type claiming struct{ filing }

// next gives the mail to send now: a retry, or a notice that was claimed. busy
// without a job means that something was done and there may be more.
func (c *claiming) next(halted bool) (j *job, busy bool, err error) {
	if out, ok, err := c.tx.NextUnknown(c.now); err != nil {
		return nil, false, fmt.Errorf("next unknown: %w", err)
	} else if ok {
		n, _, err := c.tx.Notice(out.Notice)
		return &job{out, n, true}, true, err
	}
	if halted {
		return nil, false, nil
	}
	if out, ok, err := c.tx.NextRetry(c.now); err != nil {
		return nil, false, fmt.Errorf("next retry: %w", err)
	} else if ok {
		n, _, err := c.tx.Notice(out.Notice)
		return &job{out, n, false}, true, err
	}
	n, ok, err := c.tx.NextNotice(c.now)
	if err != nil || !ok {
		return nil, false, err
	}
	out, err := c.claimSafely(n)
	if err != nil {
		return nil, false, &noticeError{n.ID, err}
	}
	if out == nil {
		return nil, true, nil
	}
	return &job{*out, n, false}, true, nil
}

// notSent lets the procedure know that somebody was not told.
func (f *filing) notSent(n workflow.Notice, fate workflow.Fate) error {
	h, err := f.holder(n.Matter)
	if err != nil {
		return err
	}
	return f.apply(n.Matter, f.d.Procedure.NotSent(n, fate, h.Matter, h.c, h.it, f.now))
}

// holder is the matter of a notice, and what it is.
type holder struct {
	workflow.Matter
	c  *workflow.Case
	it *workflow.Item
}

func (f *filing) holder(key string) (holder, error) {
	switch {
	case key == workflow.OfficeKey:
		o, err := f.tx.Office()
		return holder{Matter: o.Matter}, err
	case strings.HasPrefix(key, "I-"):
		it, err := f.tx.Item(key)
		return holder{Matter: it.Matter, it: &it}, err
	}
	c, err := f.tx.Case(workflow.Number(key))
	return holder{Matter: c.Matter, c: &c}, err
}

// claimSafely keeps a panic over one mail with that mail.
func (c *claiming) claimSafely(n workflow.Notice) (out *store.Outgoing, err error) {
	defer caught(&err)
	return c.claim(n)
}

// claim asks whether a notice is still true, renders it and freezes the bytes.
// It gives nil when nothing is to be sent now.
func (c *claiming) claim(n workflow.Notice) (*store.Outgoing, error) {
	h, err := c.holder(n.Matter)
	if err != nil {
		return nil, err
	}
	if sent, err := c.adoptOne(n, h); err != nil || sent {
		return nil, err
	}
	to, why, ok := c.d.Procedure.Claim(n, h.Matter, h.c, c.now)
	if !ok {
		return nil, c.drop(n, h, why)
	}
	if at := c.d.Procedure.Leaves(n, h.Matter, c.now); at.After(c.now) {
		return nil, c.tx.PostponeNotice(n.ID, at) // it waited, and now it is night
	}
	if until, held := c.d.Procedure.Held(n, h.c, c.now); held {
		return nil, c.tx.PostponeNotice(n.ID, until)
	}
	if early, err := c.early(n, h); err != nil || early {
		return nil, err
	}
	if n.News == workflow.NewsUninvited {
		if his, _, err := c.invited(n, to); err != nil {
			return nil, err
		} else if his == "" {
			return nil, c.drop(n, h, "de uitnodiging is nooit verstuurd")
		}
	}
	if n.Template == workflow.TemplateOverview {
		if _, something, err := c.overview(n.To); err != nil {
			return nil, err
		} else if !something {
			return nil, c.drop(n, h, "er wacht niets meer op de ontvanger")
		}
	}
	folder := ""
	if n.Letter {
		names := c.d.folders.Load()
		if names == nil || names.Drafts == "" {
			return nil, c.tx.PostponeNotice(n.ID, c.now.Add(time.Minute))
		}
		folder = names.Drafts
	} else if wait, why, err := c.caps(n, to); err != nil {
		return nil, err
	} else if why != "" {
		if err := c.drop(n, h, why); err != nil {
			return nil, err
		}
		return nil, c.notSent(n, workflow.FateCapped)
	} else if !wait.IsZero() {
		return nil, c.tx.PostponeNotice(n.ID, wait)
	}
	return c.freeze(n, h, to, folder)
}

// early reports whether another mail has to be accepted first, and lets n wait
// or go accordingly.
func (c *claiming) early(n workflow.Notice, h holder) (bool, error) {
	if n.Template == workflow.TemplateHandlerReminder && n.Stage == stageSeen {
		return c.unseen(n)
	}
	if n.Template == workflow.TemplateActie && n.Stage > 0 {
		return c.askedLate(n, h)
	}
	first := n.After()
	if first == "" {
		return false, nil
	}
	list, err := c.tx.Notices(n.Matter)
	if err != nil {
		return false, err
	}
	for _, o := range list {
		if o.Key != first {
			continue
		}
		switch _, state, err := c.tx.Notice(o.ID); {
		case err != nil:
			return false, err
		case state == store.StateSent, settled(h.Matter, first):
			return false, nil
		case state == store.StateWaiting:
			return true, c.tx.PostponeNotice(n.ID, later(o.NotBefore, c.now.Add(afterPause)))
		case state == store.StateBusy || state == store.StateUnknown:
			out, err := c.tx.MailOfNotice(o.ID)
			if err != nil {
				return false, err
			}
			return true, c.tx.PostponeNotice(n.ID, later(out.NextTry, c.now).Add(afterUnknown))
		}
	}
	return true, c.drop(n, h, "wat eraan voorafgaat is niet verstuurd")
}

// askedLate lets the repeat of an Actie wait that came to her only after the repeat was
// due, as when mail was paused, or that came to her once more since nobody knew of the
// first mail: she has not had her days yet.
func (c *claiming) askedLate(n workflow.Notice, h holder) (bool, error) {
	list, err := c.tx.Notices(n.Matter)
	if err != nil {
		return false, err
	}
	var asked time.Time // zero: it was asked without a mail of its own, or in time
	for _, o := range list {
		anew := n.To == workflow.RoleSecretary && o.Key == workflow.AskedAnew(n.Question)
		if o.ID == n.ID || o.Key != n.Question && !anew {
			continue
		}
		out, err := c.tx.MailOfNotice(o.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		if anew || out.Date.After(n.NotBefore) {
			asked = later(asked, out.Date)
		}
	}
	if asked.IsZero() {
		return false, nil
	}
	if at := c.d.Procedure.Repeats(n, h.Matter, asked); at.After(c.now) {
		return true, c.tx.PostponeNotice(n.ID, at)
	}
	return false, nil
}

// settled reports whether the secretary said of a mail that did not arrive for
// certain that she saw to it herself.
func settled(m workflow.Matter, key string) bool {
	return slices.ContainsFunc(m.Questions, func(q workflow.Question) bool {
		return q.Failing == key && q.Answer == string(workflow.ActDone)
	})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// drop lets a notice go that must not leave, and says so in the log.
func (c *claiming) drop(n workflow.Notice, h holder, why string) error {
	if err := c.tx.DropNotice(n.ID, why); err != nil {
		return err
	}
	dec := workflow.Decision{Case: h.c, Item: h.it, Events: []workflow.Event{{
		At: c.now, Kind: workflow.EventDropped, Message: n.About, Actor: n.To,
		Text: "De mail “" + string(n.Template) + "” vervalt: " + why + ".",
	}}}
	if h.c == nil && h.it == nil {
		dec.Office = &workflow.Office{Matter: h.Matter}
	}
	return c.apply(n.Matter, dec)
}

// freeze gives a notice its ids, renders it and stores the bytes. From here on
// they never change.
func (c *claiming) freeze(n workflow.Notice, h holder, to workflow.Recipient, folder string) (*store.Outgoing, error) {
	d := c.d
	tok := workflow.Token{
		MessageID: "kp." + strings.ToLower(rand.Text()) + "@" + d.Procedure.Committee.Domain,
		Code:      newCode(), Matter: n.Matter, Role: to.Role, Person: n.Person, Address: to.Address,
		Question: n.Question, Template: n.Template, Notice: n.ID,
	}
	if n.Letter {
		tok.Secret = newCode()
	}
	if q, ok := h.PaperActie(n); ok && n.Paper {
		tok.Person, tok.Question = "", q.Key // what she answers is that it was posted
	}
	mail, fixed, err := c.compose(n, h, to, tok)
	if err != nil {
		return nil, err
	}
	mark, err := c.mark(n, h)
	if err != nil {
		return nil, err
	}
	if n.Letter {
		tok.Address = mail.To // on trial she sends it to herself
	} else {
		mail.Headers = append(mail.Headers, mailbox.Header{Name: "X-Klachtenpost", Value: mark})
	}
	out := store.Outgoing{
		Notice: n.ID, Matter: n.Matter, From: d.Procedure.Committee.Addr(), To: mail.To.Addr(), MessageID: tok.MessageID,
		Date: c.now, Letter: n.Letter, Folder: folder, Mark: mark, GiveUp: c.now.Add(giveUp),
	}
	if !n.ValidUntil.IsZero() && n.ValidUntil.Before(out.GiveUp) {
		out.GiveUp = n.ValidUntil
	}
	if out.Copy, err = c.copyWanted(out); err != nil {
		return nil, err
	}
	out.ID, err = c.tx.Freeze(n, out, tok, store.TextHash(mail.Text), func(w io.Writer) error {
		return mailbox.Compose(w, mail)
	})
	if err == nil && n.Letter {
		err = c.tx.SetFixed(out.ID, fixed)
	}
	out.Attempts = 1
	return &out, err
}

// caps is the arithmetic that ends every loop (trust section 2). It gives the
// moment to which a mail has to wait, or why it is left out.
func (c *claiming) caps(n workflow.Notice, to workflow.Recipient) (wait time.Time, why string, err error) {
	caps := c.d.cfg.Trust.Caps
	day := c.now.Add(-24 * time.Hour)
	tomorrow := c.now.Add(24 * time.Hour)
	count := func(n int, err2 error) int { err = errors.Join(err, err2); return n }
	outside := n.ToParty()
	address := to.Address.Addr()
	switch {
	case n.Template == workflow.TemplateUrgent:
		return time.Time{}, "", nil // danger waits for nothing
	case n.Template == workflow.TemplateHearing:
		// It counts for the others, and waits for none: a day later he may have missed
		// the hearing, or travelled to one that is off.
	case n.Template == workflow.TemplateAcknowledgement:
		every := c.now.AddDate(0, 0, -caps.AcknowledgementEvery.N)
		if count(c.tx.SentTemplateTo(address, n.Template, every)) > 0 {
			return time.Time{}, "dit adres kreeg kort geleden al een ontvangstbevestiging", err
		}
	case n.Template == workflow.TemplateMessageReceived:
		midnight := c.d.Procedure.Midnight(c.now)
		if count(c.tx.SentTemplateTo(address, n.Template, midnight)) > 0 ||
			count(c.tx.SentInMatter(n.Matter, day)) >= caps.CaseDay || count(c.tx.SentTo(address, day)) >= caps.AddressDay {
			return time.Time{}, "deze persoon kreeg vandaag al genoeg automatische mail", err
		}
	case outside && (count(c.tx.SentTo(address, day)) >= caps.AddressDay):
		return tomorrow, "", err
	case !outside && count(c.tx.SentTo(address, day)) >= caps.StaffDay:
		return tomorrow, "", err
	}
	if err != nil || to.Address.Same(c.d.Procedure.Committee) {
		return time.Time{}, "", err // a flood of questions to the secretary is nobody's loop
	}
	wait, err = c.together(n)
	return wait, "", err
}
