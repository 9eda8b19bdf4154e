package store

import (
	"fmt"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// MailLine is a mail in a list for people: when, from or to whom, where.
type MailLine struct {
	ID       int64 // of the message or the outgoing mail
	Matter   string
	At       time.Time
	Address  string
	Template workflow.Template // of a mail of ours
	Folder   string
	State    string
}

func (tx *Tx) mailLines(what, query string, args ...any) ([]MailLine, error) {
	lines, err := all(tx, func(s scan) (l MailLine, err error) {
		return l, s(&l.ID, (*label)(&l.Matter), (*stamp)(&l.At), &l.Address, &l.Template, &l.Folder, &l.State)
	}, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	return lines, nil
}

// MessagesSince counts the mails that were taken in since a moment, and those of
// them that are not decided.
func (tx *Tx) MessagesSince(since time.Time) (arrived, undecided int, err error) {
	err = tx.one([]any{&arrived, &undecided},
		`SELECT count(*), coalesce(sum(state = 'nieuw'), 0) FROM message WHERE arrived >= ?`, from(since))
	if err != nil {
		return 0, 0, fmt.Errorf("messages since: %w", err)
	}
	return arrived, undecided, nil
}

// JunkSince lists the mails that lay in Junk.
func (tx *Tx) JunkSince(since time.Time) ([]MailLine, error) {
	return tx.mailLines("junk", `
		SELECT m.id, m.matter, m.received, coalesce(nullif(m.sender, ''), m.view ->> '$.FromShown.Local' || '@'
			|| (m.view ->> '$.FromShown.Domain'), ''), '', m.folder, m.state
		FROM intake i JOIN message m ON m.id = i.message
		WHERE i.state = 'ongewenst' AND m.arrived >= ? ORDER BY m.id`, from(since))
}

// AsideSince lists the mails that could not be read.
func (tx *Tx) AsideSince(since time.Time) ([]MailLine, error) {
	return tx.mailLines("set aside", `
		SELECT id, matter, received, sender, '', folder, state
		FROM message WHERE state = 'terzijde' AND arrived >= ? ORDER BY id`, from(since))
}

// UndeliveredSince lists the mails of ours that were refused, given up, came back
// or whose fate is unknown.
func (tx *Tx) UndeliveredSince(since time.Time) ([]MailLine, error) {
	return tx.mailLines("undelivered", `
		SELECT o.id, o.matter, o.date, o.recipient, n.template, '', o.state
		FROM outbox o JOIN notice n ON n.id = o.notice
		WHERE o.date >= ? AND (o.state IN ('geweigerd', 'opgegeven', 'onbekend') OR o.bounced IS NOT NULL)
		ORDER BY o.id`, from(since))
}

// Drafts lists the letters that wait in Drafts.
func (tx *Tx) Drafts() ([]MailLine, error) {
	return tx.mailLines("drafts", `
		SELECT o.id, o.matter, o.date, o.recipient, n.template, o.folder, o.state
		FROM outbox o JOIN notice n ON n.id = o.notice WHERE o.state = 'concept' ORDER BY o.id`)
}

const closedSince = `SELECT number FROM complaint WHERE status = 'afgerond' AND closed_on >= ? ORDER BY closed_on, number`

// ClosedSince gives the cases that were closed on or after a day.
func (tx *Tx) ClosedSince(day terms.Date) ([]workflow.Number, error) {
	return column[workflow.Number](tx, closedSince, day.String())
}

// Counts are the figures for support and for comparing a restore.
type Counts struct {
	Messages, Undecided, Aside  int
	Cases, OpenCases, OpenItems int
	Waiting, Retrying, Unknown  int // notices and mails
	Events                      int
}

// Counts counts what there is.
func (tx *Tx) Counts() (c Counts, err error) {
	err = tx.one([]any{
		&c.Messages, &c.Undecided, &c.Aside, &c.Cases, &c.OpenCases, &c.OpenItems,
		&c.Waiting, &c.Retrying, &c.Unknown, &c.Events,
	}, `SELECT
		(SELECT count(*) FROM message),
		(SELECT count(*) FROM message WHERE state = 'nieuw'),
		(SELECT count(*) FROM message WHERE state = 'terzijde'),
		(SELECT count(*) FROM complaint),
		(SELECT count(*) FROM complaint WHERE status NOT IN ('afgerond', 'vernietigd')),
		(SELECT count(*) FROM intake WHERE state = 'open'),
		(SELECT count(*) FROM notice WHERE state = 'wacht'),
		(SELECT count(*) FROM outbox WHERE state = 'opnieuw'),
		(SELECT count(*) FROM outbox WHERE state = 'onbekend'),
		(SELECT count(*) FROM event)`)
	if err != nil {
		return c, fmt.Errorf("counts: %w", err)
	}
	return c, nil
}
