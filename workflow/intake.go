package workflow

import (
	"slices"
	"time"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// Rules that deadlines rest on, as they stand in the deadline's row.
const (
	ruleReglement = "reglement"
	ruleHandling  = "Awb 9:11"
	ruleRefusal   = "Awb 9:8 lid 3"
	ruleExtension = "Awb 9:11 lid 2"
	ruleConsent   = "Awb 9:11 lid 3"
)

// onReceipt is the event most terms count from.
const onReceipt = "ontvangst op"

// complainantKey is the key of the person a complaint comes from.
const complainantKey = "klager"

// senderKey is the key of the one person of an intake item.
const senderKey = "afzender"

// Open makes a case of a message that is a complaint, acknowledges it and, when
// it is complete and unremarkable, sends it to the director. more is what the same
// person wrote before anybody knew that it was one.
func (p Procedure) Open(number Number, m Message, now time.Time, more ...Message) Decision {
	return p.open(number, m, Person{}, now, more...)
}

// Split makes a case of its own of a message of another case: who wrote it is on file
// there, and is not asked for his name again.
func (p Procedure) Split(number Number, m Message, from Case, now time.Time) Decision {
	who, ok := from.ByAddress(m.From)
	if !ok && p.scanner(m.From) {
		// A letter on paper: the scanner is nobody's address.
		who, ok = from.Person(complainantKey)
		ok = ok && who.onPaper()
	}
	if !ok || who.Role != RoleComplainant {
		return p.Open(number, m, now)
	}
	return p.open(number, m, who, now)
}

// open is Open for somebody of whom known is on file already.
func (p Procedure) open(number Number, m Message, known Person, now time.Time, more ...Message) Decision {
	received := p.day(m.Received)
	c := Case{
		Matter:     Matter{Key: string(number)},
		Number:     number,
		Status:     StatusReceived,
		Received:   received,
		ReceivedAt: m.Received,
		First:      m.ID,
		Story:      []int64{m.ID},
	}
	read := p.reading(m)
	if len(more) > 0 {
		in := p.input(m)
		for _, x := range more {
			c.Story = append(c.Story, x.ID)
			in.Text += "\n\n" + x.NewText
		}
		read = p.read(in, m)
	}
	if known.Key != "" && slices.ContainsFunc(read.doubts(), func(f answer.Found) bool { return f.Doubt == answer.DoubtAnonymous }) {
		known = Person{Language: known.Language, Unproven: known.Unproven} // here he will not be named
	}
	found := read.details()
	c.Employee = found.Employee
	found.Name, found.Phone, found.Address = firstOf(known.Name, found.Name), firstOf(known.Phone, found.Phone), firstOf(known.Postal, found.Address)
	c.People = []Person{p.complainant(m, found, firstOf(known.Language, read.language()))}
	c.People[0].Unproven = c.People[0].Unproven || known.Unproven
	c.Missing = missing(found)
	for _, f := range read.doubts() {
		if !slices.Contains(c.Doubts, f.Doubt) {
			c.Doubts = append(c.Doubts, f.Doubt)
		}
	}
	c.Deadlines = []Deadline{
		p.deadline(DeadlineLook, RoleSecretary, onReceipt, received, p.Terms.Acknowledgement, ruleReglement),
		p.deadline(DeadlineTriage, RoleSecretary, onReceipt, received, p.Terms.Triage, ruleReglement),
		p.deadline(DeadlineRefusal, RoleSecretary, onReceipt, received, p.Terms.Refusal, ruleRefusal),
		p.deadline(DeadlineHandlerTarget, RoleDirector, onReceipt, received, p.Terms.DirectorTarget, ruleReglement),
		p.deadline(DeadlineHandlerAnswer, RoleDirector, onReceipt, received, p.Terms.DirectorEnd, ruleHandling),
	}
	b := p.begin(&c, now)
	b.event(Event{Kind: EventOpened, Message: m.ID, Actor: RoleComplainant, Proof: ProofFrom,
		Text: "De klacht is ontvangen en geregistreerd."})
	b.acknowledge(m)
	switch who := c.People[0]; {
	case who.onPaper(): // what we write to him is printed
	case who.Address.IsZero():
		b.askSecretary(ReasonNoAddress, m.ID, Option{1, ActDone}, Option{9, ActOther})
	case who.Unproven:
		b.askSecretary(ReasonNotAnswered, m.ID, Option{1, ActConfirm}, Option{2, ActDone}, Option{9, ActOther})
	}
	if slices.Contains(c.Doubts, answer.DoubtCrisis) {
		b.urgent(m.ID, ReasonCrisis)
	}
	b.check(m.ID)
	return b.decision()
}

// complainant makes the person on file. The address is the proven From and
// nothing else: an address that only stands in the text never becomes a
// recipient.
func (p Procedure) complainant(m Message, found answer.Details, language string) Person {
	who := Person{
		Key: complainantKey, Role: RoleComplainant, Name: found.Name, Address: m.From,
		Language: "nl", Postal: found.Address, Phone: found.Phone,
	}
	if language == "en" {
		who.Language = "en"
	}
	if m.Kind != KindHuman || p.scanner(m.From) || !m.Original.IsZero() && !m.Original.Same(m.From) {
		who.Address = Address{} // a form's machine, or whoever passed it on
	}
	who.Unproven = m.NoAutoReply || m.DMARC == DMARCFail || m.SpamMarked
	return who
}

// missing tells what a complaint lacks. Contact details it never lacks: the
// answer reaches whoever wrote it.
func missing(found answer.Details) []Missing {
	var list []Missing
	if found.Name == "" {
		list = append(list, MissingName)
	}
	if found.Description == "" {
		list = append(list, MissingStory)
	}
	return list
}

// acknowledge sends the one acknowledgement a case ever gets, if its sender may
// be answered at all. It waits for check, which decides what it says.
func (b *builder) acknowledge(m Message) {
	if who, ok := b.m.Person(complainantKey); ok && who.reachable() {
		b.c.Told = b.now
	}
	b.notice(Notice{Key: string(TemplateAcknowledgement), Template: TemplateAcknowledgement,
		To: RoleComplainant, Person: complainantKey, About: m.ID})
}

// check decides where a received complaint goes: held for the secretary, waiting
// for what is missing, or on to the director. message is the one that led here.
func (b *builder) check(message int64) {
	c := b.c
	held := len(c.Doubts) > 0 || b.p.ReleaseAll || c.Course.Unseen
	if held {
		reason := ReasonDoubt
		if len(c.Doubts) == 0 && !c.Course.Unseen {
			reason = ReasonAlways
		}
		b.closeActies("vervangen door een nieuwe vraag", ReasonDoubt, ReasonAlways)
		b.askSecretary(reason, message, b.p.release(c.Missing)...)
		b.tellBeside()
	}
	switch {
	case len(c.Missing) > 0 && c.Asked == 0:
		b.askMissing()
	case len(c.Missing) > 0:
		b.askSecretary(ReasonStillMissing, message,
			Option{1, ActToDirector}, Option{2, ActAskAgain}, Option{9, ActOther})
	case !held && b.p.away(b.p.serving(RoleDirector, b.now), b.now):
		// It would lie still, and nobody would know.
		b.askSecretary(ReasonHandlerAway, message, b.p.release(c.Missing)...)
	case !held:
		b.route(RoleDirector)
	}
}

// release are the choices for a held complaint. Without a board nothing can go
// there, and without a gap there is nothing to ask by a fixed text: her own
// question she writes herself.
func (p Procedure) release(missing []Missing) []Option {
	options := []Option{{1, ActToDirector}, {2, ActToBoard}, {3, ActAskFirst}, {9, ActOther}}
	return slices.DeleteFunc(options, func(o Option) bool {
		return o.Act == ActToBoard && p.Board.Address.IsZero() || o.Act == ActAskFirst && len(missing) == 0
	})
}

// tellBeside tells somebody beside the secretary when the complaint touches
// herself or a member of the committee: it cannot be hidden in her own mailbox.
func (b *builder) tellBeside() {
	q := b.m.Questions[len(b.m.Questions)-1]
	to := RoleNone
	switch {
	case slices.Contains(b.c.Doubts, answer.DoubtSecretary) && b.p.Secretary.StandIn != nil:
		to = RoleStandIn
	case slices.Contains(b.c.Doubts, answer.DoubtSecretary), slices.Contains(b.c.Doubts, answer.DoubtMember):
		to = RoleChair
	}
	if to == RoleNone || b.p.Staff(to).Address.IsZero() {
		return
	}
	b.notice(Notice{Key: q.Key + "-" + string(to), Template: TemplateActie, To: to, Question: q.Key, About: q.Message})
}

// askMissing asks the complainant what is missing. When the acknowledgement has
// not left yet it carries the question; one mail per event.
func (b *builder) askMissing() {
	c := b.c
	c.Asked++
	b.move(ActAskFirst, StatusIncomplete, OutcomeNone)
	key := numbered(string(QuestionSupplement), c.Asked)
	d := b.p.deadline(DeadlineSupplement, RoleComplainant, "onze vraag van", b.today, b.p.Terms.Supplement, ruleReglement)
	b.closeDeadlines(DeadlineSupplement)
	b.m.Deadlines = append(b.m.Deadlines, d)
	b.closeQuestions(QuestionSupplement, "opnieuw gevraagd")
	b.m.Questions = append(b.m.Questions, Question{
		Key: key, Kind: QuestionSupplement, To: RoleComplainant, Person: complainantKey, Asked: b.now, Due: d.Date,
	})
	b.event(Event{Kind: EventAsked, Text: "Aan de klager is gevraagd wat er nog ontbreekt."})
	if i := b.pending(TemplateAcknowledgement); i >= 0 {
		b.d.Notices[i].Question = key
		return
	}
	b.tellAs(key, Notice{Template: TemplateSupplement, Question: key})
}

// route sends the complaint to its handler, once.
func (b *builder) route(handler Role) {
	c := b.c
	if c.Handler != RoleNone {
		return
	}
	c.Handler = handler
	c.Missing = nil
	act := ActToDirector
	if handler == RoleBoard {
		act = ActToBoard
	}
	b.move(act, StatusWithDirector, OutcomeNone)
	b.closeDeadlines(DeadlineLook, DeadlineTriage, DeadlineSupplement)
	b.closeQuestions(QuestionSupplement, "niet meer nodig")
	b.closeActies("naar de behandelaar", untilRouted...)
	for i := range b.m.Deadlines {
		if d := &b.m.Deadlines[i]; d.Open() && (d.Kind == DeadlineHandlerTarget || d.Kind == DeadlineHandlerAnswer) {
			d.Who = handler
		}
	}
	leaves := b.p.moment(b.p.serving(handler, b.now), b.now)
	b.m.Deadlines = append(b.m.Deadlines,
		b.p.deadline(DeadlineHandlerSeen, handler, "toezending op", b.p.day(leaves), b.p.Terms.DirectorSeen, ruleReglement))
	answerBy, _ := b.m.Deadline(DeadlineHandlerAnswer)
	b.m.Questions = append(b.m.Questions, Question{
		Key: string(QuestionHandler), Kind: QuestionHandler, To: handler, Asked: b.now, Due: answerBy.Date,
	})
	b.notice(Notice{Key: string(TemplateToHandler), Template: TemplateToHandler, To: handler,
		Question: string(QuestionHandler), Messages: c.Story})
	if b.pending(TemplateAcknowledgement) < 0 {
		b.tellAs(string(TemplateTakenUp), Notice{Template: TemplateTakenUp})
	}
}

// Intake puts a message that is in no case before the secretary. key is the new
// item's.
func (p Procedure) Intake(key string, m Message, r Route, now time.Time) Decision {
	it := Item{
		Matter: Matter{Key: key}, Message: m.ID, Received: m.Received,
		State: ItemOpen, Possibly: r.Possibly, Reason: r.Reason,
	}
	if r.Verdict == VerdictJunk {
		it.State = ItemJunk
	}
	if !m.From.IsZero() {
		it.People = []Person{{Key: senderKey, Role: RoleNone, Name: m.From.Name, Address: m.From, Language: p.language(m)}}
	}
	b := p.beginItem(&it, now)
	if it.State == ItemJunk {
		b.event(Event{Kind: EventJoined, Message: m.ID, Text: "Dit bericht ligt in de map met ongewenste mail."})
		return b.decision()
	}
	b.event(Event{Kind: EventJoined, Message: m.ID, Text: "Een nieuw bericht is aan de secretaris voorgelegd.", Proof: r.Proof})
	if p.mayAnswer(m, r) {
		b.received(senderKey, m)
	}
	options := []Option{{1, ActComplaint}, {2, ActBelongsTo}, {3, ActNoComplaint}, {4, ActSpam}}
	if r.Reason == ReasonUnreadable || r.Reason == ReasonUnproven && m.From.Same(p.Committee) {
		options = []Option{{1, ActDone}}
	}
	b.askSecretary(r.Reason, m.ID, options...)
	if r.Reason != ReasonMachine && r.Reason != ReasonUnreadable && p.reading(m).crisis() {
		b.urgent(m.ID, ReasonCrisis)
	}
	return b.decision()
}

// mayAnswer reports whether the sender of an intake item hears that we have his
// message: not a machine, not a spammer, and nobody whose claim to a case is
// unproven.
func (p Procedure) mayAnswer(m Message, r Route) bool {
	return m.Kind == KindHuman && !m.From.IsZero() && !m.SpamMarked && !m.NoAutoReply &&
		m.DMARC != DMARCFail && !p.scanner(m.From) && r.Reason != ReasonUnproven && p.staffRole(m.From) == RoleNone &&
		!m.From.Same(p.Committee) && !p.reading(m).spam()
}

// crisis reports whether words of danger stand in a message.
func crisis(in answer.Input, d terms.Date) bool {
	return inCrisis(answer.Doubts(in, answerDate(d)))
}

func inCrisis(found []answer.Found) bool {
	return slices.ContainsFunc(found, func(f answer.Found) bool { return f.Doubt == answer.DoubtCrisis })
}

// language is "en" when a text reliably is, else "nl".
func language(text string) string {
	if answer.Language(text) == "en" {
		return "en"
	}
	return "nl"
}

// answerDate is a civil day as the recognisers know it.
func answerDate(d terms.Date) answer.Date {
	return answer.Date{Year: d.Year, Month: int(d.Month), Day: d.Day}
}
