package store

import (
	"fmt"

	"klachtenpost/workflow"
)

// EraseMatter erases the content and the people of a matter; its state is the
// procedure's and is written by [Tx.Apply] before. What stays are numbers, dates,
// kinds and hashes: the counters, the chain of the log, and the means to
// recognise the same mail again. The bytes are gone from the file after the next
// [DB.Checkpoint].
func (tx *Tx) EraseMatter(key string) error {
	messages, err := tx.MessagesOf(key)
	if err != nil {
		return fmt.Errorf("erase %s: %w", key, err)
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
