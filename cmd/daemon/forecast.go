package daemon

import (
	"context"
	"errors"
	"fmt"
	"time"

	"klachtenpost/mailbox"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// Leaving is a mail that would leave, or a letter that would be put in Drafts.
type Leaving struct {
	At     time.Time
	Notice workflow.Notice
	To     workflow.Recipient
	About  string // what it is about, beside its template: the reason of an Actie, the news; "" for nothing more
	Fault  error  // it could not be made into a mail: this is what would happen every hour
}

// Forecast plays on a copy of the database what leaves from one moment to another
// when nobody writes and nothing fails, and hands every mail to leaves. It is the
// work itself with another clock and without servers: what it says is what the
// program does. begin says that the program starts at from; else it runs already.
func (d *Daemon) Forecast(ctx context.Context, from, until time.Time, begin bool, leaves func(Leaving)) error {
	d.cfg.Backup.Dir = ""
	d.folders.Store(&mailbox.Folders{Drafts: "Concepten"})
	if begin {
		if err := d.sweepAll(ctx, from); err != nil {
			return err
		}
	}
	for now := from; !now.After(until); {
		next, err := d.runJobs(ctx, now)
		if err != nil {
			return err
		}
		due, err := d.foresee(ctx, now, leaves)
		if err != nil {
			return err
		}
		if !due.IsZero() && due.Before(next) {
			next = due
		}
		if !next.After(now) {
			next = now.Add(time.Second)
		}
		now = next
	}
	return ctx.Err()
}

// foresee takes every mail that may leave at now for sent, and gives the moment
// at which the next may.
func (d *Daemon) foresee(ctx context.Context, now time.Time, leaves func(Leaving)) (next time.Time, err error) {
	for busy := true; busy && ctx.Err() == nil; {
		err := d.update(ctx, func(tx *store.Tx) error {
			c := &claiming{filing{d: d, tx: tx, now: now}}
			j, more, err := c.next(false)
			var bad *noticeError
			switch {
			case errors.As(err, &bad) && !store.IsStorage(err):
				n, _, err := tx.Notice(bad.id)
				leaves(Leaving{At: now, Notice: n, To: workflow.Recipient{Role: n.To}, Fault: bad.err})
				return errors.Join(err, tx.DropNotice(bad.id, "kan niet worden gemaakt"))
			case err != nil:
				return err
			case j == nil:
				busy = more
				if !busy {
					next, _, err = tx.NextSend()
				}
				return err
			}
			state := store.StateSent
			if j.out.Letter {
				state = store.StateDraft
			}
			if !j.look { // one of unknown fate left before
				l, err := c.leaving(j.notice)
				if err != nil {
					return err
				}
				leaves(l)
			}
			return tx.MarkOutcome(j.out.ID, state, 0, "", "", time.Time{})
		})
		if err != nil {
			return time.Time{}, fmt.Errorf("foresee: %w", err)
		}
	}
	return next, nil
}

// leaving tells people of a mail: to whom it goes and what it is about.
func (c *claiming) leaving(n workflow.Notice) (Leaving, error) {
	l := Leaving{At: c.now, Notice: n, To: workflow.Recipient{Role: n.To}, About: string(n.News)}
	h, err := c.holder(n.Matter)
	if err != nil {
		return l, err
	}
	if to, _, ok := c.d.Procedure.Claim(n, h.Matter, h.c, c.now); ok {
		l.To = to
	}
	if q, ok := h.Question(n.Question); ok && l.About == "" {
		l.About = string(q.Reason)
		if q.Kind != workflow.QuestionActie && n.Template == workflow.TemplateReminder {
			l.About = string(q.Kind)
		}
	}
	return l, nil
}
