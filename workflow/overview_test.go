package workflow_test

import (
	"slices"
	"testing"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// Who gets a short overview, of what: the director never of a case about himself,
// not in a number either; the chair of what lies with the committee; the board of
// what nobody has answered for three weeks.
func TestShortOverview(t *testing.T) {
	p := procedure()
	now := time.Date(2026, 5, 18, 8, 0, 0, 0, amsterdam)
	today := terms.Of(now, amsterdam)
	one := func(n int, s workflow.Status, handler workflow.Role, days int, change func(*workflow.Case)) workflow.Case {
		c := workflow.Case{Number: workflow.NewNumber(2026, n), Status: s, Handler: handler, Received: today.Add(-days)}
		c.Key = string(c.Number)
		if change != nil {
			change(&c)
		}
		return c
	}
	asked := func(days int, reason workflow.Reason) func(*workflow.Case) {
		return func(c *workflow.Case) {
			c.Questions = append(c.Questions, workflow.Question{Key: "actie-1", Kind: workflow.QuestionActie, Reason: reason, Asked: now.AddDate(0, 0, -days)})
		}
	}
	cases := []workflow.Case{
		one(1, workflow.StatusWithDirector, workflow.RoleDirector, 50, func(c *workflow.Case) {
			c.Deadlines = []workflow.Deadline{{Kind: workflow.DeadlineHandlerAnswer, Date: today.Add(-8), From: c.Received}}
		}),
		one(2, workflow.StatusWithDirector, workflow.RoleBoard, 30, nil),                                 // about the director
		one(3, workflow.StatusReceived, "", 30, asked(30, workflow.ReasonDoubt)),                         // held
		one(4, workflow.StatusWithDirector, workflow.RoleDirector, 20, asked(1, workflow.ReasonHandler)), // he answered
		one(5, workflow.StatusDeliberation, workflow.RoleDirector, 90, nil),                              // committee
		one(6, workflow.StatusClosed, workflow.RoleDirector, 90, asked(19, workflow.ReasonAfterClosing)), // after closing
		one(7, workflow.StatusDeliberation, workflow.RoleDirector, 90, func(c *workflow.Case) { c.Course.Out = []string{"voorzitter"} }),
	}
	for _, tt := range []struct {
		role         workflow.Role
		cases, needs []int
	}{
		{workflow.RoleDirector, []int{1}, nil},
		{workflow.RoleBoard, []int{2}, []int{3}},
		{workflow.RoleChair, []int{5}, []int{3}},
	} {
		o, ok := p.OverviewFor(tt.role, cases, nil, now)
		var gotCases, gotNeeds, wantCases, wantNeeds []string
		for _, c := range o.Cases {
			gotCases = append(gotCases, c.Tag)
		}
		for _, n := range o.Needs {
			gotNeeds = append(gotNeeds, n.Tag)
		}
		for _, n := range tt.cases {
			wantCases = append(wantCases, workflow.NewNumber(2026, n).Tag())
		}
		for _, n := range tt.needs {
			wantNeeds = append(wantNeeds, workflow.NewNumber(2026, n).Tag())
		}
		if !ok || !slices.Equal(gotCases, wantCases) || !slices.Equal(gotNeeds, wantNeeds) {
			t.Errorf("overview for %s: %v, %q and %q, want %q and %q", tt.role, ok, gotCases, gotNeeds, wantCases, wantNeeds)
		}
	}
	if _, ok := p.OverviewFor(workflow.RoleDirector, cases[1:4], nil, now); ok {
		t.Error("the director gets an overview in which nothing waits for him")
	}
	if _, ok := p.OverviewFor(workflow.RoleDirector, []workflow.Case{
		one(8, workflow.StatusWithDirector, workflow.RoleDirector, 3, nil), one(9, workflow.StatusWithDirector, workflow.RoleDirector, 20, nil),
	}, nil, now); ok {
		t.Error("the director gets an overview of one case, and one that he got this week")
	}
	d := p.Weekly(workflow.Office{Matter: workflow.Matter{Key: workflow.OfficeKey}}, cases, nil, now)
	var to []workflow.Role
	for _, n := range d.Notices {
		to = append(to, n.To)
	}
	if want := []workflow.Role{workflow.RoleSecretary, workflow.RoleDirector, workflow.RoleBoard, workflow.RoleChair}; !slices.Equal(to, want) {
		t.Errorf("overviews to %v, want %v", to, want)
	}
}
