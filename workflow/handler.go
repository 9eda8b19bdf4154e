package workflow

import (
	"slices"

	"klachtenpost/workflow/terms"
)

// maxRounds is how many proposals are put to the complainant as a matter of
// course; for one more the secretary is asked first.
const maxRounds = 2

// handlerWrote: any human reply of the handler stops "have you seen it". His
// words go nowhere by themselves: they wait as a letter in Concepten, and the
// secretary is asked what they are.
func (b *builder) handlerWrote(m Message, r Route) {
	if r.Role != b.c.Handler || May(r.Role, ActReply, b.c.Status, r.Proof) != EffectDone {
		b.event(Event{Kind: EventRefused, Message: m.ID, Actor: r.Role, Act: ActReply, Proof: r.Proof,
			Text: "Niet als antwoord geteld: de afzender is niet bewezen of behandelt deze klacht niet."})
		if r.Role == b.c.Handler && slices.Contains(answerable, b.c.Status) {
			b.askSecretary(ReasonUnproven, m.ID, Option{1, ActHandler}, Option{5, ActKeep}, Option{9, ActOther})
			return
		}
		b.unproven(m)
		return
	}
	b.answeredBy(m, r)
}

// answerable are the statuses in which the handler's words are an answer to something.
var answerable = []Status{StatusWithDirector, StatusProposed, StatusChoosing, StatusStatements, StatusDirectorDecides}

// answeredBy takes in what the handler wrote, or what the secretary says he did.
func (b *builder) answeredBy(m Message, r Route) {
	b.file(m.ID)
	b.closeDeadlines(DeadlineHandlerSeen)
	b.closeActies("de behandelaar schreef", ReasonNotSeen, ReasonAway)
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: ActReply, Proof: r.Proof, Text: "De behandelaar heeft gereageerd."})
	q, _ := b.answered(r)
	switch s := b.c.Status; {
	case s == StatusWithDirector, s == StatusProposed, s == StatusChoosing:
		b.handlerProposes(m)
	case q.Open() && q.Kind == QuestionHearingDates && b.datesAnswered(q, m, r, string(r.Role)):
	case s == StatusStatements, s.withCommittee() && q.Kind == QuestionDefence:
		b.defended(m, r)
	case s == StatusDirectorDecides:
		b.besluitWritten(m)
	default:
		b.askSecretary(ReasonHandler, m.ID, Option{5, ActKeep}, Option{9, ActOther})
	}
}

// handlerProposes makes the letter of what the handler wrote. An earlier one that
// still lies in Concepten is replaced: the new one carries both.
func (b *builder) handlerProposes(m Message) {
	words := []int64{m.ID}
	for _, l := range b.c.Course.Letters {
		if l.Template == TemplateProposal && l.State == LetterReady {
			words = append(b.wordsOf(l.Key), m.ID)
		}
	}
	reason := ReasonHandler
	if b.c.Course.Rounds >= maxRounds {
		reason = ReasonThirdRound
	}
	b.void(ofTemplate(TemplateProposal))
	b.closeActies("de behandelaar schreef opnieuw", ReasonHandler)
	b.closeActies("de behandelaar heeft geantwoord", ReasonLate)
	if reason == ReasonHandler {
		b.prepare(TemplateProposal, RoleComplainant, complainantKey, m.ID, words...)
	}
	b.askWhatTheyAre(reason, m.ID)
}

// askWhatTheyAre asks the secretary what the handler's words are.
func (b *builder) askWhatTheyAre(reason Reason, message int64) {
	options := []Option{{1, ActPropose}, {2, ActAsk}, {3, ActAskDelay}, {4, ActDefence}, {5, ActKeep}, {9, ActOther}}
	if b.c.Status != StatusWithDirector {
		options = []Option{{1, ActPropose}, {2, ActAsk}, {5, ActKeep}, {9, ActOther}}
	}
	b.askSecretary(reason, message, options...)
}

// keptApart: his last message is no proposal. What he wrote before it stood in the same
// letter and was decided on by nobody: it lies ready again without that message.
func (b *builder) keptApart(message int64) {
	l, ok := b.readyLetter(TemplateProposal)
	ok = ok && l.Message == message
	b.void(func(l Letter) bool { return l.Template == TemplateProposal && l.Message == message })
	before := slices.DeleteFunc(slices.Clone(l.Words), func(id int64) bool { return id == message })
	if !ok || len(before) == 0 {
		return
	}
	last := before[len(before)-1]
	b.prepare(TemplateProposal, RoleComplainant, complainantKey, last, before...)
	b.askWhatTheyAre(ReasonHandler, last)
}

// wordsOf gives the messages whose words a letter carries.
func (b *builder) wordsOf(key string) []int64 {
	if i, ok := b.c.Course.letter(key); ok {
		return b.c.Course.Letters[i].Words
	}
	return nil
}

// handlerChosen carries out what the secretary said the handler's words are.
func (b *builder) handlerChosen(act Act, q Question, m Message, r Route, form Fields) {
	switch act {
	case ActPropose:
		if l, ok := b.readyLetter(TemplateProposal); !ok || l.Message != q.Message {
			b.prepare(TemplateProposal, RoleComplainant, complainantKey, q.Message, q.Message)
		}
	case ActAsk:
		b.keptApart(q.Message)
		words := q.Message
		if !isBlank(form.Text) {
			words = m.ID // her own question stands behind the digit
		}
		b.prepare(TemplateAsk, RoleComplainant, complainantKey, q.Message, words)
	case ActAskDelay:
		b.keptApart(q.Message)
		if b.extended(PhaseDirector) || !b.extendable() {
			b.help(m, r, ReasonForms, ActDelay) // it takes a date, and the complainant's consent
			return
		}
		b.extend(PhaseDirector)
	default:
		b.keptApart(q.Message)
	}
}

// awayOnDuty asks the secretary about somebody whose automatic answer says that he
// is back only after a date that he is held to. It is no answer of his: his
// reminders go on.
func (b *builder) awayOnDuty(m Message, r Route) {
	back, err := terms.Parse(m.AbsentUntil)
	if !m.Absent || err != nil || b.openActie(ReasonAway) || b.askedSince(ReasonAway, b.today.Add(-lateAgain)) {
		return
	}
	for _, d := range b.m.Deadlines {
		if d.Open() && d.Who == r.Role && d.Kind != DeadlineHandlerTarget && d.concerns(b.c.Status) && back.After(d.Date) {
			b.ask(Question{Reason: ReasonAway, Message: m.ID, Due: back, Options: []Option{{1, ActDone}, {9, ActOther}}})
			return
		}
	}
}
