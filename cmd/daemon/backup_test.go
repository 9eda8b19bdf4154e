package daemon_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
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

// TestDailyCopy_otherFiles: what is not a copy of ours stays, and copies from when the
// clock ran ahead push no new one out.
func TestDailyCopy_otherFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kopie[1]")
	for _, name := range []string{
		"klachtenpost-aaaa-bb-cc.db", "klachtenpost-2026-04-01.db.oud", "klachtenpost-2026-04-02.db.part", "foto.jpg",
		"klachtenpost-2036-01-01.db", "klachtenpost-2036-01-02.db", "klachtenpost-2036-01-03.db.age",
		"klachtenpost-2026-04-03.db/bewaard",
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Config.Backup = config.Backup{Dir: dir, Keep: 2, At: config.TimeOfDay{Hour: 3, Minute: 30}}
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-18 12:00")
		if got := h.Meta(daemon.MetaBackupFailed); got != "" {
			t.Errorf("failed: %s", got)
		}
		h.Stop()
	})
	var got []string
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		got = append(got, e.Name())
	}
	want := []string{
		"foto.jpg", "klachtenpost-2026-04-01.db.oud", "klachtenpost-2026-04-02.db.part", "klachtenpost-2026-04-03.db",
		"klachtenpost-2026-04-17.db", "klachtenpost-2026-04-18.db",
		"klachtenpost-2036-01-01.db", "klachtenpost-2036-01-02.db", "klachtenpost-2036-01-03.db.age", "klachtenpost-aaaa-bb-cc.db",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("the folder holds %q, want %q (%v)", got, want, err)
	}
}

// TestDailyCopy_unsound: a copy that is not what it should be does not stay to pass for
// one.
func TestDailyCopy_unsound(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		h := daemontest.NewHouse(t, mailtest.Options{})
		h.Config.Backup = config.Backup{Dir: dir, Keep: 2, At: config.TimeOfDay{Hour: 3, Minute: 30}}
		h.Until("2026-04-14 10:00")
		h.Start()
		h.Until("2026-04-14 10:05")
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 11:00")
		h.Stop()
		// Somebody changes a line of the log.
		raw, err := sql.Open("sqlite3", h.Config.Store.Path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := raw.Exec("DROP TRIGGER event_unchanged; UPDATE event SET text = text || 'x' WHERE id = (SELECT min(id) FROM event)"); err != nil {
			t.Fatal(err)
		}
		raw.Close()
		h.Start()
		h.Until("2026-04-15 12:00")
		if h.Meta(daemon.MetaBackupFailed) == "" || h.Meta(daemon.MetaBackup) != "" {
			t.Error("it counts as a copy")
		}
		h.Stop()
	})
	list, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(list) != 0 {
		t.Errorf("the folder holds %q (%v)", list, err)
	}
}

// TestDailyCopy_told: the overview says when the last copy was made, and that none is
// made any more.
func TestDailyCopy_told(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kopieen")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
		h.Config.Backup = config.Backup{Dir: dir, Keep: 2, At: config.TimeOfDay{Hour: 3, Minute: 30}}
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		for _, week := range []struct{ until, want string }{
			{"2026-04-21 12:00", "Laatste reservekopie: dinsdag 21 april 2026."},
			{"2026-04-28 12:00", "geen nieuwe reservekopie sinds dinsdag 21 april 2026"},
		} {
			h.Until(week.until)
			if text := strings.Join(strings.Fields(h.ActieWith("Overzicht").Text), " "); !strings.Contains(text, week.want) {
				h.T.Errorf("%q is not in: %s", week.want, text)
			}
			if err := errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)); err != nil { // the disk is gone
				h.T.Fatal(err)
			}
		}
	})
}
