package workflow_test

import (
	"testing"
	"time"

	"klachtenpost/workflow"
)

// TestSplit: what is on file of somebody goes with him into the case that is split off,
// unless he will not be named there.
func TestSplit(t *testing.T) {
	p := procedure()
	now := time.Date(2026, 4, 16, 9, 0, 0, 0, amsterdam)
	anna := workflow.ParseAddress("", "anna.bakker@voorbeeld.nl")
	message := func(from workflow.Address, text string) workflow.Message {
		return workflow.Message{ID: 2, Source: workflow.SourceInbox, From: from, To: []workflow.Address{p.Committee}, Kind: workflow.KindHuman,
			Received: now, Text: text, NewText: text, Confidence: 1}
	}
	const story = "Ik heb ook een klacht over de receptie. Op 9 april stuurde de medewerker mij weg zonder mij aan te horen."
	onFile := workflow.Person{Key: "klager", Role: workflow.RoleComplainant, Name: "Anna Bakker", Address: anna, Language: "en",
		Postal: "Lindelaan 12, 3512 AB Utrecht", Phone: "06 12345678"}
	paper := onFile
	paper.Address = workflow.Address{}
	for name, tc := range map[string]struct {
		on      workflow.Person
		m       workflow.Message
		want    workflow.Person
		missing bool
	}{
		"by mail":         {onFile, message(anna, story), onFile, false},
		"on paper":        {paper, message(p.Scanners[0], story), paper, false},
		"somebody else":   {onFile, message(workflow.ParseAddress("", "piet@voorbeeld.nl"), story), workflow.Person{Key: "klager", Role: workflow.RoleComplainant, Address: workflow.ParseAddress("", "piet@voorbeeld.nl"), Language: "nl"}, true},
		"not to be named": {onFile, message(anna, story+" Ik wil anoniem blijven."), workflow.Person{Key: "klager", Role: workflow.RoleComplainant, Address: anna, Language: "en"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			from := workflow.Case{Matter: workflow.Matter{Key: "K-2026-0001", People: []workflow.Person{tc.on}}, Number: "K-2026-0001", Status: workflow.StatusWithDirector}
			c := p.Split("K-2026-0002", tc.m, from, now).Case
			if c.People[0] != tc.want || (c.Status == workflow.StatusIncomplete) != tc.missing {
				t.Errorf("it is %s of %+v, want of %+v", c.Status, c.People[0], tc.want)
			}
		})
	}
}
