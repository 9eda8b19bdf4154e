package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"klachtenpost/workflow"
)

// line is a row of the log with its place in the chain (trust section 6). The
// hash of a line is over the hash of the line before it, its fields and the
// salted hash of its text. So no line can be changed, taken out or put in
// between without all later hashes changing, and yet a text can be erased.
type line struct {
	workflow.Event
	id      int64
	matter  string
	salt    string // "" once the text was erased
	content string
	prev    string
	hash    string
}

// contentHash is salted, so that an erased sentence cannot be found again by
// trying likely ones.
func (l line) contentHash() string {
	sum := sha256.Sum256([]byte(l.salt + l.Text))
	return hex.EncodeToString(sum[:])
}

func (l line) chainHash() string {
	h := sha256.New()
	for _, s := range []string{
		l.prev, l.matter, l.At.UTC().Format(timeLayout), string(l.Kind), strconv.FormatInt(l.Message, 10),
		string(l.Actor), string(l.Act), string(l.Proof), l.content,
	} {
		writeField(h, s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// logEnd is what the next line of the log needs, asked once for several lines.
type logEnd struct {
	known bool
	hash  string // of the newest line
	salts string // hexadecimal; each line takes saltSize of it
}

const saltSize = 32

func (tx *Tx) logEnd() (*logEnd, error) {
	if tx.log.known && tx.log.salts != "" {
		return &tx.log, nil
	}
	err := tx.one([]any{&tx.log.salts, &tx.log.hash}, `
		SELECT lower(hex(randomblob(512))), coalesce((SELECT hash FROM event ORDER BY id DESC LIMIT 1), '')`)
	tx.log.known = err == nil
	return &tx.log, err
}

// appendEvent writes one more line to the log.
func (tx *Tx) appendEvent(matter string, e workflow.Event) error {
	end, err := tx.logEnd()
	if err != nil {
		return err
	}
	l := line{Event: e, matter: matter, prev: end.hash, salt: end.salts[:saltSize]}
	end.salts = end.salts[saltSize:]
	l.content = l.contentHash()
	l.hash = l.chainHash()
	_, err = tx.exec(`
		INSERT INTO event (matter, at, kind, text, message, actor, act, proof, salt, content, prev, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.matter, stamp(l.At), l.Kind, l.Text, ref(l.Message), l.Actor, l.Act, l.Proof,
		l.salt, l.content, l.prev, l.hash)
	end.known = err == nil
	end.hash = l.hash
	return err
}

const eventColumns = `SELECT id, matter, at, kind, text, message, actor, act, proof, salt, content, prev, hash FROM event`

func scanLine(s scan) (l line, err error) {
	return l, s(&l.id, &l.matter, (*stamp)(&l.At), &l.Kind, &l.Text, (*ref)(&l.Message), &l.Actor, &l.Act,
		&l.Proof, (*label)(&l.salt), &l.content, &l.prev, &l.hash)
}

// Logged is a line of the log with the matter it belongs to.
type Logged struct {
	ID     int64
	Matter string
	workflow.Event
}

// Events gives the log of a matter, the oldest line first.
func (tx *Tx) Events(matter string) ([]workflow.Event, error) {
	return all(tx, func(s scan) (workflow.Event, error) {
		l, err := scanLine(s)
		return l.Event, err
	}, eventColumns+` WHERE matter = ? ORDER BY id`, matter)
}

// EventsSince gives all lines of a kind since a moment, the oldest first.
func (tx *Tx) EventsSince(kind workflow.EventKind, since time.Time) ([]Logged, error) {
	return all(tx, func(s scan) (Logged, error) {
		l, err := scanLine(s)
		return Logged{l.id, l.matter, l.Event}, err
	}, eventColumns+` WHERE kind = ? AND at >= ? ORDER BY id`, kind, from(since))
}

// EventHead gives the hash of the newest line, "" when there is none. Printed
// where others keep it, it is the outside witness of the log.
func (tx *Tx) EventHead() (string, error) {
	var head string
	_, err := found(tx.one([]any{&head}, `SELECT hash FROM event ORDER BY id DESC LIMIT 1`))
	return head, err
}

var errBadLine = errors.New("bad line")

// VerifyEvents walks the whole log. bad is the number of the first line that is
// not what was written, 0 when all are; head is the hash of the newest line that
// holds, to be compared with one that was printed earlier: lines cut off at the
// end show only there.
func (db *DB) VerifyEvents(ctx context.Context) (bad int64, head string, err error) {
	err = db.View(ctx, func(tx *Tx) error {
		return tx.each(func(s scan) error {
			l, err := scanLine(s)
			if err != nil {
				return err
			}
			erased := l.salt == "" && l.Text == ""
			if l.prev != head || l.hash != l.chainHash() || !erased && l.content != l.contentHash() {
				bad = l.id
				return errBadLine
			}
			head = l.hash
			return nil
		}, eventColumns+` ORDER BY id`)
	})
	if errors.Is(err, errBadLine) {
		return bad, head, nil
	}
	if err != nil {
		return 0, "", fmt.Errorf("verify log: %w", err)
	}
	return 0, head, nil
}

// HasEvent reports whether head is the hash of a line of the log, as one printed
// in an earlier overview must be.
func (tx *Tx) HasEvent(head string) (bool, error) {
	var one int
	return found(tx.one([]any{&one}, `SELECT 1 FROM event WHERE hash = ?`, head))
}
