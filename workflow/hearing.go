package workflow

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow/terms"
)

// maxSlots is how many dates are asked about at once.
const maxSlots = 4

// hearingFields are the lines of the form for a hearing.
var hearingFields = []string{"datum", "tijd", "plaats", "apart", "tijd ander"}

// planned reports whether a hearing is settled and still to come or just over.
func (h Hearing) planned() bool { return !h.Slot.Day.IsZero() && !h.Over }

// invitee is somebody who is asked to a hearing. Who is the key under which his
// answers are kept.
type invitee struct {
	who    string
	role   Role
	person string
}

// invited are all who are asked to a hearing: both sides and the committee.
func (b *builder) invited() []invitee {
	var list []invitee
	for _, who := range b.m.People {
		if who.complains() || who.Role == RoleEmployee {
			list = append(list, invitee{who.Key, who.Role, who.Key})
		}
	}
	list = append(list, invitee{string(b.handler()), b.handler(), ""})
	for _, s := range b.p.Seats(*b.c, b.now) {
		list = append(list, invitee{s.Key, s.Role, s.person()})
	}
	return list
}

// planHearing takes in the dates she filled in: several are asked about, one is
// settled.
func (b *builder) planHearing(act Act, f Fields) {
	slots, _ := readSlots(f, b.today)
	if b.c.Status == StatusStatements && !b.move(ActHearing, StatusHearing, OutcomeNone) {
		return
	}
	b.statementsDone("er komt een hoorzitting")
	h := &b.c.Course.Hearing
	if h.Over || h.Round == 0 {
		*h = Hearing{Round: h.Round + 1, Called: h.Called}
	}
	b.arrange(f)
	b.closeActies("er is een datum", ReasonHearingDates, ReasonHearingDeclined, ReasonHearingSoon, ReasonHearingOver)
	if len(slots) > 1 {
		b.proposeDates(slots)
		return
	}
	b.settle(slots[0])
}

// arrange takes in place and form of a hearing.
func (b *builder) arrange(f Fields) {
	h := &b.c.Course.Hearing
	if p := firstLineOf(f.Values["plaats"]); p != "" {
		h.Place = p
	}
	if v := f.Values["apart"]; v != "" {
		h.Separate = strings.HasPrefix(strings.ToLower(v), "ja")
	}
	if at, ok := readTime(f.Values["tijd ander"]); ok {
		h.OtherAt, h.Separate = at, true
	}
}

// proposeDates asks all who are invited which of the dates suit them.
func (b *builder) proposeDates(slots []Slot) {
	h := &b.c.Course.Hearing
	h.Proposed, h.Answers = slots, nil
	b.closeQuestions(QuestionHearingDates, "andere data gevraagd")
	b.closeDeadlines(DeadlineHearingDates)
	d := b.p.deadline(DeadlineHearingDates, RoleSecretary, "onze vraag van", b.sendDay(), b.p.Terms.SupplementReminder, ruleReglement)
	b.m.Deadlines = append(b.m.Deadlines, d)
	round := b.count(TemplateHearingDates)
	for _, i := range b.invited() {
		q := Question{Key: round + "-" + i.who, Kind: QuestionHearingDates, To: i.role, Person: i.person, Asked: b.now, Due: d.Date,
			Options: []Option{{1, ActCan}, {2, ActCannot}}}
		if i.role == RoleMember {
			q.Person = i.who
		}
		b.m.Questions = append(b.m.Questions, q)
		b.notice(Notice{Key: q.Key, Template: TemplateHearingDates, To: i.role, Person: i.person, Question: q.Key})
	}
	b.c.Told = b.now
	b.event(Event{Kind: EventAsked, Act: ActHearing, Text: "Gevraagd wie wanneer kan voor een hoorzitting."})
}

// settle lays down when the hearing is, and invites everybody, each by a mail of
// his own.
func (b *builder) settle(s Slot) {
	h := &b.c.Course.Hearing
	was, news := *h, NewsInvited
	if h.planned() {
		h.Sequence++
		news = NewsMoved
	}
	h.Slot, h.Over, h.Replies = s, false, nil
	b.closeQuestions(QuestionHearingDates, "er is een datum")
	b.closeDeadlines(DeadlineHearingDates, DeadlineHearing, DeadlineInvitation)
	b.closeActies("er is een datum", ReasonHearingDates, ReasonPlanHearing, ReasonHearingDeclined, ReasonHearingSoon, ReasonHearingOver)
	invite := b.before(s.Day, b.p.Terms.HearingInvitation)
	b.m.Deadlines = append(b.m.Deadlines,
		Deadline{Kind: DeadlineHearing, Who: RoleChair, From: b.today, Date: s.Day, RawEnd: s.Day, Rule: "Awb 9:10",
			Reason: "De hoorzitting is op " + terms.DutchDate(s.Day) + "."},
		Deadline{Kind: DeadlineInvitation, Who: RoleSecretary, From: s.Day, Length: b.p.Terms.HearingInvitation, Date: invite, RawEnd: invite,
			Rule: ruleReglement, Done: b.now,
			Reason: "Uiterlijk " + terms.DutchDate(invite) + ": uitnodigen voor de hoorzitting op " + terms.DutchDate(s.Day) + "."})
	b.replyBefore(s.Day)
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Act: ActHearing, Text: "De hoorzitting is op " + terms.DutchDate(s.Day) + "."})
	b.invite(news, was)
	if b.sendDay().After(invite) {
		b.askSecretary(ReasonHearingSoon, 0, Option{1, ActKeep}, Option{2, ActMoved}, Option{3, ActCancelled}, Option{9, ActOther})
	}
}

// invite sends everybody who is invited the news of the hearing as it now is. Whoever
// had the appointment and is not invited any more hears that it is off; was is the
// hearing as it stands in the calendars.
func (b *builder) invite(news News, was Hearing) {
	h := &b.c.Course.Hearing
	for _, i := range b.invited() {
		n := Notice{Key: hearingKey(*h, i.who), Template: TemplateHearing, To: i.role, Person: i.person, News: news, Stage: h.Sequence}
		if news == NewsCancelled {
			b.callOff(n, was, "")
			continue
		}
		b.notice(n)
	}
	h.Guests = b.guests()
	gone := NewsUninvited
	if news == NewsCancelled {
		gone = news
	}
	b.uninvite(gone, was, h.Sequence)
	b.c.Told = b.now
}

// callOff takes an appointment out of somebody's calendar: of whoever is in that
// place, or of one address of the configured people.
func (b *builder) callOff(n Notice, was Hearing, addr string) {
	h := &b.c.Course.Hearing
	h.Called = append(h.Called, CalledOff{Key: n.Key, Addr: addr, Slot: was.Slot, Place: was.Place, Separate: was.Separate, OtherAt: was.OtherAt})
	b.notice(n)
}

// guests are the configured people who are invited now, by the address under which
// they get their mail.
func (b *builder) guests() []HearingGuest {
	var list []HearingGuest
	for _, i := range b.invited() {
		if i.person != "" && i.role != RoleMember {
			continue // of a party the place and the person are one
		}
		n := Notice{Template: TemplateHearing, To: i.role, Person: i.person}
		if to, ok := b.p.receiver(n, *b.m, b.c, b.p.leaves(n, *b.m, b.now)); ok {
			list = append(list, HearingGuest{i.who, i.role, to.Address.Addr()})
		}
	}
	return list
}

// uninvite calls the appointment off for those who had it and are no guests any more.
// sequence is one that their calendars have not seen (RFC 5546 section 3.2.5).
func (b *builder) uninvite(news News, was Hearing, sequence int) {
	h := b.c.Course.Hearing
	for _, g := range was.Guests {
		if g.Addr == "" || h.guest(g.Addr) {
			continue
		}
		n := Notice{Key: numbered(numbered(string(TemplateHearing), h.Round)+"-"+g.Who+"-vorige", sequence), Template: TemplateHearing,
			To: g.Role, News: news, Stage: sequence}
		if g.Role == RoleMember {
			n.Person = g.Who
		}
		b.callOff(n, was, g.Addr)
	}
}

// guest reports whether the appointment goes to an address of the configured people.
func (h Hearing) guest(addr string) bool {
	return slices.ContainsFunc(h.Guests, func(g HearingGuest) bool { return g.Addr == addr })
}

// reseat: somebody stays out of the case. His appointment is called off, and whoever
// takes his place is invited.
func (b *builder) reseat() {
	h := &b.c.Course.Hearing
	if !h.planned() || b.today.After(h.Slot.Day) {
		return
	}
	was := *h
	h.Guests = b.guests()
	b.uninvite(NewsUninvited, was, h.Sequence+1)
	for _, g := range h.Guests {
		if was.guest(g.Addr) {
			continue
		}
		n := Notice{Key: numbered(hearingKey(*h, g.Who)+"-nieuw", len(b.c.Course.Out)), Template: TemplateHearing, To: g.Role,
			News: NewsInvited, Stage: h.Sequence}
		if g.Role == RoleMember {
			n.Person = g.Who
		}
		b.notice(n)
	}
}

// HearingOf is the hearing that a mail speaks of: as it is now, or of one that calls an
// appointment off, as it was.
func (c Case) HearingOf(n Notice) Hearing {
	h := c.Course.Hearing
	if x, ok := h.called(n.Key); ok {
		h.Slot, h.Place, h.Separate, h.OtherAt = x.Slot, x.Place, x.Separate, x.OtherAt
	}
	return h
}

func (h Hearing) called(key string) (CalledOff, bool) {
	i := slices.IndexFunc(h.Called, func(x CalledOff) bool { return x.Key == key })
	if i < 0 {
		return CalledOff{}, false
	}
	return h.Called[i], true
}

// hearingKey is the key of an invitation: a change of it carries its number behind.
func hearingKey(h Hearing, who string) string {
	key := numbered(string(TemplateHearing), h.Round) + "-" + who
	if h.Sequence > 0 {
		key = numbered(key+"-wijziging", h.Sequence)
	}
	return key
}

// Round tells which hearing a mail about one belongs to.
func (n Notice) Round() string {
	round, _, _ := strings.Cut(strings.TrimPrefix(n.Key, string(TemplateHearing)+"-"), "-")
	return round
}

// Appointment is the key of the first invitation to the hearing that n speaks of.
// Its Message-ID names the appointment in the calendar of its receiver for ever
// (RFC 5545 section 3.8.4.7).
func (n Notice) Appointment() string {
	key, _, _ := strings.Cut(n.Key, "-wijziging-")
	return key
}

// cancelHearing calls a hearing off that is still to come.
func (b *builder) cancelHearing() {
	h := &b.c.Course.Hearing
	if h.Round == 0 {
		return
	}
	b.closeQuestions(QuestionHearingDates, "er komt geen hoorzitting")
	b.closeDeadlines(DeadlineHearingDates, DeadlineHearing, DeadlineInvitation)
	b.closeActies("er komt geen hoorzitting", ReasonHearingDates, ReasonHearingDeclined, ReasonHearingSoon, ReasonHearingOver)
	if h.planned() && !b.today.After(h.Slot.Day) {
		was := *h
		h.Sequence++
		h.Over = true
		b.event(Event{Kind: EventActed, Act: ActCancelled, Text: "De hoorzitting gaat niet door."})
		b.invite(NewsCancelled, was)
	}
	h.Over, h.Proposed = true, nil
}

// withoutHearing goes on to the deliberation without one.
func (b *builder) withoutHearing(act Act) {
	if !b.move(act, StatusDeliberation, OutcomeNone) {
		return
	}
	b.statementsDone("zonder hoorzitting")
	b.cancelHearing()
	b.deliberate()
}

// held: the hearing took place. The committee deliberates.
func (b *builder) held() {
	h := &b.c.Course.Hearing
	if !b.move(ActHeld, StatusDeliberation, OutcomeNone) {
		return
	}
	b.m.Deadlines = append(b.m.Deadlines,
		b.p.deadline(DeadlineAfterHearing, RoleChair, "de hoorzitting op", h.Slot.Day, b.p.Terms.DecisionAfterHearing, ruleReglement))
	h.Over = true
	b.closeDeadlines(DeadlineHearing)
	b.closeActies("gehouden", ReasonHearingDeclined, ReasonHearingSoon, ReasonHearingOver)
	b.deliberate()
}

// datesAnswered takes in on which of the dates somebody can. It reports whether it
// understood anything.
func (b *builder) datesAnswered(q Question, m Message, r Route, who string) bool {
	if who == "" {
		who = string(r.Role)
	}
	h := &b.c.Course.Hearing
	said := readDates(withoutCode(m.NewText), h.Proposed, b.today)
	if len(said) == 0 || m.Confidence < minConfidence || May(r.Role, ActCan, b.c.Status, r.Proof) != EffectDone {
		return false
	}
	for slot, can := range said {
		h.Answers = slices.DeleteFunc(h.Answers, func(a HearingAnswer) bool { return a.Who == who && a.Slot == slot })
		h.Answers = append(h.Answers, HearingAnswer{Who: who, Slot: slot, Can: can})
	}
	slices.SortFunc(h.Answers, func(x, y HearingAnswer) int {
		if c := strings.Compare(x.Who, y.Who); c != 0 {
			return c
		}
		return x.Slot - y.Slot
	})
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: ActCan, Proof: r.Proof, Text: "Er is gezegd wie wanneer kan: " + who + "."})
	n := 0
	for _, a := range h.Answers {
		if a.Who == who {
			n++
		}
	}
	if n == len(h.Proposed) {
		b.closeQuestion(q.Key, "beantwoord")
	}
	if r.Person != "" && r.Role != RoleMember {
		b.received(r.Person, m)
	}
	if !b.openKind(QuestionHearingDates) {
		b.showDates()
	}
	return true
}

// showDates lays before her who can when: she chooses. When no date suits all she
// can ask about others.
func (b *builder) showDates() {
	b.closeDeadlines(DeadlineHearingDates)
	h := b.c.Course.Hearing
	var options []Option
	suits := false
	for i := range h.Proposed {
		options = append(options, Option{i + 1, dateActs[i]})
		suits = suits || !slices.ContainsFunc(h.Answers, func(a HearingAnswer) bool { return a.Slot == i && !a.Can })
	}
	if !suits {
		options = append(options, Option{maxSlots + 1, ActHearing})
	}
	b.askSecretary(ReasonHearingDates, 0, append(options, Option{9, ActOther})...)
}

var dateActs = []Act{ActDate1, ActDate2, ActDate3, ActDate4}

// chosenSlot is the date an act stands for.
func (c Case) chosenSlot(act Act) (Slot, bool) {
	i := slices.Index(dateActs, act)
	if i < 0 || i >= len(c.Course.Hearing.Proposed) {
		return Slot{}, false
	}
	return c.Course.Hearing.Proposed[i], true
}

// calendarWrote takes in what the calendar of one who is invited answered. Who
// cannot come is put before her; the others are only noted.
func (b *builder) calendarWrote(m Message, r Route) bool {
	h := &b.c.Course.Hearing
	if len(m.Calendar) == 0 || r.Token == nil || r.Token.Template != TemplateHearing || m.Kind != KindHuman {
		return false
	}
	who := firstOf(r.Token.Person, string(r.Token.Role))
	mine := strings.HasPrefix(r.Token.Key, numbered(string(TemplateHearing), h.Round)+"-")
	answered := m.Calendar[0].Sequence
	if mine && answered >= 0 && answered < h.Sequence {
		b.event(Event{Kind: EventJoined, Message: m.ID, Actor: r.Role, Proof: r.Proof, Text: "Een antwoord op de uitnodiging voor een eerder moment is opgeborgen (" + who + ")."})
		if !isBlank(m.NewText) && h.planned() {
			b.askSecretary(ReasonHearingDeclined, m.ID, Option{1, ActKeep}, Option{2, ActMoved}, Option{3, ActCancelled}, Option{9, ActOther})
		}
		return true
	}
	if !mine || !h.planned() || May(r.Token.Role, ActCan, b.c.Status, r.Proof) != EffectDone {
		b.event(Event{Kind: EventJoined, Message: m.ID, Actor: r.Role, Proof: r.Proof, Text: "Een antwoord op een uitnodiging die niet meer geldt, of van wie zich niet bewees, is opgeborgen."})
		return isBlank(m.NewText) // what he typed with it is read as any other mail
	}
	stat := m.Calendar[0].PartStat
	h.Replies = slices.DeleteFunc(h.Replies, func(x HearingReply) bool { return x.Who == who })
	h.Replies = append(h.Replies, HearingReply{Who: who, Stat: stat})
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: ActReply, Proof: r.Proof, Text: "Op de uitnodiging geantwoord (" + who + "): " + stat + "."})
	if stat == "DECLINED" || !isBlank(m.NewText) {
		b.askSecretary(ReasonHearingDeclined, m.ID, Option{1, ActKeep}, Option{2, ActMoved}, Option{3, ActCancelled}, Option{9, ActOther})
	}
	return true
}

// tickHearing: the day for answering about dates is over, or the day of the
// hearing is.
func (b *builder) tickHearing() {
	if d, ok := b.m.Deadline(DeadlineHearingDates); ok && b.today.After(d.Date) {
		b.showDates()
	}
	h := b.c.Course.Hearing
	if b.c.Status == StatusHearing && h.planned() && b.today.After(h.Slot.Day) && !b.openActie(ReasonHearingOver) && !b.askedSince(ReasonHearingOver, h.Slot.Day) {
		b.askSecretary(ReasonHearingOver, 0, Option{1, ActHeld}, Option{2, ActMoved}, Option{3, ActCancelled}, Option{9, ActOther})
	}
}

// tickHearingWish: no answer within the term that the mail named waives the
// hearing (Awb 9:10 lid 3); she may think otherwise.
func (b *builder) tickHearingWish() {
	q, ok := b.openQuestion(QuestionHearingWish)
	if !ok || b.c.NeedsHuman || !b.today.After(q.Due) {
		return
	}
	b.c.Course.Wish = WishWaived
	b.closeQuestion(q.Key, "termijn voorbij")
	b.closeDeadlines(DeadlineHearingWish)
	b.event(Event{Kind: EventReminded, Text: "De klager heeft niet gevraagd om gehoord te worden; de termijn daarvoor is voorbij."})
	b.askSecretary(ReasonHearingWaived, 0, Option{1, ActHear}, Option{5, ActKeep}, Option{9, ActOther})
}

// wishes records whether the complainant wants to be heard.
func (b *builder) wishes(act Act) {
	b.c.Course.Wish = WishHeard
	if act == ActNoHearing {
		b.c.Course.Wish = WishNotHeard
	}
	b.closeQuestions(QuestionHearingWish, string(act))
	b.closeDeadlines(DeadlineHearingWish)
	b.closeActies("gezegd", ReasonHearingWaived)
}

var (
	clock     = regexp.MustCompile(`\b([01]?\d|2[0-3])[:.]([0-5]\d)\b|\b([01]?\d|2[0-3]) ?uur\b`)
	weekday   = regexp.MustCompile(`(?i)\b(maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag)\b`)
	slotBreak = regexp.MustCompile(`[;\n]|\s+(?:of|en)\s+|,`)
	weekdays  = map[string]time.Weekday{"maandag": 1, "dinsdag": 2, "woensdag": 3, "donderdag": 4, "vrijdag": 5, "zaterdag": 6, "zondag": 0}
)

// readTime reads a time of day: "10:00", "10.30 uur", "9 uur".
func readTime(s string) (string, bool) {
	m := clock.FindStringSubmatch(s)
	if m == nil {
		return "", false
	}
	h, min := m[1], m[2]
	if h == "" {
		h, min = m[3], "00"
	}
	if len(h) == 1 {
		h = "0" + h
	}
	return h + ":" + min, true
}

// withoutDate takes the dates off, whose dots look like times.
func withoutDate(s string) string {
	for _, re := range []*regexp.Regexp{isoDate, shortDate, wordDate} {
		s = re.ReplaceAllString(s, " ")
	}
	return s
}

// readSlots reads the dates of a hearing. All must be clear: a day to come that is
// the weekday it says it is, with a time.
func readSlots(f Fields, today terms.Date) ([]Slot, bool) {
	var list []Slot
	for _, piece := range slotBreak.Split(f.Text+"\n"+f.Values["datum"], -1) {
		at, timed := readTime(withoutDate(piece))
		d, ok := readDate(piece, today)
		switch {
		case ok:
			w := weekday.FindString(piece)
			if w != "" && weekdays[strings.ToLower(w)] != d.Weekday() || !d.After(today) || d.Sub(today) > maxSuspension {
				return nil, false
			}
			list = append(list, Slot{Day: d, At: at})
		case timed && len(list) > 0 && list[len(list)-1].At == "":
			list[len(list)-1].At = at
		}
	}
	if at, ok := readTime(f.Values["tijd"]); ok && len(list) == 1 && list[0].At == "" {
		list[0].At = at
	}
	for i, s := range list {
		if s.At == "" || slices.Index(list, s) != i {
			return nil, false
		}
	}
	return list, len(list) > 0 && len(list) <= maxSlots
}

var (
	cannot    = regexp.MustCompile(`(?i)\bniet\b|\bnee\b|\bno\b|\bnot\b|\bcannot\b|n['’]t\b|\bverhinderd\b|\bhelaas\b|[\s:=-]2\s*\.?$`)
	can       = regexp.MustCompile(`(?i)\bkan\b|\bkunnen\b|\bcan\b|\byes\b|\bsuits?\b|\bfine\b|\bja\b|\bpast\b|\bprima\b|\bakkoord\b|[\s:=-]1\s*\.?$`)
	uncertain = regexp.MustCompile(`(?i)\?|\bals\b|\bof\b|\bor\b|\bif\b|\bmaybe\b|\bperhaps\b|\bonly\b|\bmits\b|\bmisschien\b|\bliever\b|\bvoorbehoud\b|\btenzij\b|\bwaarschijnlijk\b|\bhooguit\b|\balleen\b|\bonder\b`)
	dateBreak = regexp.MustCompile(`[;\n]|,|\s+(?:maar|en)\s+`)
)

// readDates reads on which of the proposed dates somebody can, one line or clause
// per date. What is in doubt is left out.
func readDates(text string, slots []Slot, today terms.Date) map[int]bool {
	said, twice := map[int]bool{}, map[int]bool{}
	for _, piece := range dateBreak.Split(text, -1) {
		d, ok := readDate(piece, today)
		if !ok || uncertain.MatchString(piece) {
			continue
		}
		at, timed := readTime(withoutDate(piece))
		slot := -1
		for i, s := range slots {
			if s.Day != d || timed && s.At != at {
				continue
			}
			if slot >= 0 {
				slot = -1 // two on that day, and which is not said
				break
			}
			slot = i
		}
		no, yes := cannot.MatchString(piece), can.MatchString(piece)
		if slot < 0 || !no && !yes {
			continue
		}
		if old, known := said[slot]; known && old == no {
			twice[slot] = true
		}
		said[slot] = !no
	}
	for slot := range twice {
		delete(said, slot)
	}
	return said
}
