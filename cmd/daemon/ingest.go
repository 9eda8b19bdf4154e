package daemon

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"klachtenpost/store"
	"klachtenpost/workflow"
)

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
	if done, err := f.toNotice(in); err != nil || done {
		return err
	}
	ev, err := f.evidence(in)
	if err != nil {
		return err
	}
	if err := f.arrived(in.Message, ev); err != nil {
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
	late := ev.HasTwin && m.Source == workflow.SourceSent && f.unproven(ev.Twin)
	if late {
		ev.HasTwin = false // she was asked what this copy proves
	}
	r := f.d.Procedure.Sort(m, ev)
	if late {
		if r, err = f.seenSent(ev.Twin, m, r); err != nil {
			return err
		}
	}
	matter := r.Matter
	switch r.Verdict {
	case workflow.VerdictOwn:
		if erased, err := f.erasedCopy(m); err != nil {
			return err
		} else if erased {
			return f.forgetCopy(m)
		}
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

// unproven reports whether a matter is an open intake item about a mail that says it
// is from the mailbox.
func (f *filing) unproven(matter string) bool {
	it, err := f.tx.Item(matter)
	return err == nil && it.State == workflow.ItemOpen && it.Reason == workflow.ReasonUnproven
}

// seenSent: the copy in Sent comes after the one in the inbox was waited with for as
// long as could be, as when the server was away. What she sent counts all the same.
func (f *filing) seenSent(item string, m workflow.Message, r workflow.Route) (workflow.Route, error) {
	switch r.Verdict {
	case workflow.VerdictLetter, workflow.VerdictCommand, workflow.VerdictSent:
	default:
		return workflow.Route{Verdict: workflow.VerdictTwin, Matter: item}, nil
	}
	it, err := f.tx.Item(item)
	if err != nil {
		return r, err
	}
	if err := f.apply(item, f.d.Procedure.SeenSent(it, m, r, f.now)); err != nil {
		return r, err
	}
	return r, f.tx.FileMessage(it.Message, r.Matter)
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
	return f.openAs(m, func(number workflow.Number) workflow.Decision {
		return f.d.Procedure.Open(number, m, f.now, more...)
	})
}

func (f *filing) openAs(m workflow.Message, open func(workflow.Number) workflow.Decision) (workflow.Number, error) {
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
	return number, f.apply(string(number), open(number))
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
		var err error
		if r, err = f.onward(m, r); err != nil {
			return err
		}
		if err := f.receiveCase(m, r); err != nil {
			return err
		}
	}
	if m.Kind == workflow.KindBounce && r.Token != nil && f.d.Procedure.Returned(m) {
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
