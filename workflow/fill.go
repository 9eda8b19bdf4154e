package workflow

import (
	"slices"
	"strings"

	"klachtenpost/workflow/terms"
)

// maxSuspension is how many days a case may stand still at once, and how far away
// a date that she names may lie: beyond it she made a slip of the pen.
const maxSuspension = 366

// filled reports whether a form has what its act needs.
func (b *builder) filled(act Act, f Fields) bool {
	future := func() bool {
		d, ok := readDate(f.value("tot"), b.today)
		return ok && d.After(b.today) && d.Sub(b.today) <= maxSuspension
	}
	address := func() bool {
		_, ok := b.namedAddress(act, f)
		return ok
	}
	switch act {
	case ActDelay:
		d, _ := readDate(f.value("tot"), b.today)
		now, ok := b.c.Term()
		return future() && ok && d.After(now.Date) // an earlier day takes nobody's consent
	case ActSuspend:
		return future()
	case ActClose:
		_, ok := readOutcome(f.value("uitkomst"))
		return ok
	case ActRefuse:
		_, ok := readGround(f.value("grond"))
		return ok
	case ActRefer:
		return !isBlank(f.value("naar"))
	case ActJoin:
		n := numbersIn(f.value("met"))
		return len(n) == 1 && n[0] != b.c.Number
	case ActEmployee, ActRepresent, ActParty, ActAddress:
		return address()
	case ActItems:
		return len(itemsOf(f)) > 1
	case ActWithdrawItem, ActRestoreItem:
		_, ok := b.c.namedItem(f.value("onderdeel"), act == ActRestoreItem)
		return ok
	case ActWrite, ActCorrect:
		return !isBlank(f.value("tekst"))
	case ActLanguage:
		return readLanguage(f.value("taal")) != ""
	case ActHearing, ActMoved:
		slots, ok := readSlots(f, b.today)
		place := firstOf(firstLineOf(f.Values["plaats"]), b.c.Course.Hearing.Place)
		return ok && (len(slots) > 1 || place != "")
	case ActDate1, ActDate2, ActDate3, ActDate4:
		s, ok := b.c.chosenSlot(act)
		return ok && s.Day.After(b.today) && firstOf(firstOf(firstLineOf(f.Values["plaats"]), firstLineOf(f.Text)), b.c.Course.Hearing.Place) != ""
	case ActHeld:
		return !b.c.Course.Hearing.Slot.Day.After(b.today)
	case ActMemberOut:
		_, ok := b.p.namedSeat(firstOf(f.Values["naam"], f.Text), b.c.Course.Out)
		return ok
	case ActJudge:
		_, ok := b.c.judgementOf(f)
		return ok
	case ActFollowed, ActFollowedPartly, ActNotFollowed:
		_, ok := readMeasures(f, b.today)
		return ok
	case ActPost:
		_, _, ok := postDay(f, b.today)
		return ok
	}
	return true
}

// fill carries out what takes more than a digit.
func (b *builder) fill(act Act, f Fields, q Question, m Message, r Route) {
	c := b.c
	switch act {
	case ActExtend:
		ph, _ := c.Status.phase()
		b.extend(ph)
	case ActDelay:
		d, _ := readDate(f.value("tot"), b.today)
		b.askDelay(d)
	case ActSuspend:
		d, _ := readDate(f.value("tot"), b.today)
		b.suspend(d)
	case ActResume:
		b.resume()
	case ActClose:
		o, _ := readOutcome(f.value("uitkomst"))
		by := ClosedBySecretary
		if o == OutcomeWithdrawn || o == OutcomeNotSettled {
			by = ClosedByWish // he can undo it
		}
		b.close(ActClose, o, by)
	case ActNoReaction:
		b.close(ActNoReaction, OutcomeNoReaction, ClosedByNote)
	case ActAnonymous:
		b.close(ActAnonymous, OutcomeAnonymous, ClosedBySecretary)
	case ActReopen:
		b.reopen("")
	case ActJoin:
		b.d.Next.Merge = numbersIn(f.value("met"))[0]
	case ActSplit, ActNewCase:
		if b.d.Next.Split = q.Message; q.Message == c.First || !b.isOfParty(q.Message) {
			b.d.Next.Split = 0
			b.help(m, r, ReasonForm, act)
			return
		}
		b.settleActies(q.Message)
		b.void(func(l Letter) bool { return l.Message == q.Message && l.Template == TemplateForward }) // it goes to its handler with the new case
		c.NeedsHuman = b.openActie(waitingWords...)
	case ActItems:
		b.nameItems(itemsOf(f))
	case ActWithdrawItem:
		i, _ := c.namedItem(f.value("onderdeel"), false)
		b.withdrawItem(i)
	case ActRestoreItem:
		i, _ := c.namedItem(f.value("onderdeel"), true)
		b.restoreItem(i)
	case ActRefuse:
		c.Course.Ground, _ = readGround(f.value("grond"))
		b.prepare(TemplateNotTakenUp, RoleComplainant, complainantKey, c.First)
	case ActRefer:
		c.Course.Body = firstLineOf(f.value("naar"))
		b.prepare(TemplateReferred, RoleComplainant, complainantKey, c.First)
	case ActNoComplaint:
		b.prepare(TemplateNoComplaint, RoleComplainant, complainantKey, c.First)
	case ActAsk:
		words := []int64{m.ID}
		if isBlank(f.value("tekst")) {
			words = nil // she writes it in the draft
		}
		b.prepare(TemplateAsk, RoleComplainant, complainantKey, m.ID, words...)
	case ActWrite:
		b.write(TemplateLetter, f.value("aan"), m)
	case ActCorrect:
		b.write(TemplateCorrection, "", m)
	case ActEmployee, ActRepresent, ActParty, ActAddress:
		b.change(act, f, q, m)
	case ActCopy:
		for _, p := range b.m.People {
			if p.Role == RoleEmployee {
				b.prepare(TemplateEmployeeCopy, p.Role, p.Key, c.First, c.Story...)
			}
		}
	case ActLanguage:
		for i := range b.m.People {
			if p := &b.m.People[i]; p.complains() {
				p.Language = readLanguage(f.value("taal"))
			}
		}
	case ActPause:
		b.d.Next.Pause = true
	default:
		b.fillCommittee(act, f, q, m, r)
	}
}

// fillCommittee does the same for what concerns the committee.
func (b *builder) fillCommittee(act Act, f Fields, q Question, m Message, r Route) {
	switch act {
	case ActAdmissible:
		b.admit()
	case ActInadmissible, ActFounded, ActPartlyFounded, ActUnfounded, ActNoOpinion:
		i := slices.IndexFunc(judgements, func(j judgement) bool { return j.act == act })
		b.judge([]Outcome{judgements[i].outcome}, recommends(f))
	case ActJudge:
		list, _ := b.c.judgementOf(f)
		b.judge(list, recommends(f))
	case ActWithoutStatements:
		b.withoutStatements()
	case ActHearing, ActMoved:
		b.planHearing(act, f)
	case ActDate1, ActDate2, ActDate3, ActDate4:
		b.arrange(f)
		if h := &b.c.Course.Hearing; h.Place == "" {
			h.Place = firstLineOf(f.Text)
		}
		s, _ := b.c.chosenSlot(act)
		b.settle(s)
	case ActHeld:
		b.held()
	case ActCancelled, ActWithoutHearing:
		b.withoutHearing(act)
	case ActHear, ActNoHearing:
		b.wishes(act)
	case ActMemberOut:
		key, _ := b.p.namedSeat(firstOf(f.Values["naam"], f.Text), b.c.Course.Out)
		b.memberOut(key)
	case ActCirculate:
		l, _ := b.readyLetter(TemplateDecision)
		b.d.Next.Circulate = l.Key
	case ActFollowed, ActFollowedPartly, ActNotFollowed:
		b.follows(act, f)
	case ActCarriedOut, ActNotYet:
		b.measured(act)
	case ActPosted:
		day, ok := readPast(f.Text, b.today)
		if !ok {
			day = b.today
		}
		b.posted(q, day)
	case ActPost:
		b.post(f, m, r)
	case ActErase:
		b.toErase()
	}
}

// isOfParty reports whether the secretary was asked about a message as words of a
// complainant, or of somebody unknown. What one of the organisation or a server
// wrote is no complaint, and its writer nobody to acknowledge one to.
func (b *builder) isOfParty(message int64) bool {
	return message != 0 && slices.ContainsFunc(b.m.Questions, func(q Question) bool {
		return q.Kind == QuestionActie && q.Message == message && (slices.Contains(waitingWords, q.Reason) || ofParty[q.Reason])
	})
}

// ofParty are the other reasons of Acties about what a complainant wrote.
var ofParty = map[Reason]bool{
	ReasonAfterClosing: true, ReasonAlso: true, ReasonUnproven: true, ReasonDoubt: true, ReasonAlways: true, ReasonStillMissing: true,
}

// write prepares a letter with her own words, to the complainant unless she names
// somebody else of the case.
func (b *builder) write(t Template, to string, m Message) {
	to = strings.ToLower(strings.TrimSpace(to))
	for _, p := range b.m.People {
		if to == string(p.Role) || to == p.Key || to != "" && to == strings.ToLower(p.Name) {
			b.prepare(t, p.Role, p.Key, m.ID, m.ID)
			return
		}
	}
	for _, role := range []Role{RoleDirector, RoleBoard, RoleChair} {
		if to == string(role) {
			b.prepare(t, role, "", m.ID, m.ID)
			return
		}
	}
	b.prepare(t, RoleComplainant, complainantKey, m.ID, m.ID)
}

// change prepares the letter to the mailbox itself that puts somebody on file.
// Only sending it does so (trust tier 3).
func (b *builder) change(act Act, f Fields, q Question, m Message) {
	a, _ := b.namedAddress(act, f)
	role := map[Act]Role{ActEmployee: RoleEmployee, ActRepresent: RoleRepresentative, ActParty: RoleComplainant, ActAddress: RoleComplainant}[act]
	who := Person{Key: string(role), Role: role, Name: firstLineOf(f.Values["naam"]), Address: a, Language: "nl"}
	switch act {
	case ActAddress:
		old, ok := b.m.Person(complainantKey)
		if !ok {
			return
		}
		old.Address, old.Unproven = a, false
		who = old
	default:
		for n := 2; ; n++ {
			if _, taken := b.m.Person(who.Key); !taken {
				break
			}
			who.Key = numbered(string(role), n)
		}
		if p, ok := b.m.Person(complainantKey); ok && role != RoleEmployee {
			who.Language = p.Language
		}
	}
	b.prepareChange(TemplateChange, RoleSecretary, "", m.ID, &who)
}

// namedAddress is the address she filled in, or the one that somebody confirmed to
// have written from.
func (b *builder) namedAddress(act Act, f Fields) (Address, bool) {
	if a, ok := readAddress(f.Values["mailadres"] + " " + f.Text); ok {
		return a, true
	}
	if act == ActAddress && isBlank(f.Values["mailadres"]+f.Text) && b.c.Course.Elsewhere != "" {
		return ParseAddress("", b.c.Course.Elsewhere), true
	}
	return Address{}, false
}

// readOutcome reads an outcome she may close with. "opgelost" is none of them.
func readOutcome(s string) (Outcome, bool) {
	s = strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(firstLineOf(s)), " ")), " ", "_")
	for _, o := range Closable {
		if s == string(o) {
			return o, true
		}
	}
	return "", false
}

// readGround reads a ground for not taking a complaint up.
func readGround(s string) (Ground, bool) {
	s = strings.ToLower(strings.Trim(firstLineOf(s), " ."))
	i := slices.Index(Grounds, Ground(s))
	if i < 0 {
		return "", false
	}
	return Grounds[i], true
}

func readLanguage(s string) string {
	switch strings.ToLower(strings.Trim(firstLineOf(s), " .")) {
	case "nl", "nederlands":
		return "nl"
	case "en", "engels", "english":
		return "en"
	}
	return ""
}

// maxLabel bounds the name of a complaint item.
const maxLabel = 100

// itemsOf reads complaint items: numbered lines.
func itemsOf(f Fields) []string {
	var list []string
	add := func(s string) {
		if s = strings.Trim(s, " -*•\t"); s != "" && len(s) <= maxLabel {
			list = append(list, s)
		}
	}
	for _, n := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"} {
		add(f.Values[n])
	}
	for line := range strings.Lines(f.Text) {
		add(numberLine.ReplaceAllString(strings.TrimRight(line, "\r\n"), ""))
	}
	return list
}

func firstLineOf(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(line)
}

// numbersIn finds the cases that a text names, with or without check character.
func numbersIn(s string) []Number {
	list := append(Tags(s), numbers(s)...)
	slices.Sort(list)
	return slices.Compact(list)
}

// rehandle hands a complaint from one handler to the other.
func (b *builder) rehandle(to Role) {
	c := b.c
	if c.Handler == to || c.Status != StatusWithDirector {
		return
	}
	old := c.Handler
	b.closeQuestions(QuestionHandler, "overgedragen")
	b.closeDeadlines(DeadlineHandlerSeen)
	b.closeActies("overgedragen", ReasonHandler, ReasonThirdRound, ReasonNotSeen, ReasonLate)
	b.void(ofTemplate(TemplateProposal, TemplateForward))
	for i := range b.m.Questions { // a mail of the one before is no answer of the next
		q := &b.m.Questions[i]
		q.Options = slices.DeleteFunc(slices.Clone(q.Options), func(o Option) bool { return o.Act == ActHandler })
	}
	c.Handler = to
	b.event(Event{Kind: EventActed, Actor: RoleSecretary, Text: "De klacht is overgedragen van " + roleWords(old) + " aan " + roleWords(to) + "."})
	leaves := b.p.moment(b.p.serving(to, b.now), b.now)
	b.m.Deadlines = append(b.m.Deadlines,
		b.p.deadline(DeadlineHandlerSeen, to, "toezending op", b.p.day(leaves), b.p.Terms.DirectorSeen, ruleReglement))
	var due terms.Date
	for i := range b.m.Deadlines {
		if d := &b.m.Deadlines[i]; d.Open() && d.Kind == DeadlineHandlerAnswer {
			d.Who, due = to, d.Date
		}
	}
	key := b.freeKey(string(QuestionHandler) + "-" + string(to)) // it may have gone back and forth before
	b.m.Questions = append(b.m.Questions, Question{Key: key, Kind: QuestionHandler, To: to, Asked: b.now, Due: due})
	b.notice(Notice{Key: key, Template: TemplateToHandler, To: to, Question: key, Messages: c.Story})
	b.tell(Notice{Template: TemplateTakenUp})
}
