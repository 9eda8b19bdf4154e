package workflow_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

var (
	everyRole = []workflow.Role{workflow.RoleComplainant, workflow.RoleRepresentative, workflow.RoleSecretary, workflow.RoleDirector,
		workflow.RoleBoard, workflow.RoleChair, workflow.RoleMember, workflow.RoleEmployee, workflow.RoleStandIn, workflow.RoleUrgent, workflow.RoleNone}
	everyProof = []workflow.Proof{workflow.ProofNone, workflow.ProofFrom, workflow.ProofTag, workflow.ProofDMARC,
		workflow.ProofTokenOther, workflow.ProofToken, workflow.ProofMailbox, workflow.ProofSecret}
)

// wanted is the design's rule in its own words (trust section 1, procedure section
// 6a), one line per role and act: "klager tevreden: voorstel; eigen bericht". It is
// written apart from the table in code and must come to the same in every cell.
type wanted struct {
	roles, acts, in []string
	proof           []workflow.Proof
}

func readRights(t *testing.T) []wanted {
	t.Helper()
	text, err := os.ReadFile("testdata/rights/rechten.tsv")
	if err != nil {
		t.Fatal(err)
	}
	proofs := map[string][]workflow.Proof{
		"niets":    everyProof,
		"bericht":  {workflow.ProofToken},
		"antwoord": {workflow.ProofToken, workflow.ProofDMARC},
		"postvak":  {workflow.ProofMailbox, workflow.ProofToken},
		"geheim":   {workflow.ProofSecret},
	}
	var list []wanted
	for n, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 4 {
			t.Fatalf("line %d: %d columns", n+1, len(f))
		}
		p, ok := proofs[f[3]]
		if !ok {
			t.Fatalf("line %d: proof %q", n+1, f[3])
		}
		list = append(list, wanted{strings.Fields(f[0]), strings.Fields(f[1]), strings.Fields(f[2]), p})
	}
	return list
}

// TestRights holds every cell of role, act, status and proof against the design.
func TestRights(t *testing.T) {
	rules := readRights(t)
	var acts []workflow.Act
	for _, r := range rules {
		for _, a := range r.acts {
			if !slices.Contains(acts, workflow.Act(a)) {
				acts = append(acts, workflow.Act(a))
			}
		}
	}
	acts = append(acts, workflow.ActComplaint, "verzonnen")
	cells, wrong := 0, 0
	count := map[workflow.Effect]int{}
	for _, role := range everyRole {
		for _, act := range acts {
			for _, s := range workflow.Statuses {
				for _, proof := range everyProof {
					cells++
					got, want := workflow.May(role, act, s, proof), expected(rules, role, act, s, proof)
					count[got]++
					if got != want {
						if wrong++; wrong < 20 {
							t.Errorf("%s, %s, %s, by %q: %s, want %s", role, act, s, proof, got, want)
						}
					}
				}
			}
		}
	}
	if cells < 5000 {
		t.Errorf("%d cells, want at least 5,000", cells)
	}
	t.Logf("%d cells, %d deviations: %v", cells, wrong, count)
}

// expected says it in words: who has no such right, or shows nothing at all, is
// refused; what cannot be now, or is shown too weakly, the secretary is asked;
// what she herself cannot do now is refused, and she hears it.
func expected(rules []wanted, role workflow.Role, act workflow.Act, s workflow.Status, proof workflow.Proof) workflow.Effect {
	for _, r := range rules {
		if !slices.Contains(r.roles, string(role)) || !slices.Contains(r.acts, string(act)) {
			continue
		}
		now := slices.Contains(r.in, "altijd") || slices.Contains(r.in, string(s)) ||
			slices.Contains(r.in, "open") && s != workflow.StatusClosed && s != workflow.StatusErased
		switch {
		case now && slices.Contains(r.proof, proof):
			return workflow.EffectDone
		case role == workflow.RoleSecretary:
			return workflow.EffectRefused
		case proof == workflow.ProofNone && len(r.proof) < len(everyProof):
			return workflow.EffectRefused
		}
		return workflow.EffectAsked
	}
	return workflow.EffectRefused
}

// Free text of somebody reaches another only by a letter; so nobody but the
// mailbox with a draft's secret can make one count, and no proof that a mail from
// outside can carry is that secret.
func TestLettersNeedTheSecret(t *testing.T) {
	for _, role := range everyRole {
		for _, s := range workflow.Statuses {
			for _, proof := range everyProof {
				done := workflow.May(role, workflow.ActLetter, s, proof) == workflow.EffectDone
				if want := role == workflow.RoleSecretary && proof == workflow.ProofSecret; done != want {
					t.Errorf("%s at %s with %q: a letter counts = %v", role, s, proof, done)
				}
			}
		}
	}
}

// TestTransitions plays all scenarios and names the rows of the table that none of
// them walks. What only an unusual choice of the secretary reaches is walked here.
func TestTransitions(t *testing.T) {
	walked := map[string]int{}
	row := func(r workflow.Transition) string {
		return fmt.Sprintf("%-20s %-18s %-20s %s", r.From, r.Act, r.To, r.Outcome)
	}
	for _, text := range scenarioTexts(t) {
		for _, m := range playMoves(t, text) {
			walked[row(m)]++
		}
	}
	var table strings.Builder
	missing := 0
	for _, r := range workflow.Transitions {
		n := walked[row(r)] + walkDirectly(t, r)
		if n == 0 {
			missing++
			t.Errorf("no test walks %s", row(r))
		}
		fmt.Fprintf(&table, "%s: %d\n", row(r), n)
	}
	t.Logf("%d rows, %d of them walked in scenarios, %d nowhere\n%s", len(workflow.Transitions), len(walked), missing, table.String())
}

// walkDirectly takes a case that stands at the start of a row and lets the
// secretary, or the complainant, do what the row says.
func walkDirectly(t *testing.T, r workflow.Transition) int {
	t.Helper()
	w := newWorld(t)
	w.now = at("2026-04-16 10:00")
	w.input("mail van anna.bakker@voorbeeld.nl", []string{"| Onderwerp: klacht", "| Ik dien een klacht in over mijn bemiddelaar. Op 2 april kwam hij niet opdagen.", "| Anna Bakker"})
	w.send()
	c := w.cases["K-2026-0001"]
	if c == nil {
		t.Fatal("no case")
	}
	c.Status = r.From
	if r.From == workflow.StatusClosed {
		c.Outcome, c.Course.ClosedFrom = workflow.OutcomeWithdrawn, r.To
	}
	if r.From == workflow.StatusReceived || r.From == workflow.StatusIncomplete {
		c.Handler = ""
	}
	w.input("mail van peter@voorbeeld.nl", []string{"| Onderwerp: klacht", "| Ik dien een klacht in over mijn bemiddelaar. Op 2 april kwam hij niet opdagen.", "| Peter Bakker"})
	w.moves = nil
	text := map[workflow.Act]string{
		workflow.ActToDirector: "naar de directeur", workflow.ActToBoard: "naar het bestuur", workflow.ActCommittee: "naar de commissie",
		workflow.ActContent: "telefoon: klager is tevreden", workflow.ActNotContent: "telefoon: klager is niet tevreden",
		workflow.ActWithdraw: "telefoon: klager trekt in", workflow.ActReopen: "heropenen", workflow.ActJoin: "samenvoegen: K-2026-0002",
		workflow.ActClose: "sluiten: " + string(r.Outcome), workflow.ActStop: "telefoon: stoppen",
	}[r.Act]
	if text == "" {
		w.choose(c, r)
	} else {
		w.input("secretaris antwoordt op K-2026-0001/klacht-directeur", []string{"| " + text})
	}
	for _, m := range w.moves {
		if m.From == r.From && m.Act == r.Act && m.To == r.To && m.Outcome == r.Outcome {
			return 1
		}
	}
	return 0
}

// choose answers an Actie with the one option of a row, or sends a letter.
func (w *world) choose(c *workflow.Case, r workflow.Transition) {
	if r.Act == workflow.ActLetter {
		t := map[workflow.Outcome]workflow.Template{
			workflow.OutcomeNotTakenUp: workflow.TemplateNotTakenUp, workflow.OutcomeReferred: workflow.TemplateReferred,
			workflow.OutcomeNoComplaint: workflow.TemplateNoComplaint, workflow.OutcomeNone: workflow.TemplateProposal,
		}[r.Outcome]
		key := string(t) + "-1"
		c.Course.Letters = append(c.Course.Letters, workflow.Letter{Key: key, Template: t, Count: 1, To: workflow.RoleComplainant,
			Person: "klager", Made: w.now, State: workflow.LetterReady})
		w.tokens = append(w.tokens, workflow.Token{MessageID: "K-2026-0001/" + key, Matter: "K-2026-0001", Key: key, Template: t,
			Role: workflow.RoleComplainant, Person: "klager", Address: c.People[0].Address, Secret: "geheim"})
		w.input("secretaris verstuurt K-2026-0001/"+key, []string{"| Beste mevrouw,"})
		return
	}
	c.Questions = append(c.Questions, workflow.Question{Key: "actie-99", Kind: workflow.QuestionActie, To: workflow.RoleSecretary,
		Reason: workflow.ReasonStillMissing, Options: []workflow.Option{{Digit: 1, Act: r.Act}}, Asked: w.now})
	w.tokens = append(w.tokens, workflow.Token{MessageID: "K-2026-0001/actie-99", Matter: "K-2026-0001", Role: workflow.RoleSecretary, Question: "actie-99"})
	w.input("secretaris antwoordt op K-2026-0001/actie-99", []string{"| 1"})
}

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, amsterdam)
	if err != nil {
		panic(err)
	}
	return t
}
