package store

import (
	"fmt"
	"strconv"

	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// matter reads what a case, an intake item and the office have in common.
func (tx *Tx) matter(key, kind string) (workflow.Matter, error) {
	m := workflow.Matter{Key: key}
	err := tx.one([]any{&m.Version}, `SELECT version FROM matter WHERE key = ? AND kind = ?`, key, kind)
	if err != nil {
		return m, err
	}
	if m.People, err = all(tx, scanPerson, `
		SELECT key, role, name, shown, local, domain, language, postal, phone, unproven
		FROM person WHERE matter = ? ORDER BY pos`, key); err != nil {
		return m, fmt.Errorf("people: %w", err)
	}
	if m.Questions, err = all(tx, scanQuestion, `
		SELECT key, kind, role, person, reason, message, options, asked, due, stage, closed, answer, failed, failing, about
		FROM question WHERE matter = ? ORDER BY pos`, key); err != nil {
		return m, fmt.Errorf("questions: %w", err)
	}
	if m.Deadlines, err = all(tx, scanDeadline, `
		SELECT kind, date, raw_end, from_day, length, reason, rule, who, stage, done
		FROM deadline WHERE matter = ? ORDER BY pos`, key); err != nil {
		return m, fmt.Errorf("deadlines: %w", err)
	}
	return m, nil
}

func scanPerson(s scan) (p workflow.Person, err error) {
	return p, s(&p.Key, &p.Role, &p.Name, &p.Address.Name, &p.Address.Local, &p.Address.Domain,
		&p.Language, &p.Postal, &p.Phone, &p.Unproven)
}

func scanQuestion(s scan) (q workflow.Question, err error) {
	return q, s(&q.Key, &q.Kind, &q.To, &q.Person, &q.Reason, (*ref)(&q.Message),
		(*list[workflow.Option])(&q.Options), (*stamp)(&q.Asked), (*civil)(&q.Due), &q.Stage,
		(*stamp)(&q.Closed), &q.Answer, &q.Failed, &q.Failing, &q.About)
}

func scanDeadline(s scan) (d workflow.Deadline, err error) {
	var length string
	err = s(&d.Kind, (*civil)(&d.Date), (*civil)(&d.RawEnd), (*civil)(&d.From), &length,
		&d.Reason, &d.Rule, &d.Who, &d.Stage, (*stamp)(&d.Done))
	if err == nil {
		err = d.Length.UnmarshalText([]byte(length))
	}
	return d, err
}

// Case reads a complaint. Moments come back in UTC and in milliseconds, empty
// lists as nil.
func (tx *Tx) Case(number workflow.Number) (workflow.Case, error) {
	c := workflow.Case{Number: number}
	err := tx.one([]any{
		&c.Status, &c.Outcome, &c.Handler, (*civil)(&c.Received), (*stamp)(&c.ReceivedAt), (*ref)(&c.First),
		(*list[int64])(&c.Story), (*list[workflow.Missing])(&c.Missing), (*list[answer.Doubt])(&c.Doubts), &c.Employee, &c.Asked,
		&c.NeedsHuman, (*stamp)(&c.Told), (*civil)(&c.ClosedOn), object[workflow.Course]{&c.Course},
	}, `SELECT status, outcome, handler, received, received_at, first, story, missing, doubts, employee, asked,
		needs_human, told, closed_on, course
		FROM complaint WHERE number = ?`, number)
	if err == nil {
		c.Matter, err = tx.matter(string(number), kindCase)
	}
	if err != nil {
		return workflow.Case{}, fmt.Errorf("case %s: %w", number, err)
	}
	return c, nil
}

// Item reads an intake item.
func (tx *Tx) Item(key string) (workflow.Item, error) {
	var i workflow.Item
	err := tx.one([]any{(*ref)(&i.Message), (*stamp)(&i.Received), &i.State, &i.Possibly, &i.Became, &i.Reason},
		`SELECT message, received, state, possibly, became, reason FROM intake WHERE key = ?`, key)
	if err == nil {
		i.Matter, err = tx.matter(key, kindItem)
	}
	if err != nil {
		return workflow.Item{}, fmt.Errorf("intake item %s: %w", key, err)
	}
	return i, nil
}

// Office reads the matter of everything that belongs to no case. It is always
// there.
func (tx *Tx) Office() (workflow.Office, error) {
	m, err := tx.matter(workflow.OfficeKey, kindOffice)
	if err != nil {
		return workflow.Office{}, fmt.Errorf("office: %w", err)
	}
	return workflow.Office{Matter: m}, nil
}

const (
	openCases = `SELECT number FROM complaint WHERE status NOT IN ('afgerond', 'vernietigd') ORDER BY received_at, number`
	openItems = `SELECT key FROM intake WHERE state = 'open' ORDER BY received, key`
)

// OpenCases gives the numbers of all cases in which something is still to be
// done, the oldest first.
func (tx *Tx) OpenCases() ([]workflow.Number, error) {
	return column[workflow.Number](tx, openCases)
}

// OpenItems gives the keys of all intake items that wait for the secretary, the
// oldest first.
func (tx *Tx) OpenItems() ([]string, error) {
	return column[string](tx, openItems)
}

// The calendar looks at what is open and at what was closed with something still
// to come: an open question, or a date that has come.
const (
	casesToSweep = `
	SELECT number FROM complaint WHERE number IN (
		SELECT number FROM complaint WHERE status NOT IN ('afgerond', 'vernietigd')
		UNION ALL SELECT matter FROM question WHERE closed IS NULL
		UNION ALL SELECT matter FROM deadline WHERE done IS NULL AND date <= ?
	) ORDER BY received_at, number`
	itemsToSweep = `
	SELECT key FROM intake WHERE key IN (
		SELECT key FROM intake WHERE state = 'open'
		UNION ALL SELECT matter FROM question WHERE closed IS NULL
	) ORDER BY received, key`
)

// ToSweep gives everything that the calendar may have something to say about on
// a day, the oldest first.
func (tx *Tx) ToSweep(day terms.Date) (cases []workflow.Number, items []string, err error) {
	if cases, err = column[workflow.Number](tx, casesToSweep, day.String()); err != nil {
		return nil, nil, fmt.Errorf("cases to sweep: %w", err)
	}
	if items, err = column[string](tx, itemsToSweep); err != nil {
		return nil, nil, fmt.Errorf("intake items to sweep: %w", err)
	}
	return cases, items, nil
}

const casesOf = `
	SELECT DISTINCT c.number, c.status FROM complaint c JOIN person p ON p.matter = c.number
	WHERE p.address = ? AND p.address <> '' AND c.status <> 'vernietigd'
	ORDER BY c.received_at DESC, c.number DESC`

// CasesByAddress gives the cases that have somebody at a on file, the newest
// first: those that are open and those that are closed.
func (tx *Tx) CasesByAddress(a workflow.Address) (open, closed []workflow.Number, err error) {
	if a.IsZero() {
		return nil, nil, nil
	}
	err = tx.each(func(s scan) error {
		var n workflow.Number
		var status workflow.Status
		err := s(&n, &status)
		if status.Open() {
			open = append(open, n)
		} else {
			closed = append(closed, n)
		}
		return err
	}, casesOf, addressKey(a))
	if err != nil {
		return nil, nil, fmt.Errorf("cases by address: %w", err)
	}
	return open, closed, nil
}

// CaseOf gives the case that a message opened.
func (tx *Tx) CaseOf(message int64) (number workflow.Number, ok bool, err error) {
	ok, err = found(tx.one([]any{&number}, `SELECT number FROM complaint WHERE first = ?`, message))
	return number, ok, err
}

// ItemOf gives the intake item of a message.
func (tx *Tx) ItemOf(message int64) (key string, ok bool, err error) {
	ok, err = found(tx.one([]any{&key}, `SELECT key FROM intake WHERE message = ?`, message))
	return key, ok, err
}

// next counts on a sequence.
func (tx *Tx) next(name string) (n int, err error) {
	err = tx.one([]any{&n}, `
		INSERT INTO sequence (name, last) VALUES (?, 1)
		ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last`, name)
	return n, err
}

// NextNumber gives the next case number of a year. A number that was given is
// never given again, even when its case is erased.
func (tx *Tx) NextNumber(year int) (workflow.Number, error) {
	n, err := tx.next(caseSequence(year))
	if err != nil {
		return "", fmt.Errorf("next number of %d: %w", year, err)
	}
	return workflow.NewNumber(year, n), nil
}

func caseSequence(year int) string { return fmt.Sprintf("K-%04d", year) }

// RaiseNumber makes the numbers of a year go on above n, when a restore finds
// that n was given after the backup was made.
func (tx *Tx) RaiseNumber(year, n int) error {
	_, err := tx.exec(`
		INSERT INTO sequence (name, last) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET last = max(last, excluded.last)`, caseSequence(year), n)
	if err != nil {
		return fmt.Errorf("raise numbers of %d: %w", year, err)
	}
	return nil
}

// NewItemKey gives a key that no intake item ever had.
func (tx *Tx) NewItemKey() (string, error) {
	n, err := tx.next("I")
	if err != nil {
		return "", fmt.Errorf("new intake key: %w", err)
	}
	return "I-" + strconv.Itoa(n), nil
}
