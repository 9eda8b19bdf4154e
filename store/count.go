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

// SentInMatter counts the automatic mails to the people of a matter, who are no
// configured staff, since a moment.
func (tx *Tx) SentInMatter(matter string, since time.Time) (int, error) {
	return tx.sent(`o.matter = ? AND n.person <> '' AND o.date >= ?`, matter, from(since))
}

// SentTotal counts all automatic mails since a moment but those to our own
// mailbox: a flood of questions to the secretary is nobody's loop, and must not
// hold up what others wait for.
func (tx *Tx) SentTotal(since time.Time) (int, error) {
	return tx.sent(`lower(o.recipient) <> lower(o.sender) AND o.date >= ?`, from(since))
}
