package daemon_test

import (
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/config"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
)

// TestActiesAfterPause: when nothing left for ten days she gets each open Actie once,
// and nobody is asked to see to one that she has only just got.
func TestActiesAfterPause(t *testing.T) {
	const bert, chair = "bert@voorbeeld.nl", "voorzitter@voorbeeld.org"
	chaired := func(h *daemontest.House) {
		h.Config.People.Chair = config.Person{Name: "Henk Mulder", Address: chair}
	}
	from(t, "2026-04-14 10:00", mailtest.Options{Accounts: []string{bert, chair}}, chaired, func(h *daemontest.House) {
		about := "Ik dien een klacht in over uw directeur. Zij heeft op 2 april opgehangen en mij niet teruggebeld.\n\n"
		h.Send(anna, "Klacht", about+"Anna Bakker")
		h.Until("2026-04-14 12:00")
		h.Change(func(tx *store.Tx) error {
			_, err := daemon.Stop(tx, daemon.StopOperator, "Wij verhuizen.", time.Now())
			return err
		})
		h.Send("Bert Smit <"+bert+">", "Klacht", about+"Bert Smit")
		h.Until("2026-04-28 12:00")
		before := len(h.Got(cmdtest.Committee, "INBOX"))
		h.Change(func(tx *store.Tx) error {
			_, err := daemon.Resume(tx, "", 0, "", time.Now())
			return err
		})
		h.Until("2026-04-28 16:00")
		got := map[string]int{}
		for _, m := range h.Got(cmdtest.Committee, "INBOX")[before:] {
			if strings.HasPrefix(m.Subject, "Actie") {
				got[m.Subject]++
			}
		}
		if len(got) != 2 {
			t.Errorf("she is asked about %d cases: %q", len(got), h.Subjects(cmdtest.Committee))
		}
		for subject, n := range got {
			if n != 1 {
				t.Errorf("%d times %q", n, subject)
			}
		}
		for _, m := range h.Got(chair, "INBOX") {
			if strings.Contains(m.Subject, "K-2026-0002") {
				t.Errorf("the chair is asked about what she has only just got: %q", m.Subject)
			}
		}
		h.Until("2026-05-13 12:00")
		found := false
		for _, m := range h.Got(chair, "INBOX") {
			found = found || strings.Contains(m.Subject, "K-2026-0002")
		}
		if !found {
			t.Errorf("five of her days later the chair still knows nothing of it: %q", h.Subjects(chair))
		}
	})
}
