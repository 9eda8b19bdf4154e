package workflow

import (
	"slices"
	"strconv"

	"klachtenpost/workflow/terms"
)

// extended reports whether the term of a phase was extended: at most once each.
func (b *builder) extended(ph Phase) bool { return slices.Contains(b.c.Course.Extended, ph) }

// phaseDeadline is the term of a phase.
func phaseDeadline(ph Phase) DeadlineKind {
	if ph == PhaseCommittee {
		return DeadlineCommittee
	}
	return DeadlineHandlerAnswer
}

// extend gives a phase its one extension (Awb 9:11 lid 2). It counts from the raw
// end, so that a holiday at the end of the first term is not counted twice. All
// sides hear of one new date.
func (b *builder) extend(ph Phase) bool {
	i, d, ok := b.extension(ph)
	if !ok {
		return false
	}
	old := b.m.Deadlines[i]
	b.m.Deadlines[i].Done = b.now
	b.m.Deadlines = append(b.m.Deadlines, d)
	b.c.Course.Extended = append(b.c.Course.Extended, ph)
	b.c.Course.OldDate = old.Date
	b.redate(d)
	b.closeDeadlines(DeadlineHandlerTarget)
	b.closeActies("verlengd", ReasonLate, ReasonCommitteeLate)
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActExtend, Text: "De termijn is verlengd: " + d.Reason})
	b.tell(Notice{Template: TemplateExtension})
	b.tellEmployee(TemplateEmployeeExtension)
	return true
}

// extension is the date that comes with the extension of a phase, in the place of
// the i-th. There is none when it would be over before anybody hears of it: then
// more time takes the consent of the complainant.
func (b *builder) extension(ph Phase) (i int, d Deadline, ok bool) {
	i = slices.IndexFunc(b.m.Deadlines, func(d Deadline) bool { return d.Kind == phaseDeadline(ph) && d.Open() })
	if i < 0 || b.extended(ph) || b.m.Deadlines[i].Rule == ruleConsent {
		return i, Deadline{}, false
	}
	l := b.p.Terms.DirectorExtension
	if ph == PhaseCommittee {
		l = b.p.Terms.CommitteeExtension
	}
	old := b.m.Deadlines[i]
	t := b.p.Calendar.End(old.RawEnd, l)
	return i, Deadline{Kind: old.Kind, Who: old.Who, From: old.RawEnd, Length: l, Date: t.End, RawEnd: t.RawEnd,
		Reason: t.SentenceFrom("het einde van de eerste termijn op"), Rule: ruleExtension}, t.End.After(b.today)
}

// extendable reports whether the term that runs now can be extended.
func (b *builder) extendable() bool {
	ph, _ := b.c.Status.phase()
	_, _, ok := b.extension(ph)
	return ok
}

// byConsent reports whether more time takes the complainant's consent although the
// term was not extended: it is his already, or he heard that it is over.
func (c Case) byConsent() bool {
	d, ok := c.Term()
	return ok && (d.Rule == ruleConsent || c.Course.NextNews.After(d.Date))
}

// tellEmployee sends a fixed text to everybody whom the complaint is about and
// whose address the secretary put on file.
func (b *builder) tellEmployee(t Template) {
	for _, who := range b.m.People {
		if who.Role != RoleEmployee {
			continue
		}
		b.notice(Notice{Key: b.count(t), Template: t, To: RoleEmployee, Person: who.Key})
	}
}

// askDelay asks the complainant to agree with a delay beyond the extension.
func (b *builder) askDelay(until terms.Date) {
	d := b.p.deadline(DeadlineDelay, RoleComplainant, "onze vraag van", b.sendDay(), b.p.Terms.SupplementReminder, ruleReglement)
	b.closeDeadlines(DeadlineDelay)
	b.m.Deadlines = append(b.m.Deadlines, d)
	b.c.Course.Delay = until
	b.put(TemplateDelay, Question{Kind: QuestionDelay, Due: d.Date, Options: []Option{{1, ActYes}, {2, ActNo}}})
}

// delayAnswered: agreed, the new date holds; refused, the old one does, and if it
// is past that is said out loud.
func (b *builder) delayAnswered(yes bool) {
	until := b.c.Course.Delay
	b.closeQuestions(QuestionDelay, map[bool]string{true: string(ActYes), false: string(ActNo)}[yes])
	b.closeDeadlines(DeadlineDelay)
	b.closeActies("beantwoord", ReasonDelayAnswer)
	b.c.Course.Delay = terms.Date{}
	if !yes {
		b.tellHandler(NewsRefused, b.c.Status)
		b.sayLate()
		return
	}
	ph, _ := b.c.Status.phase()
	i := slices.IndexFunc(b.m.Deadlines, func(d Deadline) bool { return d.Kind == phaseDeadline(ph) && d.Open() })
	if i < 0 || until.IsZero() {
		return
	}
	old := b.m.Deadlines[i]
	b.m.Deadlines[i].Done = b.now
	b.m.Deadlines = append(b.m.Deadlines, Deadline{Kind: old.Kind, Who: old.Who, From: b.today, Date: until, RawEnd: until,
		Reason: "Uiterlijk " + terms.DutchDate(until) + ": afgesproken met de klager.", Rule: ruleConsent})
	b.c.Course.OldDate = old.Date
	b.redate(b.m.Deadlines[len(b.m.Deadlines)-1])
	b.closeActies("uitstel afgesproken", ReasonLate, ReasonCommitteeLate)
	b.tell(Notice{Template: TemplateInterim, News: NewsAgreed})
	b.tellHandler(NewsAgreed, b.c.Status)
}

// suspend lets all terms stand still until a day.
func (b *builder) suspend(until terms.Date) {
	b.c.Course.Suspended = Suspension{From: b.today, Until: until}
	b.m.Deadlines = append(b.m.Deadlines, Deadline{Kind: DeadlineResume, Who: RoleSecretary, From: b.today, Date: until, RawEnd: until,
		Reason: "Uiterlijk " + terms.DutchDate(until) + ": dan lopen de termijnen weer.", Rule: ruleReglement})
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActSuspend, Text: "Opgeschort tot " + terms.DutchDate(until) + "."})
	b.tell(Notice{Template: TemplateInterim, News: NewsSuspended})
}

// suspended reports whether the terms stand still.
func (b *builder) suspended() bool { return !b.c.Course.Suspended.Until.IsZero() }

// resume lets the terms run again, each as many days later as it stood still, counted
// from its raw end. A day that was agreed on meanwhile stays.
func (b *builder) resume() {
	s := b.c.Course.Suspended
	b.c.Course.Suspended = Suspension{}
	b.closeDeadlines(DeadlineResume)
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		days, moves := d.stoodStill(s.From, b.today)
		if !d.Open() || !moves {
			continue
		}
		raw := d.RawEnd.Add(days)
		d.RawEnd, d.Date, d.Stage = raw, b.p.Calendar.NextWorkday(raw), 0
		d.Reason = "Uiterlijk " + terms.DutchDate(d.Date) + ": de termijn stond " + daysInWords(days) + " stil."
		b.redate(*d)
	}
	b.event(Event{Kind: EventActed, Act: ActResume, Text: "De termijnen lopen weer."})
	b.tell(Notice{Template: TemplateInterim, News: NewsResumed})
}

// stoodStill is for how many days a term stood still when the terms did so from one
// day to another. moves is false for one that keeps its day.
func (d Deadline) stoodStill(from, to terms.Date) (days int, moves bool) {
	if d.fixedDay() || d.RawEnd.Before(from) {
		return 0, false // what was over before stays over
	}
	since := from
	if d.Rule != ruleExtension && since.Before(d.From) {
		since = d.From // it began while the case stood still; an extension goes on from a day to come
	}
	if d.Rule == ruleConsent && since == d.From {
		return 0, false
	}
	return max(0, to.Sub(since)), true
}

// Holds is the day that somebody is held to by a deadline of c: while the terms stand
// still the one on which it will end when they run again on the day that was told.
func (p Procedure) Holds(c Case, d Deadline) terms.Date {
	s := c.Course.Suspended
	if s.Until.IsZero() {
		return d.Date
	}
	days, moves := d.stoodStill(s.From, s.Until)
	if !moves {
		return d.Date
	}
	return p.Calendar.NextWorkday(d.RawEnd.Add(days))
}

// redate gives the open question that a date belongs to that date.
func (b *builder) redate(d Deadline) {
	for k := range b.m.Questions {
		if q := &b.m.Questions[k]; q.Open() && q.Kind != QuestionActie && deadlineOf[q.Kind] == d.Kind {
			q.Due = d.Date
		}
	}
}

func daysInWords(n int) string {
	if n == 1 {
		return "één dag"
	}
	return strconv.Itoa(n) + " dagen"
}

// deadlineOf is the date that a question is held to.
var deadlineOf = map[QuestionKind]DeadlineKind{
	QuestionSupplement: DeadlineSupplement, QuestionHandler: DeadlineHandlerAnswer, QuestionProposal: DeadlineProposal,
	QuestionChoice: DeadlineChoice, QuestionAsk: DeadlineAsk, QuestionDelay: DeadlineDelay, QuestionUndo: DeadlineUndo,
	QuestionAdmissibility: DeadlineAdmissibility, QuestionHearingWish: DeadlineHearingWish, QuestionDefence: DeadlineDefence,
	QuestionReply: DeadlineReply, QuestionHearingDates: DeadlineHearingDates, QuestionDraft: DeadlineDraft, QuestionBesluit: DeadlineBesluit,
}

// maxLate is how often a missed date is said at the ordinary pace.
const maxLate = 2

// sayLate tells the complainant out loud that a term was missed, with a day on
// which there is more news (procedure section 6, 8).
func (b *builder) sayLate() {
	d, ok := b.c.Term()
	if !ok || !b.today.After(b.p.Holds(*b.c, d)) {
		return
	}
	days := lateAgain
	if b.c.Course.Told[TemplateLate] >= maxLate {
		days = 2 * lateAgain
	}
	b.c.Course.NextNews = b.p.Calendar.NextWorkday(b.today.Add(days))
	b.tell(Notice{Template: TemplateLate})
}
