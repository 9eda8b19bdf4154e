package workflow

import (
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow/terms"
)

// prepare puts a letter in Concepten. Until it is seen sent nothing happened.
func (b *builder) prepare(t Template, to Role, person string, message int64, words ...int64) {
	b.prepareChange(t, to, person, message, nil, words...)
}

// prepareChange is prepare for a letter that changes somebody on file once it is
// sent.
func (b *builder) prepareChange(t Template, to Role, person string, message int64, change *Person, words ...int64) {
	l := Letter{Template: t, Count: 1, To: to, Person: person, Message: message, Words: words, Made: b.now, State: LetterReady, Change: change}
	for _, o := range b.c.Course.Letters {
		if o.Template == t {
			l.Count++
		}
	}
	l.Key = numbered(string(t), l.Count)
	b.c.Course.Letters = append(b.c.Course.Letters, l)
	b.event(Event{Kind: EventLetter, Message: message, Text: "De brief “" + string(t) + "” staat klaar in Concepten."})
	b.notice(Notice{Key: l.Key, Template: t, Letter: true, To: to, Person: person, Question: questionOf(l),
		Messages: words, About: message, Stage: l.Count})
}

// Asks is the question that a letter puts once it is sent, without its key.
func Asks(t Template) Question {
	switch t {
	case TemplateProposal:
		return Question{Kind: QuestionProposal, To: RoleComplainant, Options: []Option{{1, ActContent}, {2, ActNotContent}}}
	case TemplateAsk:
		return Question{Kind: QuestionAsk, To: RoleComplainant}
	case TemplateDefence:
		return Question{Kind: QuestionReply, To: RoleComplainant}
	}
	return Question{}
}

// Due is the date by which a question that is put now is to be answered. A letter
// that is sent some days later has the date of the day it was made; the reminder
// then gives the later one.
func (p Procedure) Due(kind QuestionKind, now time.Time) terms.Date {
	l, ok := map[QuestionKind]terms.Length{QuestionProposal: p.Terms.Complainant, QuestionAsk: p.Terms.Supplement, QuestionReply: p.Terms.Reply}[kind]
	if !ok {
		return terms.Date{}
	}
	return p.Calendar.End(p.day(now), l).End
}

// questionOf is the key of the question that a letter puts once it is sent.
func questionOf(l Letter) string {
	switch l.Template {
	case TemplateProposal, TemplateAsk, TemplateDefence:
		return l.Key
	}
	return ""
}

// readyLetter finds the newest letter of a kind that lies in Concepten.
func (b *builder) readyLetter(t Template) (Letter, bool) {
	for _, l := range slices.Backward(b.c.Course.Letters) {
		if l.Template == t && l.State == LetterReady {
			return l, true
		}
	}
	return Letter{}, false
}

// void says of letters in Concepten that they must not be sent any more, and
// tells the secretary at once. which picks them.
func (b *builder) void(which func(Letter) bool) {
	for _, q := range b.voided(which) {
		b.ask(q)
	}
}

// voided gives what the secretary is asked about letters that are void from now on.
func (b *builder) voided(which func(Letter) bool) []Question {
	var list []Question
	for i := range b.c.Course.Letters {
		l := &b.c.Course.Letters[i]
		if l.State != LetterReady && l.State != LetterReplaced || !which(*l) {
			continue
		}
		l.State = LetterVoid
		b.closeLetterActies(l.Key)
		list = append(list, Question{Reason: ReasonLetterVoid, Message: l.Message, Failed: l.Template, Failing: l.Key,
			Options: []Option{{1, ActDone}}})
	}
	return list
}

// remake makes drafts of some kinds anew, with the same words: what she chose in this
// moment belongs in them. The earlier ones are replaced, or void when they say otherwise.
// Her choice named it; to throw them away stands in the overview.
func (b *builder) remake(earlier LetterState, kinds ...Template) {
	for i, l := range b.c.Course.Letters {
		if l.State != LetterReady || !slices.Contains(kinds, l.Template) {
			continue
		}
		b.c.Course.Letters[i].State = earlier
		b.closeLetterActies(l.Key)
		b.toAsk(Question{Reason: ReasonLetterVoid, Message: l.Message, Failed: l.Template, Failing: l.Key, Options: []Option{{1, ActDone}}})
		b.prepare(l.Template, l.To, l.Person, l.Message, l.Words...)
	}
}

// oneOf: of drafts of which one was made after the other, one was sent.
func (b *builder) oneOf(sent Letter) {
	same := func(l Letter) bool {
		return l.Key != sent.Key && l.Template == sent.Template && l.To == sent.To && l.Person == sent.Person
	}
	for i := range b.c.Course.Letters {
		if l := &b.c.Course.Letters[i]; l.State == LetterReplaced && same(*l) {
			l.State = LetterVoid
		}
	}
	if sent.State == LetterReplaced {
		b.void(same) // the later one
	}
}

// closeLetterActies closes what was asked about one letter.
func (b *builder) closeLetterActies(key string) {
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Open() && q.Kind == QuestionActie && q.Failing == key &&
			(q.Reason == ReasonLetterWaits || q.Reason == ReasonLetterMaybe) {
			q.Closed, q.Answer = b.now, "niet meer nodig"
		}
	}
}

// letterSent registers a prepared letter that was seen sent.
func (b *builder) letterSent(m Message, r Route) {
	i, ok := b.c.Course.letter(r.Token.Key)
	if !ok {
		b.event(Event{Kind: EventLetter, Message: m.ID, Actor: RoleSecretary, Proof: r.Proof,
			Text: "Een brief die niet op de lijst staat, is verstuurd gezien."})
		return
	}
	l := b.c.Course.Letters[i]
	b.event(Event{Kind: EventLetter, Message: m.ID, Actor: RoleSecretary, Act: ActLetter, Proof: r.Proof,
		Text: "De brief “" + string(l.Template) + "” is verstuurd gezien."})
	b.looked()
	if filed[l.Template] {
		b.file(m.ID)
	}
	right, extra := b.addressees(m, l, r.Token.Address)
	switch {
	case May(RoleSecretary, ActLetter, b.c.Status, r.Proof) != EffectDone:
		return
	case l.State == LetterVoid:
		b.wrongLetter(m, l)
		return
	case l.State == LetterSent:
		return // the same letter once more: her own doing
	case !right:
		b.wrongLetter(m, l)
		b.prepareChange(l.Template, l.To, l.Person, l.Message, l.Change, l.Words...) // whom it was for was not told
		b.c.Course.Letters[i].State = LetterVoid
		return
	case extra:
		b.wrongLetter(m, l)
	}
	b.registered(i, m)
	if len(r.Changed) > 0 {
		b.ask(Question{Reason: ReasonLetterEdited, Message: m.ID, Failed: l.Template, Failing: l.Key,
			Options: []Option{{1, ActKeep}, {9, ActOther}}})
	}
	if r.Blank {
		b.ask(Question{Reason: ReasonLetterBlank, Message: m.ID, Failed: l.Template, Failing: l.Key,
			Options: []Option{{1, ActKeep}, {9, ActOther}}})
	}
}

// addressees tells whether a letter went to whom it was for, and whether anybody
// else got it.
// Of a letter to the committee each member may have it, and of a decision the
// handler.
func (b *builder) addressees(m Message, l Letter, to Address) (right, extra bool) {
	with := b.p.with(l.Template, l.To, *b.c, b.now)
	for _, a := range slices.Concat(m.To, m.Cc) {
		switch {
		case a.Same(to):
			right = true
		case !a.Same(b.p.Committee) && !slices.ContainsFunc(with, a.Same):
			extra = true
		}
	}
	return right, extra
}

// wrongLetter tells at once that a letter went where it should not.
func (b *builder) wrongLetter(m Message, l Letter) {
	b.event(Event{Kind: EventRefused, Message: m.ID, Actor: RoleSecretary, Act: ActLetter, Proof: ProofSecret,
		Text: "De brief “" + string(l.Template) + "” ging naar een ander, of was vervallen."})
	b.urgent(m.ID, ReasonLetterWrong)
	b.ask(Question{Reason: ReasonLetterWrong, Message: m.ID, Failed: l.Template, Failing: l.Key,
		Options: []Option{{1, ActDone}, {9, ActOther}}})
}

// registered carries out what a letter means, now that it was sent.
func (b *builder) registered(i int, m Message) {
	c := b.c
	l := c.Course.Letters[i]
	b.oneOf(l)
	c.Course.Letters[i].State = LetterSent
	b.closeLetterActies(l.Key)
	if l.Message != 0 {
		b.settleActies(l.Message) // what it answers
	}
	if who, ok := b.m.Person(l.Person); ok && who.complains() {
		c.Told = m.Received
	}
	c.NeedsHuman = b.openActie(waitingWords...)
	switch l.Template {
	case TemplateProposal:
		b.proposed(l)
	case TemplateAsk:
		b.asked(l)
	case TemplateNotTakenUp:
		b.close(ActLetter, OutcomeNotTakenUp, ClosedByLetter)
	case TemplateReferred:
		b.close(ActLetter, OutcomeReferred, ClosedByLetter)
	case TemplateNoComplaint:
		b.close(ActLetter, OutcomeNoComplaint, ClosedByLetter)
	case TemplateChange:
		b.changed(l)
	case TemplateDefence:
		b.defenceSent(l)
	case TemplateDecision:
		b.decided(m)
	case TemplateBesluit:
		b.besluitSent()
	case TemplateBesluitCommittee:
		b.closeActies("verstuurd", ReasonBesluitCommittee)
	case TemplateErasure:
		b.erased()
	}
}

// filed are the letters that belong in the dossier once they were sent.
var filed = map[Template]bool{
	TemplateProposal: true, TemplateAsk: true, TemplateForward: true, TemplateDefence: true, TemplateLetter: true,
	TemplateCorrection: true, TemplateDecision: true, TemplateBesluit: true, TemplateEmployeeCopy: true,
}

// settleActies closes the Acties about somebody's words that a letter passed on
// or answered.
func (b *builder) settleActies(message int64) {
	for i := range b.m.Questions {
		q := &b.m.Questions[i]
		if q.Open() && q.Kind == QuestionActie && q.Message == message && slices.Contains(lettersAnswer, q.Reason) {
			q.Closed, q.Answer = b.now, "brief verstuurd"
		}
	}
}

// lettersAnswer are the reasons of Acties that a letter about the same message
// settles.
var lettersAnswer = []Reason{ReasonHandler, ReasonAddition, ReasonAnswered, ReasonUnclear, ReasonThirdRound, ReasonStaff, ReasonPartDrawn, ReasonAgent, ReasonClosedAnswer, ReasonAfterClosing, ReasonDefence}

// proposed: the handler's answer was put to the complainant, whose answer is now
// awaited.
func (b *builder) proposed(l Letter) {
	c := b.c
	c.Course.Rounds++
	if c.Status != StatusProposed && !b.move(ActLetter, StatusProposed, OutcomeNone) {
		return
	}
	b.closeQuestions(QuestionProposal, "er kwam een nieuw voorstel")
	b.closeQuestions(QuestionChoice, "er kwam een nieuw voorstel")
	b.closeQuestions(QuestionHandler, "voorgelegd")
	b.closeQuestions(QuestionDelay, "niet meer nodig")
	b.closeActies("voorgelegd", ReasonHandler, ReasonThirdRound, ReasonNotSeen, ReasonAway, ReasonLate, ReasonNoAnswer, ReasonUnclear)
	b.closeDeadlines(DeadlineHandlerSeen, DeadlineHandlerTarget, DeadlineHandlerAnswer, DeadlineProposal, DeadlineChoice, DeadlineDelay)
	b.void(func(o Letter) bool { return o.Template == TemplateProposal })
	d := b.p.deadline(DeadlineProposal, RoleComplainant, "het voorstel van", b.today, b.p.Terms.Complainant, ruleReglement)
	b.m.Deadlines = append(b.m.Deadlines, d)
	b.m.Questions = append(b.m.Questions, Question{Key: questionOf(l), Kind: QuestionProposal, To: RoleComplainant,
		Person: l.Person, Asked: b.now, Due: d.Date, Options: []Option{{1, ActContent}, {2, ActNotContent}}})
	b.event(Event{Kind: EventAsked, Text: "Aan de klager is het voorstel voorgelegd."})
}

// asked: a question was put to the complainant.
func (b *builder) asked(l Letter) {
	b.closeQuestions(QuestionAsk, "opnieuw gevraagd")
	b.closeDeadlines(DeadlineAsk)
	d := b.p.deadline(DeadlineAsk, RoleComplainant, "onze vraag van", b.today, b.p.Terms.Supplement, ruleReglement)
	b.m.Deadlines = append(b.m.Deadlines, d)
	b.m.Questions = append(b.m.Questions, Question{Key: questionOf(l), Kind: QuestionAsk, To: RoleComplainant,
		Person: l.Person, Asked: b.now, Due: d.Date})
	b.event(Event{Kind: EventAsked, Text: "Aan de klager is een vraag gesteld."})
}

// changed puts on file what a letter to the mailbox itself laid down.
func (b *builder) changed(l Letter) {
	if l.Change == nil {
		return
	}
	i := slices.IndexFunc(b.m.People, func(p Person) bool { return p.Key == l.Change.Key })
	if i < 0 {
		b.m.People = append(b.m.People, *l.Change)
	} else {
		b.m.People[i] = *l.Change
	}
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActAddress, Proof: ProofSecret,
		Text: "Vastgelegd wie dit is en hoe te bereiken: " + string(l.Change.Role) + "."})
	b.closeActies("vastgelegd", ReasonOtherAddress)
}

// tickLetters brings up a letter that lies in Concepten: to the stand-in, then the
// chair, then every week.
func (b *builder) tickLetters() {
	reader, _ := b.p.Reader(b.now)
	for i := range b.c.Course.Letters {
		l := &b.c.Course.Letters[i]
		if l.State != LetterReady || b.askedAbout(l.Message) || b.beingWritten(*l) {
			continue // the Actie about the words it carries speaks of it already
		}
		made := b.p.day(l.Made)
		if l.Template == TemplateDecision {
			made = b.c.Course.Agreed
		}
		if l.Template == TemplateBesluitCommittee && !b.c.Status.Open() {
			l.Stage = 1
			b.ask(Question{Reason: ReasonBesluitCommittee, Message: l.Message, Failed: l.Template, Failing: l.Key,
				Options: []Option{{1, ActDone}, {9, ActOther}}})
			continue
		}
		if b.p.dutyDays(reader, made, b.today) < b.p.Terms.Letter.N || l.Stage > 0 {
			continue
		}
		l.Stage = 1
		// Counted from the day it was made: the stand-in hears of it with her.
		b.ask(Question{Reason: ReasonLetterWaits, Message: l.Message, Failed: l.Template, Failing: l.Key, Asked: l.Made,
			Options: []Option{{1, ActDone}, {9, ActOther}}})
	}
}

// beingWritten reports whether a letter need not be sent yet: a decision is written
// and discussed for weeks, and other dates watch over that; the letter that erases
// has an Actie of its own.
func (b *builder) beingWritten(l Letter) bool {
	return l.Template == TemplateErasure || l.Template == TemplateDecision && b.c.Course.Agreed.IsZero() ||
		l.Template == TemplateBesluitCommittee && b.openActie(ReasonBesluitCommittee)
}

// askedAbout reports whether an Actie about a message is open.
func (b *builder) askedAbout(message int64) bool {
	return message != 0 && slices.ContainsFunc(b.m.Questions, func(q Question) bool {
		return q.Open() && q.Kind == QuestionActie && q.Message == message && (slices.Contains(lettersAnswer, q.Reason) || q.Reason == ReasonBesluit && b.c.Status.Open())
	})
}

// ofTemplate picks letters by kind.
func ofTemplate(list ...Template) func(Letter) bool {
	return func(l Letter) bool { return slices.Contains(list, l.Template) }
}

// isBlank reports whether nothing was written.
func isBlank(s string) bool { return strings.TrimSpace(s) == "" }
