package workflow

import "time"

// MadeAgain asks about a letter that was made a second time because the records were
// put back, when a mail of hers that went before looks like it. Sent twice, it would
// tell the complainant the same news again.
func (p Procedure) MadeAgain(c Case, m Message, r Route, now time.Time) Decision {
	b := p.begin(&c, now)
	b.resembles(m, r)
	return b.decision()
}
