package workflow

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Reference is what stands in a letter as "Ons kenmerk": matter, kind and count
// of the letter, and its single-use secret. Whoever sends a mail with an unspent
// secret from the committee's address had the draft before him.
func Reference(matter string, letter Template, count int, secret string) string {
	if matter == OfficeKey {
		matter = "KP"
	}
	return fmt.Sprintf("%s/%s%d-%s", matter, letterKinds[letter], count, secret)
}

// letterKinds is the character of each letter in its reference.
var letterKinds = map[Template]string{
	TemplateTrialLetter: "P", TemplateProposal: "V", TemplateAsk: "A", TemplateNotTakenUp: "N", TemplateReferred: "R",
	TemplateNoComplaint: "G", TemplateForward: "D", TemplateEmployeeCopy: "M", TemplateCorrection: "C",
	TemplateLetter: "B", TemplateChange: "W",
	TemplateCaseFile: "K", TemplateDefence: "E", TemplateDecision: "U", TemplateBesluit: "S",
	TemplateBesluitCommittee: "T", TemplateEmployeeOutcome: "F", TemplateErasure: "X",
}

// A reference is looked for around its slash: over a whole text the one pattern
// costs more than all else that is read of a mail.
var (
	beforeSlash = regexp.MustCompile(`(?i)(?:K-\d{4}-\d{4,6}|I-\d{1,9}|KP)\s?$`)
	behindSlash = regexp.MustCompile(`(?i)^\s?[A-Z]\d{1,3}-([0-9A-HJKMNP-TV-Z]{10})(?:[^0-9A-Za-z]|$)`)
)

// Secrets finds the secrets of letters in a text.
func Secrets(text string) []string {
	var found []string
	for i := 0; len(found) < 20; i++ {
		k := strings.IndexByte(text[i:], '/')
		if k < 0 {
			break
		}
		i += k
		m := behindSlash.FindStringSubmatch(plainSigns(text[i+1 : min(len(text), i+80)]))
		if m != nil && beforeSlash.MatchString(plainSigns(text[max(0, i-60):i])) {
			found = append(found, strings.ToUpper(m[1]))
		}
	}
	return found
}

// plainSigns undoes what mail clients do to a line that must not change: hyphens
// at which no line may end, and signs that are not seen.
func plainSigns(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '\u2010' && r <= '\u2015', r == '\u2212':
			return '-'
		case r == '\u00ad', unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
}

// Fate is what became of a frozen mail that did not simply leave.
type Fate string

const (
	FateRefused Fate = "geweigerd" // the server refused it for good
	FateGivenUp Fate = "opgegeven" // tried until it was too late
	FateUnknown Fate = "onbekend"  // may or may not have been accepted
	FateCapped  Fate = "te veel"   // left out, since this person already got too many automatic mails
)

// NotSent tells the secretary that somebody was not told. A mail to herself that
// did not leave is no question to her: she would not get that one either.
func (p Procedure) NotSent(n Notice, fate Fate, m Matter, c *Case, it *Item, now time.Time) Decision {
	b := p.of(m, c, it, now)
	b.event(Event{Kind: EventNotified, Actor: n.To, Text: "De mail “" + string(n.Template) + "” is niet verstuurd: " + string(fate) + "."})
	if n.To == RoleSecretary || n.Template == TemplateMessageReceived {
		if fate == FateUnknown {
			b.askAnew(n)
		}
		return b.decision()
	}
	if n.Template == TemplateOverview && fate == FateUnknown {
		return b.decision() // the next one says more
	}
	if q, ok := b.m.Question(n.Question); ok && fate == FateCapped && n.Template == TemplateAcknowledgement && q.Kind == QuestionSupplement && q.Open() {
		// The acknowledgement was to carry this question; it goes by itself now.
		b.notice(Notice{Key: q.Key, Template: TemplateSupplement, To: n.To, Person: n.Person, Question: q.Key})
		return b.decision()
	}
	reason := ReasonRefused
	options := []Option{{1, ActDone}, {9, ActOther}}
	switch fate {
	case FateCapped:
		reason = ReasonCapped
	case FateUnknown:
		reason = ReasonUnknown
		options = []Option{{1, ActResend}, {2, ActDone}, {9, ActOther}}
	}
	b.ask(Question{Reason: reason, Message: n.About, Options: options, Failed: n.Template, Failing: n.Key})
	return b.decision()
}

// AskedAnew is the key of the mail in which a question is put before the secretary anew,
// by that of the question.
func AskedAnew(question string) string { return "herhaling-" + question }

// askAnew puts a question before her in another mail when nobody knows whether its own
// arrived. What repeats it later may be about another question of the same case.
func (b *builder) askAnew(n Notice) {
	q, ok := b.m.Question(n.Question)
	if !ok || !q.Open() || n.Template != TemplateActie || n.Stage > 0 {
		return
	}
	b.notice(Notice{Key: AskedAnew(q.Key), Template: TemplateActie, To: RoleSecretary, Question: q.Key, About: q.Message, Stage: 1})
}

// Proven closes what the secretary was asked about a mail of unknown fate, once why
// shows that it was accepted: she is not to have it sent a second time. ok is false
// when nothing was asked.
func (p Procedure) Proven(n Notice, why string, m Matter, c *Case, it *Item, now time.Time) (d Decision, ok bool) {
	i := slices.IndexFunc(m.Questions, func(q Question) bool {
		return q.Open() && q.Kind == QuestionActie && q.Reason == ReasonUnknown && q.Failing == n.Key
	})
	if i < 0 {
		return Decision{}, false
	}
	b := p.of(m, c, it, now)
	b.event(Event{Kind: EventNotified, Actor: n.To, Text: "De mail “" + string(n.Template) + "” is verstuurd: " + why + "."})
	b.closeQuestion(m.Questions[i].Key, why)
	return b.decision(), true
}

// of begins a decision about whichever matter it is.
func (p Procedure) of(m Matter, c *Case, it *Item, now time.Time) *builder {
	switch {
	case c != nil:
		return p.begin(c, now)
	case it != nil:
		return p.beginItem(it, now)
	}
	return p.beginOffice(&Office{m}, now)
}

// Repeatable reports whether a mail may be sent once more, byte for byte, when
// nobody knows whether it arrived: hearing twice that a message came in, or being
// reminded twice, does no harm; news of a case twice does.
func (n Notice) Repeatable() bool {
	switch n.Template {
	case TemplateAcknowledgement, TemplateMessageReceived, TemplateActie, TemplateUrgent,
		TemplateOverview, TemplateHelp, TemplateHandlerReminder:
		return true
	}
	return false
}
