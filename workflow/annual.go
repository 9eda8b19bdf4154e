package workflow

import (
	"cmp"
	"slices"
	"time"

	"klachtenpost/workflow/terms"
)

// Annual is what the annual report tells of one year: counts and durations, of
// nobody in particular (Awb 9:12a).
type Annual struct {
	Year      int
	Intake    [12]int // received, by month
	Received  int
	Closed    int              // in the year, whenever they were received
	Outcomes  []OutcomeCount   // of those, the most frequent first
	Items     []OutcomeCount   // judgements of complaint items
	Settled   Duration         // those closed without the committee
	Committee Duration         // those the committee had
	Extended  int              // of those closed, with an extended term
	Hearings  int              // of those closed, with a hearing
	Advised   int              // recommendations
	Followed  map[Followed]int // what the besluit did with them
	StillOpen int              // on 31 December
	Board     int              // handled by the board instead of the director
}

// OutcomeCount is how often an outcome occurred.
type OutcomeCount struct {
	Outcome Outcome
	N       int
}

// Duration sums up how long cases took, in days from receipt to closing.
type Duration struct {
	N      int
	Median int
	Most   int
}

// Annual counts a year. cases are all that were received in it, closed in it or
// open at its end; others do no harm.
func (p Procedure) Annual(cases []Case, year int) Annual {
	a := Annual{Year: year, Followed: map[Followed]int{}}
	last := terms.Date{Year: year, Month: time.December, Day: 31}
	outcomes, items := map[Outcome]int{}, map[Outcome]int{}
	var settled, committee []int
	for _, c := range cases {
		if c.Received.Year == year {
			a.Received++
			a.Intake[c.Received.Month-1]++
		}
		closed := !c.ClosedOn.IsZero() && !c.Status.Open()
		if !c.Received.After(last) && (!closed || c.ClosedOn.After(last)) {
			a.StillOpen++
		}
		if !closed || c.ClosedOn.Year != year {
			continue
		}
		a.Closed++
		outcomes[c.Outcome]++
		for _, it := range c.Course.Items {
			if it.Withdrawn {
				items[OutcomeWithdrawn]++
			} else if it.Judgement != OutcomeNone {
				items[it.Judgement]++
			}
		}
		days := c.ClosedOn.Sub(c.Received)
		if c.byCommittee() {
			committee = append(committee, days)
		} else {
			settled = append(settled, days)
		}
		a.count(c)
	}
	a.Outcomes, a.Items = ranked(outcomes), ranked(items)
	a.Settled, a.Committee = duration(settled), duration(committee)
	return a
}

func (a *Annual) count(c Case) {
	if len(c.Course.Extended) > 0 {
		a.Extended++
	}
	if c.Course.Hearing.Over && !c.Course.Hearing.Slot.Day.IsZero() {
		a.Hearings++
	}
	if c.Handler == RoleBoard {
		a.Board++
	}
	if c.Course.Recommended {
		a.Advised++
		a.Followed[c.Course.Followed]++
	}
}

// byCommittee reports whether the committee had the case.
func (c Case) byCommittee() bool {
	switch c.Outcome {
	case OutcomeFounded, OutcomePartlyFounded, OutcomeUnfounded, OutcomeInadmissible, OutcomeNoOpinion:
		return true
	}
	return slices.ContainsFunc(c.Deadlines, func(d Deadline) bool { return d.Kind == DeadlineCommittee })
}

// ranked orders outcomes by how often they occurred, then by name.
func ranked(n map[Outcome]int) []OutcomeCount {
	var list []OutcomeCount
	for o, k := range n {
		list = append(list, OutcomeCount{o, k})
	}
	slices.SortFunc(list, func(a, b OutcomeCount) int { return cmp.Or(b.N-a.N, cmp.Compare(a.Outcome, b.Outcome)) })
	return list
}

func duration(days []int) Duration {
	if len(days) == 0 {
		return Duration{}
	}
	slices.Sort(days)
	mid := days[len(days)/2]
	if len(days)%2 == 0 {
		mid = (days[len(days)/2-1] + mid) / 2
	}
	return Duration{N: len(days), Median: mid, Most: days[len(days)-1]}
}
