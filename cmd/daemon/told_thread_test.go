package daemon_test

import (
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

// TestUnknown_namedOnly: a mail that never arrived stands in the thread of the next
// mails of its case. Whoever answers one of these names it, and did not have it; nor did
// the complainant when the secretary writes about it.
func TestUnknown_namedOnly(t *testing.T) {
	from(t, "2026-04-14 10:00", mailtest.Options{}, func(h *daemontest.House) {
		h.Config.People.Director.Address = mailtest.LostAfterDot + "@perspectief.example"
	}, func(h *daemontest.House) {
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Klacht", cmdtest.Story)
		h.Until("2026-04-14 10:30")
		ack, lost := mailOf(h, "K-2026-0001", workflow.TemplateAcknowledgement), mailOf(h, "K-2026-0001", workflow.TemplateToHandler)
		h.Send("Anna Bakker <"+cmdtest.Complainant+">", "Re: uw bericht", "Dank voor uw bericht.",
			"In-Reply-To: <"+ack.MessageID+">\r\nReferences: <"+lost.MessageID+"> <"+ack.MessageID+">\r\n")
		h.Write("Re: klacht", "Ik bel haar zelf even.", "In-Reply-To: <"+lost.MessageID+">\r\n")
		h.Until("2026-04-14 11:00")
		if o := mailOf(h, "K-2026-0001", workflow.TemplateToHandler); o.State != store.StateUnknown {
			h.T.Errorf("a mail that never arrived is %s", o.State)
		}
	})
}
