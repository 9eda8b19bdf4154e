package store

import "time"

// NextBatch gives the mails that arrived first among those that were not decided
// and are not on hold at now, at most n of them. One that was begun before comes
// alone: it may be what ended the program, and must not take others with it.
func (tx *Tx) NextBatch(limit, n int, now time.Time) ([]Undecided, error) {
	list, err := all(tx, scanUndecided, undecided+`
		AND attempts < ? AND (hold IS NULL OR hold <= ?) ORDER BY id LIMIT ?`, limit, stamp(now), n)
	if err != nil {
		return nil, err
	}
	for i, u := range list {
		if u.Attempts > 0 {
			return list[:max(i, 1)], nil
		}
	}
	return list, nil
}

// Part runs f so that an error of f leaves nothing behind of what f wrote, while
// the transaction goes on.
func (tx *Tx) Part(f func() error) error { return tx.savepoint(f) }
