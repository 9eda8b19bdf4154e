package workflow

import (
	"maps"
	"slices"
	"strings"
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
		b.brought(from, role, who)
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

// brought remembers with which case somebody came in; when that had him from another
// that was joined with it, with that one.
func (b *builder) brought(from Case, key string, who Person) {
	came := from.Number
	for number, keys := range from.Course.Brought {
		if slices.Contains(keys, key) {
			came = number
		}
	}
	c := &b.c.Course
	c.Brought = maps.Clone(c.Brought)
	if c.Brought == nil {
		c.Brought = map[Number][]string{}
	}
	c.Brought[came] = append(slices.Clone(c.Brought[came]), who.Key)
	c.Apart = maps.Clone(c.Apart)
	delete(c.Apart, apartKey(who.Address))
}

// apartKey is how an address stands in Course.Apart.
func apartKey(a Address) string { return strings.ToLower(a.Addr()) }

// Unjoin takes those out of c whom joining it with from put there: from was reopened,
// and they are heard in it alone. What the complaint says goes with them while it did
// not go to the handler; c keeps the date of receipt that it took over, the earlier one.
func (p Procedure) Unjoin(c, from Case, now time.Time) Decision {
	if c.Status == StatusErased {
		return Decision{}
	}
	b := p.begin(&c, now)
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActReopen,
		Text: "Zaak " + string(from.Number) + " is heropend en hoort niet meer bij deze zaak."})
	b.c.Course.Brought, b.c.Course.Apart = maps.Clone(b.c.Course.Brought), maps.Clone(b.c.Course.Apart)
	var out []string
	for _, number := range append(slices.Sorted(maps.Keys(from.Course.Brought)), from.Number) {
		out = append(out, b.c.Course.Brought[number]...)
		delete(b.c.Course.Brought, number)
	}
	if b.c.Handler == RoleNone {
		b.c.Story = slices.DeleteFunc(b.c.Story, func(id int64) bool { return id != b.c.First && slices.Contains(from.Story, id) })
	}
	b.void(func(l Letter) bool {
		return slices.Contains(out, l.Person) || l.Template == TemplateForward && slices.Contains(from.Story, l.Message)
	})
	b.partWith(out, from.Number)
	return b.decision()
}

// partWith takes people out of the case. Nothing is asked of them any more, and letters
// that lie ready with their address beside another's are made anew without it.
func (b *builder) partWith(keys []string, to Number) {
	c := b.c
	if c.Course.Apart == nil {
		c.Course.Apart = map[string]Number{}
	}
	for _, key := range keys {
		who, ok := b.m.Person(key)
		if !ok {
			continue
		}
		if !who.Address.IsZero() {
			c.Course.Apart[apartKey(who.Address)] = to
		}
		b.event(Event{Kind: EventActed, Actor: who.Role, Text: "Niet meer in deze zaak: " + key + "."})
	}
	gone := func(key string) bool { return slices.Contains(keys, key) }
	b.m.People = slices.DeleteFunc(b.m.People, func(who Person) bool { return gone(who.Key) })
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Open() && gone(q.Person) {
			q.Closed, q.Answer = b.now, "hoort niet meer bij deze zaak"
		}
	}
	h := &c.Course.Hearing
	h.Answers = slices.DeleteFunc(h.Answers, func(a HearingAnswer) bool { return gone(a.Who) })
	h.Replies = slices.DeleteFunc(h.Replies, func(r HearingReply) bool { return gone(r.Who) })
	if len(keys) == 0 {
		return
	}
	shared := []Template{TemplateProposal, TemplateAsk, TemplateDefence, TemplateNotTakenUp, TemplateReferred, TemplateNoComplaint}
	var anew []Letter
	for _, l := range c.Course.Letters {
		if l.State == LetterReady && slices.Contains(shared, l.Template) {
			anew = append(anew, l)
		}
	}
	b.void(ofTemplate(shared...))
	for _, l := range anew {
		b.prepare(l.Template, l.To, l.Person, l.Message, l.Words...)
	}
}

// fromReceipt are the terms that count from the day a complaint came in.
var fromReceipt = []DeadlineKind{DeadlineLook, DeadlineTriage, DeadlineRefusal, DeadlineHandlerTarget, DeadlineHandlerAnswer}

// Onward leads a message to the case in which c lives on: what people write in the
// thread of a number that is joined with another belongs there. Nothing in it answers
// a question of that case, so a complainant's words are an addition. Whoever shows
// only that he had our mail is not led to somebody else's case.
func (c Case) Onward(m Message, r Route) (Route, bool) {
	if own, ok := c.Course.Apart[apartKey(m.From)]; ok && r.Token != nil && r.Verdict == VerdictCase && m.Kind == KindHuman && m.DMARC != DMARCFail {
		// He answers a mail of the time when his case was joined with this one.
		r.Role, r.Proof = RoleComplainant, ProofTag
		r.Matter, r.Token, r.Person = string(own), nil, ""
		return r, true
	}
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
