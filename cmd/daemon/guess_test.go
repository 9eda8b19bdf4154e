package daemon_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

// inCase opens the case of Anna and plays f; it is Tuesday 14 April 2026.
func inCase(t *testing.T, f func(*daemontest.House)) {
	from(t, "2026-04-14 10:00", mailtest.Options{CatchAll: true}, nil, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:20")
		f(h)
	})
}

// Invariant 15: whoever names a case without being in it hears nothing, and nothing
// comes into the case; the secretary and the address on file hear of it, that one
// once a day.
func TestClaimUnproven(t *testing.T) {
	inCase(t, func(h *daemontest.House) {
		before := h.TheCase("K-2026-0001")
		for i := range 4 {
			h.Send(fmt.Sprintf("vreemde%d@example.org", i), "Stand van zaken [K-2026-0001-3]", "KANARIE: hoe staat het met mijn zaak?")
			h.Until(fmt.Sprintf("2026-04-14 11:%d0", i))
		}
		h.Until("2026-04-16 12:00")
		for i := range 4 {
			if slices.Contains(h.Srv.Accounts(), fmt.Sprintf("vreemde%d@example.org", i)) {
				t.Errorf("stranger %d got mail", i)
			}
			it := h.Item(fmt.Sprintf("I-%d", i+1))
			if it.State != workflow.ItemOpen || it.Reason != workflow.ReasonUnproven || it.Possibly != "K-2026-0001" {
				t.Errorf("mail %d is %s (%s), possibly %s", i, it.State, it.Reason, it.Possibly)
			}
		}
		h.WantMails(cmdtest.Complainant, 2)
		if s := h.Text(cmdtest.Complainant); !strings.Contains(s, "Was u dat?") || strings.Contains(s, "KANARIE") || strings.Contains(s, "vreemde") {
			t.Errorf("the address on file reads: %s", s)
		}
		after := h.TheCase("K-2026-0001")
		if len(after.Story) != len(before.Story) || len(after.Course.File) != len(before.Course.File) {
			t.Errorf("a stranger's mail came into the case: story %v, file %v", after.Story, after.Course.File)
		}
		h.WantMails(cmdtest.Director, 1)
		// The secretary says so: only then it is in the case.
		h.AnswerActie(h.ActieWith("onzekere afzender"), "2: K-2026-0001")
		h.Until("2026-04-16 13:00")
		for i := range 4 {
			if it := h.Item(fmt.Sprintf("I-%d", i+1)); it.State == workflow.ItemJoined {
				return
			}
		}
		t.Error("she said that it belongs to the case, and it does not")
	})
}

// Trust section 1: five answer codes that are none, and no code counts in that case
// until the next day. The thread proves what it proved, and nothing is lost.
func TestWrongCodes(t *testing.T) {
	inCase(t, func(h *daemontest.House) {
		h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
		h.Until("2026-04-14 10:40")
		h.SendDraft("excuses", nil)
		h.Until("2026-04-14 11:00")
		raw := h.Srv.Messages(cmdtest.Complainant, "INBOX")
		subject, body := mailtoOf(t, string(raw[len(raw)-1].Raw), "1")
		for i := range 5 {
			h.Send("raadt@example.org", "Antwoord 1 [K-2026-0001-3]", fmt.Sprintf("1\n\nAntwoordcode: K7F3-9K2M-Q%d", i))
			h.Until(fmt.Sprintf("2026-04-14 11:%d0", i+1))
		}
		told := func() (n int) {
			for _, q := range h.TheCase("K-2026-0001").Questions {
				if q.Reason == workflow.ReasonWrongCodes {
					n++
				}
			}
			return n
		}
		if n := told(); n != 1 {
			t.Errorf("the secretary is told %d times after five wrong codes", n)
		}
		h.Send("raadt@example.org", "Antwoord 1 [K-2026-0001-3]", "1\n\nAntwoordcode: K7F3-9K2M-QX")
		// The right code, by the link, on the same day: it proves nothing now.
		h.Send(cmdtest.Complainant, subject, body)
		h.Until("2026-04-14 13:00")
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusProposed || !c.NeedsHuman {
			t.Errorf("with a code on a day of guessing the case is %s, a person %v", c.Status, c.NeedsHuman)
		}
		if n := told(); n != 1 {
			t.Errorf("the secretary is told %d times", n)
		}
		// The same code a day later.
		h.Until("2026-04-15 09:00")
		h.Send(cmdtest.Complainant, subject, body)
		h.Until("2026-04-15 09:30")
		if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusClosed {
			t.Errorf("with the right code a day later the case is %s", c.Status)
		}
	})
	t.Run("the thread counts", func(t *testing.T) {
		inCase(t, func(h *daemontest.House) {
			h.Reply("Marieke de Wit <"+cmdtest.Director+">", h.Last(cmdtest.Director, "INBOX"), "Ik bied excuses aan.")
			h.Until("2026-04-14 10:40")
			h.SendDraft("excuses", nil)
			h.Until("2026-04-14 11:00")
			letter := h.Last(cmdtest.Complainant, "INBOX")
			h.Send("raadt@example.org", "Antwoord [K-2026-0001-3]", "AAAA-1111-22 BBBB-1111-22 CCCC-1111-22 DDDD-1111-22 EEEE-1111-22")
			h.Until("2026-04-14 11:30")
			h.Reply(cmdtest.Complainant, letter, "Ja, ik ben tevreden.")
			h.Until("2026-04-14 12:00")
			if c := h.TheCase("K-2026-0001"); c.Status != workflow.StatusClosed {
				t.Errorf("her reply in the thread left the case %s", c.Status)
			}
		})
	})
}
