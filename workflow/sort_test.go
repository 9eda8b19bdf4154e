package workflow_test

import (
	"testing"

	"klachtenpost/workflow"
)

// TestSort holds Sort to trust section 1: who must show what for which verdict.
func TestSort(t *testing.T) {
	p := procedure()
	p.Secretary.Address = workflow.ParseAddress("", "karin@voorbeeld.nl")
	addr := func(s string) workflow.Address { return workflow.ParseAddress("", s) }
	anna, stranger := addr("anna@voorbeeld.nl"), addr("vreemde@voorbeeld.org")
	actie := workflow.Token{MessageID: "a", Matter: "K-2026-0001", Role: workflow.RoleSecretary, Question: "actie-1", Address: p.Committee}
	toAnna := workflow.Token{MessageID: "b", Matter: "K-2026-0001", Role: workflow.RoleComplainant, Person: "klager", Address: anna}
	toDirector := workflow.Token{MessageID: "c", Matter: "K-2026-0001", Role: workflow.RoleDirector, Address: p.Director.Address}
	secret := &workflow.Token{Matter: "K-2026-0001", Secret: "7F3K92QM4D"}
	const complaint = "Hierbij dien ik een klacht in over mijn bemiddelaar, hij kwam niet."
	tag := []workflow.Number{"K-2026-0001"}

	type msg = workflow.Message
	for _, c := range []struct {
		name  string
		m     msg
		ev    workflow.Evidence
		want  workflow.Verdict
		proof workflow.Proof
	}{
		{"a complaint", msg{From: anna, Text: complaint}, workflow.Evidence{}, workflow.VerdictOpen, workflow.ProofFrom},
		{"a question", msg{From: anna, Text: "Wanneer bent u open?"}, workflow.Evidence{}, workflow.VerdictItem, ""},
		{"a complaint of nobody we can name", msg{Text: complaint}, workflow.Evidence{}, workflow.VerdictItem, ""},
		{"a complaint that its domain disowns", msg{From: anna, Text: complaint, DMARC: workflow.DMARCFail}, workflow.Evidence{}, workflow.VerdictItem, ""},
		{"a complaint with a spam mark", msg{From: anna, Text: complaint, SpamMarked: true}, workflow.Evidence{}, workflow.VerdictItem, ""},
		{"a complaint in Junk", msg{From: anna, Text: complaint, Source: workflow.SourceJunk}, workflow.Evidence{}, workflow.VerdictJunk, ""},
		{"a complaint that somebody forwards", msg{From: stranger, Original: anna, Text: complaint}, workflow.Evidence{}, workflow.VerdictItem, ""},
		{"a complaint by the director", msg{From: p.Director.Address, Text: complaint}, workflow.Evidence{}, workflow.VerdictItem, ""},
		{"a second complaint", msg{From: anna, Text: complaint}, workflow.Evidence{OpenCases: tag}, workflow.VerdictItem, ""},
		{"a form from a website", msg{From: stranger, Kind: workflow.KindAutomatic, Text: complaint}, workflow.Evidence{}, workflow.VerdictItem, ""},
		{"an absence", msg{From: anna, Kind: workflow.KindAutomatic, Absent: true}, workflow.Evidence{}, workflow.VerdictFile, ""},
		{"a bounce of nothing of ours", msg{Kind: workflow.KindBounce}, workflow.Evidence{}, workflow.VerdictFile, ""},
		{"a bounce of ours", msg{Kind: workflow.KindBounce}, workflow.Evidence{Tokens: []workflow.Token{toAnna}}, workflow.VerdictCase, ""},

		{"a reply", msg{From: anna}, workflow.Evidence{Tokens: []workflow.Token{toAnna}}, workflow.VerdictCase, workflow.ProofToken},
		{"a reply from another address", msg{From: stranger}, workflow.Evidence{Tokens: []workflow.Token{toAnna}}, workflow.VerdictCase, workflow.ProofTokenOther},
		{"a reply that its domain disowns", msg{From: anna, DMARC: workflow.DMARCFail}, workflow.Evidence{Tokens: []workflow.Token{toAnna}}, workflow.VerdictCase, workflow.ProofTokenOther},
		{"a reply in Junk", msg{From: anna, Source: workflow.SourceJunk}, workflow.Evidence{Tokens: []workflow.Token{toAnna}}, workflow.VerdictCase, workflow.ProofToken},
		{"a reply to an expired mail", msg{From: stranger, Text: "ja"}, workflow.Evidence{Tokens: []workflow.Token{{Matter: "K-2026-0001", Role: workflow.RoleComplainant, Address: anna, Expired: true}}}, workflow.VerdictItem, ""},
		{"the tag and the address on file", msg{From: anna}, workflow.Evidence{Tagged: tag, OpenCases: tag}, workflow.VerdictCase, workflow.ProofTag},
		{"the tag and a stranger", msg{From: stranger}, workflow.Evidence{Tagged: tag}, workflow.VerdictItem, ""},
		{"a guessed reference and a stranger", msg{From: stranger, Text: complaint}, workflow.Evidence{Referenced: []string{"K-2026-0001"}}, workflow.VerdictItem, ""},
		{"the director with a token", msg{From: p.Director.Address}, workflow.Evidence{Tokens: []workflow.Token{toDirector}}, workflow.VerdictCase, workflow.ProofToken},
		{"the director's address, forged, with the tag", msg{From: p.Director.Address}, workflow.Evidence{Tagged: tag}, workflow.VerdictCase, workflow.ProofTag},
		{"the director with the tag and DMARC", msg{From: p.Director.Address, DMARC: workflow.DMARCPass}, workflow.Evidence{Tagged: tag}, workflow.VerdictCase, workflow.ProofDMARC},
		{"the director's token used by the complainant", msg{From: anna}, workflow.Evidence{Tokens: []workflow.Token{toDirector}}, workflow.VerdictCase, workflow.ProofTokenOther},
		{"an Actie's token used by a stranger", msg{From: stranger}, workflow.Evidence{Tokens: []workflow.Token{actie}}, workflow.VerdictItem, ""},

		{"the secretary's digit, in Sent", msg{From: p.Committee, To: []workflow.Address{p.Committee}, Source: workflow.SourceSent}, workflow.Evidence{Tokens: []workflow.Token{actie}}, workflow.VerdictCommand, workflow.ProofMailbox},
		{"her word in a thread of two cases, with the tag of one", msg{From: p.Committee, To: []workflow.Address{p.Committee}, Source: workflow.SourceSent}, workflow.Evidence{Tagged: tag, Referenced: []string{"K-2026-0001", "K-2026-0002"}}, workflow.VerdictCommand, workflow.ProofMailbox},
		{"her word in a thread of two cases", msg{From: p.Committee, To: []workflow.Address{p.Committee}, Source: workflow.SourceSent}, workflow.Evidence{Referenced: []string{"K-2026-0001", "K-2026-0002"}}, workflow.VerdictForget, ""},
		{"the same in INBOX without a code", msg{From: p.Committee, To: []workflow.Address{p.Committee}}, workflow.Evidence{Tokens: []workflow.Token{actie}}, workflow.VerdictWait, ""},
		{"the same in INBOX with the code", msg{From: p.Committee, To: []workflow.Address{p.Committee}}, workflow.Evidence{Tokens: []workflow.Token{actie}, ByCode: []workflow.Token{actie}}, workflow.VerdictCommand, workflow.ProofMailbox},
		{"the same from outside", msg{From: p.Committee, To: []workflow.Address{p.Committee}, OutsideHop: true}, workflow.Evidence{Tokens: []workflow.Token{actie}, ByCode: []workflow.Token{actie}}, workflow.VerdictWait, ""},
		{"the same from outside, dropped into Sent by a rule", msg{From: p.Committee, To: []workflow.Address{p.Committee}, OutsideHop: true, Source: workflow.SourceSent}, workflow.Evidence{Tokens: []workflow.Token{actie}}, workflow.VerdictItem, ""},
		{"the second copy of a submission", msg{From: p.Committee, To: []workflow.Address{p.Committee}, OutsideHop: true}, workflow.Evidence{HasTwin: true, Twin: "K-2026-0001"}, workflow.VerdictTwin, ""},
		{"her mail to the complainant with a digit", msg{From: p.Committee, To: []workflow.Address{anna}, Source: workflow.SourceSent, NewText: "1"}, workflow.Evidence{Tokens: []workflow.Token{actie}, ByCode: []workflow.Token{actie}, Recipients: tag}, workflow.VerdictSent, workflow.ProofMailbox},
		{"her mail to the complainant and the mailbox", msg{From: p.Committee, To: []workflow.Address{anna}, Cc: []workflow.Address{p.Committee}, Source: workflow.SourceSent, NewText: "1"}, workflow.Evidence{ByCode: []workflow.Token{actie}, Recipients: tag}, workflow.VerdictSent, workflow.ProofMailbox},
		{"her other mail", msg{From: p.Committee, To: []workflow.Address{stranger}, Source: workflow.SourceSent}, workflow.Evidence{}, workflow.VerdictForget, ""},
		{"a letter, sent", msg{From: p.Committee, To: []workflow.Address{anna}, Source: workflow.SourceSent}, workflow.Evidence{Letter: secret}, workflow.VerdictLetter, workflow.ProofSecret},
		{"a letter's secret from a stranger", msg{From: stranger}, workflow.Evidence{Letter: secret}, workflow.VerdictItem, ""},
		{"a letter's secret from outside", msg{From: p.Committee, OutsideHop: true}, workflow.Evidence{Letter: secret}, workflow.VerdictWait, ""},
		{"the secretary from her own address", msg{From: p.Secretary.Address, To: []workflow.Address{p.Committee}, DMARC: workflow.DMARCPass}, workflow.Evidence{Tokens: []workflow.Token{actie}}, workflow.VerdictCommand, workflow.ProofToken},
		{"the same without DMARC", msg{From: p.Secretary.Address, To: []workflow.Address{p.Committee}}, workflow.Evidence{Tokens: []workflow.Token{actie}}, workflow.VerdictItem, ""},
		{"a mail of our own", msg{From: p.Committee, To: []workflow.Address{p.Committee}, Source: workflow.SourceSent}, workflow.Evidence{OwnMail: true, ByCode: []workflow.Token{actie}}, workflow.VerdictOwn, ""},
	} {
		if c.m.Kind == "" {
			c.m.Kind = workflow.KindHuman
		}
		if c.m.Source == "" {
			c.m.Source = workflow.SourceInbox
		}
		c.m.FromShown = c.m.From
		got := p.Sort(c.m, c.ev)
		if got.Verdict != c.want || got.Proof != c.proof {
			t.Errorf("%s: Sort() = %s (%s), want %s (%s)", c.name, got.Verdict, got.Proof, c.want, c.proof)
		}
	}
}
