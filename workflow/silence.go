package workflow

// silence is what happens when a complainant does not answer a question: reminders
// after some weeks, and then the secretary is asked. Nothing is ever concluded
// from it.
type silence struct {
	remind []int  // weeks after the question
	actie  int    // weeks after which the secretary is asked; 0: the day after its date
	reason Reason // what she is asked
}

var silences = map[QuestionKind]silence{
	QuestionProposal: {remind: []int{1, 2}, actie: 4, reason: ReasonNoAnswer},
	QuestionChoice:   {remind: []int{2, 4}, actie: 6, reason: ReasonNoAnswer},
	QuestionAsk:      {remind: []int{1}, reason: ReasonNoReply},
	QuestionDelay:    {reason: ReasonDelayAnswer},
}

// tickQuestions looks at the questions a complainant has not answered yet. While
// his words wait for the secretary he is left alone.
func (b *builder) tickQuestions() {
	if b.c.NeedsHuman {
		return
	}
	reminded := map[string]bool{} // one reminder per person and day
	for i := range b.m.Questions {
		q := b.m.Questions[i]
		s, ok := silences[q.Kind]
		if !ok || !q.Open() || b.toPost(q.Key) {
			continue // what lies to be posted was not asked yet
		}
		asked := b.p.day(q.Asked).Add(b.stoodStill(q))
		after := asked.Add(7 * s.actie)
		if s.actie == 0 {
			after = q.Due.Add(1)
		}
		if q.Kind == QuestionProposal {
			after = b.p.Calendar.End(asked, b.p.Terms.ComplainantAction).End
		}
		if !b.today.Before(after) {
			b.unanswered(q, s)
			continue
		}
		stage := 0
		for n, weeks := range s.remind {
			if !b.today.Before(asked.Add(7 * weeks)) {
				stage = n + 1
			}
		}
		if stage <= q.Stage || reminded[q.Person] || b.pending(TemplateLate) >= 0 {
			continue // the next day, then
		}
		reminded[q.Person] = true
		b.stage(q.Key, stage)
		b.event(Event{Kind: EventReminded, Actor: RoleComplainant, Text: "De klager is herinnerd aan een vraag: " + string(q.Kind) + "."})
		// Whoever may answer it was asked with him.
		b.tellAs(numbered(string(TemplateReminder)+"-"+q.Key, stage), Notice{Template: TemplateReminder, Question: q.Key, Stage: stage})
	}
}

// stoodStill is for how many days the term of a question stood still.
func (b *builder) stoodStill(q Question) int {
	d, ok := b.m.Deadline(deadlineOf[q.Kind])
	if !ok || d.Length.N == 0 {
		return 0
	}
	return max(0, d.RawEnd.Sub(b.p.Calendar.End(d.From, d.Length).RawEnd))
}

// unanswered asks the secretary what to do about silence, again after some time
// when she called and nothing followed.
func (b *builder) unanswered(q Question, s silence) {
	if b.openActie(s.reason) || b.askedSince(s.reason, b.today.Add(-lateAgain)) {
		return
	}
	options := []Option{{1, ActCall}, {9, ActOther}}
	switch q.Kind {
	case QuestionProposal, QuestionChoice:
		options = []Option{{1, ActCall}, {2, ActNoReaction}, {3, ActCommittee}, {9, ActOther}}
	case QuestionDelay:
		options = []Option{{1, ActYes}, {2, ActNo}, {3, ActCall}, {9, ActOther}}
	}
	b.ask(Question{Reason: s.reason, Options: options, About: q.Key})
}

// maxProgress is how often a complainant hears in one phase that there is nothing
// new; then somebody calls.
const maxProgress = 2

// waitsForUs are the statuses in which the complainant waits and we work.
func (s Status) waitsForUs() bool {
	switch s {
	case StatusReceived, StatusWithDirector, StatusAdmissibility, StatusStatements, StatusHearing,
		StatusDeliberation, StatusDirectorDecides:
		return true
	}
	return false
}

// tickProgress tells the complainant how it stands when nothing was heard of us
// for some weeks.
func (b *builder) tickProgress() {
	c := b.c
	if c.NeedsHuman || c.Told.IsZero() || !c.Status.waitsForUs() {
		return
	}
	if d, ok := c.Term(); ok && b.saysLate() && b.today.After(d.Date.Add(-progressBefore)) {
		return // within days he hears the answer, or that it is late
	}
	if b.today.Before(b.p.Calendar.End(b.p.day(c.Told), b.p.Terms.Progress).RawEnd) {
		return
	}
	if c.Course.Progress >= maxProgress {
		if !b.openActie(ReasonQuiet) && !b.askedSince(ReasonQuiet, b.today.Add(-b.p.Terms.Progress.N)) {
			b.askSecretary(ReasonQuiet, 0, Option{1, ActCall}, Option{9, ActOther})
		}
		return
	}
	c.Course.Progress++
	b.event(Event{Kind: EventReminded, Actor: RoleComplainant, Text: "De klager hoort hoe het ervoor staat."})
	b.tell(Notice{Template: TemplateInterim, News: NewsProgress})
}

// progressBefore is how many days before a date no progress is told any more: on
// that date he hears more.
const progressBefore = 7

// saysLate reports whether a missed date is said out loud where the case stands.
func (b *builder) saysLate() bool { return b.c.Status != StatusIncomplete }

// tickLate says out loud that the handler is late: to the complainant and the
// board, and again on each day that was promised.
func (b *builder) tickLate() {
	c := b.c
	d, ok := c.Term()
	if !ok || !b.saysLate() || !b.today.After(d.Date) {
		return
	}
	if !c.Course.NextNews.IsZero() && c.Course.NextNews.After(d.Date) && b.today.Before(c.Course.NextNews) {
		return
	}
	first := c.Course.NextNews.IsZero() || !c.Course.NextNews.After(d.Date)
	b.event(Event{Kind: EventReminded, Text: "De termijn van " + termOf(c) + " is voorbij; de klager hoort het."})
	b.sayLate()
	if first && c.Handler == RoleDirector && !c.Status.withCommittee() && !b.handlerAnswered() && !b.p.Board.Address.IsZero() {
		b.notice(Notice{Key: string(TemplateLate) + "-" + string(RoleBoard) + "-" + d.Date.String(), Template: TemplateLate, To: RoleBoard})
	}
}

// termOf says whose term runs, for the log.
func termOf(c *Case) string {
	if c.Status.withCommittee() {
		return "de commissie"
	}
	return "de behandelaar"
}

// handlerAnswered reports whether his words lie with the secretary: as an Actie,
// or as a letter in Concepten.
func (b *builder) handlerAnswered() bool {
	_, ready := b.readyLetter(TemplateProposal)
	_, besluit := b.readyLetter(TemplateBesluit)
	return ready || besluit || b.openActie(ReasonHandler, ReasonThirdRound, ReasonBesluit)
}

// tickSuspension ends a suspension on its day.
func (b *builder) tickSuspension() {
	if until := b.c.Course.Suspended.Until; b.suspended() && !b.today.Before(until) {
		b.resume()
	}
}
