package workflow

import (
	"slices"
	"strconv"
	"time"

	"klachtenpost/workflow/terms"
)

// builder gathers the Decision that follows from one input. It works on copies,
// so that nobody's arguments change.
type builder struct {
	p      Procedure
	now    time.Time
	today  terms.Date
	c      *Case   // nil for an item or the office
	it     *Item   // nil for a case or the office
	office *Office // nil otherwise
	m      *Matter // of whichever it is
	d      Decision
}

func (p Procedure) begin(c *Case, now time.Time) *builder {
	copied := c.clone()
	if len(copied.Story) == 0 && copied.First != 0 {
		copied.Story = []int64{copied.First}
	}
	return &builder{p: p, now: now, today: p.day(now), c: &copied, m: &copied.Matter}
}

func (p Procedure) beginItem(it *Item, now time.Time) *builder {
	copied := *it
	copied.Matter = it.Matter.clone()
	return &builder{p: p, now: now, today: p.day(now), it: &copied, m: &copied.Matter}
}

func (p Procedure) beginOffice(o *Office, now time.Time) *builder {
	copied := Office{o.Matter.clone()}
	return &builder{p: p, now: now, today: p.day(now), office: &copied, m: &copied.Matter}
}

// decision hands over what was gathered.
func (b *builder) decision() Decision {
	if b.c != nil && b.c.NeedsHuman {
		b.c.NeedsHuman = b.openActie(waitingWords...) // nobody waits for an answer that she gave, or that is not needed any more
	}
	if b.c != nil && !b.c.NeedsHuman {
		b.c.Course.Waiting = nil
	}
	b.d.Case, b.d.Item, b.d.Office = b.c, b.it, b.office
	return b.d
}

func (b *builder) event(e Event) {
	e.At = b.now
	b.d.Events = append(b.d.Events, e)
}

// notice adds a mail that must go out, at the earliest moment its receiver may
// get it. Somebody without an address gets none: the log says so.
func (b *builder) notice(n Notice) {
	n.Matter = b.m.Key
	n.Version = b.m.Version
	if n.Person != "" && n.To != RoleMember {
		who, ok := b.m.Person(n.Person)
		switch {
		case ok && who.onPaper() && n.Letter:
			n.Paper = true
		case ok && who.onPaper() && n.Template != TemplateMessageReceived:
			n = b.print(n)
		case !ok || !who.reachable():
			b.event(Event{Kind: EventNotified, Text: "Niet gemaild (" + string(n.Template) + "): er is geen bewezen e-mailadres."})
			return
		}
	}
	if n.NotBefore.IsZero() {
		n.NotBefore = b.p.leaves(n, *b.m, b.now)
	}
	b.d.Notices = append(b.d.Notices, n)
}

// pending finds a notice of this same decision.
func (b *builder) pending(t Template) int {
	return slices.IndexFunc(b.d.Notices, func(n Notice) bool { return n.Template == t })
}

// setStatus is move's: nothing else changes a status.
func (b *builder) setStatus(s Status) {
	b.c.Status = s
	b.c.Course.Progress = 0
	b.event(Event{Kind: EventStatus, Text: "Status: " + string(s) + "."})
}

// closeDeadlines marks the open deadlines of these kinds as done.
func (b *builder) closeDeadlines(kinds ...DeadlineKind) {
	for i := range b.m.Deadlines {
		if d := &b.m.Deadlines[i]; d.Open() && slices.Contains(kinds, d.Kind) {
			d.Done = b.now
		}
	}
}

// closeQuestions closes the open questions of a kind.
func (b *builder) closeQuestions(kind QuestionKind, answer string) {
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Open() && q.Kind == kind {
			q.Closed, q.Answer = b.now, answer
		}
	}
}

// askSecretary puts one decision before the secretary.
func (b *builder) askSecretary(reason Reason, message int64, options ...Option) {
	b.ask(Question{Reason: reason, Message: message, Options: options})
}

// ask puts an Actie before the secretary. A matter never has two open ones for
// the same reason about the same thing.
func (b *builder) ask(q Question) {
	q, ok := b.toAsk(q)
	if !ok {
		return
	}
	b.notice(Notice{Key: q.Key, Template: TemplateActie, To: RoleSecretary, Question: q.Key, About: q.Message})
	if reader, _ := b.p.Reader(b.now); reader.Role == RoleStandIn {
		// She is away: whoever looks into the mailbox for her hears of it too.
		b.notice(Notice{Key: q.Key + "-" + string(RoleStandIn), Template: TemplateActie, To: RoleStandIn, Question: q.Key, About: q.Message})
	}
}

// toAsk is ask without a mail: it stands in the overview, and below the next Actie of
// the case. It is for what follows from the choice that she makes in this moment and
// was named with it.
func (b *builder) toAsk(q Question) (Question, bool) {
	if slices.ContainsFunc(b.m.Questions, func(o Question) bool {
		return o.Open() && o.Kind == QuestionActie && o.Reason == q.Reason && o.Message == q.Message && o.Failing == q.Failing
	}) {
		return q, false
	}
	q.Key, q.Kind, q.To = b.nextKey(QuestionActie), QuestionActie, RoleSecretary
	if b.c != nil && b.c.Status == StatusErased {
		q.Key += "-na" // nobody knows any more which numbers its mails had
	}
	if q.Asked.IsZero() {
		q.Asked = b.now
	}
	b.m.Questions = append(b.m.Questions, q)
	b.event(Event{Kind: EventAsked, Message: q.Message, Text: "Aan de secretaris voorgelegd: " + string(q.Reason) + "."})
	return q, true
}

// openActie finds an open Actie with one of these reasons.
func (b *builder) openActie(reasons ...Reason) bool {
	return slices.ContainsFunc(b.m.Questions, func(q Question) bool {
		return q.Open() && q.Kind == QuestionActie && slices.Contains(reasons, q.Reason)
	})
}

// urgent sends Spoed at once: to the mailbox, the stand-in and the configured
// addresses.
func (b *builder) urgent(message int64, reason Reason) {
	key := "spoed-" + strconv.FormatInt(message, 10)
	why := "Spoed: woorden die op gevaar wijzen."
	if reason != ReasonCrisis {
		why = "Spoed: " + string(reason) + "."
	}
	b.event(Event{Kind: EventAsked, Message: message, Text: why})
	n := Notice{Key: key, Template: TemplateUrgent, To: RoleSecretary, About: message, Reason: reason}
	b.notice(n)
	if b.p.Secretary.StandIn != nil {
		n.Key, n.To = key+"-"+string(RoleStandIn), RoleStandIn
		b.notice(n)
	}
	for i := range b.p.Urgent {
		n.Key, n.To, n.Stage = numbered(key+"-"+string(RoleUrgent), i+1), RoleUrgent, i
		b.notice(n)
	}
}

// received tells somebody who wrote that we have the message, at most once a day.
func (b *builder) received(person string, m Message) {
	if m.Kind != KindHuman || m.NoAutoReply || m.SpamMarked {
		return
	}
	_, by := b.p.Reader(b.now)
	b.notice(Notice{
		Key:      string(TemplateMessageReceived) + "-" + person + "-" + b.today.String(),
		Template: TemplateMessageReceived, Person: person, To: b.roleOf(person), About: m.ID,
		ValidUntil: by.At(officeCloses, 0, b.p.Location),
	})
}

func (b *builder) roleOf(person string) Role {
	who, _ := b.m.Person(person)
	return who.Role
}

// numbered makes the key of the n-th thing of a kind.
func numbered(kind string, n int) string { return kind + "-" + strconv.Itoa(n) }
