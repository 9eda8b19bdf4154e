package workflow

import (
	"slices"
	"time"

	"klachtenpost/workflow/terms"
)

// Stages of a handler's reminder, the strongest last.
const (
	stageSeen = 1 // has he seen it?
	stageSoon = 2 // the end is near
	stageLast = 3 // last working day
	stageLate = 4 // the term is over
)

// Tick looks at the calendar for one case: what fell due and was not yet said.
// After days of standstill it says the latest thing once, not everything in turn.
func (p Procedure) Tick(c Case, now time.Time) Decision {
	b := p.begin(&c, now)
	b.tickSuspension()
	switch {
	case !c.Status.Open():
		b.tickUndo()
		if c.Status == StatusClosed {
			b.tickClosed()
		}
	case b.suspended():
		b.tickItems()
		b.tickLetters() // what lies ready may be sent all the same
		b.tickHearing() // an appointment stands
	default:
		b.tickItems()
		b.tickHandler()
		b.tickCommittee()
		b.tickBesluit()
		b.tickLate()
		b.tickSupplement()
		b.tickTriage()
		b.tickQuestions()
		b.tickProgress()
		b.tickLetters()
	}
	b.tickActies()
	return b.decision()
}

// tickUndo lets the question of a closing pass when its day is over.
func (b *builder) tickUndo() {
	d, ok := b.m.Deadline(DeadlineUndo)
	if !ok || !b.today.After(d.Date) {
		return
	}
	b.closeQuestions(QuestionUndo, "termijn voorbij")
	b.closeDeadlines(DeadlineUndo)
	b.forget()
	b.event(Event{Kind: EventReminded, Text: "De afsluiting staat vast: de termijn om haar ongedaan te maken is voorbij."})
}

// TickItem does the same for an intake item.
func (p Procedure) TickItem(it Item, now time.Time) Decision {
	b := p.beginItem(&it, now)
	b.tickActies()
	return b.decision()
}

// Changed reports whether a Tick had anything to say.
func (d Decision) Changed() bool { return len(d.Events) > 0 || len(d.Notices) > 0 }

// tickHandler reminds whoever handles the complaint. While his words wait for
// the secretary he is left alone.
func (b *builder) tickHandler() {
	if b.c.Status != StatusWithDirector || b.handlerAnswered() {
		return
	}
	stage := 0
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		if !d.Open() {
			continue
		}
		s := 0
		switch d.Kind {
		case DeadlineHandlerSeen:
			s = b.seenStage(d)
		case DeadlineHandlerAnswer:
			s = b.answerStage(d)
		}
		if s > d.Stage {
			d.Stage = s
			stage = max(stage, s)
		}
	}
	if stage == 0 {
		return
	}
	b.event(Event{Kind: EventReminded, Actor: b.c.Handler, Text: "De behandelaar is herinnerd."})
	leaves := b.p.moment(b.p.serving(b.c.Handler, b.now), b.now)
	asked, _ := b.openQuestion(QuestionHandler)
	b.notice(Notice{
		Key:      string(TemplateHandlerReminder) + "-" + b.p.day(leaves).String(),
		Template: TemplateHandlerReminder, To: b.c.Handler, Stage: stage, Question: asked.Key,
		NotBefore: leaves,
	})
}

// seenStage: on the third working day the handler is asked whether he has seen
// it, on the fifth the secretary hears that he is silent.
func (b *builder) seenStage(d *Deadline) int {
	if b.today.Before(d.Date) {
		return 0
	}
	silent := b.p.Calendar.End(d.From, b.p.Terms.DirectorSeenSecretary).End
	answer, _ := b.m.Deadline(DeadlineHandlerAnswer)
	late := !answer.Date.IsZero() && b.today.After(answer.Date) // she is asked about that instead
	if !b.today.Before(silent) && !late && !b.openActie(ReasonAway) && !b.askedSince(ReasonNotSeen, d.From) {
		b.askSecretary(ReasonNotSeen, 0, Option{1, ActDone}, Option{9, ActOther})
	}
	return stageSeen
}

// lateAgain is how many days lie between two Acties about one late answer.
const lateAgain = 14

// askedSince reports whether the secretary was asked for a reason after a day.
func (b *builder) askedSince(reason Reason, day terms.Date) bool {
	for _, q := range b.m.Questions {
		if q.Kind == QuestionActie && q.Reason == reason && b.p.day(q.Asked).After(day) {
			return true
		}
	}
	return false
}

// tickTriage: a complaint that waits for the secretary past its dates for deciding
// on it is brought before her and the chair once more for each date that passes.
func (b *builder) tickTriage() {
	lies := b.handlerAnswered() // his answer lies with her
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		passes := d.Kind == DeadlineTriage || d.Kind == DeadlineRefusal || d.Kind == DeadlineHandlerAnswer
		if b.c.Status == StatusWithDirector {
			passes = lies && d.Kind == DeadlineHandlerAnswer
		}
		if !passes || !d.Open() || d.Stage >= stageLate || !b.today.After(d.Date) {
			continue
		}
		d.Stage = stageLate
		i := slices.IndexFunc(b.m.Questions, func(q Question) bool {
			return q.Kind == QuestionActie && q.Open() && decides[q.Reason] && !b.p.day(q.Asked).After(d.Date)
		})
		if i < 0 {
			continue // it waits for somebody else
		}
		q := b.m.Questions[i]
		b.event(Event{Kind: EventReminded, Message: q.Message, Text: "Een datum is voorbij terwijl een vraag nog openstaat: " + string(d.Kind) + "."})
		b.bringUp(q, RoleSecretary)
		b.bringUp(q, RoleChair)
		b.stage(q.Key, 3) // stand-in and chair are not written to about it once more
	}
}

// decides are the reasons of Acties without whose answer a complaint goes nowhere.
var decides = map[Reason]bool{
	ReasonDoubt: true, ReasonAlways: true, ReasonStillMissing: true, ReasonNoSupplement: true, ReasonHandlerAway: true,
	ReasonHandler: true, ReasonThirdRound: true, ReasonLetterWaits: true,
}

// answerStage: a week before the end, on the last working day, and when it is
// over, which the secretary hears too.
func (b *builder) answerStage(d *Deadline) int {
	// Counted back from the end, so never moved (Algemene termijnenwet art. 1 lid 2).
	soon := b.p.Calendar.End(d.Date, terms.Length{N: -b.p.Terms.DirectorReminder.N, Unit: b.p.Terms.DirectorReminder.Unit}).End
	last := d.Date
	for !b.p.Calendar.Workday(last) {
		last = last.Add(-1)
	}
	switch {
	case b.today.After(d.Date):
		b.closeActies("te laat", ReasonNotSeen, ReasonAway)
		if !b.askedSince(ReasonLate, b.today.Add(-lateAgain)) {
			options := []Option{{1, ActCall}, {2, ActToBoard}, {3, ActCommittee}, {9, ActOther}}
			if b.c.pointless(ActToBoard) || b.p.Board.Address.IsZero() {
				options = slices.Delete(options, 1, 2)
			}
			b.askSecretary(ReasonLate, 0, options...)
		}
		return stageLate
	case !b.today.Before(last):
		return stageLast
	case !b.today.Before(soon):
		return stageSoon
	}
	return 0
}

// tickSupplement reminds the complainant of what is missing once, and asks the
// secretary when the term is over.
func (b *builder) tickSupplement() {
	q, ok := b.openQuestion(QuestionSupplement)
	if !ok || b.c.Status != StatusIncomplete || b.c.NeedsHuman {
		return
	}
	reminder := b.p.Calendar.End(b.p.day(q.Asked).Add(b.stoodStill(q)), b.p.Terms.SupplementReminder).RawEnd
	switch {
	case b.today.After(q.Due):
		b.askSecretary(ReasonNoSupplement, 0, Option{1, ActToDirector}, Option{2, ActAskAgain}, Option{3, ActRefuse}, Option{9, ActOther})
		b.stage(q.Key, 2)
	case !b.today.Before(reminder) && q.Stage == 0:
		b.stage(q.Key, 1)
		b.event(Event{Kind: EventReminded, Actor: RoleComplainant, Text: "De klager is herinnerd aan wat er nog ontbreekt."})
		b.tellAs(string(TemplateReminder)+"-"+q.Key, Notice{Template: TemplateReminder, Question: q.Key})
	}
}

func (b *builder) stage(key string, stage int) {
	for i := range b.m.Questions {
		if b.m.Questions[i].Key == key {
			b.m.Questions[i].Stage = stage
		}
	}
}

// tickActies brings an unanswered Actie up again on the next working day, to the
// stand-in and the chair when nobody looks at all. From then on it stands in the
// overview of every week, and after three weeks in the board's too.
func (b *builder) tickActies() {
	b.notPosted()
	reader, _ := b.p.Reader(b.now)
	for _, i := range b.byWeight() {
		q := &b.m.Questions[i]
		if q.Stage >= 3 {
			continue // it stands in the overview now
		}
		asked := b.p.day(b.p.moment(reader, q.Asked))
		if late, ok := b.notMissed(*q); ok && asked.Before(late) {
			asked = late.Add(-1)
		}
		days := b.p.dutyDays(reader, asked, b.today)
		switch {
		case days >= b.p.Terms.LetterEscalation.N && q.Stage < 3:
			q.Stage = 3
			b.remindActie(*q, RoleChair)
		case days >= b.p.Terms.Letter.N && q.Stage < 2:
			q.Stage = 2
			b.remindActie(*q, RoleStandIn)
		case days >= 1 && q.Stage < 1:
			q.Stage = 1
			b.remindActie(*q, RoleSecretary)
		}
	}
}

// notMissed tells from when on an answer to q is missed, when that is a day of its own.
func (b *builder) notMissed(q Question) (terms.Date, bool) {
	if q.Reason != ReasonDeliberation || b.c == nil || b.c.Status != StatusDeliberation {
		return terms.Date{}, false
	}
	return b.judgementLate()
}

// byWeight gives the open Acties that are brought up again, those without whose
// answer a complaint goes nowhere first: of several on one day one mail leaves.
func (b *builder) byWeight() []int {
	var list []int
	for i, q := range b.m.Questions {
		if q.Kind == QuestionActie && q.Open() && !quiet[q.Reason] {
			list = append(list, i)
		}
	}
	slices.SortStableFunc(list, func(i, k int) int {
		a, c := decides[b.m.Questions[i].Reason], decides[b.m.Questions[k].Reason]
		switch {
		case a && !c:
			return -1
		case c && !a:
			return 1
		}
		return 0
	})
	return list
}

// quiet are questions that are not brought up again: a list that was asked for,
// a draft that is to be thrown away, and a late besluit, which is asked about anew
// every week. All stand in the overview.
var quiet = map[Reason]bool{ReasonForms: true, ReasonLetterVoid: true, ReasonBesluitLate: true}

// remindActie repeats an Actie. A stand-in who is not configured is passed over,
// the chair's turn is the secretary's then.
func (b *builder) remindActie(q Question, to Role) {
	unknown := to != RoleSecretary && b.p.Staff(to).Address.IsZero()
	if unknown && to == RoleChair {
		to = RoleSecretary
	}
	b.event(Event{Kind: EventReminded, Message: q.Message, Actor: to, Text: "Een open vraag is opnieuw onder de aandacht gebracht."})
	if !unknown || to == RoleSecretary {
		b.bringUp(q, to)
	}
}

// bringUp mails an Actie once more. Nobody gets more than one such mail about a
// case on a day, nor on a day on which a new question in it reaches him: each mail
// names what else is open in it.
func (b *builder) bringUp(q Question, to Role) {
	n := Notice{Template: TemplateActie, To: to, Question: q.Key, About: q.Message, Stage: min(max(q.Stage, 1), 3)}
	if to != RoleSecretary && b.p.Staff(to).Address.IsZero() {
		return
	}
	n.NotBefore = b.p.leaves(n, *b.m, b.now)
	day := b.p.day(n.NotBefore)
	if b.newFor(to, day) {
		return
	}
	n.Key = "herhaling-" + string(to) + "-" + day.String()
	if !slices.ContainsFunc(b.d.Notices, func(o Notice) bool { return o.Key == n.Key }) {
		b.notice(n)
	}
}

// Repeats is when n, which repeats an Actie, may leave when the Actie itself left at
// asked: after as many of her days as if that had been in time.
func (p Procedure) Repeats(n Notice, m Matter, asked time.Time) time.Time {
	days := map[int]int{1: 1, 2: p.Terms.Letter.N, 3: p.Terms.LetterEscalation.N}[n.Stage]
	reader, _ := p.Reader(asked)
	day := p.day(asked)
	for p.dutyDays(reader, p.day(asked), day) < days && day.Sub(p.day(asked)) < maxSuspension {
		day = day.Add(1)
	}
	return p.leaves(n, m, day.At(officeOpens, 0, p.Location))
}

// newFor reports whether a question that was not brought up before reaches
// somebody on a day.
func (b *builder) newFor(to Role, day terms.Date) bool {
	reader, _ := b.p.Reader(b.now)
	for _, q := range b.m.Questions {
		if to == RoleSecretary && q.Kind == QuestionActie && q.Open() && b.p.day(b.p.moment(reader, q.Asked)) == day {
			return true
		}
	}
	return slices.ContainsFunc(b.d.Notices, func(n Notice) bool {
		return n.Template == TemplateActie && n.To == to && n.Stage == 0 && b.p.day(n.NotBefore) == day
	})
}
