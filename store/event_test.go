package store

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"klachtenpost/workflow"
)

// mustLog writes n lines to the log of the office.
func mustLog(t *testing.T, db *DB, n int) {
	t.Helper()
	var d workflow.Decision
	for i := range n {
		d.Events = append(d.Events, workflow.Event{
			At: t0.Add(time.Duration(i) * time.Minute), Kind: workflow.EventNote,
			Text: fmt.Sprintf("Regel %d.", i), Actor: workflow.RoleSecretary, Act: workflow.ActKeep, Proof: workflow.ProofMailbox,
		})
	}
	mustApply(t, db, d)
}

// tamper changes the file behind the program's back.
func tamper(t *testing.T, db *DB, query string) {
	t.Helper()
	raw, err := sql.Open("sqlite3", "file:"+db.Path())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	if _, err := raw.Exec(`DROP TRIGGER event_kept; DROP TRIGGER event_unchanged; DROP TRIGGER event_chained; ` + query); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

func TestVerifyEvents(t *testing.T) {
	for _, tt := range []struct {
		name, query string
		bad         int64
	}{
		{"nothing", ``, 0},
		{"text", `UPDATE event SET text = 'Iets anders.' WHERE id = 4`, 4},
		{"text, and its hash made to fit", `UPDATE event SET text = 'x', content = (SELECT content FROM event WHERE id = 5) WHERE id = 4`, 4},
		{"salt", `UPDATE event SET salt = '00' WHERE id = 4`, 4},
		{"salt taken away, text kept", `UPDATE event SET salt = NULL WHERE id = 4`, 4},
		{"moment", `UPDATE event SET at = '2026-04-28T08:33:15.124Z' WHERE id = 4`, 4},
		{"kind", `UPDATE event SET kind = 'geopend' WHERE id = 4`, 4},
		{"matter", `INSERT INTO matter VALUES ('I-1', 'intake', 1, NULL); UPDATE event SET matter = 'I-1' WHERE id = 4`, 4},
		{"message", `UPDATE event SET message = 1 WHERE id = 4`, 4},
		{"actor", `UPDATE event SET actor = 'klager' WHERE id = 4`, 4},
		{"act", `UPDATE event SET act = 'spam' WHERE id = 4`, 4},
		{"proof", `UPDATE event SET proof = '' WHERE id = 4`, 4},
		{"two fields that read the same together", `UPDATE event SET act = 'bewa', proof = 'ren' || proof WHERE id = 4`, 4},
		{"hash", `UPDATE event SET hash = 'x' WHERE id = 4`, 4},
		{"line taken out", `DELETE FROM event WHERE id = 4`, 5},
		{"first line taken out", `DELETE FROM event WHERE id = 1`, 2},
		{"lines swapped", `UPDATE event SET id = 99 WHERE id = 4; UPDATE event SET id = 4 WHERE id = 5; UPDATE event SET id = 5 WHERE id = 99`, 4},
		{"line put in", `INSERT INTO event SELECT 11, matter, at, kind, text, message, actor, act, proof, salt, content, 'p', 'h' FROM event WHERE id = 4`, 11},
	} {
		db := mustOpen(t)
		mustMail(t, db, 1, "mail")
		mustLog(t, db, 6)
		mustLog(t, db, 4)
		_, head, err := db.VerifyEvents(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		tamper(t, db, tt.query)
		bad, got, err := db.VerifyEvents(t.Context())
		if bad != tt.bad || err != nil {
			t.Errorf("%s: bad line %d, want %d, %v", tt.name, bad, tt.bad, err)
		}
		if same := got == head; same != (tt.bad == 0 || tt.bad == 11) {
			t.Errorf("%s: head %s, was %s", tt.name, got, head)
		}
		db.Close()
	}
	t.Run("an end cut off shows in the head", func(t *testing.T) {
		db := mustOpen(t)
		mustLog(t, db, 6)
		_, head, err := db.VerifyEvents(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		mustLog(t, db, 1)
		mustView(t, db, func(tx *Tx) error {
			ok, err := tx.HasEvent(head)
			if newest, _ := tx.EventHead(); !ok || newest == head {
				t.Error("an earlier head is not in a log that went on")
			}
			return err
		})
		tamper(t, db, `DELETE FROM event WHERE id >= 6`)
		mustView(t, db, func(tx *Tx) error {
			ok, err := tx.HasEvent(head)
			if ok {
				t.Error("the printed head is in a log that was cut off")
			}
			return err
		})
	})
}

func TestEventsSince(t *testing.T) {
	db := mustOpen(t)
	mustLog(t, db, 3)
	mustView(t, db, func(tx *Tx) error {
		list, err := tx.EventsSince(workflow.EventNote, t0.Add(time.Minute))
		if len(list) != 2 || list[0].Matter != workflow.OfficeKey || list[0].Text != "Regel 1." {
			t.Errorf("got %+v", list)
		}
		if none, err := tx.EventsSince(workflow.EventRefused, time.Time{}); len(none) != 0 || err != nil {
			t.Errorf("got %+v, %v", none, err)
		}
		return err
	})
}
