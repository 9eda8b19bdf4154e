package workflow_test

import (
	"testing"

	"klachtenpost/workflow"
)

// A draft of the besluit that says it follows the decision is untrue once she laid down
// that it does not. When it is sent all the same, that is urgent; one that said nothing
// of it is no less true.
func TestBesluitOtherwise(t *testing.T) {
	p := procedure()
	for sent, urgent := range map[string]bool{"besluit-2": true, "besluit-1": false} {
		c := workflow.Case{Number: modelNumber, Status: workflow.StatusDirectorDecides, Handler: workflow.RoleDirector}
		c.Key = string(modelNumber)
		c.People = []workflow.Person{{Key: "klager", Role: workflow.RoleComplainant, Address: addr("anna@voorbeeld.nl")}}
		c.Course.Judgement = workflow.OutcomeFounded
		c.Course.Letters = []workflow.Letter{{Key: "besluit-1", Template: workflow.TemplateBesluit, Count: 1, To: workflow.RoleComplainant, Person: "klager",
			Message: 2, Words: []int64{2}, Made: modelNow, State: workflow.LetterReady}}
		texts := []string{"overgenomen", "deels overgenomen"}
		for _, text := range texts {
			m := workflow.Message{ID: 9, Kind: workflow.KindHuman, From: p.Committee, To: []workflow.Address{p.Committee}, Received: modelNow, Confidence: 1, Text: text, NewText: text}
			d, err := p.Receive(c, m, workflow.Route{Verdict: workflow.VerdictCommand, Matter: c.Key, Role: workflow.RoleSecretary, Proof: workflow.ProofMailbox}, modelNow)
			if err != nil {
				t.Fatal(err)
			}
			c = *d.Case
		}
		if n := len(c.Course.Letters); n != len(texts)+1 {
			t.Fatalf("%d letters", n)
		}
		m := workflow.Message{ID: 10, Kind: workflow.KindHuman, From: p.Committee, To: []workflow.Address{addr("anna@voorbeeld.nl")}, Received: modelNow, Confidence: 1}
		r := workflow.Route{Verdict: workflow.VerdictLetter, Matter: c.Key, Role: workflow.RoleSecretary, Proof: workflow.ProofSecret,
			Token: &workflow.Token{Matter: c.Key, Key: sent, Address: addr("anna@voorbeeld.nl")}}
		d, err := p.Receive(c, m, r, modelNow)
		if err != nil {
			t.Fatal(err)
		}
		told := false
		for _, n := range d.Notices {
			told = told || n.Template == workflow.TemplateUrgent
		}
		if told != urgent {
			t.Errorf("%s sent after %q: urgent %v", sent, texts, told)
		}
	}
}
