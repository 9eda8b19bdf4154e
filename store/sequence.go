package store

import "fmt"

// Sequences gives how far every row of numbers has come: those of cases by their
// year, and the keys of intake items.
func (tx *Tx) Sequences() (map[string]int, error) {
	type row struct {
		name string
		last int
	}
	list, err := all(tx, func(s scan) (r row, err error) { return r, s(&r.name, &r.last) }, `SELECT name, last FROM sequence`)
	if err != nil {
		return nil, fmt.Errorf("sequences: %w", err)
	}
	m := make(map[string]int)
	for _, r := range list {
		m[r.name] = r.last
	}
	return m, nil
}

// RaiseSequences makes every row of numbers go on above what another database gave.
func (tx *Tx) RaiseSequences(given map[string]int) error {
	for name, last := range given {
		_, err := tx.exec(`INSERT INTO sequence (name, last) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET last = max(last, excluded.last)`, name, last)
		if err != nil {
			return fmt.Errorf("raise sequences: %w", err)
		}
	}
	return nil
}
