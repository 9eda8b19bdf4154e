package store

import (
	"slices"
	"time"
)

// NextBatch gives the mails that arrived first among those that were not decided,
// are not on hold at now and are not busy, which are mails of an earlier batch that
// is being decided on; at most n of them, and of size bytes in all unless a single
// one is larger. One that was begun before comes alone: it may be what ended the
// program, and must not take others with it.
func (tx *Tx) NextBatch(limit, n int, size int64, now time.Time, busy ...int64) ([]Undecided, error) {
	return tx.batch(nextBatch, limit, n, size, now, busy)
}

// NextByReceipt is NextBatch in the order in which the mails came in, whatever the
// folder they were found in first: for a mailbox that is read again.
func (tx *Tx) NextByReceipt(limit, n int, size int64, now time.Time, busy ...int64) ([]Undecided, error) {
	return tx.batch(nextByReceipt, limit, n, size, now, busy)
}

func (tx *Tx) batch(query string, limit, n int, size int64, now time.Time, busy []int64) ([]Undecided, error) {
	list, err := all(tx, scanUndecided, query, limit, stamp(now), n+len(busy))
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(u Undecided) bool { return slices.Contains(busy, u.ID) })
	list = list[:min(n, len(list))]
	for i, u := range list {
		switch size -= u.Size; {
		case u.Attempts > 0 && len(busy) > 0:
			return list[:i], nil
		case u.Attempts > 0, size < 0:
			return list[:max(i, 1)], nil
		}
	}
	return list, nil
}

const (
	nextBatch     = undecided + ` AND attempts < ? AND (hold IS NULL OR hold <= ?) ORDER BY id LIMIT ?`
	nextByReceipt = undecided + ` AND attempts < ? AND (hold IS NULL OR hold <= ?) ORDER BY received, id LIMIT ?`
)

// Part runs f so that an error of f leaves nothing behind of what f wrote, while
// the transaction goes on.
func (tx *Tx) Part(f func() error) error { return tx.savepoint(f) }
