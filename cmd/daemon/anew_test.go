package daemon

import (
	"io"
	"log/slog"
	"testing"
	"time"

	"klachtenpost/cmd/config"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// A question whose mail may have been lost is put before her anew. What repeats it may be
// due on the same morning: it waits until her next day.
func TestAskedAnew(t *testing.T) {
	db, err := store.Open(t.TempDir() + "/klachtenpost.db")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	cfg := config.Defaults()
	d := New(cfg, db, nil, []byte("sleutel"), slog.New(slog.DiscardHandler))
	if d.Procedure.Location, err = time.LoadLocation("Europe/Amsterdam"); err != nil {
		t.Fatal(err)
	}
	const question = "actie-4"
	morning := time.Date(2026, 4, 16, 6, 0, 0, 0, time.UTC)
	office := workflow.Office{Matter: workflow.Matter{Key: workflow.OfficeKey}}
	actie := workflow.Notice{Matter: workflow.OfficeKey, Template: workflow.TemplateActie, To: workflow.RoleSecretary, Question: question}
	first, anew, repeat := actie, actie, actie
	first.Key = question
	anew.Key, anew.Stage, anew.NotBefore = workflow.AskedAnew(question), 1, morning
	repeat.Key, repeat.Stage, repeat.NotBefore = "herhaling-secretaris-2026-04-16", 1, morning
	for _, tt := range []struct {
		name  string
		anew  time.Time // when it was put before her anew, zero: it was not
		waits bool
	}{
		{"on the same morning", morning, true},
		{"a quarter of an hour late", morning.Add(15 * time.Minute), true},
		{"two days before", morning.Add(-48 * time.Hour), false},
		{"never", time.Time{}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := d.update(t.Context(), func(tx *store.Tx) error {
				if err := tx.Apply(workflow.Decision{Office: &office, Notices: []workflow.Notice{first, anew, repeat}}, morning.Add(-72*time.Hour)); err != nil {
					return err
				}
				list, err := tx.Notices(workflow.OfficeKey)
				if err != nil || len(list) != 3 {
					t.Fatalf("%d notices, %v", len(list), err)
				}
				freeze := func(n workflow.Notice, at time.Time) error {
					id := n.Key + "@voorbeeld.nl"
					_, err := tx.Freeze(n, store.Outgoing{Notice: n.ID, Matter: n.Matter, From: "a@voorbeeld.nl", To: "a@voorbeeld.nl", MessageID: id, Date: at, GiveUp: at.Add(time.Hour)},
						workflow.Token{MessageID: id}, "", func(w io.Writer) error { _, err := io.WriteString(w, "x"); return err })
					return err
				}
				if err := freeze(list[0], morning.Add(-36*time.Hour)); err != nil {
					return err
				}
				if !tt.anew.IsZero() {
					if err := freeze(list[1], tt.anew); err != nil {
						return err
					}
				}
				c := &claiming{filing{d: d, tx: tx, now: morning.Add(20 * time.Minute)}}
				waits, err := c.askedLate(list[2], holder{Matter: office.Matter})
				if err == nil && waits != tt.waits {
					t.Errorf("waits: %v, want %v", waits, tt.waits)
				}
				if anew, err := c.askedLate(list[1], holder{Matter: office.Matter}); err != nil || anew {
					t.Errorf("the mail itself waits: %v, %v", anew, err)
				}
				if err == nil {
					err = io.EOF // undo
				}
				return err
			})
			if err != io.EOF {
				t.Fatal(err)
			}
		})
	}
}
