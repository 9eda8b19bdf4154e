package store

import (
	"fmt"
	"time"

	"klachtenpost/workflow"
)

// States of a notice, and of the mail it became. A letter ends as a draft
// (concept) and later as seen sent (verstuurd).
const (
	StateWaiting = "wacht"     // a notice that was not claimed yet
	StateBusy    = "bezig"     // claimed and frozen, the dialogue with the server may be going on
	StateAgain   = "opnieuw"   // a mail that was not accepted for now; its notice stays bezig
	StateSent    = "verzonden" // accepted
	StateRefused = "geweigerd" // refused for good
	StateUnknown = "onbekend"  // may or may not have been accepted
	StateDropped = "vervallen" // not true any more
	StateGivenUp = "opgegeven" // tried long enough
	StateDraft   = "concept"   // a letter that lies in Drafts
	StateLetter  = "verstuurd" // a letter that was seen sent
)

// insertNotice stores a notice, unless its matter had one with this key.
func (tx *Tx) insertNotice(n workflow.Notice, now time.Time) error {
	_, err := tx.exec(`
		INSERT INTO notice (matter, key, template, role, person, question, messages, about, reason, news, stage,
			not_before, valid_until, version, letter, paper, decided)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (matter, key) DO NOTHING`,
		n.Matter, n.Key, n.Template, n.To, n.Person, n.Question, list[int64](n.Messages), ref(n.About), n.Reason, n.News,
		n.Stage, stamp(n.NotBefore), stamp(n.ValidUntil), n.Version, n.Letter, n.Paper, stamp(now))
	return err
}

const noticeColumns = `SELECT id, matter, key, template, role, person, question, messages, about, reason, news, stage,
	not_before, valid_until, version, letter, paper FROM notice`

func scanNotice(s scan) (n workflow.Notice, err error) {
	return n, s(&n.ID, &n.Matter, &n.Key, &n.Template, &n.To, &n.Person, &n.Question,
		(*list[int64])(&n.Messages), (*ref)(&n.About), &n.Reason, &n.News, &n.Stage,
		(*stamp)(&n.NotBefore), (*stamp)(&n.ValidUntil),
		&n.Version, &n.Letter, &n.Paper)
}

// Notice reads a notice and its state.
func (tx *Tx) Notice(id int64) (n workflow.Notice, state string, err error) {
	list, err := all(tx, scanNotice, noticeColumns+` WHERE id = ?`, id)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err == nil {
		err = tx.one([]any{&state}, `SELECT state FROM notice WHERE id = ?`, id)
	}
	if err != nil {
		return n, "", fmt.Errorf("notice %d: %w", id, err)
	}
	return list[0], state, nil
}

// Notices gives every notice of a matter in the order in which they were
// decided.
func (tx *Tx) Notices(matter string) ([]workflow.Notice, error) {
	return all(tx, scanNotice, noticeColumns+` WHERE matter = ? ORDER BY id`, matter)
}

const nextNotice = ` WHERE state = 'wacht' AND (not_before IS NULL OR not_before <= ?)
	ORDER BY not_before, id LIMIT 1`

// NextNotice gives the notice that may leave at now and has been able to for the
// longest time. Whether it is still true, and still within its ValidUntil, the
// caller asks the procedure.
func (tx *Tx) NextNotice(now time.Time) (workflow.Notice, bool, error) {
	list, err := all(tx, scanNotice, noticeColumns+nextNotice, stamp(now))
	if err != nil || len(list) == 0 {
		return workflow.Notice{}, false, err
	}
	return list[0], true, nil
}

// NextSend gives the moment at which the sender has something to do that nothing
// but the clock will start: a notice, a retry, a look for a mail of unknown fate.
// See [Tx.NextHeld] for mail that came in.
func (tx *Tx) NextSend() (due time.Time, ok bool, err error) {
	err = tx.one([]any{&ok, (*stamp)(&due)}, nextSend)
	return due, ok, err
}

const nextSend = `
	SELECT count(due) > 0, min(due) FROM (
		SELECT coalesce(not_before, decided) AS due FROM notice WHERE state = 'wacht'
		UNION ALL SELECT coalesce(next_try, date) FROM outbox WHERE state = 'opnieuw'
		UNION ALL SELECT next_try FROM outbox WHERE state = 'onbekend')`

// PostponeNotice lets a waiting notice wait longer.
func (tx *Tx) PostponeNotice(id int64, until time.Time) error {
	err := tx.change(`UPDATE notice SET not_before = ? WHERE id = ? AND state = 'wacht'`, stamp(until), id)
	if err != nil {
		return fmt.Errorf("postpone notice %d: %w", id, err)
	}
	return nil
}

// DropNotice lets a waiting notice never leave. why is one Dutch sentence
// without names.
func (tx *Tx) DropNotice(id int64, why string) error {
	err := tx.change(`UPDATE notice SET state = 'vervallen', why = ? WHERE id = ? AND state = 'wacht'`, why, id)
	if err != nil {
		return fmt.Errorf("drop notice %d: %w", id, err)
	}
	return nil
}
