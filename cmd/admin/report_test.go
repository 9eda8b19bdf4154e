package admin

import (
	"strings"
	"testing"

	"klachtenpost/workflow"
)

func TestAnnualText(t *testing.T) {
	years := []workflow.Annual{
		{Year: 2026, Received: 12, Closed: 5, Outcomes: []workflow.OutcomeCount{{Outcome: workflow.OutcomeSettled, N: 4}, {Outcome: workflow.OutcomeUnfounded, N: 1}}},
		{Year: 2025, Received: 2, Closed: 3, Outcomes: []workflow.OutcomeCount{{Outcome: workflow.OutcomeWithdrawn, N: 3}}},
	}
	full := annualText("Klachtencommissie", years, false)
	for _, want := range []string{"| | 2026 | 2025 |", "| Binnengekomen klachten | 12 | 2 |", "| opgelost | 4 | 0 |", "| ongegrond | 1 | 0 |", "| ingetrokken | 0 | 3 |"} {
		if !strings.Contains(full, want) {
			t.Errorf("no line %q in\n%s", want, full)
		}
	}
	if strings.Contains(full, "gegrond | 0 | 0") {
		t.Error("an outcome that never occurred has a row")
	}
	public := annualText("Klachtencommissie", years, true)
	for _, want := range []string{"| Binnengekomen klachten | 12 | minder dan 3 |", "| ongegrond | minder dan 3 | 0 |", "| opgelost | 4 | 0 |"} {
		if !strings.Contains(public, want) {
			t.Errorf("no line %q in\n%s", want, public)
		}
	}
}
