package workflow_test

import (
	"testing"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// A hearing was planned, the case closed and opened again, and another hearing planned
// before the first mails left. What those say is of the first: with the date of the
// second they would invite twice, or call off what goes on.
func TestMailsOfAnEarlierHearing(t *testing.T) {
	p := procedure()
	c := workflow.Case{Number: modelNumber, Status: workflow.StatusHearing}
	c.Key = string(modelNumber)
	c.People = []workflow.Person{{Key: "klager", Role: workflow.RoleComplainant, Address: addr("anna@voorbeeld.nl")}}
	c.Course.Hearing = workflow.Hearing{Round: 2, Slot: workflow.Slot{Day: terms.Date{Year: 2026, Month: 6, Day: 11}, At: "10:00"}}
	for _, n := range []struct {
		key   string
		news  workflow.News
		stage int
		ok    bool
	}{
		{"hoorzitting-1-klager", workflow.NewsInvited, 0, false},
		{"hoorzitting-1-klager-wijziging-1", workflow.NewsCancelled, 1, false},
		{"hoorzitting-2-klager", workflow.NewsInvited, 0, true},
	} {
		_, why, ok := p.Claim(workflow.Notice{Matter: c.Key, Key: n.key, Template: workflow.TemplateHearing, To: workflow.RoleComplainant,
			Person: "klager", News: n.news, Stage: n.stage}, c.Matter, &c, modelNow)
		if ok != n.ok {
			t.Errorf("%s (%s): leaves is %v %s", n.key, n.news, ok, why)
		}
	}
	c.Course.Hearing.Round, c.Course.Hearing.Sequence, c.Course.Hearing.Over = 1, 1, true
	if _, why, ok := p.Claim(workflow.Notice{Matter: c.Key, Key: "hoorzitting-1-klager-wijziging-1", Template: workflow.TemplateHearing, To: workflow.RoleComplainant,
		Person: "klager", News: workflow.NewsCancelled, Stage: 1}, c.Matter, &c, modelNow); !ok {
		t.Errorf("a hearing that is off is not called off: %s", why)
	}
}
