package admin

import (
	"errors"
	"fmt"

	"klachtenpost/store"
)

// openBeside opens the database for a sub-command that works beside the daemon. One
// of an older version is brought up to date only when nobody works in it: an older
// program would go on in a database that it does not know.
func openBeside(path string) (*store.DB, error) {
	db, err := store.OpenReadOnly(path)
	if err == nil {
		db.Close()
	}
	if errors.Is(err, store.ErrOlder) {
		if pid, running, err := store.Holder(path); err != nil || running {
			return nil, errors.Join(err, fmt.Errorf("an older version of klachtenpost runs on it (process %d): restart klachtenpost first, or do this with that version", pid))
		}
	}
	return store.Open(path)
}
