package daemon_test

import (
	"bytes"
	"testing"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// TestSentSeenLate: the inbox's copy of a letter is read, and the one in Sent only
// hours later, as when that folder could not be opened. The letter counts, and what
// the secretary was asked about it is withdrawn.
func TestSentSeenLate(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
		h.Until("2026-04-14 11:00")
		_, uid := h.Draft("excuses")
		var raw []byte
		for _, m := range h.Srv.Messages(cmdtest.Committee, h.Srv.FolderName("\\Drafts")) {
			if m.UID == uid {
				raw = bytes.Replace(m.Raw, []byte("Subject: "), []byte("X-Mailer: x\r\nSubject: "), 1)
			}
		}
		h.Srv.Deliver(cmdtest.Committee, append([]byte("Received: from mail.example by mail.example; Tue, 14 Apr 2026 11:00:00 +0200\r\n"), raw...))
		h.Until("2026-04-14 13:00")
		if it := h.Item("I-1"); it.State != workflow.ItemOpen {
			t.Fatalf("the letter without its copy in Sent is an item that is %q", it.State)
		}
		h.Srv.Append(cmdtest.Committee, h.Srv.FolderName("\\Sent"), raw, "\\Seen")
		h.Until("2026-04-14 13:30")
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusProposed {
			t.Errorf("the case is %s, want %s", c.Status, workflow.StatusProposed)
		}
		it := h.Item("I-1")
		if it.State != workflow.ItemJoined || it.Became != "K-2026-0001" {
			t.Errorf("the item is %q and became %q", it.State, it.Became)
		}
		for _, q := range it.Questions {
			if q.Open() {
				t.Errorf("she is still asked: %s", q.Reason)
			}
		}
		time.Sleep(time.Hour)
	})
}
