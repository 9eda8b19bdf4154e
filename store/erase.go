package store

import (
	"fmt"
	"time"

	"klachtenpost/workflow"
)

// EraseMatter erases the content and the people of a matter, and the copies of our own
// mails about it that came back to us; its state is the
// procedure's and is written by [Tx.Apply] before. What stays are numbers, dates,
// kinds and hashes: the counters, the chain of the log, and the means to
// recognise the same mail again. The bytes are gone from the file after the next
// [DB.Checkpoint].
func (tx *Tx) EraseMatter(key string) error {
	messages, err := tx.MessagesOf(key)
	if err != nil {
		return fmt.Errorf("erase %s: %w", key, err)
	}
	mails, err := column[int64](tx, `SELECT id FROM outbox WHERE matter = ?`, key)
	if err != nil {
		return fmt.Errorf("erase %s: %w", key, err)
	}
	for _, id := range mails {
		copies, err := column[int64](tx, copiesOf, id) // they are filed in no matter
		if err != nil {
			return fmt.Errorf("erase %s: %w", key, err)
		}
		messages = append(messages, copies...)
	}
	for _, id := range messages {
		if err := tx.ForgetRaw(id); err != nil {
			return fmt.Errorf("erase %s: %w", key, err)
		}
	}
	for _, query := range []string{
		`DELETE FROM person WHERE matter = ?`,
		`DELETE FROM question WHERE matter = ?`,
		`DELETE FROM deadline WHERE matter = ?`,
		`DELETE FROM token WHERE matter = ?`,
		`DELETE FROM alias WHERE message_id IN (SELECT message_id FROM outbox WHERE matter = ?)`,
		`DELETE FROM outbox_raw WHERE outbox IN (SELECT id FROM outbox WHERE matter = ?)`,
		`UPDATE outbox SET message_id = 'vernietigd-' || id, recipient = '', text_hash = '', reply = '', size = 0 WHERE matter = ?`,
		`UPDATE notice SET state = 'vervallen' WHERE state = 'wacht' AND matter = ?`,
		`UPDATE complaint SET employee = '', story = '[]', missing = '[]', doubts = '[]' WHERE number = ?`,
		`UPDATE event SET text = '', salt = NULL WHERE matter = ?`,
	} {
		if _, err := tx.exec(query, key); err != nil {
			return fmt.Errorf("erase %s: %w", key, err)
		}
	}
	if key == workflow.OfficeKey {
		return nil
	}
	return tx.change(`UPDATE matter SET version = version + 1 WHERE key = ?`, key)
}

// mailsOf are the mails of a matter (?1) that some template made (?2) and whose bytes
// are there.
const mailsOf = `SELECT o.id FROM outbox o JOIN notice n ON n.id = o.notice
	WHERE o.matter = ?1 AND n.template = ?2 AND o.size > 0 ORDER BY o.id`

// copiesOf are the messages that are a copy of one of our mails (?1): by its own id or
// by another under which it is known.
const copiesOf = `SELECT id FROM message WHERE state <> 'vergeten' AND message_id <> '' AND message_id IN (
	SELECT message_id FROM outbox WHERE id = ?1
	UNION SELECT a.alias FROM alias a JOIN outbox o ON o.message_id = a.message_id WHERE o.id = ?1)`

// ForgetMails erases the bytes of all mails of some kinds in a matter, and of the
// copies of them that came back to us. What is known of their sending stays, and by
// what a copy is recognised that turns up later. One that still waits for another
// attempt is not sent any more; one that is being handed over at this moment is left.
func (tx *Tx) ForgetMails(matter string, kinds ...workflow.Template) error {
	for _, kind := range kinds {
		ids, err := column[int64](tx, mailsOf, matter, kind)
		if err != nil {
			return fmt.Errorf("forget mails of %s: %w", matter, err)
		}
		for _, id := range ids {
			if err := tx.forgetMail(id); err != nil {
				return fmt.Errorf("forget outgoing %d: %w", id, err)
			}
		}
	}
	return nil
}

func (tx *Tx) forgetMail(id int64) error {
	o, err := tx.Outgoing(id)
	if err != nil {
		return err
	}
	switch o.State {
	case StateBusy:
		return nil
	case StateAgain, StateUnknown:
		if err := tx.MarkOutcome(id, StateGivenUp, o.Code, o.Enhanced, o.Reply, time.Time{}); err != nil {
			return err
		}
	}
	copies, err := column[int64](tx, copiesOf, id)
	if err != nil {
		return err
	}
	for _, m := range copies {
		if err := tx.ForgetRaw(m); err != nil {
			return err
		}
	}
	if _, err := tx.exec(`DELETE FROM outbox_raw WHERE outbox = ?`, id); err != nil {
		return err
	}
	_, err = tx.exec(`UPDATE outbox SET size = 0 WHERE id = ?`, id)
	return err
}
