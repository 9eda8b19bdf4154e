package workflow

import (
	"strings"
	"time"
)

// SeenSent is for a mail from the mailbox that was put before the secretary since
// its copy in Sent was not there: now that is seen, nothing is left to ask. The mail
// itself is taken in where it belongs, which r says.
func (p Procedure) SeenSent(it Item, m Message, r Route, now time.Time) Decision {
	b := p.beginItem(&it, now)
	b.it.State = ItemJoined
	if strings.HasPrefix(r.Matter, "K-") {
		b.it.Became = Number(r.Matter)
	}
	b.event(Event{Kind: EventJoined, Message: m.ID, Actor: RoleSecretary, Proof: r.Proof, Text: "De kopie in Verzonden is nu gezien: dit bericht is van de secretaris zelf."})
	b.closeActies("de kopie in Verzonden is gezien", ReasonUnproven)
	return b.decision()
}
