package workflow

import (
	"slices"
	"strings"

	"klachtenpost/workflow/terms"
)

// askDefence asks the other side for its statement: whoever handled the complaint,
// and the employee it is about once the secretary named an address.
func (b *builder) askDefence() {
	d := b.p.deadline(DeadlineDefence, b.handler(), "onze vraag van", b.sendDay(), b.p.Terms.Defence, ruleReglement)
	b.m.Deadlines = append(b.m.Deadlines, d)
	ask := func(to Role, person string) {
		// Not the key of the letter verweer.
		key := strings.Replace(b.nextKey(QuestionDefence), string(QuestionDefence), string(TemplateDefenceAsked), 1)
		b.m.Questions = append(b.m.Questions, Question{Key: key, Kind: QuestionDefence, To: to, Person: person, Asked: b.now, Due: d.Date})
		b.notice(Notice{Key: key, Template: TemplateDefenceAsked, To: to, Person: person, Question: key})
	}
	ask(b.handler(), "")
	for _, who := range b.m.People {
		if who.Role == RoleEmployee {
			ask(RoleEmployee, who.Key)
		}
	}
	b.event(Event{Kind: EventAsked, Text: "Om verweer gevraagd."})
}

// handler is who handles the complaint; a case that never went to anybody has the
// director.
func (b *builder) handler() Role {
	if b.c.Handler == RoleNone {
		return RoleDirector
	}
	return b.c.Handler
}

// defended: a statement of defence came in. It waits as a letter to the
// complainant, who may reply to it.
func (b *builder) defended(m Message, r Route) {
	for i := range b.m.Questions {
		q := &b.m.Questions[i]
		if q.Open() && q.Kind == QuestionDefence && q.To == r.Role && (q.Person == r.Person || r.Person == "") {
			q.Closed, q.Answer = b.now, "beantwoord"
		}
	}
	if !b.openKind(QuestionDefence) {
		b.closeDeadlines(DeadlineDefence)
	}
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: ActDefence, Proof: r.Proof, Text: "Een verweer is binnen."})
	b.closeActies("er kwam een verweer", ReasonNoDefence)
	b.prepare(TemplateDefence, RoleComplainant, complainantKey, m.ID, m.ID)
	b.askSecretary(ReasonDefence, m.ID, Option{5, ActKeep}, Option{9, ActOther})
}

// employeeWrote: what the employee writes is a statement, to the secretary only.
// He hears that it came in; nobody else tells him.
func (b *builder) employeeWrote(m Message, r Route, who string) {
	q, _ := b.answered(r)
	proven := May(RoleEmployee, ActReply, b.c.Status, r.Proof) == EffectDone
	switch {
	case proven && q.Open() && q.Kind == QuestionHearingDates && b.datesAnswered(q, m, r, q.Person):
	case proven && b.c.Status.withCommittee() && b.c.Status != StatusAdmissibility:
		b.file(m.ID)
		b.defended(m, r)
		b.received(who, m)
	case proven:
		b.file(m.ID)
		b.received(who, m)
		b.askSecretary(ReasonStaff, m.ID, Option{5, ActKeep}, Option{9, ActOther})
	default:
		b.unproven(m)
	}
}

// defenceSent: the complainant has the defence, and may reply to it.
func (b *builder) defenceSent(l Letter) {
	b.closeQuestions(QuestionReply, "opnieuw gevraagd")
	d := b.p.deadline(DeadlineReply, RoleComplainant, "het verweer van", b.today, b.p.Terms.Reply, ruleReglement)
	if old, ok := b.m.Deadline(DeadlineReply); !ok || old.From != d.From { // else both statements went to him today
		b.closeDeadlines(DeadlineReply)
		b.m.Deadlines = append(b.m.Deadlines, d)
	}
	b.m.Questions = append(b.m.Questions, Question{Key: questionOf(l), Kind: QuestionReply, To: RoleComplainant, Person: l.Person,
		Asked: b.now, Due: d.Date})
	b.event(Event{Kind: EventAsked, Text: "Aan de klager is gevraagd wat hij van het verweer vindt."})
	if h := b.c.Course.Hearing; h.planned() {
		b.replyBefore(h.Slot.Day)
		if b.today.After(b.before(h.Slot.Day, b.p.Terms.ReplyBeforeHearing)) {
			b.askSecretary(ReasonHearingSoon, l.Message, Option{1, ActKeep}, Option{2, ActMoved}, Option{3, ActCancelled}, Option{9, ActOther})
		}
	}
}

// before counts back from a day; such a term is never moved (Algemene termijnenwet
// art. 1 lid 2).
func (b *builder) before(d terms.Date, l terms.Length) terms.Date {
	return b.p.Calendar.End(d, terms.Length{N: -l.N, Unit: l.Unit}).RawEnd
}

// replyBefore: the reply is there some time before the hearing.
func (b *builder) replyBefore(hearing terms.Date) {
	last := b.before(hearing, b.p.Terms.ReplyBeforeHearing)
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		if d.Kind != DeadlineReply || !d.Open() || !d.Date.After(last) || !last.After(b.today) {
			continue
		}
		d.Date, d.RawEnd = last, last
		d.Reason = "Uiterlijk " + terms.DutchDate(last) + ": voor de hoorzitting op " + terms.DutchDate(hearing) + "."
		b.redate(*d)
	}
}

// replied: the complainant answered the defence. That goes to the committee, and
// nothing more is awaited.
func (b *builder) replied(q Question, m Message, r Route, who string) {
	b.closeQuestion(q.Key, "beantwoord")
	b.closeDeadlines(DeadlineReply)
	b.closeActies("de klager antwoordde", ReasonNoRejoinder)
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: ActReply, Proof: r.Proof, Text: "De klager heeft op het verweer geantwoord."})
	b.waits(m, who)
	b.prepare(TemplateForward, RoleChair, "", m.ID, append(b.defences(), m.ID)...)
	if b.c.Status != StatusStatements {
		b.askSecretary(ReasonAddition, m.ID, Option{1, ActForward}, Option{5, ActKeep}, Option{9, ActOther})
		return
	}
	b.askSecretary(ReasonReplied, m.ID, Option{1, ActHearing}, Option{2, ActWithoutHearing}, Option{9, ActOther})
}

// defences are the statements that were put to the complainant and that the
// committee does not have yet.
func (b *builder) defences() []int64 {
	var list []int64
	for _, l := range b.c.Course.Letters {
		if l.Template == TemplateDefence && l.State == LetterSent {
			list = append(list, l.Words...)
		}
	}
	return slices.DeleteFunc(list, func(id int64) bool {
		return slices.ContainsFunc(b.c.Course.Letters, func(l Letter) bool {
			return l.Template == TemplateForward && l.To == RoleChair && l.State != LetterVoid && slices.Contains(l.Words, id)
		})
	})
}

// statementsDone: the case goes on from here; what was asked of the other side is
// asked no more. A reply whose term still runs may come.
func (b *builder) statementsDone(why string) {
	b.closeQuestions(QuestionDefence, why)
	b.closeDeadlines(DeadlineDefence)
	if d, ok := b.m.Deadline(DeadlineReply); ok && d.Stage > 0 {
		b.closeQuestions(QuestionReply, why)
		b.closeDeadlines(DeadlineReply)
	}
	b.closeActies(why, ReasonNoDefence, ReasonReplied, ReasonNoRejoinder, ReasonPlanHearing)
	b.c.NeedsHuman = b.openActie(waitingWords...)
}

// tickStatements: a term for a statement is over. The case goes on.
func (b *builder) tickStatements() {
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		if !d.Open() || d.Stage > 0 || !b.today.After(d.Date) {
			continue
		}
		switch d.Kind {
		case DeadlineDefence:
			d.Stage = 1
			if !b.hasLetter(TemplateDefence) && b.c.Status == StatusStatements {
				b.askSecretary(ReasonNoDefence, 0, Option{1, ActCall}, Option{2, ActHearing}, Option{3, ActWithoutHearing}, Option{9, ActOther})
			}
		case DeadlineReply:
			if b.c.NeedsHuman {
				continue // his words lie there; they may be the reply
			}
			d.Stage = 1
			if words := b.defences(); len(words) > 0 {
				b.prepare(TemplateForward, RoleChair, "", 0, words...)
			}
			if b.c.Status == StatusStatements {
				b.askSecretary(ReasonNoRejoinder, 0, Option{1, ActHearing}, Option{2, ActWithoutHearing}, Option{9, ActOther})
			}
		}
	}
}

// hasLetter reports whether a letter of a kind lies ready or was sent.
func (b *builder) hasLetter(t Template) bool {
	return slices.ContainsFunc(b.c.Course.Letters, func(l Letter) bool {
		return l.Template == t && (l.State == LetterReady || l.State == LetterSent)
	})
}
