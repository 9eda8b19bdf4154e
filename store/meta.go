package store

import (
	"fmt"
	"time"
)

// JobRun gives the moment for which a job last ran.
func (tx *Tx) JobRun(name string) (t time.Time, ok bool, err error) {
	ok, err = found(tx.one([]any{(*stamp)(&t)}, `SELECT last_run FROM job WHERE name = ?`, name))
	if err != nil {
		return t, false, fmt.Errorf("run of job %s: %w", name, err)
	}
	return t, ok, nil
}

// SetJobRun remembers the moment for which a job ran, so that a run that was
// missed is known after a restart.
func (tx *Tx) SetJobRun(name string, t time.Time) error {
	_, err := tx.exec(`INSERT INTO job (name, last_run) VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE SET last_run = excluded.last_run`, name, stamp(t))
	if err != nil {
		return fmt.Errorf("set run of job %s: %w", name, err)
	}
	return nil
}

// Meta gives a remembered value, "" when there is none.
func (tx *Tx) Meta(key string) (value string, err error) {
	_, err = found(tx.one([]any{&value}, `SELECT value FROM meta WHERE key = ?`, key))
	if err != nil {
		return "", fmt.Errorf("meta %s: %w", key, err)
	}
	return value, nil
}

// SetMeta remembers a value; "" forgets it.
func (tx *Tx) SetMeta(key, value string) (err error) {
	if value == "" {
		_, err = tx.exec(`DELETE FROM meta WHERE key = ?`, key)
	} else {
		_, err = tx.exec(`INSERT INTO meta (key, value) VALUES (?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
	}
	if err != nil {
		return fmt.Errorf("set meta %s: %w", key, err)
	}
	return nil
}
