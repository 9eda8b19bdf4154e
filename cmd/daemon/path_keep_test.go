package daemon_test

import (
	"strings"
	"testing"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/mailbox/mailtest"
)

// TestKeepingTellsTheTruth: of a mail of the complainant she reads that it goes in the
// dossier, of a mail of the chair that it does not.
func TestKeepingTellsTheTruth(t *testing.T) {
	o := mailtest.Options{Accounts: []string{chair, member}}
	from(t, "2026-04-14 10:00", o, withCommittee, func(h *house) {
		toTheCommittee(t, h)
		h.SendDraft("K-2026-0001/K1-", nil)
		h.Until("2026-04-14 13:00")
		h.Reply("Henk Mulder <"+chair+">", h.Got(chair, "INBOX")[0], "Wij nemen de klacht in behandeling.")
		h.Until("2026-04-14 14:00")
		h.Reply(cmdtest.Complainant, h.Last(cmdtest.Complainant, "INBOX"), "Ik stuur later nog de foto's van het gebouw.")
		h.Until("2026-04-16 09:00")
		for part, filed := range map[string]bool{"De voorzitter schreef over de toets": false, "De klager antwoordde. Wat bedoelt": true} {
			text := strings.Join(strings.Fields(mailTo(t, h, cmdtest.Committee, part).Text), " ")
			if strings.Contains(text, "Het gaat in het dossier.") != filed || strings.Contains(text, "Het komt niet in het dossier.") == filed {
				t.Errorf("%q: in the dossier is to be %v\n%s", part, filed, text)
			}
		}
	})
}
