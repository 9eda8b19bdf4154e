package store

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"klachtenpost/workflow"
)

// Outgoing is a frozen mail: what a notice became when it was claimed. Its bytes
// never change, so that a retry is the same mail.
type Outgoing struct {
	ID        int64
	Notice    int64
	Matter    string
	Template  workflow.Template // of its notice
	From, To  string            // addresses of the envelope
	MessageID string            // without <>
	Mark      string            // value of our header in it, by which a copy is recognised
	Date      time.Time
	State     string
	Attempts  int       // dialogues begun
	Looks     int       // searches for a mail of unknown fate
	Resent    bool      // it went once more by itself after its fate stayed unknown
	NextTry   time.Time // of a retry, or of the next look
	GiveUp    time.Time // moment after which it is not tried again
	Size      int64
	Letter    bool   // a draft for the secretary
	Folder    string // where a letter was put
	Copy      bool   // a copy goes to ourselves
	Code      int    // the server's last answer
	Enhanced  string
	Reply     string
	Bounced   time.Time // when a delivery report came; zero: none did
}

const outgoingColumns = `
	SELECT o.id, o.notice, o.matter, n.template, o.sender, o.recipient, o.message_id, o.mark, o.date, o.state,
		o.attempts, o.looks, o.resent, o.next_try, o.give_up, o.size, o.letter, o.folder, o.copy, o.code, o.enhanced,
		o.reply, o.bounced
	FROM outbox o JOIN notice n ON n.id = o.notice`

func scanOutgoing(s scan) (o Outgoing, err error) {
	return o, s(&o.ID, &o.Notice, &o.Matter, &o.Template, &o.From, &o.To, &o.MessageID, (*label)(&o.Mark),
		(*stamp)(&o.Date), &o.State, &o.Attempts, &o.Looks, &o.Resent, (*stamp)(&o.NextTry), (*stamp)(&o.GiveUp), &o.Size,
		&o.Letter, &o.Folder, &o.Copy, &o.Code, &o.Enhanced, &o.Reply, (*stamp)(&o.Bounced))
}

func (tx *Tx) outgoing(where string, args ...any) (Outgoing, error) {
	list, err := all(tx, scanOutgoing, outgoingColumns+` `+where, args...)
	if err != nil {
		return Outgoing{}, err
	}
	if len(list) == 0 {
		return Outgoing{}, ErrNotFound
	}
	return list[0], nil
}

// Outgoing reads a frozen mail.
func (tx *Tx) Outgoing(id int64) (Outgoing, error) {
	o, err := tx.outgoing(`WHERE o.id = ?`, id)
	if err != nil {
		return o, fmt.Errorf("outgoing %d: %w", id, err)
	}
	return o, nil
}

// Freeze claims a waiting notice: what write writes becomes the mail, its first
// attempt is counted, and its token is there before anybody can have the mail.
// The token's Message-ID is that of the mail; textHash is [TextHash] of its text.
// After an error nothing is left of it and the notice still waits; the
// transaction can go on.
func (tx *Tx) Freeze(n workflow.Notice, out Outgoing, tok workflow.Token, textHash string, write func(io.Writer) error) (id int64, err error) {
	err = tx.savepoint(func() error {
		id, err = tx.freeze(n, out, tok, textHash, write)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("freeze notice %d: %w", n.ID, err)
	}
	return id, nil
}

func (tx *Tx) freeze(n workflow.Notice, out Outgoing, tok workflow.Token, textHash string, write func(io.Writer) error) (int64, error) {
	err := tx.change(`UPDATE notice SET state = 'bezig' WHERE id = ? AND state = 'wacht'`, n.ID)
	if err != nil {
		return 0, fmt.Errorf("claim: %w", err)
	}
	id, err := tx.insert(`
		INSERT INTO outbox (notice, matter, sender, recipient, message_id, mark, text_hash, date, state, attempts,
			give_up, size, letter, folder, copy)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'bezig', 1, ?, 0, ?, ?, ?)`,
		n.ID, n.Matter, out.From, out.To, out.MessageID, label(out.Mark), textHash, stamp(out.Date),
		stamp(out.GiveUp), n.Letter, out.Folder, out.Copy)
	if err != nil {
		return 0, err
	}
	w := tx.chunks(`INSERT INTO outbox_raw (outbox, n, data) VALUES (?, ?, ?)`, id)
	if err := write(w); err != nil {
		return 0, err
	}
	if err := w.flush(); err != nil {
		return 0, err
	}
	if w.size == 0 {
		return 0, ErrEmpty
	}
	if _, err := tx.exec(`UPDATE outbox SET size = ?, hash = ? WHERE id = ?`, w.size, hex.EncodeToString(w.sum.Sum(nil)), id); err != nil {
		return 0, err
	}
	tok.MessageID, tok.Notice, tok.Matter, tok.Template = out.MessageID, n.ID, n.Matter, n.Template
	return id, tx.insertToken(tok)
}

// NextRetry claims the mail whose next attempt has been due for the longest
// time: it is busy and the attempt counted when this returns. A commit belongs
// between it and the dialogue.
func (tx *Tx) NextRetry(now time.Time) (Outgoing, bool, error) {
	o, err := tx.outgoing(`WHERE o.state = 'opnieuw' AND (o.next_try IS NULL OR o.next_try <= ?)
		ORDER BY o.next_try, o.id LIMIT 1`, stamp(now))
	if ok, err := found(err); err != nil || !ok {
		return Outgoing{}, false, err
	}
	err = tx.change(`UPDATE outbox SET state = 'bezig', attempts = attempts + 1, next_try = NULL
		WHERE id = ? AND state = 'opnieuw'`, o.ID)
	if err != nil {
		return Outgoing{}, false, fmt.Errorf("claim retry %d: %w", o.ID, err)
	}
	o.State, o.NextTry = StateBusy, time.Time{}
	o.Attempts++
	return o, true, nil
}

// NextUnknown gives a mail of unknown fate that is to be looked for at now.
func (tx *Tx) NextUnknown(now time.Time) (Outgoing, bool, error) {
	o, err := tx.outgoing(`WHERE o.state = 'onbekend' AND o.next_try <= ? ORDER BY o.next_try, o.id LIMIT 1`, stamp(now))
	ok, err := found(err)
	return o, ok, err
}

// Looked counts a search for a mail of unknown fate and sets the next.
func (tx *Tx) Looked(id int64, next time.Time) error {
	err := tx.change(`UPDATE outbox SET looks = looks + 1, next_try = ? WHERE id = ? AND state = 'onbekend'`,
		stamp(next), id)
	if err != nil {
		return fmt.Errorf("look for outgoing %d: %w", id, err)
	}
	return nil
}

// StopLooking leaves a mail of unknown fate unknown: a copy that turns up by
// itself still counts, but nothing is due any more.
func (tx *Tx) StopLooking(id int64) error { return tx.Looked(id, time.Time{}) }

// Resend lets a mail of unknown fate go out once more, byte for byte, and remembers
// that it did. Attempts do not tell: those that failed before the dot are among them.
func (tx *Tx) Resend(o Outgoing, now time.Time) error {
	if err := tx.change(`UPDATE outbox SET resent = 1 WHERE id = ? AND resent = 0`, o.ID); err != nil {
		return fmt.Errorf("resend outgoing %d: %w", o.ID, err)
	}
	return tx.MarkOutcome(o.ID, StateAgain, o.Code, o.Enhanced, o.Reply, now)
}

// steps says which states can follow one another. What was sent, refused or
// given up stays so.
var steps = map[string][]string{
	StateBusy:    {StateAgain, StateSent, StateRefused, StateUnknown, StateGivenUp, StateDraft},
	StateAgain:   {StateSent, StateGivenUp, StateDropped},
	StateUnknown: {StateUnknown, StateAgain, StateSent, StateRefused, StateGivenUp, StateDraft, StateLetter},
	StateDraft:   {StateLetter, StateDropped},
}

// ErrState says that a mail cannot go from the state it is in to the one asked
// for.
var ErrState = errors.New("state does not follow")

// MarkOutcome records how a dialogue ended: one of the states, the server's
// answer as redacted by the caller, and when to try or look again (zero: never).
// What was learnt meanwhile from the mailbox wins: a mail whose copy turned up
// was accepted whatever the dialogue said, and a letter that was seen sent is
// sent.
func (tx *Tx) MarkOutcome(id int64, state string, code int, enhanced, reply string, nextTry time.Time) error {
	var old string
	var seen time.Time
	err := tx.one([]any{&old, (*stamp)(&seen)}, `SELECT state, seen FROM outbox WHERE id = ?`, id)
	if err == nil && old == StateLetter {
		return nil
	}
	if err == nil {
		if !seen.IsZero() && (state == StateUnknown || state == StateAgain) {
			state, nextTry = StateSent, time.Time{}
		}
		if old != state && !slices.Contains(steps[old], state) {
			err = fmt.Errorf("%w: %s to %s", ErrState, old, state)
		}
	}
	if err == nil {
		_, err = tx.exec(`
			UPDATE outbox SET state = ?1, code = ?2, enhanced = ?3, reply = ?4, next_try = ?5,
				looks = CASE ?1 WHEN 'opnieuw' THEN 0 ELSE looks END
			WHERE id = ?6`,
			state, code, enhanced, reply, stamp(nextTry), id)
	}
	if err == nil {
		err = tx.noticeFollows(id)
	}
	if err != nil {
		return fmt.Errorf("outcome of outgoing %d: %w", id, err)
	}
	return nil
}

// noticeFollows gives the notice the state of its mail. While a mail waits for
// another attempt its notice is still busy.
func (tx *Tx) noticeFollows(id int64) error {
	return tx.change(`
		UPDATE notice SET state = CASE o.state WHEN 'opnieuw' THEN 'bezig' ELSE o.state END
		FROM outbox o WHERE o.notice = notice.id AND o.id = ?`, id)
}

// RecoverBusy is for the start: what was busy when the program stopped may have
// been accepted. All of it becomes unknown, to be looked for at once.
func (tx *Tx) RecoverBusy(now time.Time) ([]Outgoing, error) {
	busy, err := all(tx, scanOutgoing, outgoingColumns+` WHERE o.state = 'bezig' ORDER BY o.id`)
	if err != nil {
		return nil, fmt.Errorf("recover outbox: %w", err)
	}
	for i := range busy {
		o := &busy[i]
		if err := tx.MarkOutcome(o.ID, StateUnknown, 0, "", "", now); err != nil {
			return nil, fmt.Errorf("recover outbox: %w", err)
		}
		o.State, o.NextTry = StateUnknown, now
	}
	return busy, nil
}

// MarkBounced records that a delivery report on a mail came in. It reports false
// when one had come before.
func (tx *Tx) MarkBounced(id int64, now time.Time) (first bool, err error) {
	return found(tx.change(`UPDATE outbox SET bounced = ? WHERE id = ? AND bounced IS NULL`, stamp(now), id))
}

// MailByID finds a mail of ours by its Message-ID or by another id under which it
// is known.
func (tx *Tx) MailByID(messageID string) (Outgoing, error) {
	o, err := tx.outgoing(`WHERE o.message_id = ?1
		OR o.message_id = (SELECT message_id FROM alias WHERE alias = ?1)`, messageID)
	if err != nil {
		return o, fmt.Errorf("mail by id: %w", err)
	}
	return o, nil
}

// MailOfNotice gives the mail that a notice became.
func (tx *Tx) MailOfNotice(notice int64) (Outgoing, error) {
	o, err := tx.outgoing(`WHERE o.notice = ?`, notice)
	if err != nil {
		return o, fmt.Errorf("mail of notice %d: %w", notice, err)
	}
	return o, nil
}

// OutgoingOf gives all mails of a matter in the order in which they were frozen.
func (tx *Tx) OutgoingOf(matter string) ([]Outgoing, error) {
	return all(tx, scanOutgoing, outgoingColumns+` WHERE o.matter = ? ORDER BY o.id`, matter)
}
