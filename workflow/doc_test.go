package workflow_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

// docRow is one row of the table in the package's comment.
type docRow struct {
	text, act string
	from, to  []workflow.Status
	outcome   workflow.Outcome
}

// docPlaces are the names in the table for more than one status, or for a long one.
var docPlaces = map[string][]workflow.Status{
	"triage":              {workflow.StatusReceived, workflow.StatusIncomplete, workflow.StatusWithDirector},
	"before the director": {workflow.StatusReceived, workflow.StatusIncomplete},
	"waiting for him":     {workflow.StatusIncomplete, workflow.StatusProposed, workflow.StatusChoosing},
	"voorstel, keuze":     {workflow.StatusProposed, workflow.StatusChoosing},
	"toets, stukken":      {workflow.StatusAdmissibility, workflow.StatusStatements},
	"stukken, horen":      {workflow.StatusStatements, workflow.StatusHearing},
	"until the decision":  without(workflow.Statuses, workflow.StatusDirectorDecides, workflow.StatusClosed, workflow.StatusErased),
	"any open":            without(workflow.Statuses, workflow.StatusClosed, workflow.StatusErased),
	"where it came from":  without(workflow.Statuses, workflow.StatusClosed, workflow.StatusErased),
}

func without(list []workflow.Status, not ...workflow.Status) []workflow.Status {
	return slices.DeleteFunc(slices.Clone(list), func(s workflow.Status) bool { return slices.Contains(not, s) })
}

// docActs are how the table says what is done.
var docActs = map[workflow.Act]string{
	workflow.ActToDirector: "released", workflow.ActToBoard: "released", workflow.ActAskFirst: "something missing",
	workflow.ActSupplement: "complainant answers", workflow.ActLetter: "letter", workflow.ActContent: "tevreden",
	workflow.ActNotContent: "niet tevreden", workflow.ActCommittee: "commissie", workflow.ActStop: "stoppen",
	workflow.ActNoReaction: "geen reactie", workflow.ActAnonymous: "anoniem", workflow.ActWithdraw: "intrekken",
	workflow.ActClose: "sluiten", workflow.ActJoin: "samenvoegen", workflow.ActReopen: "heropenen",
	workflow.ActAdmissible: "ontvankelijk", workflow.ActWithoutStatements: "zonder stukken", workflow.ActHearing: "hoorzitting",
	workflow.ActWithoutHearing: "zonder hoorzitting", workflow.ActHeld: "gehouden", workflow.ActCancelled: "vervallen",
}

// is reports whether a row of the comment is about a row of the table in code.
func (d docRow) is(r workflow.Transition) bool {
	word := docActs[r.Act]
	said := strings.Contains(d.act, word)
	switch r.Act {
	case workflow.ActContent, workflow.ActHearing: // "niet tevreden", "zonder hoorzitting" are others
		said = strings.HasPrefix(d.act, word)
	case workflow.ActWithoutStatements:
		said = said || d.act == "the same, hearing waived"
	}
	return said && slices.Contains(d.from, r.From) && slices.Contains(d.to, r.To) && (d.outcome == "" || d.outcome == r.Outcome)
}

// TestDocHoldsEachTransition: the table that people read and the one that cases walk
// are the same.
func TestDocHoldsEachTransition(t *testing.T) {
	raw, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	_, table, ok := strings.Cut(string(raw), "//\tfrom ")
	if !ok {
		t.Fatal("no table in doc.go")
	}
	place := func(s string) []workflow.Status {
		if list, ok := docPlaces[s]; ok {
			return list
		}
		return []workflow.Status{workflow.Status(s)}
	}
	const act, to, mail = 21, 46, 68 // where the columns begin
	var rows []docRow
	for line := range strings.Lines(table) {
		text, ok := strings.CutPrefix(strings.TrimRight(line, "\n"), "//\t")
		if !ok || strings.HasPrefix(text, "(") || strings.Contains(text, "where it stands") {
			continue // of a mail that is in no case, or that moves none
		}
		d := docRow{text: text, act: strings.TrimSpace(text[act:to]), from: place(strings.TrimSpace(text[:act]))}
		where, outcome, _ := strings.Cut(strings.TrimSpace(text[to:mail]), " ")
		if d.to = place(strings.TrimSpace(text[to:mail])); len(d.to) == 1 {
			d.to, d.outcome = []workflow.Status{workflow.Status(where)}, workflow.Outcome(outcome)
		}
		rows = append(rows, d)
	}
	for _, r := range workflow.Transitions {
		if !slices.ContainsFunc(rows, func(d docRow) bool { return d.is(r) }) {
			t.Errorf("the comment lacks %s %s %s %s", r.From, r.Act, r.To, r.Outcome)
		}
	}
	for _, d := range rows {
		if !slices.ContainsFunc(workflow.Transitions, d.is) {
			t.Errorf("no case walks %q", d.text)
		}
	}
}
