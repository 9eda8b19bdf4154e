package store

import (
	"fmt"
	"strings"
	"time"

	"klachtenpost/workflow"
)

// The caps on automatic mail (trust section 2) count mails from the moment they
// were frozen, whatever became of them: a mail that was refused has used up its
// place too. Letters, which a person sends, count in none.

func (tx *Tx) sent(where string, args ...any) (n int, err error) {
	err = tx.one([]any{&n}, `SELECT count(*) FROM outbox o JOIN notice n ON n.id = o.notice
		WHERE o.letter = 0 AND `+where, args...)
	if err != nil {
		return 0, fmt.Errorf("count mails: %w", err)
	}
	return n, nil
}

// SentTo counts the automatic mails to an address since a moment.
func (tx *Tx) SentTo(addr string, since time.Time) (int, error) {
	return tx.sent(`lower(o.recipient) = ? AND o.date >= ?`, strings.ToLower(addr), from(since))
}

// SentTemplateTo counts the mails of one template to an address since a moment.
func (tx *Tx) SentTemplateTo(addr string, template workflow.Template, since time.Time) (int, error) {
	return tx.sent(`lower(o.recipient) = ? AND n.template = ? AND o.date >= ?`,
		strings.ToLower(addr), template, from(since))
}

// toPerson holds for a notice to somebody of the case itself: members of the committee
// bear a key too.
const toPerson = `(n.person <> '' AND n.role NOT IN ('lid', 'voorzitter'))`

// SentInMatter counts the automatic mails to the people of a matter, who are no
// configured staff, since a moment.
func (tx *Tx) SentInMatter(matter string, since time.Time) (int, error) {
	return tx.sent(`o.matter = ? AND `+toPerson+` AND o.date >= ?`, matter, from(since))
}

// SentTotal counts all automatic mails since a moment but those to our own
// mailbox: a flood of questions to the secretary is nobody's loop, and must not
// hold up what others wait for.
func (tx *Tx) SentTotal(since time.Time) (int, error) {
	return tx.sent(`lower(o.recipient) <> lower(o.sender) AND o.date >= ?`, from(since))
}

// SentKind is how many automatic mails of a template went to one side.
type SentKind struct {
	Template workflow.Template
	Person   bool // to somebody of the case instead of configured staff
	N        int
}

// SentKinds counts what SentTotal counts, by template and side.
func (tx *Tx) SentKinds(since time.Time) ([]SentKind, error) {
	kinds, err := all(tx, func(s scan) (k SentKind, err error) {
		return k, s(&k.Template, &k.Person, &k.N)
	}, `SELECT n.template, `+toPerson+`, count(*) FROM outbox o JOIN notice n ON n.id = o.notice
		WHERE o.letter = 0 AND lower(o.recipient) <> lower(o.sender) AND o.date >= ?
		GROUP BY 1, 2 ORDER BY 1, 2`, from(since))
	if err != nil {
		return nil, fmt.Errorf("count mails by kind: %w", err)
	}
	return kinds, nil
}
