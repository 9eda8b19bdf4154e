package workflow_test

import (
	"testing"
	"time"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// While a case stands still the complainant agrees to a date, and is asked something
// by another. What he was told then holds when the terms run again: a day that was
// agreed on stays, and a term has stood still since it began.
func TestAgreedWhileSuspended(t *testing.T) {
	p := procedure()
	day := func(month time.Month, d int) terms.Date { return terms.Date{Year: 2026, Month: month, Day: d} }
	at := func(d terms.Date) time.Time { return d.At(10, 0, amsterdam) }
	c := workflow.Case{Number: modelNumber, Status: workflow.StatusWithDirector, Handler: workflow.RoleDirector, Received: day(4, 1)}
	c.Key = string(modelNumber)
	c.People = []workflow.Person{{Key: "klager", Role: workflow.RoleComplainant, Address: addr("anna@voorbeeld.nl")}}
	c.Course.Extended = []workflow.Phase{workflow.PhaseDirector}
	c.Deadlines = []workflow.Deadline{{Kind: workflow.DeadlineHandlerAnswer, Who: workflow.RoleDirector, From: day(4, 1), Date: day(6, 10), RawEnd: day(6, 10)}}
	command := func(on terms.Date, text string) {
		t.Helper()
		m := workflow.Message{ID: 9, Kind: workflow.KindHuman, From: p.Committee, To: []workflow.Address{p.Committee}, Received: at(on), Confidence: 1, Text: text, NewText: text}
		d, err := p.Receive(c, m, workflow.Route{Verdict: workflow.VerdictCommand, Matter: c.Key, Role: workflow.RoleSecretary, Proof: workflow.ProofMailbox}, at(on))
		if err != nil {
			t.Fatal(err)
		}
		c = *d.Case
	}
	command(day(4, 16), "opschorten\ntot: 2026-06-04")
	command(day(6, 1), "verder uitstel\ntot: 1 juli 2026")
	delay, ok := c.Deadline(workflow.DeadlineDelay)
	if !ok || c.Course.Delay != day(7, 1) {
		t.Fatalf("not asked: %+v", c.Course)
	}
	yes := workflow.Message{ID: 10, Kind: workflow.KindHuman, From: addr("anna@voorbeeld.nl"), Received: at(day(6, 2)), Confidence: 1, Text: "Ja", NewText: "Ja"}
	answer := workflow.Route{Verdict: workflow.VerdictCase, Matter: c.Key, Role: workflow.RoleComplainant, Person: "klager", Proof: workflow.ProofToken,
		Token: &workflow.Token{Matter: c.Key, Role: workflow.RoleComplainant, Person: "klager", Question: "uitstel-akkoord-1"}}
	for _, agreed := range []bool{true, false} {
		c := c
		if agreed {
			d, err := p.Receive(c, yes, answer, at(day(6, 2)))
			if err != nil {
				t.Fatal(err)
			}
			c = *d.Case
			if d, _ := c.Deadline(workflow.DeadlineHandlerAnswer); d.Date != day(7, 1) {
				t.Fatalf("agreed on %+v", d)
			}
		}
		c = *p.Tick(c, at(day(6, 4))).Case
		if !c.Course.Suspended.Until.IsZero() {
			t.Fatal("still suspended")
		}
		if d, _ := c.Deadline(workflow.DeadlineHandlerAnswer); agreed && d.Date != day(7, 1) {
			t.Errorf("agreed on 1 July, held to %s", d.Date)
		} else if !agreed && d.Date != day(7, 29) {
			t.Errorf("49 days after 10 June is %s", d.Date)
		}
		if d, _ := c.Deadline(workflow.DeadlineDelay); !agreed && d.RawEnd != delay.RawEnd.Add(3) {
			t.Errorf("a question of three days ago is due on %s, was %s", d.RawEnd, delay.RawEnd)
		}
	}
}

// An extension counts from the end of the first term, which is still to come when the
// case stands still: it is as much later as the case stood still.
func TestExtendedThenSuspended(t *testing.T) {
	p := procedure()
	c := workflow.Case{Number: modelNumber, Status: workflow.StatusWithDirector, Handler: workflow.RoleDirector}
	c.Key = string(modelNumber)
	c.People = []workflow.Person{{Key: "klager", Role: workflow.RoleComplainant, Address: addr("anna@voorbeeld.nl")}}
	end := terms.Date{Year: 2026, Month: 6, Day: 10}
	c.Deadlines = []workflow.Deadline{{Kind: workflow.DeadlineHandlerAnswer, Who: workflow.RoleDirector, From: end.Add(-42), Date: end, RawEnd: end}}
	for i, text := range []string{"verlengen", "opschorten\ntot: 2026-05-06"} {
		now := modelNow.Add(time.Duration(i) * time.Hour)
		m := workflow.Message{ID: 9, Kind: workflow.KindHuman, From: p.Committee, To: []workflow.Address{p.Committee}, Received: now, Confidence: 1, Text: text, NewText: text}
		d, err := p.Receive(c, m, workflow.Route{Verdict: workflow.VerdictCommand, Matter: c.Key, Role: workflow.RoleSecretary, Proof: workflow.ProofMailbox}, now)
		if err != nil {
			t.Fatal(err)
		}
		c = *d.Case
	}
	before, _ := c.Deadline(workflow.DeadlineHandlerAnswer)
	c = *p.Tick(c, time.Date(2026, 5, 6, 8, 0, 0, 0, amsterdam)).Case
	if after, ok := c.Deadline(workflow.DeadlineHandlerAnswer); !ok || after.RawEnd != before.RawEnd.Add(20) {
		t.Errorf("the term ends on %s, was %s, after twenty days", after.RawEnd, before.RawEnd)
	}
}

// A case stands still, and on a day after its term would have ended the complainant
// refuses a delay. No term was missed, so nobody is told that one was.
func TestRefusedWhileSuspended(t *testing.T) {
	p := procedure()
	c := workflow.Case{Number: modelNumber, Status: workflow.StatusWithDirector, Handler: workflow.RoleDirector}
	c.Key = string(modelNumber)
	c.People = []workflow.Person{{Key: "klager", Role: workflow.RoleComplainant, Address: addr("anna@voorbeeld.nl")}}
	day := func(month time.Month, d int) terms.Date { return terms.Date{Year: 2026, Month: month, Day: d} }
	c.Course.Suspended = workflow.Suspension{From: day(5, 1), Until: day(7, 1)}
	c.Course.Delay = day(9, 1)
	c.Deadlines = []workflow.Deadline{{Kind: workflow.DeadlineHandlerAnswer, Who: workflow.RoleDirector, From: day(4, 1), Date: day(5, 20), RawEnd: day(5, 20)}}
	c.Questions = []workflow.Question{{Key: "uitstel-akkoord-1", Kind: workflow.QuestionDelay, To: workflow.RoleComplainant, Person: "klager",
		Options: []workflow.Option{{Digit: 1, Act: workflow.ActYes}, {Digit: 2, Act: workflow.ActNo}}}}
	now := day(6, 2).At(10, 0, amsterdam)
	no := workflow.Message{ID: 10, Kind: workflow.KindHuman, From: addr("anna@voorbeeld.nl"), Received: now, Confidence: 1, Text: "Nee", NewText: "Nee"}
	d, err := p.Receive(c, no, workflow.Route{Verdict: workflow.VerdictCase, Matter: c.Key, Role: workflow.RoleComplainant, Person: "klager", Proof: workflow.ProofToken,
		Token: &workflow.Token{Matter: c.Key, Role: workflow.RoleComplainant, Person: "klager", Question: "uitstel-akkoord-1"}}, now)
	if err != nil {
		t.Fatal(err)
	}
	refused := false
	for _, n := range d.Notices {
		refused = refused || n.News == workflow.NewsRefused
		if n.Template == workflow.TemplateLate {
			t.Error("a term that stands still is said to be missed")
		}
	}
	if !refused {
		t.Error("the director does not hear of it")
	}
	if got := p.Holds(*d.Case, d.Case.Deadlines[0]); got != day(7, 20) {
		t.Errorf("61 days after 20 May is %s", got)
	}
}
