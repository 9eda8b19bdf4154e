package workflow_test

import (
	"testing"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// TestClaim_pastHearing: an invitation that was held past its hearing is not sent any
// more, nor a question about dates that are over; that it is off still is.
func TestClaim_pastHearing(t *testing.T) {
	p := procedure()
	day := terms.Date{Year: 2026, Month: time.May, Day: 12}
	c := workflow.Case{Status: workflow.StatusHearing, Matter: workflow.Matter{Key: "K-2026-0001", People: []workflow.Person{
		{Key: "klager", Role: workflow.RoleComplainant, Address: workflow.ParseAddress("", "anna.bakker@voorbeeld.nl")}}}}
	c.Course.Hearing = workflow.Hearing{Round: 1, Slot: workflow.Slot{Day: day, At: "10:00"},
		Proposed: []workflow.Slot{{Day: day.Add(-1)}, {Day: day}},
		Called:   []workflow.CalledOff{{Key: "hoorzitting-1-klager-wijziging-1", Slot: workflow.Slot{Day: day}}}}
	invitation := workflow.Notice{Key: "hoorzitting-1-klager", Template: workflow.TemplateHearing, News: workflow.NewsInvited, To: workflow.RoleComplainant, Person: "klager"}
	off, dates := invitation, invitation
	off.Key, off.News = "hoorzitting-1-klager-wijziging-1", workflow.NewsCancelled
	dates.Key, dates.Template, dates.News = "hoorzitting-data-1-klager", workflow.TemplateHearingDates, ""
	for _, tc := range []struct {
		name string
		n    workflow.Notice
		at   time.Time
		want bool
	}{
		{"an invitation in time", invitation, day.At(9, 59, amsterdam), true},
		{"when it has begun", invitation, day.At(10, 1, amsterdam), false},
		{"on the day after", invitation, day.Add(1).At(8, 0, amsterdam), false},
		{"that it is off, on the day after", off, day.Add(1).At(8, 0, amsterdam), true},
		{"dates of which one is to come", dates, day.Add(-1).At(8, 0, amsterdam), true},
		{"dates that are over", dates, day.At(8, 0, amsterdam), false},
	} {
		if _, why, ok := p.Claim(tc.n, c.Matter, &c, tc.at); ok != tc.want {
			t.Errorf("%s: %v %q", tc.name, ok, why)
		}
	}
}
