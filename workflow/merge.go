package workflow

import (
	"slices"
	"time"
)

// Merge joins two cases about the same matter: from is closed and lives on in
// into, which keeps the earliest date of receipt. Both complainants hear which
// number stays. It gives the decisions for both; when they cannot be joined, only
// help for the secretary in the first.
func (p Procedure) Merge(from, into Case, m Message, r Route, now time.Time) (Decision, Decision) {
	a, b := p.begin(&from, now), p.begin(&into, now)
	if !from.Status.Open() || !into.Status.Open() || from.Number == into.Number {
		a.help(m, r, ReasonNotNow)
		return a.decision(), Decision{}
	}
	a.c.Course.Into = into.Number
	a.close(ActJoin, OutcomeJoined, ClosedBySecretary)
	a.tell(Notice{Template: TemplateInterim, News: NewsJoined})
	a.c.Course.Deliberation = nil // it is the other case's from now on
	b.absorb(from)
	return a.decision(), b.decision()
}

// NoSuchCase tells the secretary that the case she named is not there.
func (p Procedure) NoSuchCase(c Case, m Message, r Route, now time.Time) Decision {
	b := p.begin(&c, now)
	b.help(m, r, ReasonWhichCase)
	return b.decision()
}

// absorb takes in the people and words of another case. Its earlier date of
// receipt moves the terms that count from receipt.
func (b *builder) absorb(from Case) {
	c := b.c
	b.event(Event{Kind: EventJoined, Message: from.First, Actor: RoleSecretary, Act: ActJoin, Text: "Zaak " + string(from.Number) + " is bij deze zaak gevoegd."})
	c.Course.Deliberation = append(c.Course.Deliberation, from.Course.Deliberation...)
	for _, who := range from.People {
		if _, known := b.m.ByAddress(who.Address); known && !who.Address.IsZero() {
			continue
		}
		role := who.Key
		for n := 2; ; n++ {
			if _, taken := b.m.Person(who.Key); !taken {
				break
			}
			who.Key = numbered(role, n)
		}
		b.m.People = append(b.m.People, who)
	}
	if c.Handler == RoleNone {
		c.Story = append(c.Story, from.Story...)
		slices.Sort(c.Story)
	} else {
		for _, id := range from.Story {
			b.prepare(TemplateForward, c.Handler, "", id, id)
		}
	}
	if !from.Received.Before(c.Received) {
		return
	}
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		if !d.Open() || d.From != c.Received || !slices.Contains(fromReceipt, d.Kind) {
			continue
		}
		*d = b.p.deadline(d.Kind, d.Who, onReceipt, from.Received, d.Length, d.Rule)
		b.redate(*d)
	}
	c.Received, c.ReceivedAt = from.Received, from.ReceivedAt
}

// fromReceipt are the terms that count from the day a complaint came in.
var fromReceipt = []DeadlineKind{DeadlineLook, DeadlineTriage, DeadlineRefusal, DeadlineHandlerTarget, DeadlineHandlerAnswer}

// Onward leads a message to the case in which c lives on: what people write in the
// thread of a number that is joined with another belongs there. Nothing in it answers
// a question of that case, so a complainant's words are an addition. Whoever shows
// only that he had our mail is not led to somebody else's case.
func (c Case) Onward(m Message, r Route) (Route, bool) {
	scan := r.Proof == ProofNone && r.Token == nil // the machines of others answer our mails
	if c.Outcome != OutcomeJoined || c.Course.Into == "" || m.Kind != KindHuman && !scan {
		return r, false
	}
	switch {
	case r.Verdict == VerdictSent:
		r.Matter = string(c.Course.Into)
		return r, true
	case r.Verdict != VerdictCase, r.Proof == ProofTokenOther:
		return r, false
	}
	if r.Role == RoleComplainant || r.Role == RoleRepresentative {
		r.Proof = ProofTag
	}
	r.Matter, r.Token, r.Person = string(c.Course.Into), nil, ""
	return r, true
}
