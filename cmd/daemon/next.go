package daemon

import (
	"klachtenpost/store"
	"klachtenpost/workflow"
)

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
