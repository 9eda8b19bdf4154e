package store

import (
	"errors"
	"fmt"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
)

// ErrStale says that a Decision rests on a state that is not the stored one any
// more.
var ErrStale = errors.New("changed since it was read")

const (
	kindCase   = "klacht"
	kindItem   = "intake"
	kindOffice = workflow.OfficeKey // the only matter of its kind
)

// Apply writes everything that follows from one input: the new states, lines of
// the log and notices. A state that rests on an older version than the stored
// one is refused with [ErrStale], and a notice whose key its matter already has
// is left out silently. The stored version is one higher than that of the
// Decision, which itself is not changed: what goes on working with a state reads
// it again.
//
// Lines of the log belong to the case when the Decision has one, else to the
// intake item, else to the office; so does a notice that names no matter.
func (tx *Tx) Apply(d workflow.Decision, now time.Time) error {
	home := workflow.OfficeKey
	if d.Office != nil {
		if err := tx.putMatter(d.Office.Matter, kindOffice, now); err != nil {
			return fmt.Errorf("apply to office: %w", err)
		}
	}
	if d.Item != nil {
		home = d.Item.Key
		if err := tx.putItem(*d.Item, now); err != nil {
			return fmt.Errorf("apply to intake item %s: %w", home, err)
		}
	}
	if d.Case != nil {
		home = d.Case.Key
		if err := tx.putCase(*d.Case, now); err != nil {
			return fmt.Errorf("apply to case %s: %w", home, err)
		}
	}
	for _, e := range d.Events {
		if err := tx.appendEvent(home, e); err != nil {
			return fmt.Errorf("apply to %s: event: %w", home, err)
		}
	}
	for _, n := range d.Notices {
		if n.Matter == "" {
			n.Matter = home
		}
		if err := tx.insertNotice(n, now); err != nil {
			return fmt.Errorf("apply to %s: notice %s: %w", home, n.Key, err)
		}
	}
	return nil
}

func (tx *Tx) putCase(c workflow.Case, now time.Time) error {
	if c.Key != string(c.Number) {
		return fmt.Errorf("key %q is not number %q", c.Key, c.Number)
	}
	if err := tx.putMatter(c.Matter, kindCase, now); err != nil {
		return err
	}
	_, err := tx.exec(`
		INSERT INTO complaint (number, status, outcome, handler, received, received_at, first, story, missing,
			doubts, employee, asked, needs_human, told, closed_on, course)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (number) DO UPDATE SET status = excluded.status, outcome = excluded.outcome,
			handler = excluded.handler, received = excluded.received, received_at = excluded.received_at,
			first = excluded.first, story = excluded.story, missing = excluded.missing, doubts = excluded.doubts,
			employee = excluded.employee, asked = excluded.asked, needs_human = excluded.needs_human,
			told = excluded.told, closed_on = excluded.closed_on, course = excluded.course`,
		c.Number, c.Status, c.Outcome, c.Handler, civil(c.Received), stamp(c.ReceivedAt), ref(c.First),
		list[int64](c.Story), list[workflow.Missing](c.Missing), list[answer.Doubt](c.Doubts),
		c.Employee, c.Asked, c.NeedsHuman, stamp(c.Told), civil(c.ClosedOn), object[workflow.Course]{&c.Course})
	return err
}

func (tx *Tx) putItem(i workflow.Item, now time.Time) error {
	if err := tx.putMatter(i.Matter, kindItem, now); err != nil {
		return err
	}
	_, err := tx.exec(`
		INSERT INTO intake (key, message, received, state, possibly, became, reason) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (key) DO UPDATE SET message = excluded.message, received = excluded.received,
			state = excluded.state, possibly = excluded.possibly, became = excluded.became, reason = excluded.reason`,
		i.Key, ref(i.Message), stamp(i.Received), i.State, i.Possibly, i.Became, i.Reason)
	return err
}

// putMatter raises the version and writes the parts anew: they are few, and what
// is not in the Decision any more is gone.
func (tx *Tx) putMatter(m workflow.Matter, kind string, now time.Time) error {
	if err := tx.raise(m, kind, now); err != nil {
		return err
	}
	if m.Version > 0 || kind == kindOffice { // a new one has no parts yet
		for _, table := range []string{"person", "question", "deadline"} {
			if _, err := tx.exec(`DELETE FROM `+table+` WHERE matter = ?`, m.Key); err != nil {
				return err
			}
		}
	}
	for pos, p := range m.People {
		if err := tx.putPerson(m.Key, pos, p); err != nil {
			return fmt.Errorf("person %s: %w", p.Key, err)
		}
	}
	for pos, q := range m.Questions {
		if err := tx.putQuestion(m.Key, pos, q); err != nil {
			return fmt.Errorf("question %s: %w", q.Key, err)
		}
	}
	for pos, d := range m.Deadlines {
		if err := tx.putDeadline(m.Key, pos, d); err != nil {
			return fmt.Errorf("deadline %s: %w", d.Kind, err)
		}
	}
	return nil
}

func (tx *Tx) raise(m workflow.Matter, kind string, now time.Time) error {
	if m.Version == 0 && kind != kindOffice {
		_, err := tx.exec(`INSERT INTO matter (key, kind, version, updated) VALUES (?, ?, 1, ?)`,
			m.Key, kind, stamp(now))
		if unique(err) {
			return ErrStale
		}
		return err
	}
	err := tx.change(`UPDATE matter SET version = version + 1, updated = ? WHERE key = ? AND kind = ? AND version = ?`,
		stamp(now), m.Key, kind, m.Version)
	if errors.Is(err, ErrNotFound) {
		return ErrStale
	}
	return err
}

func (tx *Tx) putPerson(matter string, pos int, p workflow.Person) error {
	_, err := tx.exec(`
		INSERT INTO person (matter, key, pos, role, name, shown, local, domain, address, language, postal, phone, unproven)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		matter, p.Key, pos, p.Role, p.Name, p.Address.Name, p.Address.Local, p.Address.Domain,
		addressKey(p.Address), p.Language, p.Postal, p.Phone, p.Unproven)
	return err
}

func (tx *Tx) putQuestion(matter string, pos int, q workflow.Question) error {
	_, err := tx.exec(`
		INSERT INTO question (matter, key, pos, kind, role, person, reason, message, options, asked, due, stage,
			closed, answer, failed, failing, about)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		matter, q.Key, pos, q.Kind, q.To, q.Person, q.Reason, ref(q.Message), list[workflow.Option](q.Options),
		stamp(q.Asked), civil(q.Due), q.Stage, stamp(q.Closed), q.Answer, q.Failed, q.Failing, q.About)
	return err
}

func (tx *Tx) putDeadline(matter string, pos int, d workflow.Deadline) error {
	_, err := tx.exec(`
		INSERT INTO deadline (matter, pos, kind, date, raw_end, from_day, length, reason, rule, who, stage, done)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		matter, pos, d.Kind, civil(d.Date), civil(d.RawEnd), civil(d.From), d.Length.String(),
		d.Reason, d.Rule, d.Who, d.Stage, stamp(d.Done))
	return err
}
