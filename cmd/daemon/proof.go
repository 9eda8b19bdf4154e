package daemon

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// lookAfter is when a mail of unknown fate is looked for, counted from the moment
// at which its fate became unknown (trust section 4).
var lookAfter = [...]time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 12 * time.Hour}

const (
	lookRetry   = 5 * time.Minute // when the mailbox could not be looked into
	copyRest    = time.Hour       // how long a mail waits whose own copy was refused
	copyReply   = "kopie: "       // before what the server said of the own copy
	copyKept    = "ja"            // values of MetaLive + "kopie"
	copyNotKept = "nee"
)

// copyWanted tells whether a mail leaves with a copy to ourselves: where the server
// keeps none of what is handed in, it is the only proof that it was taken. What
// goes to the mailbox is a copy itself. As long as check -live has not seen what
// this server does, none is sent: the inbox would fill up for nothing.
func (c *claiming) copyWanted(o store.Outgoing) (bool, error) {
	if o.Letter || strings.EqualFold(o.To, o.From) {
		return false, nil
	}
	kept, err := c.tx.Meta(MetaLive + "kopie")
	return kept == copyNotKept, err
}

// copyRefused: the server took the recipient and not the copy to ourselves, so that
// nothing was sent. A reminder goes without proof; the rest waits an hour, and then
// the secretary is asked.
func (f *filing) copyRefused(j *job, now time.Time) (state string, next time.Time, err error) {
	switch {
	case j.notice.Template == workflow.TemplateHandlerReminder, j.notice.Template == workflow.TemplateReminder:
		return store.StateAgain, now, f.tx.WithoutCopy(j.out.ID)
	case strings.HasPrefix(j.out.Reply, copyReply):
		return store.StateGivenUp, time.Time{}, nil
	}
	return store.StateAgain, now.Add(copyRest), nil
}

// ownCopy: a mail of ours was seen in a folder. That proves that the server took
// it, when we did not know. One to somebody else that lies in Sent shows that the
// server keeps what is handed in.
func (f *filing) ownCopy(m workflow.Message) error {
	if m.Source == workflow.SourceSent {
		if err := f.learnKept(m); err != nil {
			return err
		}
	}
	id, own, err := f.tx.OwnMail(m)
	if err != nil || !own {
		return err
	}
	o, err := f.tx.Outgoing(id)
	if err != nil {
		return err
	}
	if err := f.tx.SeenOwn(m, f.now); err != nil || o.State != store.StateUnknown {
		return err
	}
	return f.proven(o, "de eigen kopie is gezien")
}

// proven lets the procedure know that a mail of which nobody knew was accepted: what
// the secretary was asked about it is asked no more.
func (f *filing) proven(o store.Outgoing, why string) error {
	n, _, err := f.tx.Notice(o.Notice)
	if errors.Is(err, store.ErrNotFound) {
		return nil // it was erased with its case
	}
	if err != nil {
		return err
	}
	h, err := f.holder(o.Matter)
	if err != nil {
		return err
	}
	if dec, ok := f.d.Procedure.Proven(n, why, h.Matter, h.c, h.it, f.now); ok {
		return f.apply(o.Matter, dec)
	}
	return nil
}

// erasedCopy tells whether m is a copy of a mail of ours whose bytes were erased, as
// with its case: those of the copy are not to be kept either.
func (f *filing) erasedCopy(m workflow.Message) (bool, error) {
	id, own, err := f.tx.OwnMail(m)
	if err != nil || !own {
		return false, err
	}
	o, err := f.tx.Outgoing(id)
	return err == nil && o.Size == 0, err
}

// forgetCopy files a copy whose mail was erased: that it was there is all that is kept.
func (f *filing) forgetCopy(m workflow.Message) error {
	if err := f.tx.SetMessage(m.ID, m, "", string(workflow.VerdictOwn)); err != nil {
		return err
	}
	if err := f.tx.ForgetRaw(m.ID); err != nil {
		return err
	}
	f.done = append(f.done, applied{matter: workflow.OfficeKey}) // wakes whoever empties the file
	return f.tx.SetMeta(metaErased, "ja")
}

// arrived: whoever answers a mail had it, and whoever reports on its delivery took
// it. That proves as much as a copy does. Only the mail that is answered counts: its
// thread names those before it, and mails of ours that lie there name them too, whether
// or not they ever arrived. For the same reason what leaves this mailbox proves nothing
// of a mail to somebody else.
func (f *filing) arrived(m workflow.Message, ev workflow.Evidence) error {
	if ev.OwnMail {
		return nil
	}
	var ids []string
	for _, r := range m.Reports {
		ids = append(ids, r.MessageID)
	}
	if m.Kind != workflow.KindBounce && len(m.References) > 0 {
		ids = append(ids, m.References[0])
	}
	for _, t := range ev.ByCode {
		ids = append(ids, t.MessageID)
	}
	ours := m.Source == workflow.SourceSent || m.From.Same(f.d.Procedure.Committee)
	for _, id := range ids {
		if id == "" {
			continue
		}
		o, err := f.tx.MailByID(id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			continue
		case err != nil:
			return err
		case o.Letter || o.State != store.StateUnknown && o.State != store.StateAgain:
			continue
		case ours && !strings.EqualFold(o.To, o.From):
			continue
		}
		if err := f.tx.MarkOutcome(o.ID, store.StateSent, o.Code, o.Enhanced, o.Reply, time.Time{}); err != nil {
			return err
		}
		why := "er kwam antwoord op"
		if len(m.Reports) > 0 {
			why = "er kwam een bericht over de bezorging"
		}
		if err := f.proven(o, why); err != nil {
			return err
		}
	}
	return nil
}

func (f *filing) learnKept(m workflow.Message) error {
	kept, err := f.tx.Meta(MetaLive + "kopie")
	if err != nil || kept != "" {
		return err
	}
	id, own, err := f.tx.OwnMail(m)
	if err != nil || !own {
		return err
	}
	o, err := f.tx.Outgoing(id)
	if err != nil || strings.EqualFold(o.To, o.From) {
		return err
	}
	return f.tx.SetMeta(MetaLive+"kopie", copyKept)
}

// lookFor looks in all folders for a copy of a mail that was handed over whole and
// of which nobody knows whether it was taken. A copy proves that it was; that there
// is none proves nothing.
func (d *Daemon) lookFor(ctx context.Context, j *job) error {
	mark := j.out.Mark
	if j.out.Letter {
		// A draft bears no mark of ours; its secret stands in its text.
		err := d.db.View(ctx, func(tx *store.Tx) (err error) {
			mark, err = tx.LetterSecret(j.out.MessageID)
			return err
		})
		if err != nil {
			return fmt.Errorf("look for mail: %w", err)
		}
	}
	m := d.cfg.Mailbox
	seen, _, err := mailbox.Seek(ctx, d.IMAP, mailbox.Folders{Inbox: m.Inbox, Sent: m.Sent, Drafts: m.Drafts, Junk: m.Junk}, mark)
	if ctx.Err() != nil {
		return nil
	}
	now := time.Now()
	var done []applied
	uerr := d.update(ctx, func(tx *store.Tx) (uerr error) {
		c := &claiming{filing: filing{d: d, tx: tx, now: now}}
		o, uerr := tx.Outgoing(j.out.ID)
		if uerr != nil || o.State != store.StateUnknown {
			return uerr // its copy was taken in meanwhile
		}
		switch {
		case err != nil:
			uerr = tx.MarkOutcome(o.ID, store.StateUnknown, o.Code, o.Enhanced, o.Reply, now.Add(lookRetry))
		case len(seen) > 0:
			uerr = c.found(o, seen)
		case o.Looks+1 < len(lookAfter):
			uerr = tx.Looked(o.ID, now.Add(lookAfter[o.Looks+1]-lookAfter[o.Looks]))
		default:
			uerr = c.unknown(o, j.notice)
		}
		done = c.done
		return uerr
	})
	if uerr != nil {
		return fmt.Errorf("look for mail: %w", uerr)
	}
	d.log.Info("looked for a mail", "mail", j.out.ID, "look", j.out.Looks+1, "seen", len(seen), "err", err)
	d.tell(done)
	return nil
}

// found: the server has it.
func (c *claiming) found(o store.Outgoing, seen []mailbox.Sighting) error {
	state := store.StateSent
	if o.Letter {
		state = store.StateDraft
	}
	for _, s := range seen {
		if err := c.tx.AddAlias(o.MessageID, s.MessageID); err != nil {
			return err
		}
	}
	return c.tx.MarkOutcome(o.ID, state, o.Code, o.Enhanced, o.Reply, time.Time{})
}

// unknown decides on a mail of which no copy was seen in all that time. What may be
// heard twice is sent once more, byte for byte; of news of a case, and of what stays
// unknown then too, the secretary is asked.
func (c *claiming) unknown(o store.Outgoing, n workflow.Notice) error {
	if n.Repeatable() && !o.Resent {
		return c.tx.Resend(o, c.now)
	}
	if err := c.tx.StopLooking(o.ID); err != nil {
		return err
	}
	return c.notSent(n, workflow.FateUnknown)
}
