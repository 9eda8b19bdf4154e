package workflow_test

import (
	"testing"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// Outcomes add up to what was closed, and what came in to what was closed and what
// is still open (procedure section 10, 12).
func TestAnnual(t *testing.T) {
	day := func(m time.Month, d int) terms.Date { return terms.Date{Year: 2026, Month: m, Day: d} }
	closed := func(from, to terms.Date, o workflow.Outcome) workflow.Case {
		return workflow.Case{Received: from, ClosedOn: to, Status: workflow.StatusClosed, Outcome: o}
	}
	founded := closed(day(2, 1), day(6, 1), workflow.OutcomeFounded)
	founded.Course.Recommended, founded.Course.Followed = true, workflow.FollowedPartly
	founded.Course.Extended = []workflow.Phase{workflow.PhaseCommittee}
	founded.Course.Hearing = workflow.Hearing{Over: true, Slot: workflow.Slot{Day: day(5, 1)}}
	cases := []workflow.Case{
		closed(day(1, 1), day(1, 11), workflow.OutcomeSettled),
		closed(day(1, 5), day(1, 25), workflow.OutcomeSettled),
		closed(day(3, 1), day(3, 31), workflow.OutcomeWithdrawn),
		founded,
		closed(day(12, 1), terms.Date{Year: 2027, Month: 1, Day: 5}, workflow.OutcomeSettled),
		{Received: day(11, 3), Status: workflow.StatusWithDirector},
		closed(terms.Date{Year: 2025, Month: 12, Day: 1}, day(1, 2), workflow.OutcomeSettled),
	}
	a := procedure().Annual(cases, 2026)
	sum := 0
	for _, o := range a.Outcomes {
		sum += o.N
	}
	carried := 1 // from the year before
	if a.Received != 6 || a.Closed != 5 || a.StillOpen != 2 || sum != a.Closed || a.Received+carried != a.Closed+a.StillOpen {
		t.Errorf("received %d, closed %d, outcomes %d, open %d", a.Received, a.Closed, sum, a.StillOpen)
	}
	if a.Outcomes[0] != (workflow.OutcomeCount{Outcome: workflow.OutcomeSettled, N: 3}) {
		t.Errorf("most frequent: %+v", a.Outcomes)
	}
	if want := (workflow.Duration{N: 4, Median: 25, Most: 32}); a.Settled != want {
		t.Errorf("without the committee %+v, want %+v", a.Settled, want)
	}
	if a.Committee.N != 1 || a.Extended != 1 || a.Hearings != 1 || a.Advised != 1 || a.Followed[workflow.FollowedPartly] != 1 {
		t.Errorf("the committee: %+v", a)
	}
}
