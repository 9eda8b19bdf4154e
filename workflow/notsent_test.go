package workflow_test

import (
	"testing"

	"klachtenpost/workflow"
)

// TestActieOfUnknownFate: an open question whose mail may have been lost twice is put
// before her once more, by itself; one that she answered meanwhile is not, and neither is
// the second mail.
func TestActieOfUnknownFate(t *testing.T) {
	p := procedure()
	for _, tt := range []struct {
		name   string
		open   bool
		stage  int
		fate   workflow.Fate
		notice bool
	}{
		{"open", true, 0, workflow.FateUnknown, true},
		{"answered", false, 0, workflow.FateUnknown, false},
		{"the second mail", true, 1, workflow.FateUnknown, false},
		{"refused", true, 0, workflow.FateRefused, false},
	} {
		q := workflow.Question{Key: "actie-2", Kind: workflow.QuestionActie, To: workflow.RoleSecretary, Reason: workflow.ReasonBesluit, Message: 4, Asked: modelNow}
		if !tt.open {
			q.Closed = modelNow
		}
		c := workflow.Case{Number: modelNumber, Status: workflow.StatusDirectorDecides, Handler: workflow.RoleDirector}
		c.Key = string(modelNumber)
		c.Questions = []workflow.Question{q}
		n := workflow.Notice{Matter: c.Key, Key: q.Key, Template: workflow.TemplateActie, To: workflow.RoleSecretary, Question: q.Key, Stage: tt.stage}
		d := p.NotSent(n, tt.fate, c.Matter, &c, nil, modelNow)
		if got := len(d.Notices) == 1 && d.Notices[0].Question == q.Key && d.Notices[0].Key != q.Key; got != tt.notice || len(d.Notices) > 1 {
			t.Errorf("%s: %v, want a mail: %v", tt.name, d.Notices, tt.notice)
		}
	}
}
