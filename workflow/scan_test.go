package workflow_test

import (
	"testing"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// scanned is a mail of the printer for the case.
func scanned(id int64, kind workflow.Kind) workflow.Message {
	return workflow.Message{ID: id, Kind: kind, From: addr("scanner@perspectief.example"), Received: modelNow, Confidence: 1,
		Subject: "Scan [" + modelNumber.Tag() + "]", Attachments: []workflow.Attachment{{Name: "scan.pdf", Size: 1000}}}
}

// Two letters were scanned. What the secretary says of one says nothing of the other:
// that stays asked.
func TestPostOfOneScan(t *testing.T) {
	p := procedure()
	c := workflow.Case{Number: modelNumber, Status: workflow.StatusWithDirector, Handler: workflow.RoleDirector, Received: terms.Of(modelNow, amsterdam)}
	c.Key = string(modelNumber)
	for _, id := range []int64{2, 3} {
		m := scanned(id, workflow.KindAutomatic)
		d, err := p.Receive(c, m, p.Sort(m, workflow.Evidence{Tagged: []workflow.Number{modelNumber}}), modelNow)
		if err != nil {
			t.Fatal(err)
		}
		c = *d.Case
	}
	open := func() (list []workflow.Question) {
		for _, q := range c.Questions {
			if q.Open() && q.Reason == workflow.ReasonScan {
				list = append(list, q)
			}
		}
		return list
	}
	if n := len(open()); n != 2 {
		t.Fatalf("%d questions about two scans", n)
	}
	text := "post: ingekomen 15 april"
	m := workflow.Message{ID: 4, Kind: workflow.KindHuman, From: p.Committee, To: []workflow.Address{p.Committee}, Source: workflow.SourceSent,
		Received: modelNow, Confidence: 1, Text: text, NewText: text}
	r := workflow.Route{Verdict: workflow.VerdictCommand, Matter: c.Key, Role: workflow.RoleSecretary, Proof: workflow.ProofMailbox,
		Token: &workflow.Token{Matter: c.Key, Role: workflow.RoleSecretary, Question: open()[0].Key}}
	d, err := p.Receive(c, m, r, modelNow)
	if err != nil {
		t.Fatal(err)
	}
	c = *d.Case
	left := open()
	if len(left) != 1 || left[0].Message != 3 {
		t.Errorf("after one of two letters was read, asked are %+v", left)
	}
	if !c.NeedsHuman {
		t.Error("nobody waits for the other letter")
	}
}

// A letter that is scanned with the number of a case that was erased is put before the
// secretary, as a mail is.
func TestScanOfErasedCase(t *testing.T) {
	p := procedure()
	c := workflow.Case{Number: modelNumber, Status: workflow.StatusErased}
	c.Key = string(modelNumber)
	for _, kind := range []workflow.Kind{workflow.KindHuman, workflow.KindAutomatic} {
		m := scanned(2, kind)
		d, err := p.Receive(c, m, p.Sort(m, workflow.Evidence{Tagged: []workflow.Number{modelNumber}}), modelNow)
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Notices) == 0 {
			t.Errorf("nobody hears of a scan (%s)", kind)
		}
	}
}

// A letter that is scanned with a number that was joined with another belongs in the
// case that lives on.
func TestScanOfJoinedCase(t *testing.T) {
	p := procedure()
	c := workflow.Case{Number: modelNumber, Status: workflow.StatusClosed, Outcome: workflow.OutcomeJoined}
	c.Course.Into = "K-2026-0002"
	for _, kind := range []workflow.Kind{workflow.KindHuman, workflow.KindAutomatic} {
		m := scanned(2, kind)
		r, ok := c.Onward(m, p.Sort(m, workflow.Evidence{Tagged: []workflow.Number{modelNumber}}))
		if !ok || r.Matter != "K-2026-0002" {
			t.Errorf("a scan (%s) is led to %q", kind, r.Matter)
		}
	}
	absence := workflow.Message{ID: 3, Kind: workflow.KindAutomatic, From: addr("anna@voorbeeld.nl")}
	for _, r := range []workflow.Route{
		{Verdict: workflow.VerdictCase, Matter: c.Key, Proof: workflow.ProofTag, Role: workflow.RoleComplainant},
		{Verdict: workflow.VerdictCase, Matter: c.Key, Token: &workflow.Token{}},
	} {
		if r, ok := c.Onward(absence, r); ok {
			t.Errorf("an absence is led to %q", r.Matter)
		}
	}
}
