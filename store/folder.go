package store

import (
	"fmt"
	"time"
)

// Position is how far a folder was read.
type Position struct {
	UIDValidity uint32
	LastUID     uint32
}

// SetPosition remembers how far a folder was read.
func (tx *Tx) SetPosition(folder string, uidvalidity, lastUID uint32) error {
	_, err := tx.exec(`
		INSERT INTO folder (name, uidvalidity, last_uid) VALUES (?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid`,
		folder, uidvalidity, lastUID)
	if err != nil {
		return fmt.Errorf("set position of folder: %w", err)
	}
	return nil
}

// Positions gives how far every folder was read, by its name.
func (tx *Tx) Positions() (map[string]Position, error) {
	positions := make(map[string]Position)
	err := tx.each(func(s scan) error {
		var name string
		var p Position
		err := s(&name, &p.UIDValidity, &p.LastUID)
		positions[name] = p
		return err
	}, `SELECT name, uidvalidity, last_uid FROM folder`)
	if err != nil {
		return nil, fmt.Errorf("positions: %w", err)
	}
	return positions, nil
}

// Baseline remembers a mail that lay in the mailbox before the first start. hash
// is of its Message-ID, Date and From. Doing it twice does nothing.
func (tx *Tx) Baseline(folder string, uidvalidity, uid uint32, internaldate time.Time, size int64, hash string) error {
	_, err := tx.exec(`
		INSERT INTO baseline (folder, uidvalidity, uid, internaldate, size, hash) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING`, folder, uidvalidity, uid, printable(internaldate), size, hash)
	if err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	return nil
}

// InBaseline reports whether a mail with this hash lay in the mailbox before the
// first start, wherever it lies now.
func (tx *Tx) InBaseline(hash string) (bool, error) {
	var one int
	return found(tx.one([]any{&one}, `SELECT 1 FROM baseline WHERE hash = ? LIMIT 1`, hash))
}

// Baselined reports whether the mail at this place belongs to the baseline.
func (tx *Tx) Baselined(folder string, uidvalidity, uid uint32) (bool, error) {
	var one int
	return found(tx.one([]any{&one},
		`SELECT 1 FROM baseline WHERE folder = ? AND uidvalidity = ? AND uid = ?`, folder, uidvalidity, uid))
}

// Seen gives the message at a place of the mailbox.
func (tx *Tx) Seen(folder string, uidvalidity, uid uint32) (message int64, ok bool, err error) {
	ok, err = found(tx.one([]any{&message},
		`SELECT message FROM seen WHERE folder = ? AND uidvalidity = ? AND uid = ?`, folder, uidvalidity, uid))
	return message, ok, err
}

// Places gives the names of the folders in which a message lies or lay.
func (tx *Tx) Places(message int64) ([]string, error) {
	return column[string](tx, `SELECT DISTINCT folder FROM seen WHERE message = ? ORDER BY folder`, message)
}
