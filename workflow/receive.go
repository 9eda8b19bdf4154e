package workflow

import (
	"fmt"
	"slices"
	"time"

	"klachtenpost/workflow/answer"
)

// minConfidence is how sure the reader must be of what somebody wrote above a
// quote before anything in it counts as an answer.
const minConfidence = 0.5

// Receive takes a message into its case. What people write is never an error; an
// error means a state that cannot exist.
func (p Procedure) Receive(c Case, m Message, r Route, now time.Time) (Decision, error) {
	if !slices.Contains(Statuses, c.Status) {
		return Decision{}, fmt.Errorf("case %s: unknown status %q", c.Number, c.Status)
	}
	b := p.begin(&c, now)
	switch {
	case c.Status == StatusErased:
		b.afterErasure(m, r)
	case r.Verdict == VerdictSent:
		b.sentByHer(m, r)
	case r.Verdict == VerdictLetter:
		b.letterSent(m, r)
	case r.Verdict == VerdictCommand:
		b.command(m, r)
	case m.Kind == KindBounce:
		b.bounced(m, r)
	case p.scanner(m.From):
		b.scanned(m)
	case m.Kind == KindAutomatic:
		b.event(Event{Kind: EventAutomatic, Message: m.ID, Actor: r.Role, Proof: r.Proof,
			Text: "Een automatisch antwoord is opgeborgen. Het telt niet als antwoord."})
		b.awayOnDuty(m, r)
	default:
		b.human(m, r)
	}
	return b.decision(), nil
}

// human takes in what a person wrote to the committee about this case.
func (b *builder) human(m Message, r Route) {
	if role := b.p.staffRole(m.From); r.Proof == ProofTokenOther && role != RoleNone && role != r.Role {
		// One of ours, in the thread of somebody else's mail: that is no other address
		// of his.
		r.Role, r.Person, r.Token = role, "", nil
		if m.DMARC == DMARCPass {
			r.Proof = ProofDMARC
		}
	}
	r = b.sharedLetter(m, r)
	who := r.Person
	if who == "" {
		if person, ok := b.m.ByAddress(m.From); ok {
			r.Role, who = person.Role, person.Key
			if r.Proof == ProofTokenOther && m.DMARC != DMARCFail {
				r.Proof, r.Token = ProofTag, nil // in the thread of another's mail, from his own address
			}
		}
	}
	b.event(Event{Kind: EventJoined, Message: m.ID, Actor: r.Role, Proof: r.Proof, Text: "Een bericht van " + roleWords(r.Role) + " is in het dossier gekomen."})
	if b.calendarWrote(m, r) {
		return
	}
	switch r.Role {
	case RoleDirector, RoleBoard:
		b.handlerWrote(m, r)
	case RoleChair, RoleMember:
		b.committeeWrote(m, r)
	case RoleSecretary:
		b.askSecretary(ReasonStaff, m.ID, Option{5, ActKeep}, Option{9, ActOther})
	case RoleEmployee:
		b.employeeWrote(m, r, who)
	case RoleComplainant, RoleRepresentative:
		b.file(m.ID)
		b.complainantWrote(m, r, who)
	default:
		b.unproven(m)
	}
}

// unproven puts a mail before her of whom nobody knows for certain who wrote it.
// She may put it in the dossier, unless it bears the name of one of the committee:
// whoever wrote that, it is not for the parties.
func (b *builder) unproven(m Message) {
	keep := ActKeep
	if r := b.p.staffRole(m.From); r == RoleChair || r == RoleMember {
		keep = ActDone
		b.inside(m)
	}
	b.askSecretary(ReasonUnproven, m.ID, Option{5, keep}, Option{9, ActOther})
}

// afterErasure: nothing is kept of this case to put a mail in; she looks at it.
func (b *builder) afterErasure(m Message, r Route) {
	b.event(Event{Kind: EventJoined, Message: m.ID, Proof: r.Proof, Text: "Er kwam een bericht over een zaak die vernietigd is."})
	if (m.Kind == KindHuman || b.p.scanner(m.From)) && r.Verdict == VerdictCase {
		b.askSecretary(ReasonUnproven, m.ID, Option{5, ActKeep})
	}
}

// supplement takes in the answer to what was missing and checks the complaint
// again at once. It is not asked a second time by itself.
func (b *builder) supplement(q Question, m Message, r Route) {
	c := b.c
	b.closeQuestion(q.Key, "beantwoord")
	b.closeDeadlines(DeadlineSupplement)
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleComplainant, Proof: r.Proof, Text: "De klager heeft geantwoord op wat er nog ontbrak."})
	c.Story = append(c.Story, m.ID)
	in := b.p.input(m)
	in.Text = m.NewText
	read := answer.Read(in)
	found, doubts := read.Find(), read.Doubts(answerDate(b.p.day(m.Received)))
	name := found.Name
	if name == "" && slices.Contains(c.Missing, MissingName) {
		name = answer.BareName(m.NewText)
	}
	for i := range b.m.People {
		if who := &b.m.People[i]; who.Key == complainantKey {
			who.Name = firstOf(who.Name, name)
			who.Phone = firstOf(who.Phone, found.Phone)
			who.Postal = firstOf(who.Postal, found.Address)
		}
	}
	c.Employee = firstOf(c.Employee, found.Employee)
	c.Missing = slices.DeleteFunc(slices.Clone(c.Missing), func(x Missing) bool {
		return x == MissingName && name != "" || x == MissingStory && answer.Describes(m.NewText)
	})
	for _, f := range doubts {
		if f.Doubt != answer.DoubtAnonymous && f.Doubt != answer.DoubtNothing && !slices.Contains(c.Doubts, f.Doubt) {
			c.Doubts = append(c.Doubts, f.Doubt)
		}
	}
	if len(c.Missing) == 0 {
		c.Doubts = slices.DeleteFunc(c.Doubts, func(d answer.Doubt) bool {
			return d == answer.DoubtAnonymous || d == answer.DoubtNothing
		})
	}
	if inCrisis(doubts) {
		b.urgent(m.ID, ReasonCrisis)
	}
	b.move(ActSupplement, StatusReceived, OutcomeNone)
	b.check(m.ID)
	if c.Handler == RoleNone {
		b.received(firstOf(r.Person, complainantKey), m)
	}
}

// sentByHer files a mail of the secretary to a party. It is news to the
// complainant, and it settles what waited for her about that person's words.
func (b *builder) sentByHer(m Message, r Route) {
	b.event(Event{Kind: EventJoined, Message: m.ID, Actor: RoleSecretary, Proof: ProofMailbox, Text: "De secretaris heeft zelf een bericht gestuurd."})
	b.looked()
	b.file(m.ID)
	toComplainant := slices.ContainsFunc(slices.Concat(m.To, m.Cc), func(a Address) bool {
		who, ok := b.m.ByAddress(a)
		return ok && who.complains()
	})
	if !toComplainant {
		return
	}
	if word, ok := leadingWord(m.NewText); ok {
		// Meant for the program, perhaps, and read by somebody else.
		b.event(Event{Kind: EventRefused, Message: m.ID, Actor: RoleSecretary, Proof: ProofMailbox,
			Text: "Een bericht aan een partij begon met een van onze woorden (" + word + "); er is niets uitgevoerd."})
		b.help(m, r, ReasonWordToParty)
	}
	b.resembles(m, r)
	b.c.Told = m.Received
	b.c.NeedsHuman = false
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Open() && q.Kind == QuestionActie && (settledByWriting[q.Reason] || toldByWriting[q.Failed]) {
			q.Closed, q.Answer = b.now, string(ActDone)
		}
	}
}

// leadingWord finds one of the secretary's words at the start of a mail.
func leadingWord(text string) (string, bool) {
	if f, _, ok := formIn(text); ok {
		return f.Word, true
	}
	word, _, ok := answer.Word(text, secretaryWords)
	return word, ok
}

// resembles asks about a mail of hers that has all fixed lines of a prepared
// letter, but not its mark: is it that letter?
func (b *builder) resembles(m Message, r Route) {
	i, ok := b.c.Course.letter(r.Resembles)
	if !ok || b.c.Course.Letters[i].State != LetterReady {
		return
	}
	l := b.c.Course.Letters[i]
	if who, ok := b.m.Person(l.Person); ok && !slices.ContainsFunc(m.To, who.Address.Same) {
		return
	}
	b.ask(Question{Reason: ReasonLetterMaybe, Message: m.ID, Failed: l.Template, Failing: l.Key,
		Options: []Option{{1, ActYes}, {2, ActNo}, {9, ActOther}}})
}

// settledByWriting are the reasons of Acties that ask her to write to the
// complainant: her doing so is the answer.
var settledByWriting = map[Reason]bool{
	ReasonAddition: true, ReasonHandler: true, ReasonUnclear: true, ReasonAnswered: true, ReasonClosedAnswer: true,
	ReasonQuiet: true, ReasonNoReply: true, ReasonAsksState: true, ReasonPartDrawn: true, ReasonAgent: true, ReasonDeath: true, ReasonAfterClosing: true, ReasonCapped: true, ReasonNoAddress: true,
}

// toldByWriting are the mails to a complainant that her own letter makes up for.
var toldByWriting = map[Template]bool{
	TemplateAcknowledgement: true, TemplateSupplement: true, TemplateReminder: true,
	TemplateTakenUp: true, TemplateMessageReceived: true,
}

// Joined files a message in the case that the secretary said it belongs to. She
// has read it; nobody hears of it again. Only the complainant's own words become
// part of the complaint.
func (p Procedure) Joined(c Case, m Message, now time.Time) Decision {
	b := p.begin(&c, now)
	who, onFile := b.m.ByAddress(m.From)
	b.event(Event{Kind: EventJoined, Message: m.ID, Actor: who.Role, Proof: ProofMailbox, Text: "De secretaris heeft een bericht bij deze zaak gevoegd."})
	if !onFile || who.Role != RoleComplainant {
		return b.decision()
	}
	if b.c.Handler == RoleNone {
		b.c.Story = append(b.c.Story, m.ID)
	}
	b.file(m.ID)
	if _, open := b.openQuestion(QuestionSupplement); open {
		b.askSecretary(ReasonAddition, m.ID, Option{1, ActToDirector}, Option{2, ActAskAgain}, Option{5, ActKeep}, Option{9, ActOther})
	}
	return b.decision()
}

// bounced: a mail of ours did not arrive, so whoever it was for was not told.
// The terms run on; the secretary is asked to call or write.
func (b *builder) bounced(m Message, r Route) {
	if r.Token == nil || !b.p.Returned(m) {
		b.event(Event{Kind: EventBounced, Message: m.ID, Text: "Een bericht over de bezorging van onze mail is opgeborgen."})
		return
	}
	b.event(Event{Kind: EventBounced, Message: m.ID, Actor: r.Token.Role,
		Text: "De mail “" + string(r.Token.Template) + "” is niet aangekomen."})
	if r.Token.Role == RoleSecretary || r.Token.Role == RoleStandIn {
		return // it would tell her that what she does not read was not delivered
	}
	b.ask(Question{Reason: ReasonBounced, Message: m.ID, Options: []Option{{1, ActDone}, {9, ActOther}}, Failed: r.Token.Template})
}

// openQuestion finds the open question of a kind.
func (b *builder) openQuestion(kind QuestionKind) (Question, bool) {
	i := slices.IndexFunc(b.m.Questions, func(q Question) bool { return q.Kind == kind && q.Open() })
	if i < 0 {
		return Question{}, false
	}
	return b.m.Questions[i], true
}

func (b *builder) closeQuestion(key, answer string) {
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Key == key && q.Open() {
			q.Closed, q.Answer = b.now, answer
		}
	}
}

// looked: the secretary did something in this case, so a person has looked.
func (b *builder) looked() { b.closeDeadlines(DeadlineLook) }

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// roleWords says who somebody is, for the log.
func roleWords(r Role) string {
	switch r {
	case RoleNone:
		return "een onbekende afzender"
	case RoleBoard:
		return "het bestuur"
	case RoleMember:
		return "een lid van de commissie"
	}
	return "de " + string(r)
}
