package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/workflow"
)

// What is asked about every mail and on every day must not read a whole table.
func TestNoScans(t *testing.T) {
	db := mustOpen(t)
	for _, query := range []string{
		`SELECT message FROM seen WHERE folder = ? AND uidvalidity = ? AND uid = ?`,
		`SELECT 1 FROM baseline WHERE hash = ? LIMIT 1`,
		knownPlace, byHash, nextBatch, firstLook,
		undecided + ` AND attempts < ? AND (hold IS NULL OR hold <= ?) ORDER BY id LIMIT 1`,
		tokenColumns + ` WHERE message_id = ?1 OR message_id = (SELECT message_id FROM alias WHERE alias = ?1)`,
		tokenColumns + ` WHERE code = ?`,
		outgoingColumns + ` WHERE o.message_id = ?1 OR o.message_id = (SELECT message_id FROM alias WHERE alias = ?1)`,
		outgoingColumns + ` WHERE o.state = 'bezig' ORDER BY o.id`,
		outgoingColumns + ` WHERE o.state = 'opnieuw' AND (o.next_try IS NULL OR o.next_try <= ?) ORDER BY o.next_try, o.id LIMIT 1`,
		noticeColumns + nextNotice, nextSend, openCases, openItems, closedSince, casesToSweep, itemsToSweep, refMatters, ownMail, twinOf, casesOf, itemsOf,
		noticeColumns + ` WHERE matter = ? ORDER BY id`,
		eventColumns + ` WHERE matter = ? ORDER BY id`,
	} {
		mustView(t, db, func(tx *Tx) error {
			args := make([]any, 0, 5)
			for range 4 {
				args = append(args, "x")
			}
			if !strings.Contains(query, "?1") {
				args = args[:strings.Count(query, "?")]
			}
			for !strings.Contains(query, fmt.Sprint("?", len(args))) && strings.Contains(query, "?1") {
				args = args[:len(args)-1]
			}
			return tx.each(func(s scan) error {
				var id, parent, unused int
				var detail string
				err := s(&id, &parent, &unused, &detail)
				// An index of nothing but open rows may be read whole.
				few := strings.Contains(detail, "_open") || strings.HasPrefix(detail, "SCAN (")
				if strings.HasPrefix(detail, "SCAN ") && !few && !strings.Contains(detail, "CONSTANT ROW") {
					t.Errorf("%s\n\t%s", strings.Join(strings.Fields(query), " "), detail)
				}
				return err
			}, "EXPLAIN QUERY PLAN "+query, args...)
		})
	}
}

// The daemon's tests run it whole in a bubble of virtual time.
func TestInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db, err := Open(t.TempDir() + "/klachtenpost.db")
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		begun := time.Now()
		for i := range 100 {
			time.Sleep(24 * time.Hour)
			err := db.Update(context.Background(), func(tx *Tx) error {
				if _, _, err := tx.InsertRaw(inbox(uint32(i+1)), strings.NewReader(fmt.Sprint(i))); err != nil {
					return err
				}
				return tx.Apply(workflow.Decision{Events: []workflow.Event{{At: time.Now()}}}, time.Now())
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(begun); d != 100*24*time.Hour {
			t.Errorf("took %v of virtual time", d)
		}
	})
}

// BenchmarkInsertRaw is a mail of 20 kB in a durable commit of its own.
func BenchmarkInsertRaw(b *testing.B) {
	db, err := Open(b.TempDir() + "/klachtenpost.db")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	i := 0
	for b.Loop() {
		i++
		err := db.Update(b.Context(), func(tx *Tx) error {
			_, _, err := tx.InsertRaw(inbox(uint32(i)), strings.NewReader(complaint(i)))
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBaseline is the listing of 500 mails at the first start.
func BenchmarkBaseline(b *testing.B) {
	db, err := Open(b.TempDir() + "/klachtenpost.db")
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	uid := uint32(0)
	for b.Loop() {
		err := db.Update(b.Context(), func(tx *Tx) error {
			for range 500 {
				uid++
				if err := tx.Baseline("INBOX", 7, uid, t0, 1000, fmt.Sprintf("%064d", uid)); err != nil {
					return err
				}
			}
			return tx.SetPosition("INBOX", 7, uid)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
