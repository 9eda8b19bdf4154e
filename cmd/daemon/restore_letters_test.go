package daemon_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// putBack stops the daemon, puts a copy in the place of its database as restore does,
// and starts it.
func putBack(h *daemontest.House, file string) {
	h.T.Helper()
	h.Stop()
	again := filepath.Join(h.T.TempDir(), "terug.db")
	db, err := store.Open(file)
	if err == nil {
		err = db.Backup(h.T.Context(), again) // the copy itself stays as it is
		db.Close()
	}
	if err == nil {
		db, err = store.Open(again)
	}
	if err == nil {
		err = db.Update(h.T.Context(), func(tx *store.Tx) error { return daemon.StopRestored(tx, time.Now()) })
		db.Close()
	}
	if err == nil {
		_, err = store.Replace(h.Config.Store.Path, again, time.Now())
	}
	if err != nil {
		h.T.Fatal(err)
	}
	h.Start()
}

// TestRestore_letters: letters that the restored records do not know. One she had
// sent is not asked for a second time; one that still lies in Concepten can be sent.
func TestRestore_letters(t *testing.T) {
	for _, sent := range []bool{true, false} {
		name := map[bool]string{true: "sent", false: "in Concepten"}[sent]
		t.Run(name, func(t *testing.T) {
			bubble(t, mailtest.Options{SaveSent: true}, func(h *daemontest.House) {
				h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
				h.Until("2026-04-14 10:20")
				file := filepath.Join(h.T.TempDir(), "kopie.db")
				if err := daemon.Copy(h.T.Context(), h.DB, file, ""); err != nil {
					h.T.Fatal(err)
				}
				h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan, en zij krijgt een andere bemiddelaar.")
				h.Until("2026-04-14 11:00")
				if sent {
					h.SendDraft("andere bemiddelaar", nil)
					h.Until("2026-04-14 11:30")
					if s := h.TheCase("K-2026-0001").Status; s != workflow.StatusProposed {
						h.T.Fatalf("before: %s", s)
					}
				}
				putBack(h, file)
				h.Until("2026-04-14 12:30")
				h.AnswerActie(withSubject(h, daemon.StopSubject)[0], "hervat")
				h.Until("2026-04-14 13:30")
				if !sent {
					// The one that the records do not know lies first.
					for _, m := range h.Srv.Messages(cmdtest.Committee, h.Srv.FolderName("\\Drafts")) {
						if !strings.Contains(string(m.Raw), "andere bemiddelaar") {
							continue
						}
						if _, err := h.Srv.SendDraft(cmdtest.Committee, m.UID, func(raw []byte) []byte { return raw }); err != nil {
							h.T.Fatal(err)
						}
						break
					}
					h.Until("2026-04-14 14:00")
				}
				actie := h.ActieWith("is dit de voorbereide brief")
				h.AnswerActie(actie, "1")
				h.Until("2026-04-14 15:00")
				if s := h.TheCase("K-2026-0001").Status; s != workflow.StatusProposed {
					h.T.Errorf("after she said that it is: %s", s)
				}
				h.Until("2026-04-20 12:00")
				proposals := 0
				for _, m := range h.Got(cmdtest.Complainant, "INBOX") {
					if strings.Contains(m.Text, "andere bemiddelaar") {
						proposals++
					}
				}
				// Two subjects: the question and her answer.
				if proposals != 1 || strings.Count(strings.Join(h.Subjects(cmdtest.Committee), "\n"), " Actie: is dit de voorbereide brief") != 2 {
					h.T.Errorf("%d letters reached her; the secretary got %q", proposals, h.Subjects(cmdtest.Committee))
				}
			})
		})
	}
}
