package daemon_test

import (
	"bytes"
	"os"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// TestCopiesGoWithTheCase: the copies of our own mails that a server keeps in Sent are
// erased with their case, those that turn up afterwards as well.
func TestCopiesGoWithTheCase(t *testing.T) {
	const canary = "kanarievogel"
	from(t, "2026-04-14 10:00", mailtest.Options{SaveSent: true, Accounts: []string{"bert@voorbeeld.nl"}}, nil, func(h *daemontest.House) {
		h.Send(anna, "Klacht", cmdtest.Story+"\n\nHet wachtwoord was "+canary+".")
		h.Until("2026-04-14 10:20")
		copied := h.Srv.Messages(cmdtest.Director, "INBOX")
		if len(copied) != 1 || !bytes.Contains(copied[0].Raw, []byte(canary)) {
			t.Fatalf("the director got %d mails", len(copied))
		}
		h.Write("["+workflow.Number("K-2026-0001").Tag()+"]", "sluiten: geen oordeel")
		h.Until("2026-04-14 11:00")
		h.Write("["+workflow.Number("K-2026-0001").Tag()+"]", "vernietigen")
		h.Until("2026-04-14 12:00")
		h.SendDraft("K-2026-0001/", nil)
		h.Until("2026-04-14 13:00")
		wantStatus(t, h, workflow.StatusErased)
		if n := inFile(t, h, canary); n != 0 {
			t.Errorf("after the case was erased its words stand %d times in the file", n)
		}
		h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), copied[0].Raw)
		h.Until("2026-04-14 15:00")
		if n := inFile(t, h, canary); n != 0 {
			t.Errorf("a copy that came later brings them back: %d times", n)
		}
		h.Send("Bert Smit <bert@voorbeeld.nl>", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 16:00")
		if len(h.Got("bert@voorbeeld.nl", "INBOX")) == 0 {
			t.Error("that copy is taken for one of another installation, and nothing leaves any more")
		}
	})
}

// inFile counts a word in the database and what lies beside it.
func inFile(t *testing.T, h *daemontest.House, word string) (n int) {
	t.Helper()
	for _, name := range []string{"", "-wal"} {
		b, err := os.ReadFile(h.Config.Store.Path + name)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		n += bytes.Count(bytes.ToLower(b), []byte(word))
	}
	return n
}
