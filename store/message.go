package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"klachtenpost/workflow"
)

// maxRefs bounds the ids of one mail that are kept and searched: the newest, and
// beyond them the very first. A header may hold thousands.
const maxRefs = 100

// SetMessage stores what was read from a mail and that it is decided: in which
// matter it was filed ("" for none; the matter must be there, so [Tx.Apply]
// comes first) and the verdict of the procedure. It can be done again, as when an
// intake item becomes a case.
func (tx *Tx) SetMessage(id int64, m workflow.Message, matter, verdict string) error {
	view, err := json.Marshal(rest(m))
	if err != nil {
		return fmt.Errorf("message %d: %w", id, err)
	}
	err = tx.change(`
		UPDATE message SET state = 'verwerkt', hold = NULL, matter = ?, verdict = ?, kind = ?, sender = ?,
			message_id = ?, twin = ?, subject = ?, text = ?, new_text = ?, view = ?
		WHERE id = ? AND state <> 'vergeten'`,
		label(matter), verdict, m.Kind, addressKey(m.From),
		m.MessageID, twinHash(m, m.MessageID), m.Subject, m.Text, newText(m), string(view), id)
	if err == nil {
		err = tx.setRefs(id, m)
	}
	if err != nil {
		return fmt.Errorf("set message %d: %w", id, err)
	}
	return nil
}

// newText is the column for what of a text is new: most mails quote nothing, and
// theirs is not kept twice.
func newText(m workflow.Message) any {
	if m.NewText == m.Text {
		return nil
	}
	return m.NewText
}

// rest is what of a message has no column of its own.
func rest(m workflow.Message) workflow.Message {
	m.ID, m.Source, m.Folder, m.Received = 0, "", "", time.Time{}
	m.Kind, m.MessageID, m.Subject, m.Text, m.NewText = "", "", "", "", ""
	// A Date header may name a zone or a year that cannot be written.
	if m.Date = m.Date.UTC(); m.Date.Year() < 1 || m.Date.Year() > 9999 {
		m.Date = time.Time{}
	}
	return m
}

// twinHash is the same for two copies of one submission, such as the one in
// INBOX and the one in Sent, whose bytes differ by the way they went. Of what is
// attached the name and the decoded size count, in whatever order: a server writes it
// anew, and its type as it likes.
func twinHash(m workflow.Message, id string) string {
	if id == "" {
		return ""
	}
	h := sha256.New()
	for _, s := range []string{id, addressKey(m.From), m.Subject, m.NewText} {
		writeField(h, s)
	}
	var attached []string
	for _, a := range m.Attachments {
		attached = append(attached, fmt.Sprintf("%s %d", a.Name, a.Size))
	}
	slices.Sort(attached)
	for _, s := range attached {
		writeField(h, s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// writeField writes s so that no two lists of fields give the same bytes.
func writeField(w io.Writer, s string) { fmt.Fprintf(w, "%d:%s,", len(s), s) }

// threadIDs are the ids that m refers to, the newest first, each once.
func threadIDs(m workflow.Message) []string {
	ids := m.References
	if len(ids) > maxRefs {
		ids = append(slices.Clone(ids[:maxRefs-1]), ids[len(ids)-1])
	}
	return ids
}

// ownIDs are the ids that m itself bears.
func ownIDs(m workflow.Message) []string {
	ids := m.OriginalIDs
	if m.MessageID != "" {
		ids = append([]string{m.MessageID}, ids...)
	}
	return ids[:min(len(ids), maxRefs)]
}

func (tx *Tx) setRefs(id int64, m workflow.Message) error {
	if _, err := tx.exec(`DELETE FROM message_ref WHERE message = ?`, id); err != nil {
		return err
	}
	for _, r := range slices.Concat(ownIDs(m), threadIDs(m)) {
		_, err := tx.exec(`INSERT INTO message_ref (message, ref) VALUES (?, ?) ON CONFLICT DO NOTHING`, id, r)
		if err != nil {
			return err
		}
	}
	return nil
}

// FileMessage moves a decided message to another matter, as when an intake item
// turns out to belong to a case.
func (tx *Tx) FileMessage(id int64, matter string) error {
	err := tx.change(`UPDATE message SET matter = ? WHERE id = ? AND state IN ('verwerkt', 'terzijde')`, label(matter), id)
	if err != nil {
		return fmt.Errorf("file message %d: %w", id, err)
	}
	return nil
}

// Message gives a message as it was read. Of one that was not read, was set
// aside or forgotten only row number, place and time are known.
func (tx *Tx) Message(id int64) (workflow.Message, error) {
	var m workflow.Message
	var row workflow.Message
	var view label
	err := tx.one([]any{
		&row.ID, &row.Source, &row.Folder, (*stamp)(&row.Received), &row.Kind, &row.MessageID,
		&row.Subject, &row.Text, &row.NewText, &view,
	}, `SELECT id, source, folder, received, kind, message_id, subject, text, coalesce(new_text, text), view
		FROM message WHERE id = ?`, id)
	if err == nil && view != "" {
		err = json.Unmarshal([]byte(view), &m)
	}
	if err != nil {
		return m, fmt.Errorf("message %d: %w", id, err)
	}
	m.ID, m.Source, m.Folder, m.Received = row.ID, row.Source, row.Folder, row.Received
	m.Kind, m.MessageID, m.Subject, m.Text, m.NewText = row.Kind, row.MessageID, row.Subject, row.Text, row.NewText
	return m, nil
}

// Filing is where a message stands.
type Filing struct {
	ID      int64
	State   string // nieuw, verwerkt, terzijde, vergeten
	Source  workflow.Source
	Matter  string
	Verdict string
	Reason  string // why it was set aside
	Hash    string // SHA-256 of the bytes
	Size    int64
}

// Filing tells where a message stands.
func (tx *Tx) Filing(id int64) (Filing, error) {
	f := Filing{ID: id}
	err := tx.one([]any{&f.State, &f.Source, (*label)(&f.Matter), &f.Verdict, &f.Reason, &f.Hash, &f.Size},
		`SELECT state, source, matter, verdict, reason, hash, size FROM message WHERE id = ?`, id)
	if err != nil {
		return f, fmt.Errorf("filing of message %d: %w", id, err)
	}
	return f, nil
}

// MessagesOf gives the messages filed in a matter in the order of arrival.
func (tx *Tx) MessagesOf(matter string) ([]int64, error) {
	return column[int64](tx, `SELECT id FROM message WHERE matter = ? ORDER BY id`, matter)
}
