package store

import (
	"fmt"
)

// Draft is a letter that lies in Drafts or was there, with the lines in it that
// must stay as they are.
type Draft struct {
	Key       string // of its notice
	MessageID string // that we gave it
	Secret    string // its single-use mark
	Fixed     []string
}

// SetFixed remembers the lines of a frozen letter that must stay as they are.
func (tx *Tx) SetFixed(id int64, lines []string) error {
	if err := tx.change(`UPDATE outbox SET fixed = ? WHERE id = ? AND letter`, list[string](lines), id); err != nil {
		return fmt.Errorf("fixed lines of mail %d: %w", id, err)
	}
	return nil
}

// LettersOf gives the letters of a matter that were put in Drafts, the newest
// first.
func (tx *Tx) LettersOf(matter string) ([]Draft, error) {
	scan := func(s scan) (d Draft, err error) {
		return d, s(&d.Key, &d.MessageID, (*label)(&d.Secret), (*list[string])(&d.Fixed))
	}
	out, err := all(tx, scan, `
		SELECT n.key, o.message_id, t.secret, o.fixed
		FROM outbox o JOIN notice n ON n.id = o.notice JOIN token t ON t.message_id = o.message_id
		WHERE o.matter = ? AND o.letter ORDER BY o.id DESC`, matter)
	if err != nil {
		return nil, fmt.Errorf("letters of %s: %w", matter, err)
	}
	return out, nil
}
