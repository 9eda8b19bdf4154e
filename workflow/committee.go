package workflow

import (
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow/answer"
)

// withCommittee reports whether the committee has a case of status s.
func (s Status) withCommittee() bool { return slices.Contains(withCommittee, s) }

// Seat is a place in the committee: "voorzitter", or "lid-2" for the second
// configured member. Who sits there in a case may be a stand-in.
type Seat struct {
	Key string
	Staff
}

// person is the key under which a notice names the seat: the chair has a role of
// his own.
func (s Seat) person() string {
	if s.Role == RoleChair {
		return ""
	}
	return s.Key
}

// Seats gives who of the committee serves in a case, the chair first. Nobody judges
// what he is concerned in (Awb 9:7): for whoever stays out his stand-in serves, and
// for a chair without one the first member.
func (p Procedure) Seats(c Case, now time.Time) []Seat {
	var members []Seat
	for i, m := range p.Members {
		key := numbered(string(RoleMember), i+1)
		if s, ok := p.seated(m, slices.Contains(c.Course.Out, key), now); ok {
			s.Role = RoleMember
			members = append(members, Seat{key, s})
		}
	}
	chair, ok := p.seated(p.Chair, slices.Contains(c.Course.Out, string(RoleChair)), now)
	if !ok && len(members) > 0 {
		chair, members, ok = members[0].Staff, members[1:], true
	}
	if !ok {
		return members
	}
	chair.Role = RoleChair
	return append([]Seat{{string(RoleChair), chair}}, members...)
}

// seated is who sits in the place of s.
func (p Procedure) seated(s Staff, out bool, now time.Time) (Staff, bool) {
	if (out || p.away(s, now)) && s.StandIn != nil && !s.StandIn.Address.IsZero() {
		return *s.StandIn, true
	}
	return s, !out && !s.Address.IsZero()
}

// seat finds who of the committee writes from an address.
func (b *builder) seat(a Address) (Seat, bool) {
	seats := b.p.Seats(*b.c, b.now)
	i := slices.IndexFunc(seats, func(s Seat) bool { return s.Address.Same(a) })
	if i < 0 {
		return Seat{}, false
	}
	return seats[i], true
}

// enterCommittee starts the committee's part: first whether it takes the
// complaint up.
func (b *builder) enterCommittee() {
	b.m.Deadlines = append(b.m.Deadlines,
		b.p.deadline(DeadlineAdmissibility, RoleChair, "de keuze op", b.today, b.p.Terms.Admissibility, ruleReglement),
		b.p.deadline(DeadlineCommittee, RoleChair, "de keuze op", b.today, b.p.Terms.Committee, ruleHandling))
	if slices.Contains(b.c.Doubts, answer.DoubtMember) && len(b.c.Course.Out) == 0 {
		// Nobody of the committee gets anything before she said whom it is about.
		b.askSecretary(ReasonMember, b.c.First, Option{1, ActMemberOut}, Option{2, ActDone}, Option{9, ActOther})
		return
	}
	b.askCommittee()
	b.prepare(TemplateCaseFile, RoleChair, "", 0, b.c.dossier()...)
}

// askCommittee asks the chair whether the committee takes the complaint up.
func (b *builder) askCommittee() {
	d, _ := b.m.Deadline(DeadlineAdmissibility)
	key := b.nextKey(QuestionAdmissibility)
	b.closeQuestions(QuestionAdmissibility, "opnieuw gevraagd")
	b.m.Questions = append(b.m.Questions, Question{Key: key, Kind: QuestionAdmissibility, To: RoleChair, Asked: b.now, Due: d.Date})
	b.event(Event{Kind: EventAsked, Text: "Aan de voorzitter is gevraagd of de commissie de klacht behandelt."})
	b.notice(Notice{Key: key, Template: TemplateAdmissibility, To: RoleChair, Question: key})
}

// nextKey is the key of the next question of a kind.
func (b *builder) nextKey(kind QuestionKind) string {
	n := 1
	for _, q := range b.m.Questions {
		if q.Kind == kind {
			n++
		}
	}
	return numbered(string(kind), n)
}

// freeKey is key, or when a question has it already the first of key-2, key-3 and so
// on that none has.
func (b *builder) freeKey(key string) string {
	free := key
	for n := 2; ; n++ {
		if _, taken := b.m.Question(free); !taken {
			return free
		}
		free = numbered(key, n)
	}
}

// dossier are the messages that the committee reads: the complaint, and what the
// parties and the secretary wrote. What the committee writes among itself is not
// in it.
func (c Case) dossier() []int64 {
	list := slices.Concat(c.Story, c.Course.File)
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(id int64) bool { return slices.Contains(c.Course.Deliberation, id) })
}

// file puts a message in the dossier.
func (b *builder) file(message int64) {
	if b.c != nil && !slices.Contains(b.c.Course.File, message) {
		b.c.Course.File = append(b.c.Course.File, message)
	}
}

// memberOut leaves somebody of the committee out of this case. Whoever takes his
// place is asked what he was asked.
func (b *builder) memberOut(key string) {
	c := b.c
	c.Course.Out = append(c.Course.Out, key)
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActMemberOut, Text: "Iemand van de commissie blijft buiten deze zaak: " + key + "."})
	b.closeActies("geregeld", ReasonMember)
	b.reseat()
	switch {
	case c.Status != StatusAdmissibility:
	case !slices.ContainsFunc(b.m.Questions, func(q Question) bool { return q.Kind == QuestionAdmissibility }):
		b.askCommittee()
		b.prepare(TemplateCaseFile, RoleChair, "", 0, c.dossier()...)
	case key == string(RoleChair) && b.openKind(QuestionAdmissibility):
		b.askCommittee()
	}
}

// namedSeat finds whom of the committee she names: by role, place or name.
func (p Procedure) namedSeat(s string, out []string) (string, bool) {
	s = strings.ToLower(strings.Trim(firstLineOf(s), " ."))
	found := ""
	try := func(key string, who Staff) {
		if who.Address.IsZero() || slices.Contains(out, key) {
			return
		}
		if s == key || s != "" && strings.HasSuffix(strings.ToLower(who.Name), s) {
			found = key
		}
	}
	try(string(RoleChair), p.Chair)
	for i, m := range p.Members {
		try(numbered(string(RoleMember), i+1), m)
	}
	return found, found != ""
}

// committeeWrote: what chair and members write goes to the others of the committee
// unchanged, and to nobody else. The secretary has it in her mailbox.
func (b *builder) committeeWrote(m Message, r Route) {
	c := b.c
	seat, ok := b.seat(m.From)
	about := r.Token != nil && (r.Token.Template == TemplateActie || r.Token.Template == TemplateUrgent)
	if !ok || about || !c.Status.withCommittee() || May(seat.Role, ActReply, c.Status, r.Proof) != EffectDone {
		b.inside(m)
		b.askSecretary(ReasonStaff, m.ID, Option{5, ActKeep}, Option{9, ActOther})
		return
	}
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: seat.Role, Act: ActReply, Proof: r.Proof, Text: "Iemand van de commissie schreef."})
	q, _ := b.answered(r)
	switch {
	case q.Open() && q.Kind == QuestionHearingDates && b.datesAnswered(q, m, r, seat.Key):
		return
	case q.Open() && q.Kind == QuestionDraft && b.agreed(q, m, r, seat):
		return
	}
	if !b.passOn(m, seat) {
		b.askSecretary(ReasonStaff, m.ID, Option{5, ActKeep}, Option{9, ActOther}) // nobody else serves in this case
	}
	switch {
	case seat.Role != RoleChair:
	case c.Status == StatusAdmissibility && !b.openActie(ReasonAdmissibility):
		b.closeQuestions(QuestionAdmissibility, "beantwoord")
		b.closeActies("de voorzitter schreef", ReasonNotAdmitted)
		b.askSecretary(ReasonAdmissibility, m.ID,
			Option{1, ActAdmissible}, Option{2, ActInadmissible}, Option{3, ActAsk}, Option{5, ActKeep}, Option{9, ActOther})
	case q.Kind == QuestionDraft && !q.Open():
		b.askSecretary(ReasonClosedAnswer, m.ID, Option{5, ActKeep}, Option{9, ActOther})
	case q.Kind == QuestionDraft:
		b.closeDeadlines(DeadlineDraft)
		b.closeActies("de voorzitter schreef", ReasonDraftSilent, ReasonDraftRemarks)
		b.askSecretary(ReasonDraftRemarks, m.ID, Option{1, ActDone}, Option{2, ActCirculate}, Option{9, ActOther})
	}
}

// inside counts a mail among what the committee writes to each other, which is
// forgotten with its decision. Later mail stays where it came in: in no dossier.
func (b *builder) inside(m Message) {
	if b.c.Status.withCommittee() {
		b.c.Course.Deliberation = append(b.c.Course.Deliberation, m.ID)
	}
}

// passOn gives the other members what one of them wrote. It reports whether there
// are any.
func (b *builder) passOn(m Message, from Seat) (passed bool) {
	b.inside(m)
	for _, s := range b.p.Seats(*b.c, b.now) {
		if s.Key == from.Key {
			continue
		}
		b.notice(Notice{Key: numbered(string(TemplateDeliberation), int(m.ID)) + "-" + s.Key, Template: TemplateDeliberation,
			To: s.Role, Person: s.person(), Messages: []int64{m.ID}, About: m.ID})
		passed = true
	}
	return passed
}

// admitted ends what was asked about taking the complaint up.
func (b *builder) admitted() {
	b.closeQuestions(QuestionAdmissibility, "beantwoord")
	b.closeDeadlines(DeadlineAdmissibility)
	b.closeActies("de commissie behandelt de klacht", ReasonAdmissibility, ReasonNotAdmitted, ReasonMember)
	b.void(ofTemplate(TemplateDecision))
}

// admit: the committee takes the complaint up, and hears the other side first.
func (b *builder) admit() {
	if !b.move(ActAdmissible, StatusStatements, OutcomeNone) {
		return
	}
	b.admitted()
	b.askDefence()
	b.tell(Notice{Template: TemplateInterim, News: NewsAdmissible})
}

// withoutStatements goes on without a statement of defence.
func (b *builder) withoutStatements() {
	news := NewsProgress
	if b.c.Status == StatusAdmissibility {
		news = NewsAdmissible
	}
	to := StatusHearing
	if w := b.c.Course.Wish; w == WishNotHeard || w == WishWaived {
		to = StatusDeliberation
	}
	if !b.move(ActWithoutStatements, to, OutcomeNone) {
		return
	}
	b.admitted()
	b.statementsDone("zonder stukken")
	b.closeQuestions(QuestionReply, "zonder stukken")
	b.closeDeadlines(DeadlineReply)
	b.void(ofTemplate(TemplateDefence))
	if to == StatusDeliberation {
		b.deliberate()
		return
	}
	b.tell(Notice{Template: TemplateInterim, News: news})
	b.askSecretary(ReasonPlanHearing, 0, Option{1, ActHearing}, Option{2, ActWithoutHearing}, Option{9, ActOther})
}

// committeeTerm sets the dates of a reopened case with the committee going again,
// and asks again what it waits for.
func (b *builder) committeeTerm(s Status, event string) {
	if s == StatusDirectorDecides {
		b.askBesluit(event)
		return
	}
	b.m.Deadlines = append(b.m.Deadlines, b.p.deadline(DeadlineCommittee, RoleChair, event, b.today, b.p.Terms.Committee, ruleHandling))
	switch s {
	case StatusAdmissibility:
		b.m.Deadlines = append(b.m.Deadlines, b.p.deadline(DeadlineAdmissibility, RoleChair, event, b.today, b.p.Terms.Admissibility, ruleReglement))
		b.askCommittee()
	case StatusStatements, StatusHearing:
		b.askSecretary(ReasonPlanHearing, 0, Option{1, ActHearing}, Option{2, ActWithoutHearing}, Option{9, ActOther})
	case StatusDeliberation:
		b.askJudgement()
	}
}
