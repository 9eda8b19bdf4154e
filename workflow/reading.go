package workflow

import (
	"sync"

	"klachtenpost/workflow/answer"
)

// reading is what the recognisers make of a message, each asked once at most.
type reading struct {
	spam      func() bool
	complaint func() float64
	details   func() answer.Details
	doubts    func() []answer.Found
	crisis    func() bool
	language  func() string
}

func (p Procedure) read(in answer.Input, m Message) *reading {
	r := answer.Read(in)
	return &reading{
		spam: sync.OnceValue(r.Spam), complaint: sync.OnceValue(r.Complaint), details: sync.OnceValue(r.Find),
		doubts:   sync.OnceValue(func() []answer.Found { return r.Doubts(answerDate(p.day(m.Received))) }),
		crisis:   sync.OnceValue(func() bool { return r.Crisis(answerDate(p.day(m.Received))) }),
		language: sync.OnceValue(r.Language),
	}
}

// reading is that of ReadAhead, or a new one.
func (p Procedure) reading(m Message) *reading {
	if m.ahead != nil {
		return m.ahead
	}
	return p.read(p.input(m), m)
}

// ReadAhead lets the recognisers look at a message that may be a first mail, and
// gives it with what they saw. Nothing comes out otherwise without it: it is for
// who must be quick later, as inside a transaction.
func (p Procedure) ReadAhead(m Message) Message {
	if m.Kind != KindHuman || m.Source != SourceInbox || m.From.IsZero() || m.From.Same(p.Committee) || len(m.References) > 0 {
		return m
	}
	r := p.reading(m)
	if !r.spam() && r.complaint() >= complaintScore {
		r.details()
		r.doubts()
		r.language()
	} else {
		r.crisis()
	}
	m.ahead = r
	return m
}
