package workflow

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"klachtenpost/workflow/answer"
)

// Words of the secretary that stand in the first line of a mail to the program.
const (
	wordNote  = "notitie"
	wordPhone = "telefoon"
	wordHelp  = "hulp"
)

var secretaryWords = []string{wordNote, wordPhone, wordHelp}

// command carries out what the secretary answers to an Actie or writes in a
// case. Success is silent; she hears only when nothing was done.
func (b *builder) command(m Message, r Route) {
	b.looked()
	word, _, isWord := answer.Word(m.NewText, secretaryWords)
	isWord = isWord && m.Confidence >= minConfidence // else the line may be a quoted one
	q, act, ok := b.chosen(m, r)
	switch {
	case isWord && word == wordHelp:
		b.help(m, r, "")
	case isWord:
		b.event(Event{Kind: EventNote, Message: m.ID, Actor: RoleSecretary, Proof: r.Proof, Text: "De secretaris schreef een notitie."})
	case q.Key == "" && startsWithDigit(firstLine(m.NewText)):
		b.help(m, r, ReasonNoDigit) // a digit answers a question, and this mail answers none
	case q.Key == "":
		b.event(Event{Kind: EventNote, Message: m.ID, Actor: RoleSecretary, Proof: r.Proof, Text: "De secretaris schreef in het dossier."})
	case !ok:
	case act == ActOther:
		b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleSecretary, Act: act, Proof: r.Proof, Text: "De secretaris wil iets anders; de vraag blijft open."})
		b.help(m, r, "")
	default:
		b.carryOut(q, act, m, r)
	}
}

// chosen reads which option of which Actie a mail chooses. ok is false when it
// chooses none; then the log, and where it was meant as a choice she, hears why.
func (b *builder) chosen(m Message, r Route) (q Question, act Act, ok bool) {
	if r.Token == nil {
		return Question{}, "", false
	}
	q, _ = b.m.Question(r.Token.Question)
	digit, _, isDigit := answer.Digit(caseBehind.ReplaceAllString(m.NewText, "$1: $2"))
	if !isDigit || m.Confidence < minConfidence {
		if isDigit || startsWithDigit(firstLine(m.NewText)) {
			b.help(m, r, ReasonNoDigit) // meant as a choice, but not clear beyond doubt
		} else {
			b.event(Event{Kind: EventNote, Message: m.ID, Actor: RoleSecretary, Proof: r.Proof, Text: "De secretaris schreef een notitie bij een vraag; de vraag blijft open."})
		}
		return q, "", false
	}
	act, known := q.option(digit)
	switch {
	case !known:
		b.help(m, r, ReasonNoDigit)
	case !q.Open():
		b.event(Event{Kind: EventRefused, Message: m.ID, Actor: RoleSecretary, Act: act, Proof: r.Proof, Text: "Een antwoord op een vraag die al beantwoord was."})
		b.help(m, r, ReasonClosedAnswer)
	default:
		return q, act, true
	}
	return q, "", false
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func firstLine(text string) string {
	line, _ := answer.FirstLine(text)
	return line
}

// caseBehind is a digit with a case number behind it: "2 K-2026-0001".
var caseBehind = regexp.MustCompile(`(?im)^(\s*[1-9])\s+(\[?K[-\x{2010}-\x{2015} ]?\d{4})`)

// carryOut does what the secretary chose.
func (b *builder) carryOut(q Question, act Act, m Message, r Route) {
	b.closeQuestion(q.Key, string(act))
	b.event(Event{Kind: EventActed, Message: m.ID, Actor: RoleSecretary, Act: act, Proof: r.Proof, Text: "De secretaris koos: " + strings.ReplaceAll(string(act), "_", " ") + "."})
	if act == ActResend {
		b.d.Next.Resend = q.Failing
		return
	}
	if b.c == nil {
		b.decideItem(q, act)
		return
	}
	c := b.c
	if q.Reason == ReasonAddition {
		c.NeedsHuman = b.openActie(ReasonAddition)
	}
	switch act {
	case ActToDirector, ActToBoard:
		handler := RoleDirector
		if act == ActToBoard {
			handler = RoleBoard
		}
		b.closeActies("door een andere keuze", ReasonDoubt, ReasonAlways, ReasonStillMissing, ReasonNoSupplement, ReasonHandlerAway)
		c.NeedsHuman = b.openActie(ReasonAddition)
		b.route(handler)
	case ActConfirm:
		for i := range b.m.People {
			b.m.People[i].Unproven = false
		}
		b.notice(Notice{Key: string(TemplateAcknowledgement), Template: TemplateAcknowledgement,
			To: RoleComplainant, Person: complainantKey, Question: b.asking(), About: c.First})
		c.Told = b.now
	case ActAskFirst, ActAskAgain:
		b.closeActies("door een andere keuze", ReasonDoubt, ReasonAlways, ReasonStillMissing, ReasonNoSupplement, ReasonHandlerAway)
		if c.Handler == RoleNone {
			b.askMissing()
		}
	}
}

// closeActies closes other open Acties that this choice settles too.
func (b *builder) closeActies(why string, reasons ...Reason) {
	for i := range b.m.Questions {
		if q := &b.m.Questions[i]; q.Open() && q.Kind == QuestionActie && slices.Contains(reasons, q.Reason) {
			q.Closed, q.Answer = b.now, why
		}
	}
}

// help tells the secretary why nothing was done, or what she can do.
func (b *builder) help(m Message, r Route, reason Reason) {
	n := Notice{Key: numbered(string(TemplateHelp), int(m.ID)), Template: TemplateHelp, To: RoleSecretary, About: m.ID, Reason: reason}
	if r.Token != nil {
		n.Question = r.Token.Question
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
	case m.Kind == KindBounce || m.Kind == KindAutomatic:
		b.event(Event{Kind: EventAutomatic, Message: m.ID, Text: "Een automatisch bericht is opgeborgen."})
	case r.Verdict == VerdictSent:
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
	q, act, ok := b.chosen(m, r)
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
	b.carryOut(q, act, m, r)
}

// decideItem records what an intake item turned out to be. An answer to a question
// beside that one (a mail that did not arrive, a colleague's note) decides nothing.
func (b *builder) decideItem(q Question, act Act) {
	switch act {
	case ActComplaint:
		b.it.State = ItemComplaint
		b.d.Next.Open = true
	case ActBelongsTo:
		b.it.State = ItemJoined
		b.it.Became = b.d.Next.Join
	case ActNoComplaint:
		b.it.State = ItemNoComplaint
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

// asking is the key of the open question to the complainant, "" for none: an
// acknowledgement carries it.
func (b *builder) asking() string {
	q, _ := b.openQuestion(QuestionSupplement)
	return q.Key
}
