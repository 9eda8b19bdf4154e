package workflow

// tickCommittee looks at the dates of a case that is with the committee.
func (b *builder) tickCommittee() {
	if !b.c.Status.withCommittee() {
		return
	}
	b.tickHearingWish()
	b.tickStatements()
	b.tickHearing()
	b.tickDeliberation()
	b.tickAdmissibility()
	b.tickTerm()
	b.tickIdle()
}

// tickIdle: nothing is awaited of anybody and nothing lies with her, yet the case
// does not go on by itself. She is asked, again after some time.
func (b *builder) tickIdle() {
	c := b.c
	_, waits := b.openQuestion(QuestionReply)
	switch c.Status {
	case StatusStatements:
		d, defence := b.m.Deadline(DeadlineDefence)
		_, letter := b.readyLetter(TemplateDefence)
		waits = waits || letter || defence && d.Stage == 0
	case StatusHearing:
		waits = c.Course.Hearing.planned() || b.openKind(QuestionHearingDates)
	default:
		return
	}
	if waits || c.NeedsHuman || b.openActie(planning...) {
		return
	}
	for _, r := range planning {
		if b.askedSince(r, b.today.Add(-lateAgain)) {
			return
		}
	}
	b.askSecretary(ReasonPlanHearing, 0, Option{1, ActHearing}, Option{2, ActWithoutHearing}, Option{9, ActOther})
}

// planning are the reasons of Acties with whose answer the case goes on to the
// hearing or past it.
var planning = []Reason{
	ReasonDefence, ReasonNoDefence, ReasonReplied, ReasonNoRejoinder, ReasonPlanHearing, ReasonHearingDates, ReasonHearingOver,
}

// tickAdmissibility: the chair is reminded on the last working day and when the term
// is over; then the secretary hears it too. While his words wait for her he is left
// alone.
func (b *builder) tickAdmissibility() {
	if b.c.Status != StatusAdmissibility || b.openActie(ReasonAdmissibility, ReasonMember, ReasonAnswered) || b.openKind(QuestionAsk) || b.hasLetter(TemplateDecision) {
		return
	}
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		if !d.Open() || d.Kind != DeadlineAdmissibility {
			continue
		}
		s := b.endStage(d.Date)
		if s == stageLate && !b.openActie(ReasonNotAdmitted) && !b.askedSince(ReasonNotAdmitted, b.today.Add(-lateAgain)) {
			b.askSecretary(ReasonNotAdmitted, 0, Option{1, ActCall}, Option{2, ActAdmissible}, Option{9, ActOther})
		}
		if s < stageLast || s <= d.Stage {
			continue
		}
		d.Stage = s
		asked, _ := b.openQuestion(QuestionAdmissibility)
		b.remindCommittee(s, asked.Key, true)
	}
}

// tickTerm: the committee's own term comes near or is over. The members hear it as
// well; over it, the secretary is asked.
func (b *builder) tickTerm() {
	stage, all := 0, false
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		if !d.Open() || d.Kind != DeadlineCommittee && d.Kind != DeadlineAfterHearing {
			continue
		}
		s := b.endStage(d.Date)
		if s < stageLate && !b.c.Course.Agreed.IsZero() {
			continue // they did their part
		}
		if s == stageLate && d.Kind == DeadlineCommittee && !b.openActie(ReasonCommitteeLate) && !b.askedSince(ReasonCommitteeLate, b.today.Add(-lateAgain)) {
			options := []Option{{1, ActCall}, {2, ActExtend}, {9, ActOther}}
			if b.extended(PhaseCommittee) {
				options[1].Act = ActDelay
			}
			b.askSecretary(ReasonCommitteeLate, 0, options...)
		}
		if s > d.Stage {
			d.Stage = s
			stage, all = max(stage, s), all || d.Kind == DeadlineCommittee
		}
	}
	if stage > 0 {
		b.remindCommittee(stage, "", !all)
	}
}

// remindCommittee reminds the chair, and when it concerns all of them the members:
// one mail per person and day.
func (b *builder) remindCommittee(stage int, question string, chairOnly bool) {
	b.event(Event{Kind: EventReminded, Actor: RoleChair, Text: "De commissie is herinnerd."})
	for _, s := range b.p.Seats(*b.c, b.now) {
		if chairOnly && s.Role != RoleChair {
			continue
		}
		leaves := b.p.moment(s.Staff, b.now)
		b.notice(Notice{Key: string(TemplateCommitteeReminder) + "-" + b.p.day(leaves).String() + "-" + s.Key, Template: TemplateCommitteeReminder,
			To: s.Role, Person: s.person(), Stage: stage, Question: question, NotBefore: leaves})
	}
}

// Term is the open deadline that the complainant counts on while the case stands as
// it does: the handler's answer, the committee's decision or the besluit.
func (c Case) Term() (Deadline, bool) {
	kind := DeadlineHandlerAnswer
	switch {
	case c.Status.withCommittee():
		kind = DeadlineCommittee
	case c.Status == StatusDirectorDecides:
		kind = DeadlineBesluit
	case c.Status != StatusWithDirector && c.Status != StatusReceived && c.Status != StatusIncomplete:
		return Deadline{}, false
	}
	return c.Deadline(kind)
}

// phase is the stretch a case is in whose term can be extended; ok is false where
// none is.
func (s Status) phase() (Phase, bool) {
	switch {
	case s == StatusWithDirector:
		return PhaseDirector, true
	case s.withCommittee():
		return PhaseCommittee, true
	}
	return "", false
}

// fixedDay reports whether a date stands, whatever the terms do: an appointment, a
// promise, how long a case is kept.
func (d Deadline) fixedDay() bool {
	switch d.Kind {
	case DeadlineUndo, DeadlineHearing, DeadlineInvitation, DeadlineMeasure, DeadlineRetention:
		return true
	}
	return false
}
