package proof

import (
	"bytes"
	"database/sql"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
)

// TestOracleBites plays a complaint to its end, after which nothing is wrong, and
// then breaks each promise by hand: an oracle that never objects proves nothing.
func TestOracleBites(t *testing.T) {
	forged := func(w *World, s string) { // a mail of ours with one thing changed
		for _, m := range w.Accepted {
			if m.To == cmdtest.Complainant && bytes.Contains(m.Raw, []byte("X-Klachtenpost:")) {
				m.Raw = bytes.Replace(slices.Clone(m.Raw), []byte("Subject: "), []byte("Subject: "+s), 1)
				w.Accepted = append(w.Accepted, m)
				return
			}
		}
	}
	ofOurs := func(w *World, to string) int {
		return slices.IndexFunc(w.Accepted, func(m Mail) bool { return m.To == to && bytes.Contains(m.Raw, []byte("X-Klachtenpost:")) })
	}
	for _, tt := range []struct {
		name string
		do   func(w *World, db *sql.DB) error
		want Violation
	}{
		{"nothing", func(*World, *sql.DB) error { return nil }, Violation{}},
		{"a mail that nobody stored", func(w *World, _ *sql.DB) error {
			w.Show(Mail{To: cmdtest.Committee, Folder: "INBOX", UID: 4711, Raw: []byte("Subject: x\r\n\r\nklacht\r\n")})
			return nil
		}, Violation{Lost, "I1", "is not stored"}},
		{"a mail that was taken from the store", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`PRAGMA foreign_keys = off; DELETE FROM seen WHERE message = 1; DELETE FROM raw WHERE message = 1; DELETE FROM message WHERE id = 1`)
			return err
		}, Violation{Lost, "I1", "is not stored"}},
		{"a mail accepted twice", func(w *World, _ *sql.DB) error {
			w.Accepted = append(w.Accepted, w.Accepted[ofOurs(w, cmdtest.Complainant)])
			return nil
		}, Violation{Doubled, "I2", "was accepted 2 times"}},
		{"a mail told twice under two keys", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE notice SET (template, role, person, question, stage, reason, news, about, messages, matter) =
				(SELECT template, role, person, question, stage, reason, news, about, messages, matter FROM notice WHERE template = 'ontvangstbevestiging')
				WHERE template = 'afsluiting'`)
			return err
		}, Violation{Doubled, "I2", "the same"}},
		{"a mail accepted for a stranger", func(w *World, _ *sql.DB) error {
			m := w.Accepted[ofOurs(w, cmdtest.Complainant)]
			m.To = "vreemde@example.org"
			w.Accepted = append(w.Accepted, m)
			return nil
		}, Violation{WronglyTold, "I4", "was accepted for vreemde@example.org"}},
		{"a mail to an address that is not on file", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE person SET address = 'ander@voorbeeld.nl' WHERE address = ?`, cmdtest.Complainant)
			return err
		}, Violation{WronglyTold, "I4", "not on file"}},
		{"a mail said to be sent", func(w *World, _ *sql.DB) error {
			i := ofOurs(w, cmdtest.Director)
			w.Accepted = slices.Delete(w.Accepted, i, i+1)
			return nil
		}, Violation{WronglyTold, "I3", "no server took it"}},
		{"a mail said to be refused", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE outbox SET state = 'geweigerd' WHERE state = 'verzonden'`)
			return err
		}, Violation{WronglyTold, "I3", "and was accepted"}},
		{"a mail to be sent again", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE outbox SET state = 'opnieuw' WHERE recipient = ?`, cmdtest.Director)
			return err
		}, Violation{Doubled, "I3", "to be sent again"}},
		{"a mail that was never sent", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE notice SET state = 'wacht', not_before = NULL WHERE template = 'actie'`)
			return err
		}, Violation{Lost, "I3", "does not leave"}},
		{"a mail that was not decided on", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE message SET state = 'nieuw' WHERE id = 1`)
			return err
		}, Violation{Lost, "I1", "never decided on"}},
		{"other bytes", func(w *World, _ *sql.DB) error { forged(w, "x"); return nil }, Violation{Other, "I3", "other bytes"}},
		{"a mail without a row", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE outbox SET mark = 'x' || id`)
			return err
		}, Violation{Other, "I3", "the records do not know"}},
		{"a status from nowhere", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE complaint SET status = 'commissie_horen', outcome = ''`)
			return err
		}, Violation{Other, "I5", "its log says"}},
		{"a changed log", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`DROP TRIGGER event_unchanged; UPDATE event SET text = 'Status: voorstel!' WHERE id = 3`)
			return err
		}, Violation{Other, "I6", "does not verify"}},
		{"too many mails", func(w *World, _ *sql.DB) error { w.Limits.AddressDay = 1; return nil }, Violation{Doubled, "I7", "at most 1"}},
		{"acknowledged twice in a week", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE notice SET template = 'ontvangstbevestiging' WHERE template = 'afsluiting'`)
			return err
		}, Violation{Doubled, "I7", "(acknowledged) got 2 mails"}},
		{"a mail that was no longer so", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE outbox SET date = '2026-04-15T00:00:00.000Z' WHERE notice IN (SELECT id FROM notice WHERE template = 'klacht-directeur')`)
			return err
		}, Violation{WronglyTold, "I9", "when the case was [afgerond]"}},
		{"a mail that was not yet so", func(w *World, db *sql.DB) error {
			_, err := db.Exec(`UPDATE outbox SET date = '2026-04-14T08:30:00.000Z' WHERE notice IN (SELECT id FROM notice WHERE template = 'afsluiting')`)
			return err
		}, Violation{WronglyTold, "I9", "when the case was [bij_directeur]"}},
		{"a canary in the log", func(w *World, _ *sql.DB) error {
			w.Canaries = append(w.Canaries, Canary{"Lindelaan", []string{cmdtest.Director}})
			w.Log += "Lindelaan"
			return nil
		}, Violation{WronglyTold, "I8", "in the log"}},
		{"a canary before others", func(w *World, _ *sql.DB) error {
			w.Canaries = append(w.Canaries, Canary{Text: "Lindelaan"})
			return nil
		}, Violation{WronglyTold, "I8", "was told to " + cmdtest.Director}},
		{"a draft that is gone", func(w *World, db *sql.DB) error {
			w.Drafts = []Mail{}
			_, err := db.Exec(`UPDATE outbox SET state = 'concept' WHERE letter`)
			return err
		}, Violation{Lost, "I3", "does not lie in Drafts"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := settled(t)
				db, err := sql.Open("sqlite3", w.Path)
				if err != nil {
					t.Fatal(err)
				}
				if err := tt.do(w, db); err != nil {
					t.Fatal(err)
				}
				db.Close()
				list, err := Check(w)
				if err != nil {
					t.Fatal(err)
				}
				ok := slices.ContainsFunc(list, func(v Violation) bool {
					return v.Kind == tt.want.Kind && v.Rule == tt.want.Rule && strings.Contains(v.Text, tt.want.Text)
				})
				if tt.want == (Violation{}) && len(list) > 0 || tt.want != (Violation{}) && !ok {
					t.Errorf("the oracle finds %v, want %v", list, tt.want)
				}
			})
		})
	}
}

// settled plays a complaint to a solution and gives what was seen of it.
func settled(t *testing.T) *World {
	o, w := watch(mailtest.Options{})
	h := around(daemontest.NewHouse(t, o), w)
	h.Until("2026-04-14 10:00")
	h.Start()
	h.Until("2026-04-14 10:05")
	h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
	h.Until("2026-04-14 10:20")
	h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan, en zij krijgt een andere bemiddelaar.")
	h.Until("2026-04-14 11:00")
	h.SendDraft("andere bemiddelaar", nil)
	h.Until("2026-04-14 11:30")
	h.Reply(cmdtest.Complainant, h.Last(cmdtest.Complainant, "INBOX"), "Dank u. Ik ben tevreden met deze oplossing.")
	h.Until("2026-04-14 12:00")
	time.Sleep(48 * time.Hour)
	h.Stop()
	return h.look(true)
}
