package store

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"klachtenpost/workflow"
)

// Incoming is where and when a mail was found.
type Incoming struct {
	Folder       string
	UIDValidity  uint32
	UID          uint32
	Source       workflow.Source
	InternalDate time.Time
	Arrived      time.Time         // when it was taken in; zero: InternalDate
	Head         string            // hash by which a mail of the baseline is known; "": do not ask
	Size         int64             // of the bytes; 0: Digest was not asked yet
	Sum          [sha256.Size]byte // SHA-256 of the bytes
}

// ErrEmpty says that a mail without a byte was offered: a server's slip, never
// a mail.
var ErrEmpty = errors.New("mail has no bytes")

// Digest makes size and hash of a mail, and leaves body at its start. A transaction that
// is given them keeps others waiting for half as long.
func (in *Incoming) Digest(body io.ReadSeeker) error {
	h := sha256.New()
	var err error
	if in.Size, err = io.Copy(h, body); err == nil {
		_, err = body.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fmt.Errorf("hash of mail %d of %s: %w", in.UID, in.Folder, err)
	}
	in.Sum = [sha256.Size]byte(h.Sum(nil))
	return nil
}

// InsertRaw stores the bytes of a mail as they are read, with their SHA-256. A mail
// whose bytes are there already is no new one: then only the place is remembered and
// fresh is false. A place that is known is not read at all, nor is a mail of the
// baseline, of which id is 0. After an error nothing of this mail is stored, and the
// transaction can go on with the next.
func (tx *Tx) InsertRaw(in Incoming, body io.ReadSeeker) (id int64, fresh bool, err error) {
	return tx.insertMail(&in, body, func(id int64) error {
		part, size := make([]byte, min(chunk, in.Size)), int64(0)
		for n := 0; size < in.Size; n++ {
			k, err := io.ReadFull(body, part[:min(chunk, in.Size-size)])
			if err != nil {
				return fmt.Errorf("%d bytes, and there were %d: %w", size+int64(k), in.Size, err)
			}
			if _, err := tx.exec(insertRaw, id, n, part[:k]); err != nil {
				return fmt.Errorf("store bytes: %w", err)
			}
			size += int64(k)
		}
		if k, _ := body.Read(part[:1]); k > 0 {
			return fmt.Errorf("more than the %d bytes there were", in.Size)
		}
		return nil
	})
}

// InsertBytes is InsertRaw for a mail that is in memory.
func (tx *Tx) InsertBytes(in Incoming, data []byte) (id int64, fresh bool, err error) {
	return tx.insertMail(&in, bytes.NewReader(data), func(id int64) error {
		if int64(len(data)) != in.Size {
			return fmt.Errorf("%d bytes, and there were %d", len(data), in.Size)
		}
		n := 0
		for part := range slices.Chunk(data, chunk) {
			if _, err := tx.exec(insertRaw, id, n, part); err != nil {
				return err
			}
			n++
		}
		return nil
	})
}

const knownPlace = `
	SELECT (SELECT message FROM seen WHERE folder = ? AND uidvalidity = ? AND uid = ?),
		EXISTS (SELECT 1 FROM baseline WHERE hash = ?)`

func (tx *Tx) known(in Incoming) (id int64, known bool, err error) {
	var listed bool
	err = tx.one([]any{(*ref)(&id), &listed}, knownPlace, in.Folder, in.UIDValidity, in.UID, in.Head)
	if err != nil {
		return 0, false, fmt.Errorf("look for mail %d of %s: %w", in.UID, in.Folder, err)
	}
	return id, id != 0 || listed, nil
}

// insertMail stores a mail whose bytes rows writes. The hash is known before anything is
// written, so that it needs no savepoint, which costs as much as all the rest.
func (tx *Tx) insertMail(in *Incoming, body io.ReadSeeker, rows func(id int64) error) (id int64, fresh bool, err error) {
	id, known, err := tx.known(*in)
	if err != nil || known {
		return id, false, err
	}
	if in.Size == 0 {
		err = in.Digest(body)
	}
	if err == nil && in.Size == 0 {
		err = ErrEmpty
	}
	if err == nil {
		id, fresh, err = tx.insertUnknown(in, rows)
	}
	if err != nil {
		return 0, false, fmt.Errorf("insert mail %d of %s: %w", in.UID, in.Folder, err)
	}
	return id, fresh, nil
}

const byHash = `SELECT id FROM message WHERE hash = ?`

func (tx *Tx) insertUnknown(in *Incoming, rows func(id int64) error) (id int64, fresh bool, err error) {
	hash := hex.EncodeToString(in.Sum[:])
	res, err := tx.exec(`
		INSERT INTO message (hash, size, source, folder, received, arrived) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (hash) DO NOTHING`,
		hash, in.Size, in.Source, in.Folder, printable(in.InternalDate), printable(in.arrived()))
	if err != nil {
		return 0, false, err
	}
	if n, err := res.RowsAffected(); err != nil {
		return 0, false, err
	} else if n == 0 {
		if err = tx.one([]any{&id}, byHash, hash); err != nil {
			return 0, false, err
		}
		return id, false, tx.insertSeen(*in, id)
	}
	if id, err = res.LastInsertId(); err != nil {
		return 0, false, err
	}
	if err = rows(id); err == nil {
		err = tx.insertSeen(*in, id)
	}
	if err != nil && tx.fault == nil {
		err = errors.Join(err, tx.takeBack(id))
	}
	return id, true, err
}

// takeBack removes what was written of a mail before something failed.
func (tx *Tx) takeBack(id int64) error {
	_, err := tx.exec(`DELETE FROM raw WHERE message = ?`, id)
	if err == nil {
		_, err = tx.exec(`DELETE FROM message WHERE id = ?`, id)
	}
	return err
}

func (tx *Tx) insertSeen(in Incoming, id int64) error {
	_, err := tx.exec(`INSERT INTO seen (folder, uidvalidity, uid, message) VALUES (?, ?, ?, ?)`,
		in.Folder, in.UIDValidity, in.UID, id)
	return err
}

func (in Incoming) arrived() time.Time {
	if in.Arrived.IsZero() {
		return in.InternalDate
	}
	return in.Arrived
}

const insertRaw = `INSERT INTO raw (message, n, data) VALUES (?, ?, ?)`

// printable keeps a date that a server or a sender made up storable: one that
// cannot be written becomes the first of all days.
func printable(t time.Time) stamp {
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 || t.IsZero() {
		t = time.Date(1, 1, 1, 0, 0, 0, int(time.Millisecond), time.UTC)
	}
	return stamp(t)
}

// Undecided is a mail that waits for its second step.
type Undecided struct {
	ID       int64
	Attempts int // that were begun and not finished
	Source   workflow.Source
	Folder   string
	Received time.Time // INTERNALDATE
	Size     int64
}

const undecided = `SELECT id, attempts, source, folder, received, size FROM message WHERE state = 'nieuw'`

func scanUndecided(s scan) (u Undecided, err error) {
	return u, s(&u.ID, &u.Attempts, &u.Source, &u.Folder, (*stamp)(&u.Received), &u.Size)
}

// NextHeld gives the moment at which the first mail on hold is to be looked at.
func (tx *Tx) NextHeld() (due time.Time, ok bool, err error) {
	ok, err = found(tx.one([]any{(*stamp)(&due)}, `
		SELECT hold FROM message WHERE state = 'nieuw' AND hold IS NOT NULL ORDER BY hold LIMIT 1`))
	return due, ok, err
}

// Exhausted gives the mails that were begun limit times and never finished. They
// are to be set aside.
func (tx *Tx) Exhausted(limit int) ([]Undecided, error) {
	return all(tx, scanUndecided, undecided+` AND attempts >= ? ORDER BY id`, limit)
}

// CountAttempt counts that the second step of some mails begins. It is to be
// committed before they are parsed, so that one that kills the program is not
// tried for ever.
func (tx *Tx) CountAttempt(ids ...int64) error {
	res, err := tx.exec(`UPDATE message SET attempts = attempts + 1
		WHERE id IN (SELECT value FROM json_each(?)) AND state = 'nieuw'`, list[int64](ids))
	var n int64
	if err == nil {
		n, err = res.RowsAffected()
	}
	if err == nil && n != int64(len(ids)) {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("count attempt of messages %d: %w", ids, err)
	}
	return nil
}

// HoldMessage puts a mail off until a moment. The attempt that found out that it
// must wait does not count.
func (tx *Tx) HoldMessage(id int64, until time.Time) error {
	err := tx.change(`
		UPDATE message SET hold = ?, attempts = max(0, attempts - 1)
		WHERE id = ? AND state = 'nieuw'`, stamp(until), id)
	if err != nil {
		return fmt.Errorf("hold message %d: %w", id, err)
	}
	return nil
}

// SetAside takes a mail out of the queue that could not be read. Its bytes stay.
func (tx *Tx) SetAside(id int64, reason string) error {
	err := tx.change(`UPDATE message SET state = 'terzijde', reason = ?, hold = NULL
		WHERE id = ? AND state IN ('nieuw', 'verwerkt')`, reason, id)
	if err != nil {
		return fmt.Errorf("set message %d aside: %w", id, err)
	}
	return nil
}

// Reconsider puts a mail back into the queue as found at a new place: one that
// somebody dragged out of Junk, or one set aside that a better reader may read.
func (tx *Tx) Reconsider(id int64, in Incoming) error {
	err := tx.change(`
		UPDATE message SET state = 'nieuw', attempts = 0, hold = NULL, reason = '', source = ?, folder = ?
		WHERE id = ? AND state IN ('verwerkt', 'terzijde')`, in.Source, in.Folder, id)
	if err != nil {
		return fmt.Errorf("reconsider message %d: %w", id, err)
	}
	return nil
}

// ForgetRaw forgets a mail that is none of ours: bytes and everything read from
// them go, its hashes stay so that it is recognised.
func (tx *Tx) ForgetRaw(id int64) error {
	err := tx.change(`
		UPDATE message SET state = 'vergeten', hold = NULL, sender = '', message_id = '', subject = '',
			text = '', new_text = '', view = NULL
		WHERE id = ?`, id)
	if err == nil {
		_, err = tx.exec(`DELETE FROM raw WHERE message = ?`, id)
	}
	if err == nil {
		_, err = tx.exec(`DELETE FROM message_ref WHERE message = ?`, id)
	}
	if err != nil {
		return fmt.Errorf("forget message %d: %w", id, err)
	}
	return nil
}
