package workflow

import (
	"sync"

	"klachtenpost/workflow/answer"
)

// reading is what the recognisers make of a message, each asked once at most.
type reading struct {
	in   answer.Input
	made *answer.Reading // nil while nobody needs it

	spam      func() bool
	complaint func() float64
	details   func() answer.Details
	doubts    func() []answer.Found
	crisis    func() bool
	language  func() string
}

func (p Procedure) read(in answer.Input, m Message) *reading {
	r, day := &reading{in: in}, answerDate(p.day(m.Received))
	r.spam = sync.OnceValue(func() bool { return r.text().Spam() })
	r.complaint = sync.OnceValue(func() float64 { return r.text().Complaint() })
	r.details = sync.OnceValue(func() answer.Details { return r.text().Find() })
	r.doubts = sync.OnceValue(func() []answer.Found { return r.text().Doubts(day) })
	r.crisis = sync.OnceValue(func() bool { return r.text().Crisis(day) })
	r.language = sync.OnceValue(func() string { return r.text().Language() })
	return r
}

func (r *reading) text() *answer.Reading {
	if r.made == nil {
		r.made = answer.Read(r.in)
	}
	return r.made
}

// reading is that of ReadAhead, or a new one.
func (p Procedure) reading(m Message) *reading {
	if m.lookedAhead() {
		return m.ahead
	}
	return p.read(p.input(m), m)
}

// lookedAhead tells that what was seen ahead still holds: a message that turned out
// to be a reply is read otherwise.
func (m Message) lookedAhead() bool { return m.ahead != nil && len(m.References) == 0 }

// ReadAhead lets the recognisers look at a message that may be a first mail, and
// gives it with what they saw. Nothing comes out otherwise without it: it is for
// who must be quick later, as inside a transaction.
func (p Procedure) ReadAhead(m Message) Message {
	if m.Kind != KindHuman || m.Source != SourceInbox || m.From.IsZero() || m.From.Same(p.Committee) || len(m.References) > 0 {
		return m
	}
	r := p.reading(m)
	r.language()
	if !r.spam() && r.complaint() >= complaintScore {
		r.details()
		r.doubts()
	} else {
		r.crisis()
	}
	r.made = nil // it is some times as large as the mail
	m.ahead = r
	return m
}

// language is that of a message, as language gives it.
func (p Procedure) language(m Message) string {
	if !m.lookedAhead() {
		return language(m.Text)
	}
	if m.ahead.language() == "en" {
		return "en"
	}
	return "nl"
}
