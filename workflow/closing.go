package workflow

import (
	"slices"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// close ends a case with exactly one outcome. Everything that was asked is asked
// no more, letters that lie ready are void, and the complainant hears until when
// and how it can be undone (procedure rule 2).
func (b *builder) close(act Act, outcome Outcome, by ClosedBy) bool {
	c := b.c
	from := c.Status
	if !b.move(act, StatusClosed, outcome) {
		return false
	}
	b.cancelHearing()
	c.ClosedOn = b.today
	c.NeedsHuman = false
	c.Course.ClosedFrom, c.Course.ClosedBy = from, by
	c.Course.UndoBy = terms.Date{}
	c.Course.Suspended = Suspension{}
	b.closeEverything("de zaak is gesloten")
	b.void(func(l Letter) bool { return act != ActLetter || !slices.Contains(outlivingLetters, l.Template) })
	if act != ActLetter && !by.undoable() && outcome != OutcomeJoined {
		b.forget() // only she can undo it; else it is kept until that date is over
	}
	b.keep()
	b.event(Event{Kind: EventClosed, Act: act, Text: "Afgerond: " + string(outcome) + "."})
	switch {
	case act == ActWithdraw:
		b.tellHandler(NewsWithdrawn, from)
	case act == ActJoin:
		b.tellHandler(NewsJoined, from)
	case from == StatusWithDirector && outcome == OutcomeSettled:
		b.tellHandler(NewsSettled, from) // his answer was still awaited
	case from == StatusWithDirector,
		act != ActLetter && (from.withCommittee() || from == StatusDirectorDecides):
		b.tellHandler(NewsClosed, from)
	}
	if !slices.ContainsFunc(Transitions, func(t Transition) bool {
		return t.From == from && t.Act == act && t.Outcome == outcome && slices.Contains(t.Mails, TemplateClosing)
	}) {
		return true // a letter told it, or there is nobody to tell
	}
	if by.undoable() {
		d := b.p.deadline(DeadlineUndo, RoleComplainant, "afsluiting op", b.today, b.p.Terms.Undo, ruleReglement)
		b.m.Deadlines = append(b.m.Deadlines, d)
		c.Course.UndoBy = d.Date
		b.put(TemplateClosing, Question{Kind: QuestionUndo, Due: d.Date, Options: []Option{{1, ActReopen}}})
		return true
	}
	b.tell(Notice{Template: TemplateClosing})
	return true
}

// closeEverything closes all questions and dates of a case, but not what asks
// about a mail or letter that went wrong: somebody was not told, or wrongly told.
func (b *builder) closeEverything(why string) {
	for i := range b.m.Questions {
		q := &b.m.Questions[i]
		if q.Open() && !(q.Kind == QuestionActie && slices.Contains(outliving, q.Reason)) {
			if q.Reason == ReasonBesluit && b.c.Course.Followed == "" && b.c.Course.Judgement == b.c.Outcome {
				continue // the besluit was sent, and nobody said yet what it holds
			}
			q.Closed, q.Answer = b.now, why
		}
	}
	for i := range b.m.Deadlines {
		if d := &b.m.Deadlines[i]; d.Open() {
			d.Done = b.now
		}
	}
}

// outliving are the reasons of Acties that stay when a case is closed.
var outliving = []Reason{
	ReasonBounced, ReasonRefused, ReasonUnknown, ReasonLetterWrong, ReasonLetterEdited, ReasonLetterBlank, ReasonAlso, ReasonNotMe,
}

// outlivingLetters are the letters that may still be sent when another of the same
// act has closed the case.
var outlivingLetters = []Template{TemplateDecision, TemplateBesluit, TemplateBesluitCommittee}

// tellHandler lets whoever has the case at a status know what became of it.
func (b *builder) tellHandler(news News, at Status) {
	var to []Role
	switch at {
	case StatusWithDirector, StatusProposed, StatusChoosing, StatusDirectorDecides:
		to = []Role{b.c.Handler}
	case StatusAdmissibility, StatusStatements, StatusHearing, StatusDeliberation:
		to = []Role{RoleChair}
	}
	for _, role := range to {
		if role == RoleNone || b.p.Staff(role).Address.IsZero() || role == b.c.Handler && !b.handlerHasIt() {
			continue
		}
		b.notice(Notice{Key: b.count(TemplateInterim) + "-" + string(role), Template: TemplateInterim, To: role, News: news})
	}
}

// handlerHasIt reports whether the complaint reached the hours in which it leaves to
// its handler. What was withdrawn before never went to him.
func (b *builder) handlerHasIt() bool {
	waited := false
	for _, q := range b.m.Questions {
		if q.Kind != QuestionHandler || q.To != b.c.Handler {
			continue
		}
		until := b.now
		if !q.Open() {
			until = q.Closed
		}
		if !until.Before(b.p.moment(b.p.serving(q.To, q.Asked), q.Asked)) {
			return true
		}
		waited = true
	}
	return !waited
}

// afterClosing judges what a complainant writes in a closed case. Clear words
// undo a closing that rests on his own, until the date named there; thanks do not.
func (b *builder) afterClosing(m Message, r Route, who string, q Question) {
	c := b.c
	v := b.understand(m, r, q)
	act := meaning(v.Class, q.Kind)
	undoable := q.Kind == QuestionUndo && q.Open() && !c.Course.UndoBy.IsZero() && !b.p.day(m.Received).After(c.Course.UndoBy)
	if v.Action != answer.ActionPerson && undoable && May(r.Role, act, StatusClosed, r.Proof) == EffectDone {
		b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: act, Proof: r.Proof,
			Text: "De klager schreef: " + actWords(act) + "."})
		b.reopen(act)
		return
	}
	b.received(who, m)
	b.askSecretary(ReasonAfterClosing, m.ID, Option{1, ActReopen}, Option{2, ActNewCase}, Option{3, ActKeep}, Option{9, ActOther})
}

// reopen brings a case back to the status it was closed from, with a new term.
// wish is what the
// complainant wants there: where it is possible he gets it at once.
func (b *builder) reopen(wish Act) {
	c := b.c
	back, told := c.Course.ClosedFrom, c.Outcome == OutcomeWithdrawn // he was told that he hears of it
	joined := c.Outcome == OutcomeJoined
	if back == "" || !back.Open() {
		back = StatusReceived
	}
	b.closeQuestions(QuestionUndo, "heropend")
	b.closeDeadlines(DeadlineUndo, DeadlineRetention, DeadlineMeasure)
	b.closeActies("heropend", ReasonAfterClosing, ReasonMeasure, ReasonRetention, ReasonBesluitCommittee)
	b.void(ofTemplate(append([]Template{TemplateErasure, TemplateEmployeeOutcome}, outlivingLetters...)...))
	if !b.move(ActReopen, back, OutcomeNone) {
		return
	}
	c.ClosedOn, c.Course.UndoBy = terms.Date{}, terms.Date{}
	c.Course.ClosedFrom, c.Course.ClosedBy = "", ""
	if back == StatusDirectorDecides {
		c.Course.Followed = "" // a new besluit is asked
	}
	if back.withCommittee() {
		c.Course.Judgement, c.Course.Agreed, c.Course.Circulated = OutcomeNone, terms.Date{}, ""
	}
	b.event(Event{Kind: EventOpened, Act: ActReopen, Text: "De zaak is heropend."})
	if joined {
		b.d.Next.Leave, c.Course.Into = c.Course.Into, ""
	}
	if wish != "" && May(RoleComplainant, wish, back, ProofToken) == EffectDone {
		b.wants(wish, Question{}, ClosedByComplainant)
		if told {
			b.tellHandler(NewsReopened, back)
		}
		return
	}
	reached := back != StatusWithDirector || b.handlerHasIt()
	n := Notice{Template: TemplateReopened}
	if q, ok := b.newTerm(back); ok {
		n.Question = q
	}
	b.tell(n)
	if reached && (told || back != StatusProposed && back != StatusChoosing) {
		b.tellHandler(NewsReopened, back)
	}
}

// newTerm sets the dates of a reopened case going again, counted from today, and
// asks again what it waits for. It gives the key of that question.
func (b *builder) newTerm(s Status) (question string, ok bool) {
	const event = "heropening op"
	add := func(kind DeadlineKind, who Role, l terms.Length) Deadline {
		d := b.p.deadline(kind, who, event, b.sendDay(), l, ruleReglement)
		b.m.Deadlines = append(b.m.Deadlines, d)
		return d
	}
	ask := func(kind QuestionKind, due terms.Date, options ...Option) (string, bool) {
		q := Question{Key: b.nextKey(kind) + "-opnieuw", Kind: kind, To: RoleComplainant, Person: complainantKey,
			Asked: b.now, Due: due, Options: options}
		b.m.Questions = append(b.m.Questions, q)
		return q.Key, true
	}
	switch s {
	case StatusReceived, StatusIncomplete:
		add(DeadlineTriage, RoleSecretary, b.p.Terms.Triage)
		add(DeadlineHandlerAnswer, RoleDirector, b.p.Terms.DirectorEnd) // whoever handles it is held to it
		b.askSecretary(ReasonAlways, b.c.First, b.p.release(b.c.Missing)...)
	case StatusWithDirector:
		d, had := add(DeadlineHandlerAnswer, b.c.Handler, b.p.Terms.DirectorEnd), b.handlerHasIt()
		q := Question{Key: b.freeKey(string(QuestionHandler) + "-" + b.today.String()), Kind: QuestionHandler,
			To: b.c.Handler, Asked: b.now, Due: d.Date}
		b.m.Questions = append(b.m.Questions, q)
		if !had { // it was closed before he got the complaint
			leaves := b.p.moment(b.p.serving(q.To, b.now), b.now)
			b.m.Deadlines = append(b.m.Deadlines,
				b.p.deadline(DeadlineHandlerSeen, q.To, "toezending op", b.p.day(leaves), b.p.Terms.DirectorSeen, ruleReglement))
			b.notice(Notice{Key: q.Key, Template: TemplateToHandler, To: q.To, Question: q.Key, Messages: b.c.Story})
		}
	case StatusProposed:
		d := add(DeadlineProposal, RoleComplainant, b.p.Terms.Complainant)
		return ask(QuestionProposal, d.Date, Option{1, ActContent}, Option{2, ActNotContent})
	case StatusChoosing:
		d := add(DeadlineChoice, RoleComplainant, b.p.Terms.Choice)
		return ask(QuestionChoice, d.Date, Option{1, ActCommittee}, Option{2, ActStop})
	default:
		b.committeeTerm(s, event)
	}
	return "", false
}
