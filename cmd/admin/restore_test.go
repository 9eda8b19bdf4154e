package admin

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// place is a directory with a configuration, a database and an install key.
type place struct {
	t    *testing.T
	dir  string
	conf string
}

func newPlace(t *testing.T, more string) *place {
	t.Helper()
	dir := cmdtest.MustDir(t)
	p := &place{t, dir, filepath.Join(dir, "config.toml")}
	cmdtest.MustWrite(t, p.conf, cmdtest.Plain+"[store]\npath = \"klachten.db\"\n"+more, 0o644)
	cmdtest.MustWrite(t, filepath.Join(dir, "install.key"), strings.Repeat("k", 52), 0o600)
	p.note("regel-een", time.Date(2026, 4, 14, 9, 0, 0, 0, time.UTC))
	return p
}

func (p *place) db() string { return filepath.Join(p.dir, "klachten.db") }

func (p *place) open() *store.DB {
	p.t.Helper()
	db, err := store.Open(p.db())
	if err != nil {
		p.t.Fatal(err)
	}
	return db
}

// note writes a line in the log.
func (p *place) note(text string, at time.Time) {
	p.t.Helper()
	db := p.open()
	defer db.Close()
	err := db.Update(p.t.Context(), func(tx *store.Tx) error {
		o, err := tx.Office()
		if err != nil {
			return err
		}
		return tx.Apply(workflow.Decision{Office: &o, Events: []workflow.Event{{At: at, Kind: workflow.EventNote, Text: text}}}, at)
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *place) notes() (texts []string) {
	p.t.Helper()
	db := p.open()
	defer db.Close()
	err := db.View(p.t.Context(), func(tx *store.Tx) error {
		list, err := tx.Events(workflow.OfficeKey)
		for _, e := range list {
			texts = append(texts, e.Text)
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return texts
}

func (p *place) meta(key string) (value string) {
	p.t.Helper()
	db := p.open()
	defer db.Close()
	if err := db.View(p.t.Context(), func(tx *store.Tx) (err error) { value, err = tx.Meta(key); return err }); err != nil {
		p.t.Fatal(err)
	}
	return value
}

func (p *place) run(want int, f func([]string, *bytes.Buffer, *bytes.Buffer) int, args ...string) string {
	p.t.Helper()
	var out, errs bytes.Buffer
	if got := f(append([]string{"-config", p.conf}, args...), &out, &errs); got != want {
		p.t.Fatalf("exit %d, want %d: %s%s", got, want, &out, &errs)
	}
	cmdtest.WantClean(p.t, out.String()+errs.String())
	return out.String() + errs.String()
}

func restore(a []string, o, e *bytes.Buffer) int { return Restore(a, o, e) }
func backup(a []string, o, e *bytes.Buffer) int  { return Backup(a, o, e) }
func pauseIt(a []string, o, e *bytes.Buffer) int { return Pause(a, o, e) }
func resume(a []string, o, e *bytes.Buffer) int  { return Resume(a, o, e) }
func auditIt(a []string, o, e *bytes.Buffer) int { return Audit(a, o, e) }

func wantText(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is not in: %s", p, text)
		}
	}
}

// TestRestore: a copy is put back only when it is sound, nothing newer would be
// lost, and nobody works in the place; what was there stays, and nothing is sent.
func TestRestore(t *testing.T) {
	p := newPlace(t, "")
	file := filepath.Join(t.TempDir(), "kopie.db")
	p.run(config.ExitOK, backup, file)
	p.note("later", time.Date(2026, 4, 15, 9, 0, 0, 0, time.UTC))

	wantText(t, p.run(config.ExitFailure, restore, file), "is newer than the copy", "2026-04-15 11:00")
	release, err := store.Lock(p.db())
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, p.run(config.ExitLocked, restore, file), "stop it first")
	release()
	if got := p.notes(); len(got) != 2 || p.meta(daemon.MetaStopped) != "" {
		t.Fatalf("a refused restore changed something: %q", got)
	}

	said := p.run(config.ExitOK, restore, "-force", file)
	wantText(t, said, "it ends at 2026-04-14 11:00", ".vervangen-", "resume")
	if got := p.notes(); len(got) != 2 || got[0] != "regel-een" || !strings.Contains(got[1], "herstel") {
		t.Errorf("log %q", got)
	}
	if got := p.meta(daemon.MetaStopped); got != daemon.StopRestore {
		t.Errorf("stopped: %q", got)
	}
	aside, err := filepath.Glob(p.db() + ".vervangen-*[0-9]")
	if err != nil || len(aside) != 1 {
		t.Fatalf("%v, %v", aside, err)
	}
	old, err := store.Open(aside[0])
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if _, _, err := old.VerifyEvents(t.Context()); err != nil {
		t.Error(err)
	}
	// Nobody resumes before the mailbox was read, unless he insists.
	wantText(t, p.run(config.ExitFailure, resume), "must be read back first")
	p.run(config.ExitOK, resume, "-force")
	if got := p.meta(daemon.MetaStopped); got != "" {
		t.Errorf("still stopped: %q", got)
	}
	// Nothing of the work is left behind.
	if list, _ := filepath.Glob(filepath.Join(p.dir, "herstel-*")); len(list) > 0 {
		t.Errorf("left behind: %v", list)
	}
}

// TestRestore_unsound: a file that is no sound copy changes nothing.
func TestRestore_unsound(t *testing.T) {
	p := newPlace(t, "")
	good := filepath.Join(t.TempDir(), "kopie.db")
	p.run(config.ExitOK, backup, good)
	raw, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(raw)
	at := bytes.Index(flipped, []byte("regel-een"))
	flipped[at] = 'R' // the text of a line of the log
	for name, content := range map[string][]byte{
		"cut": raw[:len(raw)/2], "empty": nil, "no database": []byte("dit is geen kopie"), "a changed line": flipped,
	} {
		file := filepath.Join(t.TempDir(), "kopie.db")
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		p.run(config.ExitFailure, restore, "-force", file)
		if got := p.notes(); len(got) != 1 || p.meta(daemon.MetaStopped) != "" {
			t.Errorf("%s: it changed something: %q", name, got)
		}
	}
	os.Remove(filepath.Join(p.dir, "install.key"))
	wantText(t, p.run(config.ExitFailure, restore, good), "install.key is not beside the database")
}

// TestRestore_encrypted: a copy for a recipient cannot be read by anybody else, and
// one that was cut is not put back, though its beginning can be decrypted.
func TestRestore_encrypted(t *testing.T) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, "[backup]\nrecipient = \""+id.Recipient().String()+"\"\n")
	dir := t.TempDir()
	file, key, wrong := filepath.Join(dir, "kopie.db.age"), filepath.Join(dir, "sleutel"), filepath.Join(dir, "andere")
	cmdtest.MustWrite(t, key, "# sleutel\n"+id.String()+"\n", 0o600)
	cmdtest.MustWrite(t, wrong, other.String()+"\n", 0o600)
	wantText(t, p.run(config.ExitOK, backup, file), "encrypted")
	raw, err := os.ReadFile(file)
	if err != nil || !bytes.HasPrefix(raw, []byte("age-encryption.org/v1")) || bytes.Contains(raw, []byte("regel-een")) {
		t.Fatalf("the copy is not encrypted (%v)", err)
	}
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if list, _ := filepath.Glob(filepath.Join(p.dir, "kopie-*")); len(list) > 0 {
		t.Errorf("left behind: %v", list)
	}
	wantText(t, p.run(config.ExitFailure, restore, "-force", file), "add -identity FILE")
	p.run(config.ExitFailure, restore, "-force", "-identity", wrong, file)
	for n := len(raw) - 1; n > 0; n -= len(raw)/20 + 1 {
		cut := filepath.Join(dir, "afgekapt.age")
		cmdtest.MustWrite(t, cut, string(raw[:n]), 0o600)
		p.run(config.ExitFailure, restore, "-force", "-identity", key, cut)
	}
	if p.meta(daemon.MetaStopped) != "" {
		t.Fatal("a copy that was cut was put back")
	}
	p.run(config.ExitOK, restore, "-force", "-identity", key, file)
	if got := p.notes(); len(got) != 2 || got[0] != "regel-een" {
		t.Errorf("log %q", got)
	}
}

// TestPauseResume on the command line.
func TestPauseResume(t *testing.T) {
	p := newPlace(t, "")
	wantText(t, p.run(config.ExitOK, resume), "was not stopped")
	wantText(t, p.run(config.ExitOK, pauseIt, "-reason", "Wij  verhuizen."), "Nothing automatic leaves")
	wantText(t, p.run(config.ExitOK, pauseIt), "stopped already")
	if got := p.meta(daemon.MetaStopped); got != daemon.StopOperator {
		t.Errorf("stopped: %q", got)
	}
	var out, errs bytes.Buffer
	Status([]string{"-config", p.conf}, &out, &errs)
	wantText(t, out.String(), "stilgezet: beheerder, Wij verhuizen.", "audit head", "stopped       since")
	wantText(t, p.run(config.ExitOK, resume), "leaves again")
	if got := p.meta(daemon.MetaStopped); got != "" {
		t.Errorf("stopped: %q", got)
	}
}

// TestAudit: the first bad line is named, and a head that was noted shows a log
// that was cut.
func TestAudit(t *testing.T) {
	p := newPlace(t, "")
	p.note("regel-twee", time.Date(2026, 4, 14, 10, 0, 0, 0, time.UTC))
	said := p.run(config.ExitOK, auditIt)
	wantText(t, said, "2 lines, each as it was written", "head ")
	_, head, _ := strings.Cut(said, "head ")
	head, _, _ = strings.Cut(head, "\n")
	wantText(t, p.run(config.ExitOK, auditIt, "-head", head), "2 lines")
	wantText(t, p.run(config.ExitFailure, auditIt, "-head", strings.Repeat("0", 64)), "is not in the log")
	db, err := sql.Open("sqlite3", p.db())
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`DROP TRIGGER event_unchanged; UPDATE event SET text = 'Regel-twee' WHERE id = 2; PRAGMA wal_checkpoint`)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	wantText(t, p.run(config.ExitFailure, auditIt), "line 2 is not what was written")
	raw, err := os.ReadFile(p.db())
	if err != nil {
		t.Fatal(err)
	}
	raw[bytes.Index(raw, []byte("Regel-twee"))] = 'r'
	if err := os.WriteFile(p.db(), raw, 0o600); err != nil {
		t.Fatal(err)
	}
	wantText(t, p.run(config.ExitFailure, auditIt), "pages are not what was written", "put back the newest copy")
}
