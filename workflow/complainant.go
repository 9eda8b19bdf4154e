package workflow

import (
	"maps"
	"regexp"
	"slices"

	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// complainantWrote judges a mail of a complainant against the question it proves
// to answer, never against the status (procedure section 4). What is clear and
// proven is carried out; everything else waits for the secretary, and the
// complainant hears that it does.
func (b *builder) complainantWrote(m Message, r Route, who string) {
	if who == "" {
		who = complainantKey
	}
	if crisis(b.p.input(m), b.today) {
		b.urgent(m.ID, ReasonCrisis)
	}
	if r.Proof == ProofTokenOther {
		b.otherAddress(m, who)
		return
	}
	q, known := b.answered(r)
	if later, ok := b.openQuestion(QuestionReply); ok && q.Kind == QuestionReply && !q.Open() && later.Person == q.Person {
		q = later // he has two statements, and answers in the mail with the first
	}
	asked := known && q.Open()
	if !b.c.Status.Open() {
		b.afterClosing(m, r, who, q)
		return
	}
	if asked && q.Kind == QuestionHearingDates && b.datesAnswered(q, m, r, who) {
		return
	}
	// Whatever he means, nobody can say any more that he does not react.
	b.closeActies("de klager schreef", saysSilent...)
	v := b.understand(m, r, q)
	if b.clear(m, r, q, asked, v) {
		if v.Also != "" {
			b.askSecretary(ReasonAlso, m.ID, Option{5, ActKeep}, Option{9, ActOther})
		}
		return
	}
	switch {
	case asked && q.Kind == QuestionSupplement && May(r.Role, ActSupplement, b.c.Status, r.Proof) == EffectDone:
		b.supplement(q, m, r)
	case asked && q.Kind == QuestionAsk && r.Proof == ProofToken:
		b.answeredAsk(q, m, r, who)
	case asked && q.Kind == QuestionReply && r.Proof == ProofToken:
		b.replied(q, m, r, who)
	case known && !q.Open():
		b.waits(m, who)
		b.askSecretary(ReasonClosedAnswer, m.ID, b.readings(b.alsoAnswers(q.Kind))...)
	case asked:
		b.waits(m, who)
		reason := unclear(v, m)
		b.ask(Question{Reason: reason, Message: m.ID, Options: b.inPart(reason, b.readings(q.Kind)), About: q.Key})
	default:
		b.addition(m, r, who, v)
	}
}

// saysSilent are the reasons of Acties that say a complainant does not react.
var saysSilent = []Reason{ReasonNoAnswer, ReasonNoReply, ReasonNoSupplement}

// answered finds the question a mail proves to answer.
func (b *builder) answered(r Route) (q Question, known bool) {
	if r.Token == nil || r.Token.Question == "" {
		return Question{}, false
	}
	return b.m.Question(r.Token.Question)
}

// understand reads the words above the quote. Nothing counts that is unproven, of
// doubtful origin, or of one of several who complain together: each acts for
// himself, and what one wants is not what all want.
func (b *builder) understand(m Message, r Route, q Question) answer.Verdict {
	unclear := answer.Verdict{Class: answer.ClassUnknown, Action: answer.ActionPerson}
	if r.Proof != ProofToken || m.Confidence < minConfidence || b.complainants() > 1 {
		return unclear
	}
	kind := ""
	if q.Open() {
		kind = string(q.Kind)
	}
	return answer.Classify(withoutCode(m.NewText), kind, string(r.Role))
}

// withoutCode takes off the line with the answer code that a mailto link brings
// along.
func withoutCode(text string) string { return codeLine.ReplaceAllString(text, "") }

var codeLine = regexp.MustCompile(`(?im)^[ \t]*(?:antwoordcode|answer code)\s*:[^\n]*$`)

// alone reports whether nobody else complains, or acts for who does.
func (b *builder) alone(who Person) bool {
	return !slices.ContainsFunc(b.m.People, func(p Person) bool { return p.complains() && p.Key != who.Key })
}

// whoSaid tells on whose words a closing rests that follows from what was written. All
// who complain get the same mail: when they are more than one, or somebody acts for
// him, it is not to say to each that he wrote it.
func (b *builder) whoSaid() ClosedBy {
	if who, ok := b.m.Person(complainantKey); ok && !b.alone(who) {
		return ClosedByOneOf
	}
	return ClosedByComplainant
}

// complainants counts who complain in this case.
func (b *builder) complainants() int {
	n := 0
	for _, p := range b.m.People {
		if p.Role == RoleComplainant {
			n++
		}
	}
	return n
}

// meaning is the act behind a class, in answer to a kind of question.
func meaning(c answer.Class, kind QuestionKind) Act {
	switch c {
	case answer.ClassWithdraw:
		return ActWithdraw
	case answer.ClassQuestion:
		return ActStatus
	}
	switch kind {
	case QuestionProposal:
		switch c {
		case answer.ClassContent:
			return ActContent
		case answer.ClassNotContent:
			return ActNotContent
		case answer.ClassCommittee:
			return ActCommittee
		}
	case QuestionChoice:
		switch c {
		case answer.ClassCommittee:
			return ActCommittee
		case answer.ClassStop, answer.ClassNoCommittee:
			return ActStop
		}
	case QuestionDelay, QuestionAddress:
		switch c {
		case answer.ClassYes:
			return ActYes
		case answer.ClassNo:
			return ActNo
		}
	case QuestionHearingWish:
		switch c {
		case answer.ClassYes:
			return ActHear
		case answer.ClassNo:
			return ActNoHearing
		}
	case QuestionUndo:
		switch c {
		case answer.ClassReopen, answer.ClassNoWithdrawal:
			return ActReopen
		case answer.ClassNotContent:
			return ActNotContent
		case answer.ClassCommittee:
			return ActCommittee
		}
	}
	return ""
}

// clear carries out what a complainant clearly said, and reports whether it did.
func (b *builder) clear(m Message, r Route, q Question, asked bool, v answer.Verdict) bool {
	if v.Action == answer.ActionPerson {
		return false
	}
	act := meaning(v.Class, q.Kind)
	if q.Kind == QuestionUndo { // in an open case: of an item that was withdrawn
		act = map[Act]Act{ActReopen: ActRestoreItem, ActWithdraw: ActWithdraw, ActStatus: ActStatus}[act]
		if act == ActRestoreItem && b.p.day(m.Received).After(q.Due) {
			return false
		}
	}
	if !asked && act != ActWithdraw && act != ActStatus {
		return false // without an open question only these mean something
	}
	if act == "" || May(r.Role, act, b.c.Status, r.Proof) != EffectDone {
		return false
	}
	if act == ActStatus {
		return b.tellState(m, r)
	}
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: act, Proof: r.Proof,
		Text: "De klager schreef: " + actWords(act) + "."})
	if asked {
		b.closeQuestion(q.Key, string(act))
	}
	b.wants(act, q, b.whoSaid())
	if act == ActHear || act == ActNoHearing {
		b.received(r.Person, m) // nothing else tells that it came in
	}
	return true
}

// wants carries out what a complainant wants, whether he wrote it himself, said
// it to the secretary, or she read it in his words.
func (b *builder) wants(act Act, q Question, by ClosedBy) {
	switch act {
	case ActContent:
		b.close(act, OutcomeSettled, by)
	case ActStop:
		b.close(act, OutcomeNotSettled, by)
	case ActWithdraw:
		b.close(act, OutcomeWithdrawn, by)
	case ActNotContent:
		b.choose()
	case ActCommittee:
		b.toCommittee()
	case ActYes, ActNo:
		b.yesNo(act, q)
	case ActHear, ActNoHearing:
		b.wishes(act)
	case ActRestoreItem:
		b.undoItem(q)
	}
}

// actWords words an act for the log.
func actWords(a Act) string {
	switch a {
	case ActContent:
		return "tevreden"
	case ActNotContent:
		return "niet tevreden"
	case ActCommittee:
		return "naar de commissie"
	case ActStop:
		return "stoppen"
	case ActWithdraw:
		return "intrekken"
	case ActReopen:
		return "heropenen"
	case ActRestoreItem:
		return "het onderdeel niet intrekken"
	case ActWithdrawItem:
		return "één onderdeel intrekken"
	case ActHear:
		return "gehoord worden"
	case ActNoHearing:
		return "niet gehoord worden"
	}
	return string(a)
}

// choose: not satisfied. The complainant chooses: the committee, or an end.
func (b *builder) choose() {
	answered := b.c.Status == StatusProposed
	if !b.move(ActNotContent, StatusChoosing, OutcomeNone) {
		return
	}
	b.answerIsDone("de klager is niet tevreden")
	if !answered {
		b.proposalIsDone("de klager is niet tevreden") // she told him by telephone
	} // else what the handler wrote since is another proposal, which can still be put to him
	d := b.p.deadline(DeadlineChoice, RoleComplainant, "onze vraag van", b.sendDay(), b.p.Terms.Choice, ruleReglement)
	b.m.Deadlines = append(b.m.Deadlines, d)
	b.put(TemplateChoice, Question{Kind: QuestionChoice, Due: d.Date, Options: []Option{{1, ActCommittee}, {2, ActStop}}})
}

// toCommittee: the complainant wants the committee to judge.
func (b *builder) toCommittee() {
	if !b.move(ActCommittee, StatusAdmissibility, OutcomeNone) {
		return
	}
	b.answerIsDone("naar de commissie")
	b.proposalIsDone("naar de commissie")
	b.closeQuestions(QuestionChoice, "naar de commissie")
	b.closeDeadlines(DeadlineChoice)
	d := b.p.deadline(DeadlineHearingWish, RoleComplainant, "onze vraag van", b.sendDay(), b.p.Terms.HearingWish, "Awb 9:10")
	b.m.Deadlines = append(b.m.Deadlines, d)
	b.put(TemplateToCommittee, Question{Kind: QuestionHearingWish, Due: d.Date, Options: []Option{{1, ActHear}, {2, ActNoHearing}}})
	b.enterCommittee()
}

// answerIsDone ends everything that was asked around the handler's answer.
func (b *builder) answerIsDone(why string) {
	b.closeQuestions(QuestionProposal, why)
	b.closeQuestions(QuestionHandler, why)
	b.closeQuestions(QuestionDelay, why)
	b.closeDeadlines(DeadlineProposal, DeadlineHandlerSeen, DeadlineHandlerTarget, DeadlineHandlerAnswer, DeadlineDelay)
	b.closeActies(why, ReasonNotSeen, ReasonLate, ReasonNoAnswer, ReasonUnclear)
	b.c.NeedsHuman = b.openActie(waitingWords...)
}

// proposalIsDone: no proposal is put to the complainant any more.
func (b *builder) proposalIsDone(why string) {
	b.closeActies(why, ReasonHandler, ReasonThirdRound)
	b.void(ofTemplate(TemplateProposal))
}

// tell sends a fixed text to everybody who complains. Each gets one of a kind
// once, numbered by how often that happened before.
func (b *builder) tell(n Notice) { b.tellAs(b.count(n.Template), n) }

// tellAs is tell under a key of its own: for what is said once only.
func (b *builder) tellAs(key string, n Notice) {
	for _, who := range b.m.People {
		if who.complains() {
			b.tellOne(who, key, n)
		}
	}
	b.c.Told = b.now
}

// tellOne is tell for one of those who complain.
func (b *builder) tellOne(who Person, key string, n Notice) {
	n.To, n.Person, n.Key = who.Role, who.Key, key
	if who.Key != complainantKey {
		n.Key += "-" + who.Key
	}
	b.notice(n)
}

// count numbers the fixed texts of a kind in this case.
func (b *builder) count(t Template) string {
	told := maps.Clone(b.c.Course.Told)
	if told == nil {
		told = map[Template]int{}
	}
	told[t]++
	b.c.Course.Told = told
	return numbered(string(t), told[t])
}

// sendDay is the day on which an ordinary mail to a complainant leaves now: terms
// that count from it count from that day.
func (b *builder) sendDay() terms.Date { return b.p.day(b.p.moment(anybody, b.now)) }

// put asks the complainant something by a fixed text.
func (b *builder) put(t Template, q Question) {
	b.closeQuestions(q.Kind, "opnieuw gevraagd")
	b.askComplainant(Notice{Template: t}, q)
}

// askComplainant is put beside what is asked already.
func (b *builder) askComplainant(n Notice, q Question) {
	q.Key, q.To, q.Person, q.Asked = b.nextKey(q.Kind), RoleComplainant, complainantKey, b.now
	b.m.Questions = append(b.m.Questions, q)
	b.event(Event{Kind: EventAsked, Text: "Aan de klager gevraagd: " + string(q.Kind) + "."})
	n.Question = q.Key
	b.tell(n)
}

// tellState answers the question how it stands: whoever asked, at most once a week.
func (b *builder) tellState(m Message, r Route) bool {
	who, ok := b.m.Person(firstOf(r.Person, complainantKey))
	if !ok {
		return false
	}
	asked := b.c.Course.Asked[who.Key]
	if !asked.IsZero() && b.today.Sub(asked) < 7 {
		b.waits(m, r.Person)
		b.askSecretary(ReasonAsksState, m.ID, Option{5, ActKeep}, Option{9, ActOther})
		return true
	}
	b.c.Course.Asked = maps.Clone(b.c.Course.Asked)
	if b.c.Course.Asked == nil {
		b.c.Course.Asked = map[string]terms.Date{}
	}
	b.c.Course.Asked[who.Key] = b.today
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: ActStatus, Proof: r.Proof,
		Text: "De klager vroeg hoe het ervoor staat, en krijgt de stand van zaken."})
	b.tellOne(who, b.count(TemplateInterim), Notice{Template: TemplateInterim, News: NewsAsked})
	if b.alone(who) {
		b.c.Told = b.now
	}
	return true
}

// waits: somebody's words wait for the secretary. The terms run on; he hears that
// his message came in.
func (b *builder) waits(m Message, who string) {
	b.needsHuman(firstOf(who, complainantKey))
	b.received(firstOf(who, complainantKey), m)
}

// needsHuman: until the secretary has looked, somebody hears no more than that his
// message came in, and what is late. What was decided before his words is held.
func (b *builder) needsHuman(who string) {
	b.c.NeedsHuman = true
	b.c.Course.Waiting = maps.Clone(b.c.Course.Waiting)
	if b.c.Course.Waiting == nil {
		b.c.Course.Waiting = map[string]int{}
	}
	b.c.Course.Waiting[who] = b.m.Version
}

// waitingWords are the reasons of Acties about words that wait for the secretary.
var waitingWords = []Reason{
	ReasonAddition, ReasonUnclear, ReasonAnswered, ReasonClosedAnswer, ReasonPartDrawn, ReasonAgent, ReasonDeath,
	ReasonOtherAddress, ReasonDisowned, ReasonNotMe, ReasonAsksState, ReasonReplied, ReasonScan,
}

// readings are what the secretary can make of an answer that was not clear.
func (b *builder) readings(kind QuestionKind) []Option {
	list := map[QuestionKind][]Option{
		QuestionProposal: {{1, ActContent}, {2, ActNotContent}, {3, ActCommittee}, {4, ActWithdraw}},
		QuestionChoice:   {{1, ActCommittee}, {2, ActStop}, {3, ActContent}, {4, ActWithdraw}},
		QuestionDelay:    {{1, ActYes}, {2, ActNo}},
		QuestionAddress:  {{1, ActYes}, {2, ActNo}},

		QuestionHearingWish: {{1, ActHear}, {2, ActNoHearing}, {4, ActWithdraw}},
		QuestionUndo:        {{4, ActWithdraw}}, // in answer to the mail about one item
	}
	return append(slices.Clone(list[kind]), Option{5, ActKeep}, Option{9, ActOther})
}

// alsoAnswers is the question that is open now and that an answer to an earlier one
// may well be meant for: both are about the handler's answer. It is hers to say.
func (b *builder) alsoAnswers(closed QuestionKind) QuestionKind {
	for _, kind := range []QuestionKind{QuestionProposal, QuestionChoice} {
		if b.openKind(kind) && (closed == QuestionProposal || closed == QuestionChoice) {
			return kind
		}
	}
	return ""
}

// inPart offers beside other readings what a mail about a part of the complaint may
// mean: one item is withdrawn, or the items have to be named first.
func (b *builder) inPart(reason Reason, options []Option) []Option {
	act := ActWithdrawItem
	if b.c.pointless(act) {
		act = ActItems
	}
	if reason != ReasonPartDrawn || May(RoleSecretary, act, b.c.Status, ProofMailbox) != EffectDone {
		return options
	}
	options = slices.DeleteFunc(options, func(o Option) bool { return o.Act == ActWithdraw }) // not as a whole
	return slices.Insert(options, len(options)-2, Option{4, act})
}

// unclear says why an answer goes to the secretary.
func unclear(v answer.Verdict, m Message) Reason {
	switch {
	case died.MatchString(m.NewText):
		return ReasonDeath
	case v.Class == answer.ClassPartly:
		return ReasonPartDrawn
	case v.Class == answer.ClassAgent:
		return ReasonAgent
	}
	return ReasonUnclear
}

// died finds the news that the complainant died. It only names what the Actie is
// about.
var died = regexp.MustCompile(`(?i)\b(?:is|was)\b[^.\n]{0,40}\b(?:overleden|gestorven)\b|\boverlijden van\b|\bpassed away\b`)

// addition files what the complainant wrote by himself. Once a handler has the
// complaint it goes on to him as a letter.
func (b *builder) addition(m Message, r Route, who string, v answer.Verdict) {
	c := b.c
	b.d.Events[len(b.d.Events)-1].Text = "Een bericht van de klager is in het dossier gekomen; de secretaris leest het."
	if c.Handler == RoleNone {
		c.Story = append(c.Story, m.ID)
		// Whoever writes this address above a mail could add to the complaint.
		c.Course.Unseen = c.Course.Unseen || r.Proof != ProofToken && m.DMARC != DMARCPass
	}
	b.waits(m, who)
	options := []Option{{5, ActKeep}, {9, ActOther}}
	reason := ReasonAddition
	switch u := unclear(v, m); {
	case c.Status == StatusIncomplete:
		// It may well be the answer, from another address or without the thread.
		options = slices.Insert(options, 0, Option{1, ActToDirector}, Option{2, ActAskAgain})
	case u != ReasonUnclear:
		reason, options = u, b.inPart(u, options)
	case v.Class == answer.ClassWithdraw || v.Class == answer.ClassContent || v.Class == answer.ClassCommittee:
		// It may be an answer without a question, or one that is not proven.
		for i, act := range []Act{ActContent, ActCommittee, ActWithdraw} {
			if May(RoleSecretary, act, c.Status, ProofMailbox) == EffectDone {
				options = slices.Insert(options, len(options)-2, Option{i + 2, act})
			}
		}
	}
	if to := b.forwardTo(); reason == ReasonAddition && to != RoleNone {
		b.prepare(TemplateForward, to, "", m.ID, m.ID)
		options = slices.Insert(options, 0, Option{1, ActForward})
	}
	b.askSecretary(reason, m.ID, options...)
}

// forwardTo is who has the case now and should hear what the complainant adds,
// RoleNone for nobody.
func (b *builder) forwardTo() Role {
	switch s := b.c.Status; {
	case s == StatusWithDirector, s == StatusProposed, s == StatusChoosing, s == StatusDirectorDecides:
		return b.c.Handler
	case s.withCommittee():
		return RoleChair
	}
	return RoleNone
}

// answeredAsk: any reply to a vraag goes on to the handler as a letter.
func (b *builder) answeredAsk(q Question, m Message, r Route, who string) {
	b.closeQuestion(q.Key, "beantwoord")
	b.closeDeadlines(DeadlineAsk)
	b.closeActies("de klager antwoordde", ReasonNoReply)
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: r.Role, Act: ActReply, Proof: r.Proof, Text: "De klager heeft de vraag beantwoord."})
	b.waits(m, who)
	options := []Option{{5, ActKeep}, {9, ActOther}}
	if to := b.forwardTo(); to != RoleNone {
		b.prepare(TemplateForward, to, "", m.ID, m.ID)
		options = slices.Insert(options, 0, Option{1, ActForward})
	}
	b.askSecretary(ReasonAnswered, m.ID, options...)
}

// sharedLetter: each who complains, or acts for one who does, had the letter with its
// question too. Whoever of them answers it writes from no other address of the one it
// was made out to, and acts for himself.
func (b *builder) sharedLetter(m Message, r Route) Route {
	who, ok := b.m.ByAddress(m.From)
	if r.Proof != ProofTokenOther || r.Token == nil || !ok || !who.complains() || who.Key == r.Person || m.DMARC == DMARCFail {
		return r
	}
	r.Role, r.Person = who.Role, who.Key
	if slices.ContainsFunc(b.p.with(r.Token.Template, r.Token.Role, *b.c, b.now), m.From.Same) {
		r.Proof = ProofToken
		return r
	}
	r.Proof, r.Token = ProofTag, nil // in the thread of another's mail
	return r
}

// otherAddress: whoever wrote had our mail, but writes from elsewhere. It is
// filed, what waits for an answer waits no longer, and the address on file is
// asked whether that was him (trust tier 0a). A mail that names the address on file
// and that its server disowns comes from no other address: she alone hears of it.
func (b *builder) otherAddress(m Message, who string) {
	b.needsHuman(who)
	if p, ok := b.m.Person(who); ok && m.From.Same(p.Address) {
		b.event(Event{Kind: EventRefused, Message: m.ID, Actor: RoleComplainant, Proof: ProofTokenOther,
			Text: "Niet als antwoord geteld: de mailserver van de afzender zegt dat het bericht niet van hem komt."})
		b.askSecretary(ReasonDisowned, m.ID, Option{5, ActKeep}, Option{9, ActOther})
		return
	}
	b.event(Event{Kind: EventRefused, Message: m.ID, Actor: RoleComplainant, Proof: ProofTokenOther,
		Text: "Niet als antwoord geteld: van een ander adres dan op het dossier staat."})
	b.closeActies("er kwam bericht van een ander adres", saysSilent...)
	b.wasItYou(m, who)
	b.askSecretary(ReasonOtherAddress, m.ID, Option{5, ActKeep}, Option{9, ActOther})
}

func (b *builder) openKind(kind QuestionKind) bool {
	_, ok := b.openQuestion(kind)
	return ok
}

// yesNo takes in the answer to a question of yes or no.
func (b *builder) yesNo(act Act, q Question) {
	switch q.Kind {
	case QuestionDelay:
		b.delayAnswered(act == ActYes)
	case QuestionAddress:
		b.addressAnswered(act == ActYes, q)
	}
}

// addressAnswered: it was him, so a letter that puts the new address on file is
// prepared; or it was not, and somebody else had our mail.
func (b *builder) addressAnswered(yes bool, q Question) {
	if !yes {
		b.c.Course.Elsewhere = "" // nobody's to be put on file
		b.askSecretary(ReasonNotMe, q.Message, Option{1, ActDone}, Option{9, ActOther})
		return
	}
	b.closeActies("bevestigd", ReasonOtherAddress)
	b.askSecretary(ReasonOtherAddress, q.Message, Option{1, ActAddress}, Option{5, ActKeep}, Option{9, ActOther})
}
