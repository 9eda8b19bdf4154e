package store

import (
	"fmt"
	"io"
	"time"

	"klachtenpost/workflow"
)

// MetaUnder gives the remembered values whose key begins with prefix, by the rest
// of their key.
func (tx *Tx) MetaUnder(prefix string) (map[string]string, error) {
	values := make(map[string]string)
	err := tx.each(func(s scan) error {
		var key, value string
		err := s(&key, &value)
		if err == nil {
			values[key[len(prefix):]] = value
		}
		return err
	}, `SELECT key, value FROM meta WHERE key >= ?1 AND substr(key, 1, length(?1)) = ?1`, prefix)
	if err != nil {
		return nil, fmt.Errorf("meta under %s: %w", prefix, err)
	}
	return values, nil
}

// RaiseItemKey makes the keys of intake items go on above n, as RaiseNumber does
// for cases.
func (tx *Tx) RaiseItemKey(n int) error {
	_, err := tx.exec(`INSERT INTO sequence (name, last) VALUES ('I', ?)
		ON CONFLICT (name) DO UPDATE SET last = max(last, excluded.last)`, n)
	if err != nil {
		return fmt.Errorf("raise intake keys: %w", err)
	}
	return nil
}

// OwnMail finds the mail of ours that m is a copy of.
func (tx *Tx) OwnMail(m workflow.Message) (id int64, ok bool, err error) { return tx.ownMail(m) }

// WaitingNotices gives the notices that were not claimed yet, of one matter or,
// for "", of all.
func (tx *Tx) WaitingNotices(matter string) ([]workflow.Notice, error) {
	return all(tx, scanNotice, noticeColumns+` WHERE state = 'wacht' AND (?1 = '' OR matter = ?1) ORDER BY id`, matter)
}

// FoundSent records that a waiting notice was sent before: a copy of its mail lies
// in the mailbox, and the records had lost it. The mail gets the ids of the copy, so
// that answers to it are known. What is kept as its bytes is never sent.
func (tx *Tx) FoundSent(n workflow.Notice, out Outgoing, tok workflow.Token, textHash string, now time.Time) error {
	var one int
	used, err := found(tx.one([]any{&one}, `SELECT 1 FROM token WHERE code = ?`, tok.Code))
	if err != nil {
		return fmt.Errorf("found sent: %w", err)
	}
	if used {
		tok.Code = "" // not its own: it stood in what the mail quotes
	}
	note := []byte("Klachtenpost: sent before, known by its copy in the mailbox.\r\n")
	id, err := tx.Freeze(n, out, tok, textHash, func(w io.Writer) error {
		_, err := w.Write(note)
		return err
	})
	if err == nil {
		err = tx.MarkOutcome(id, StateSent, 0, "", "", time.Time{})
	}
	if err == nil {
		_, err = tx.exec(`UPDATE outbox SET seen = ? WHERE id = ?`, stamp(now), id)
	}
	if err != nil {
		return fmt.Errorf("found sent: %w", err)
	}
	return nil
}

// WithoutCopy lets a mail leave without a copy to ourselves.
func (tx *Tx) WithoutCopy(id int64) error {
	if err := tx.change(`UPDATE outbox SET copy = 0 WHERE id = ?`, id); err != nil {
		return fmt.Errorf("outgoing %d without copy: %w", id, err)
	}
	return nil
}

// Arrived gives the moment at which a message was taken in.
func (tx *Tx) Arrived(id int64) (t time.Time, err error) {
	if err := tx.one([]any{(*stamp)(&t)}, `SELECT arrived FROM message WHERE id = ?`, id); err != nil {
		return t, fmt.Errorf("arrival of message %d: %w", id, err)
	}
	return t, nil
}

// LastNumber gives the sequence of the last case number of a year, 0 when none was
// given.
func (tx *Tx) LastNumber(year int) (n int, err error) {
	if _, err = found(tx.one([]any{&n}, `SELECT last FROM sequence WHERE name = ?`, caseSequence(year))); err != nil {
		return 0, fmt.Errorf("last number of %d: %w", year, err)
	}
	return n, nil
}
