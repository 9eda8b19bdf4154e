package workflow

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow/answer"
)

// command carries out what the secretary answers to an Actie or writes in a
// case. Success is silent; she hears only when nothing was done.
func (b *builder) command(m Message, r Route) {
	b.looked()
	if m.Confidence >= minConfidence && b.byWord(m, r) {
		return
	}
	q, _ := b.asks(r)
	if _, ok := answer.Salutation(firstLineOf(m.NewText)); ok && q.Key != "" && b.c != nil {
		b.notForwarded(m, r)
		return
	}
	if q.Key == "" {
		if startsWithDigit(firstLine(m.NewText)) {
			b.help(m, r, ReasonNoDigit) // a digit answers a question, and this mail answers none
		} else {
			b.note(m, r, "De secretaris schreef in het dossier.")
		}
		return
	}
	act, form, ok := b.chosen(m, r)
	if ok {
		b.carryOut(q, act, form, m, r)
	}
}

// asks finds the Actie that a mail of hers answers.
func (b *builder) asks(r Route) (Question, bool) {
	if r.Token == nil || r.Token.Question == "" {
		return Question{}, false
	}
	return b.m.Question(r.Token.Question)
}

// byWord carries out a mail that begins with one of her words.
func (b *builder) byWord(m Message, r Route) bool {
	if word, rest, ok := answer.Word(m.NewText, secretaryWords); ok {
		switch word {
		case wordHelp:
			b.help(m, r, ReasonForms)
		case wordOverview:
			b.d.Next.Overview = true
			b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleSecretary, Act: ActOverview, Proof: r.Proof, Text: "De secretaris vroeg om het overzicht."})
		case wordPhone:
			b.phoned(rest, m, r)
		default:
			b.note(m, r, "De secretaris schreef een notitie.")
		}
		return true
	}
	f, fields, ok := formIn(m.NewText)
	if !ok || b.c == nil {
		return false
	}
	q, _ := b.asks(r)
	b.perform(f.Act, fields, q, m, r)
	return true
}

func (b *builder) note(m Message, r Route, text string) {
	b.event(Event{Kind: EventNote, Message: m.ID, Actor: RoleSecretary, Act: ActNote, Proof: r.Proof, Text: text})
}

// notForwarded: her answer to a notice looks like a letter to the complainant. It
// went to nobody; it lies in Concepten now (procedure section 5).
func (b *builder) notForwarded(m Message, r Route) {
	b.note(m, r, "De secretaris schreef een brief als antwoord op een vraag van het programma; die ging naar niemand.")
	if who, ok := b.m.Person(complainantKey); ok && who.reachable() {
		b.prepare(TemplateLetter, who.Role, who.Key, m.ID, m.ID)
	}
	b.help(m, r, ReasonNotForwarded)
}

// phoned: her signed note of a call. In these words it counts as what the
// complainant said himself; the fixed mail that follows says how to undo it.
func (b *builder) phoned(rest string, m Message, r Route) {
	if item, ok := itemSaid(rest); ok && b.c != nil {
		b.saidOfItem(item, "De secretaris noteerde wat de klager aan de telefoon zei: ", m, r)
		return
	}
	said := phoneWords(rest)
	if said == "" || b.c == nil {
		b.event(Event{Kind: EventNote, Message: m.ID, Actor: RoleSecretary, Act: ActPhone, Proof: r.Proof, Text: "De secretaris noteerde een telefoongesprek."})
		if b.c != nil {
			b.closeActies("gebeld", ReasonNoAnswer, ReasonQuiet, ReasonNoReply)
		}
		return
	}
	if May(RoleSecretary, said, b.c.Status, r.Proof) != EffectDone {
		b.help(m, r, ReasonNotNow)
		return
	}
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleSecretary, Act: said, Proof: r.Proof,
		Text: "De secretaris noteerde wat de klager aan de telefoon zei: " + actWords(said) + "."})
	b.closeActies("gebeld", ReasonNoAnswer, ReasonQuiet, ReasonUnclear, ReasonAddition, ReasonClosedAnswer, ReasonThirdRound,
		ReasonDelayAnswer, ReasonPartDrawn)
	b.c.NeedsHuman = b.openActie(waitingWords...)
	b.wants(said, Question{}, ClosedByNote)
}

var phoneSaid = []struct {
	re  *regexp.Regexp
	act Act
}{
	{regexp.MustCompile(`^(?:de )?(?:klager|klaagster)?\s*(?:is )?niet tevreden$`), ActNotContent},
	{regexp.MustCompile(`^(?:de )?(?:klager|klaagster)?\s*(?:is )?tevreden$`), ActContent},
	{regexp.MustCompile(`^(?:de )?(?:klager|klaagster)?\s*wil naar de commissie$`), ActCommittee},
	{regexp.MustCompile(`^(?:de )?(?:klager|klaagster)?\s*trekt (?:de klacht )?in$`), ActWithdraw},
	{regexp.MustCompile(`^(?:de )?(?:klager|klaagster)?\s*(?:wil )?stopp?(?:en|t)$`), ActStop},
	{regexp.MustCompile(`^(?:de )?(?:klager|klaagster)?\s*wil gehoord worden$`), ActHear},
	{regexp.MustCompile(`^(?:de )?(?:klager|klaagster)?\s*(?:wil|hoeft) niet gehoord (?:te )?worden$`), ActNoHearing},
}

// phoneWords reads the closed list of what a complainant can say through her.
// Anything more on the line is a note.
func phoneWords(rest string) Act {
	line, _, _ := strings.Cut(rest, "\n")
	line = strings.ToLower(strings.Join(strings.Fields(strings.Trim(line, " .!")), " "))
	for _, p := range phoneSaid {
		if p.re.MatchString(line) {
			return p.act
		}
	}
	return ""
}

// chosen reads which option of which Actie a mail chooses. ok is false when it
// chooses none; then the log, and where it was meant as a choice she, hears why.
func (b *builder) chosen(m Message, r Route) (act Act, form Fields, ok bool) {
	q, _ := b.asks(r)
	if q.Reason == ReasonForms && m.Confidence >= minConfidence {
		if act, form, ok := listed(q, m.NewText); ok {
			return act, form, true
		}
	}
	digit, rest, isDigit := answer.Digit(digitApart(caseBehind.ReplaceAllString(m.NewText, "$1: $2")))
	if !isDigit || m.Confidence < minConfidence {
		if isDigit || startsWithDigit(firstLine(m.NewText)) {
			b.help(m, r, ReasonNoDigit) // meant as a choice, but not clear beyond doubt
		} else {
			b.note(m, r, "De secretaris schreef een notitie bij een vraag; de vraag blijft open.")
		}
		return "", Fields{}, false
	}
	act, known := q.option(digit)
	switch {
	case !known:
		b.help(m, r, ReasonNoDigit)
	case !q.Open():
		b.event(Event{Kind: EventRefused, Message: m.ID, Actor: RoleSecretary, Act: act, Proof: r.Proof, Text: "Een antwoord op een vraag die al beantwoord was."})
		b.help(m, r, ReasonClosedAnswer)
	default:
		f, _ := formOf(act)
		return act, readFields(rest, f.Fields), true
	}
	return "", Fields{}, false
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func firstLine(text string) string {
	line, _ := answer.FirstLine(text)
	return line
}

// caseBehind is a digit with a case number behind it: "2 K-2026-0001".
var caseBehind = regexp.MustCompile(`(?im)^(\s*[1-9])\s+(\[?K[-\x{2010}-\x{2015} ]?\d{4})`)

// digitApart puts what stands behind a digit on a line of its own when it begins
// with a date or the name of a field, whose numbers are no second choice.
func digitApart(text string) string {
	line, below := answer.FirstLine(text)
	m := behindDigit.FindStringSubmatch(line)
	if m == nil {
		return text
	}
	return m[1] + "\n" + m[2] + "\n" + below
}

var behindDigit = regexp.MustCompile(`(?i)^\s*([1-9])[\s.,:;)–-]+((?:datum|tijd|plaats|apart|maatregel|onderdeel|naam|ingekomen|verzonden|gepost|(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag\s+)?(?:\d{4}-\d\d?-\d\d?|\d{1,2}[-/. ](?:\d{1,2}[-/. ]\d{4}|(?:jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec))))\b?.*)$`)

// carryOut does what the secretary chose at an Actie.
func (b *builder) carryOut(q Question, act Act, form Fields, m Message, r Route) {
	if act == ActOther {
		b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleSecretary, Act: act, Proof: r.Proof, Text: "De secretaris wil iets anders; de vraag blijft open."})
		b.help(m, r, ReasonForms)
		return
	}
	if b.c == nil {
		b.closeQuestion(q.Key, string(act))
		b.chose(act, m, r)
		b.decideItem(q, act, m)
		return
	}
	b.perform(act, form, q, m, r)
}

// chose logs what the secretary chose.
func (b *builder) chose(act Act, m Message, r Route) {
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleSecretary, Act: act, Proof: r.Proof, Text: "De secretaris koos: " + strings.ReplaceAll(string(act), "_", " ") + "."})
}

// perform carries out an act of the secretary in a case: chosen at an Actie q, or
// asked for by a word (q is then what that mail happens to answer). What cannot
// be done now changes nothing, and she hears it.
func (b *builder) perform(act Act, form Fields, q Question, m Message, r Route) {
	c := b.c
	if May(RoleSecretary, act, c.Status, r.Proof) != EffectDone || c.pointless(act) || act == ActExtend && !b.extendable() {
		b.event(Event{Kind: EventRefused, Message: m.ID, Actor: RoleSecretary, Act: act, Proof: r.Proof, Text: "Dit kan nu niet: " + string(act) + "."})
		b.help(m, r, ReasonNotNow)
		return
	}
	if !b.filled(act, form) {
		b.help(m, r, ReasonForm, act)
		return
	}
	b.chose(act, m, r)
	if q.Kind == QuestionActie && q.Reason != ReasonForms && q.chooses(act) {
		b.closeQuestion(q.Key, string(act))
		c.NeedsHuman = b.openActie(waitingWords...)
	}
	if q.Reason == ReasonHandler || q.Reason == ReasonThirdRound {
		if slices.Contains([]Act{ActPropose, ActAsk, ActAskDelay, ActDefence, ActKeep}, act) {
			b.handlerChosen(act, q, m, r, form)
			return
		}
	}
	switch act {
	case ActResend:
		b.d.Next.Resend = q.Failing
	case ActToDirector, ActToBoard:
		b.closeActies("door een andere keuze", untilRouted...)
		c.NeedsHuman = b.openActie(waitingWords...)
		b.sendTo(act)
	case ActConfirm:
		for i := range b.m.People {
			b.m.People[i].Unproven = false
		}
		b.notice(Notice{Key: string(TemplateAcknowledgement), Template: TemplateAcknowledgement,
			To: RoleComplainant, Person: complainantKey, Question: b.asking(), About: c.First})
		c.Told = b.now
	case ActAskFirst, ActAskAgain:
		b.closeActies("door een andere keuze", untilRouted...)
		if c.Handler == RoleNone {
			b.askMissing()
		}
	case ActContent, ActNotContent, ActCommittee, ActStop, ActWithdraw:
		b.wants(act, Question{}, b.onWhoseWords(q))
	case ActYes, ActNo:
		b.yes(act, q, m)
	case ActPropose, ActAskDelay, ActDefence, ActKeep, ActForward:
		b.kept(act, q)
		if act == ActKeep && q.Reason == ReasonRetention {
			b.keptLonger()
		}
	case ActHandler:
		b.answeredBy(Message{ID: q.Message}, Route{Role: c.Handler, Proof: r.Proof})
	case ActDone:
		if q.Reason == ReasonMember && c.Status == StatusAdmissibility {
			b.askCommittee() // nobody of them is concerned
			b.prepare(TemplateCaseFile, RoleChair, "", 0, c.dossier()...)
		}
		if i, ok := c.Course.letter(q.Failing); ok && (q.Reason == ReasonLetterWaits || q.Reason == ReasonBesluitCommittee) && c.Course.Letters[i].State == LetterReady {
			c.Course.Letters[i].State = LetterOwn // she saw to it herself
		}
	case ActCall:
	default:
		b.fill(act, form, q, m, r)
	}
}

// untilRouted are the reasons of Acties that the way to the handler settles.
var untilRouted = []Reason{ReasonDoubt, ReasonAlways, ReasonStillMissing, ReasonNoSupplement, ReasonHandlerAway}

// chooses reports whether an act is one of the options of q.
func (q Question) chooses(act Act) bool {
	return slices.ContainsFunc(q.Options, func(o Option) bool { return o.Act == act })
}

// onWhoseWords tells what a choice of hers about the complainant's wish rests on.
func (b *builder) onWhoseWords(q Question) ClosedBy {
	if slices.Contains(waitingWords, q.Reason) {
		return b.whoSaid() // she read it in what he wrote
	}
	return ClosedBySecretary
}

// yes takes in her reading of a yes or no, or of a letter without its mark.
func (b *builder) yes(act Act, q Question, m Message) {
	if q.Reason == ReasonLetterMaybe {
		if i, ok := b.c.Course.letter(q.Failing); ok && act == ActYes {
			b.registered(i, m)
			b.d.Next.Alias, b.d.Next.AliasOf = q.Message, q.Failing
		}
		return
	}
	if asked, ok := b.m.Question(q.About); ok {
		b.closeQuestion(asked.Key, string(act))
		b.yesNo(act, asked)
	}
}

// kept settles what waits as somebody's words: passed on, or only kept.
func (b *builder) kept(act Act, q Question) {
	switch {
	case act == ActForward:
		if l, ok := b.readyLetter(TemplateForward); (!ok || l.Message != q.Message) && b.forwardTo() != RoleNone && q.Message != 0 {
			b.prepare(TemplateForward, b.forwardTo(), "", q.Message, q.Message)
		}
	case act == ActKeep:
		if q.Reason == ReasonUnproven && q.Message != 0 {
			b.file(q.Message) // she says that it belongs there
		}
		b.void(func(l Letter) bool {
			return (l.Template == TemplateForward || l.Template == TemplateDefence && q.Reason == ReasonDefence) && l.Message == q.Message && q.Message != 0
		})
	}
}

// sendTo routes a complaint to its handler, or hands it from one to the other.
func (b *builder) sendTo(act Act) {
	to := RoleDirector
	if act == ActToBoard {
		to = RoleBoard
	}
	if b.c.Handler == RoleNone {
		b.route(to)
		return
	}
	b.rehandle(to)
}

// closeActies closes other open Acties that this choice settles too.
func (b *builder) closeActies(why string, reasons ...Reason) {
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Open() && q.Kind == QuestionActie && slices.Contains(reasons, q.Reason) {
			q.Closed, q.Answer = b.now, why
		}
	}
}

// help tells the secretary why nothing was done, or what she can do. The list of
// what can be done is a question of its own, so that its numbers mean something.
func (b *builder) help(m Message, r Route, reason Reason, acts ...Act) {
	n := Notice{Key: numbered(string(TemplateHelp), int(m.ID)), Template: TemplateHelp, To: RoleSecretary, About: m.ID, Reason: reason}
	if r.Token != nil {
		n.Question = r.Token.Question
	}
	if b.c != nil && (reason == ReasonForms || reason == ReasonForm) {
		var options []Option
		for i, f := range b.c.Possible() {
			if len(acts) == 0 || slices.Contains(acts, f.Act) {
				options = append(options, Option{i + 1, f.Act})
			}
		}
		about, _ := b.asks(r)
		list := Question{Key: n.Key, Kind: QuestionActie, To: RoleSecretary, Reason: ReasonForms, Message: about.Message,
			About: about.About, Options: options, Asked: b.now}
		b.m.Questions = append(b.m.Questions, list)
		n.Question = list.Key
	}
	n.NotBefore = b.now // she is at her desk: she has just written
	b.notice(n)
}

// Answer takes in what comes in about an intake item. exists tells whether there
// is a case of a number.
func (p Procedure) Answer(it Item, m Message, r Route, exists func(Number) bool, now time.Time) Decision {
	b := p.beginItem(&it, now)
	_, sender := b.m.ByAddress(m.From)
	switch {
	case r.Verdict == VerdictCommand:
		b.commandItem(m, r, exists)
	case m.Kind == KindBounce && b.it.State != ItemSpam: // whoever sent that needs to hear nothing
		b.bounced(m, r)
	case m.Kind == KindBounce || m.Kind == KindAutomatic:
		b.event(Event{Kind: EventAutomatic, Message: m.ID, Text: "Een automatisch bericht is opgeborgen."})
	case r.Verdict == VerdictSent, r.Verdict == VerdictLetter:
		b.event(Event{Kind: EventJoined, Message: m.ID, Actor: RoleSecretary, Proof: r.Proof, Text: "De secretaris heeft zelf geantwoord."})
	case sender || r.Person == senderKey:
		// The sender writes again: before the first message was judged, or after it
		// was found to be something else.
		b.event(Event{Kind: EventJoined, Message: m.ID, Proof: r.Proof, Text: "Er kwam een vervolg op dit bericht."})
		b.it.State = ItemOpen
		b.received(senderKey, m)
		b.askSecretary(ReasonIntake, m.ID, Option{1, ActComplaint}, Option{2, ActBelongsTo}, Option{3, ActNoComplaint}, Option{4, ActSpam})
	default:
		b.event(Event{Kind: EventJoined, Message: m.ID, Actor: r.Role, Proof: r.Proof, Text: "Een bericht van " + roleWords(r.Role) + " is hierbij opgeborgen."})
		b.askSecretary(ReasonStaff, m.ID, Option{5, ActKeep})
	}
	return b.decision()
}

func (b *builder) commandItem(m Message, r Route, exists func(Number) bool) {
	q, _ := b.asks(r)
	act, form, ok := b.chosen(m, r)
	if !ok {
		return
	}
	if act == ActBelongsTo {
		_, rest, _ := answer.Digit(m.NewText)
		b.d.Next.Join = b.it.Possibly
		if tags := append(Tags(rest), numbers(rest)...); len(tags) > 0 {
			b.d.Next.Join = tags[0]
		}
		if b.d.Next.Join == "" || !exists(b.d.Next.Join) {
			b.d.Next.Join = ""
			b.help(m, r, ReasonWhichCase)
			return
		}
	}
	b.carryOut(q, act, form, m, r)
}

// decideItem records what an intake item turned out to be. An answer to a question
// beside that one (a mail that did not arrive, a colleague's note) decides nothing.
func (b *builder) decideItem(q Question, act Act, m Message) {
	switch act {
	case ActResend:
		b.d.Next.Resend = q.Failing
		return
	case ActComplaint:
		b.it.State = ItemComplaint
		b.d.Next.Open = true
		if _, rest, ok := answer.Digit(digitApart(m.NewText)); ok {
			if day, out, ok := postDay(readFields(rest, []string{"ingekomen"}), b.today); ok && !out {
				b.d.Next.Received = day
			}
		}
	case ActBelongsTo:
		b.it.State = ItemJoined
		b.it.Became = b.d.Next.Join
	case ActNoComplaint:
		b.it.State = ItemNoComplaint
		b.noComplaint(m)
	case ActSpam:
		b.it.State = ItemSpam
	default:
		if q.Reason != b.it.Reason {
			return
		}
		b.it.State = ItemNoComplaint
	}
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Open() {
			q.Closed, q.Answer = b.now, "door een andere keuze"
		}
	}
}

// noComplaint prepares the letter that tells the sender of an intake item that it
// is no complaint, and where to go. Whoever may not be answered gets none.
func (b *builder) noComplaint(m Message) {
	who, ok := b.m.Person(senderKey)
	if !ok || !who.reachable() || b.it.Reason == ReasonMachine || b.it.Reason == ReasonUnproven || b.it.Reason == ReasonDisowned {
		return
	}
	b.event(Event{Kind: EventLetter, Message: m.ID, Text: "De brief “" + string(TemplateNoComplaint) + "” staat klaar in Concepten."})
	n := 0
	for _, q := range b.m.Questions {
		if q.Answer == string(ActNoComplaint) {
			n++ // the sender may have written again after an earlier letter
		}
	}
	b.notice(Notice{Key: numbered(string(TemplateNoComplaint), n), Template: TemplateNoComplaint, Letter: true, To: who.Role,
		Person: who.Key, About: b.it.Message, Stage: n})
}

// asking is the key of the open question to the complainant, "" for none: an
// acknowledgement carries it.
func (b *builder) asking() string {
	q, _ := b.openQuestion(QuestionSupplement)
	return q.Key
}
