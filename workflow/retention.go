package workflow

import (
	"time"

	"klachtenpost/workflow/terms"
)

// keep sets how long a closed case is kept.
func (b *builder) keep() {
	b.closeDeadlines(DeadlineRetention)
	b.m.Deadlines = append(b.m.Deadlines,
		b.p.deadline(DeadlineRetention, RoleSecretary, "afsluiting op", b.today, b.p.Terms.Retention, ruleReglement))
}

// tickClosed looks at a closed case: what was promised in it, the committee's copy
// of a besluit, and how long it is kept.
func (b *builder) tickClosed() {
	b.tickMeasure()
	b.tickLetters()
	d, ok := b.m.Deadline(DeadlineRetention)
	if ok && b.today.After(d.Date) && !b.openActie(ReasonRetention) {
		b.toErase()
	}
}

// toErase makes the letter that erases the case once she sent it to the mailbox
// itself (trust tier 3), and asks her.
func (b *builder) toErase() {
	if _, ready := b.readyLetter(TemplateErasure); !ready {
		b.prepare(TemplateErasure, RoleSecretary, "", 0)
	}
	b.askSecretary(ReasonRetention, 0, Option{1, ActKeep}, Option{9, ActOther})
}

// keptLonger: she wants to keep the case another year.
func (b *builder) keptLonger() {
	b.void(ofTemplate(TemplateErasure))
	b.closeDeadlines(DeadlineRetention)
	b.m.Deadlines = append(b.m.Deadlines,
		b.p.deadline(DeadlineRetention, RoleSecretary, "het besluit van", b.today, terms.Length{N: 1, Unit: terms.Years}, ruleReglement))
}

// erased leaves of a case what the yearly counts need: no people, no words, no
// messages.
func (b *builder) erased() {
	c := b.c
	outcome := c.Outcome
	if !b.move(ActLetter, StatusErased, OutcomeNone) {
		return
	}
	way := Course{Extended: c.Course.Extended, ClosedFrom: c.Course.ClosedFrom, ClosedBy: c.Course.ClosedBy, Into: c.Course.Into,
		Ground: c.Course.Ground, Rounds: c.Course.Rounds, Judgement: c.Course.Judgement, Recommended: c.Course.Recommended,
		Followed: c.Course.Followed, Decided: c.Course.Decided}
	for _, i := range c.Course.Items {
		way.Items = append(way.Items, GroundItem{Withdrawn: i.Withdrawn, Judgement: i.Judgement})
	}
	for _, x := range c.Course.Measures {
		way.Measures = append(way.Measures, Measure{Due: x.Due, Done: x.Done})
	}
	if h := c.Course.Hearing; !h.Slot.Day.IsZero() {
		way.Hearing = Hearing{Slot: Slot{Day: h.Slot.Day}, Over: true}
	}
	*c = Case{Matter: Matter{Key: c.Key, Version: c.Version}, Number: c.Number, Status: c.Status, Outcome: outcome, Handler: c.Handler,
		Received: c.Received, ReceivedAt: time.Time{}, ClosedOn: c.ClosedOn, Course: way}
	b.m = &c.Matter
	b.d.Notices = nil
	b.d.Next.Erase = true
}
