package daemon_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
)

// TestDailyCopy: a copy a day at the hour that was named, readable and complete,
// and no more of them than asked for.
func TestDailyCopy(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Config.Backup = config.Backup{Dir: dir, Keep: 3, At: config.TimeOfDay{Hour: 3, Minute: 30}}
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-19 12:00") // over a weekend
		h.Stop()
	})
	list, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(list) != 3 {
		t.Fatalf("%v (%v), want the copies of the last three days", list, err)
	}
	if got := filepath.Base(list[2]); got != "klachtenpost-2026-04-19.db" {
		t.Errorf("the newest is %s", got)
	}
	info, err := os.Stat(list[2])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v), want 0600", info.Mode(), err)
	}
	db, err := store.Open(list[2])
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.View(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Case("K-2026-0001")
		return err
	})
	if err != nil {
		t.Errorf("the copy lacks the case: %v", err)
	}
}
