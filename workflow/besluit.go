package workflow

import (
	"slices"
	"strings"

	"klachtenpost/workflow/terms"
)

// decided: the committee's decision was sent. What it deliberated is forgotten. A
// complaint of which nothing is founded ends here; for the rest the handler takes a
// besluit.
func (b *builder) decided(m Message) {
	c := b.c
	if c.Status != StatusDeliberation && c.Status != StatusAdmissibility {
		return // the same decision, to another complainant
	}
	outcome := c.Course.Judgement
	from := c.Status
	if outcome.founded() {
		if !b.move(ActLetter, StatusDirectorDecides, OutcomeNone) {
			return
		}
		b.committeeIsDone()
		c.Course.Decided = b.today
		b.askBesluit("de uitspraak op")
		handler := b.p.serving(b.handler(), b.now).Address
		if !slices.ContainsFunc(slices.Concat(m.To, m.Cc), handler.Same) {
			b.prepare(TemplateForward, b.handler(), "", 0, m.ID) // he decides on it, so he has to have it
		}
		return
	}
	if !b.close(ActLetter, outcome, ClosedByLetter) {
		return
	}
	c.Course.ClosedFrom, c.Course.Decided = from, b.today
	b.forget()
	b.tellOutcome()
}

// committeeIsDone ends what was asked in the committee's part.
func (b *builder) committeeIsDone() {
	for _, k := range []QuestionKind{QuestionAdmissibility, QuestionHearingWish, QuestionDefence, QuestionReply, QuestionHearingDates, QuestionDraft, QuestionDelay} {
		b.closeQuestions(k, "er is een uitspraak")
	}
	b.closeDeadlines(DeadlineAdmissibility, DeadlineCommittee, DeadlineHearingWish, DeadlineDefence, DeadlineReply,
		DeadlineHearingDates, DeadlineHearing, DeadlineAfterHearing, DeadlineDraft, DeadlineDelay)
	b.closeActies("er is een uitspraak", ReasonDeliberation, ReasonDraftRemarks, ReasonDraftSilent, ReasonCommitteeLate, ReasonDefence,
		ReasonHearingWaived, ReasonReplied, ReasonDelayAnswer)
	b.void(ofTemplate(TemplateDefence, TemplateCaseFile))
	b.forget()
	b.c.NeedsHuman = b.openActie(waitingWords...)
}

// forget lets what the committee wrote among itself be forgotten.
func (b *builder) forget() {
	if len(b.c.Course.Deliberation) > 0 {
		b.d.Next.Forget = b.c.Course.Deliberation
		b.c.Course.Deliberation = nil
		b.event(Event{Kind: EventActed, Text: "Wat de commissie onderling schreef, is gewist."})
	}
}

// tellOutcome makes the letter to whom the complaint is about.
func (b *builder) tellOutcome() {
	for _, who := range b.m.People {
		if who.Role == RoleEmployee {
			b.prepare(TemplateEmployeeOutcome, who.Role, who.Key, 0)
		}
	}
}

// askBesluit asks the handler what follows from the decision.
func (b *builder) askBesluit(event string) {
	to := b.handler()
	d := b.p.deadline(DeadlineBesluit, to, event, b.today, b.p.Terms.Besluit, ruleReglement)
	b.m.Deadlines = append(b.m.Deadlines, d)
	key := b.nextKey(QuestionBesluit)
	b.closeQuestions(QuestionBesluit, "opnieuw gevraagd")
	b.m.Questions = append(b.m.Questions, Question{Key: key, Kind: QuestionBesluit, To: to, Asked: b.now, Due: d.Date})
	b.event(Event{Kind: EventAsked, Text: "Aan de behandelaar is gevraagd wat hij besluit."})
	b.notice(Notice{Key: key, Template: TemplateBesluitAsked, To: to, Question: key})
}

// besluitWritten: the handler wrote what he decides. Two letters are made of it; a
// draft of earlier words is replaced by one with both.
func (b *builder) besluitWritten(m Message) {
	words := []int64{m.ID}
	if l, ok := b.readyLetter(TemplateBesluit); ok {
		words = append(slices.Clone(l.Words), m.ID)
	}
	b.void(ofTemplate(TemplateBesluit, TemplateBesluitCommittee))
	b.closeQuestions(QuestionBesluit, "beantwoord")
	b.closeActies("de behandelaar schreef", ReasonBesluit, ReasonBesluitLate)
	b.prepareAll(TemplateBesluit, m.ID, words...)
	b.prepare(TemplateBesluitCommittee, RoleChair, "", m.ID, words...)
	b.askSecretary(ReasonBesluit, m.ID, Option{1, ActFollowed}, Option{2, ActFollowedPartly}, Option{3, ActNotFollowed},
		Option{5, ActKeep}, Option{9, ActOther})
}

// follows registers whether the besluit follows the decision, and what it promises.
func (b *builder) follows(act Act, f Fields) {
	c := b.c
	before, promised := c.Course.Followed, len(c.Course.Measures) > 0
	c.Course.Followed = map[Act]Followed{ActFollowed: FollowedWholly, ActFollowedPartly: FollowedPartly, ActNotFollowed: FollowedNot}[act]
	list, _ := readMeasures(f, b.today)
	if len(list) > 0 {
		c.Course.Measures = list
	}
	if c.Course.Followed != before || len(list) > 0 {
		state := LetterReplaced
		if before != "" && c.Course.Followed != before || promised && len(list) > 0 {
			state = LetterVoid // what they say of it is not so any more
		}
		b.remake(state, TemplateBesluit, TemplateBesluitCommittee) // they say it
	}
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: act, Text: "Vastgelegd of het besluit de uitspraak volgt: " + string(c.Course.Followed) + "."})
	b.closeActies("vastgelegd", ReasonBesluit)
	if c.Status == StatusClosed {
		b.nextMeasure()
	}
}

// besluitSent closes the case. The committee's copy may still lie ready; then she
// is asked, and the case is listed until it is sent.
func (b *builder) besluitSent() {
	if b.c.Status != StatusDirectorDecides || !b.close(ActLetter, b.c.Course.Judgement, ClosedByLetter) {
		return
	}
	b.tellOutcome()
	b.nextMeasure()
}

// readMeasures reads what was promised: a line each, with its date.
func readMeasures(f Fields, today terms.Date) ([]Measure, bool) {
	var list []Measure
	for line := range strings.Lines(f.Values["maatregel"]) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		d, ok := readDate(line, today)
		text := strings.TrimLeft(strings.Join(strings.Fields(withoutDate(line)), " "), ":,;- ")
		if !ok || !d.After(today) || text == "" {
			return nil, false
		}
		list = append(list, Measure{Text: text, Due: d})
	}
	slices.SortStableFunc(list, func(x, y Measure) int { return x.Due.Compare(y.Due) })
	return list, true
}

// nextMeasure sets the date of the first measure that was not carried out.
func (b *builder) nextMeasure() {
	b.closeDeadlines(DeadlineMeasure)
	for _, x := range b.c.Course.Measures {
		if x.Done.IsZero() {
			b.m.Deadlines = append(b.m.Deadlines, Deadline{Kind: DeadlineMeasure, Who: b.handler(), From: b.today, Date: x.Due, RawEnd: x.Due,
				Reason: "Uiterlijk " + terms.DutchDate(x.Due) + ": een maatregel uit het besluit.", Rule: ruleReglement})
			return
		}
	}
}

// tickMeasure asks on the date of a measure whether it was carried out.
func (b *builder) tickMeasure() {
	d, ok := b.m.Deadline(DeadlineMeasure)
	if ok && !b.today.Before(d.Date) && !b.openActie(ReasonMeasure) {
		b.askSecretary(ReasonMeasure, 0, Option{1, ActCarriedOut}, Option{2, ActNotYet}, Option{9, ActOther})
	}
}

// measured takes in whether the measure whose date came was carried out.
func (b *builder) measured(act Act) {
	for i := range b.c.Course.Measures {
		x := &b.c.Course.Measures[i]
		if !x.Done.IsZero() {
			continue
		}
		x.Asked = b.today
		if act == ActCarriedOut {
			x.Done = b.today
		} else {
			x.Due = b.p.Calendar.NextWorkday(b.today.Add(lateAgain))
		}
		break
	}
	slices.SortStableFunc(b.c.Course.Measures, func(x, y Measure) int { return x.Due.Compare(y.Due) })
	b.nextMeasure()
}

// tickBesluit reminds the handler of the besluit; over its term she is asked every
// week. While his words wait for her he is left alone.
func (b *builder) tickBesluit() {
	if b.c.Status != StatusDirectorDecides {
		return
	}
	if _, ready := b.readyLetter(TemplateBesluit); ready || b.openActie(ReasonBesluit) {
		return
	}
	for i := range b.m.Deadlines {
		d := &b.m.Deadlines[i]
		if !d.Open() || d.Kind != DeadlineBesluit {
			continue
		}
		if b.today.After(d.Date) && !b.askedSince(ReasonBesluitLate, b.today.Add(-7)) {
			b.closeActies("opnieuw gevraagd", ReasonBesluitLate)
			b.askSecretary(ReasonBesluitLate, 0, Option{1, ActCall}, Option{9, ActOther})
		}
		s := b.endStage(d.Date)
		if s <= d.Stage {
			continue
		}
		d.Stage = s
		asked, _ := b.openQuestion(QuestionBesluit)
		to := b.handler()
		leaves := b.p.moment(b.p.serving(to, b.now), b.now)
		b.event(Event{Kind: EventReminded, Actor: to, Text: "De behandelaar is herinnerd aan het besluit."})
		b.notice(Notice{Key: string(TemplateHandlerReminder) + "-" + b.p.day(leaves).String(), Template: TemplateHandlerReminder,
			To: to, Stage: s, Question: asked.Key, NotBefore: leaves})
	}
}

// endStage is which reminder of an end is due: some days before, on its last
// working day, or when it is over.
func (b *builder) endStage(end terms.Date) int {
	last := end
	for !b.p.Calendar.Workday(last) {
		last = last.Add(-1)
	}
	switch {
	case b.today.After(end):
		return stageLate
	case !b.today.Before(last):
		return stageLast
	case !b.today.Before(b.before(end, b.p.Terms.DirectorReminder)):
		return stageSoon
	}
	return 0
}
