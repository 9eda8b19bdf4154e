package templates

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

// TestOnPaper: who reads us on paper is asked to call or to write, never to answer
// a mail or to follow a link.
func TestOnPaper(t *testing.T) {
	s := mustLoad(t)
	n := 0
	for _, m := range allMails(t) {
		if !outward(m.name, m.data.To) || m.name == workflow.TemplateOtherAddress {
			continue // about a mail address
		}
		d := m.data
		d.Paper = true
		r, err := s.Render(m.name, m.lang, d)
		if err != nil {
			t.Fatalf("%s: %v", m, err)
		}
		n++
		text := strings.Join(strings.Fields(r.Text), " ")
		for _, bad := range []string{"deze mail", "this mail", "uw mail", "your mail", "Antwoord met", "Reply with", "Laat deze regel staan"} {
			if strings.Contains(text, bad) {
				t.Errorf("%s on paper says %q", m, bad)
			}
		}
		if strings.Contains(r.HTML, "mailto:") {
			t.Errorf("%s on paper has a link that makes a mail", m)
		}
		if !strings.Contains(text, d.Phone) || !strings.Contains(text, d.PostalAddress) {
			t.Errorf("%s on paper does not say how to answer", m)
		}
		choices := strings.Count(text, "Keuze ") + strings.Count(text, "Choice ")
		if choices < len(d.Options) && m.name != workflow.TemplateReopened {
			t.Errorf("%s on paper shows %d of %d choices", m, choices, len(d.Options))
		}
	}
	t.Logf("%d letters", n)
}

// TestStripAsks: each question that offers answers can stand on a strip.
func TestStripAsks(t *testing.T) {
	s := mustLoad(t)
	for q := range answerWords["nl"] {
		if q == workflow.QuestionUndo || q == workflow.QuestionAddress {
			continue // one answer only, and about a mail address
		}
		nl, en := s.QuestionText("nl", q), s.QuestionText("en", q)
		if !strings.HasSuffix(nl, "?") || !strings.HasSuffix(en, "?") || nl == en {
			t.Errorf("%s: %q, %q", q, nl, en)
		}
	}
	if s.QuestionText("nl", workflow.QuestionActie) != "" {
		t.Error("an Actie is no question for a strip")
	}
}

// TestItemLabelsStayOutOfFixedTexts: the secretary typed them.
func TestItemLabelsStayOutOfFixedTexts(t *testing.T) {
	for _, m := range allMails(t) {
		if isLetter(m.name) || m.name == workflow.TemplateActie {
			continue
		}
		for _, i := range m.data.Items {
			if strings.Contains(m.Text, i.Label) {
				t.Errorf("%s shows %q", m, i.Label)
			}
		}
	}
}

// TestJudgementIsFixed: what the committee judged of each item leaves as it was
// registered, and only what it can judge is rendered.
func TestJudgementIsFixed(t *testing.T) {
	s := mustLoad(t)
	for _, name := range []workflow.Template{workflow.TemplateDecision, workflow.TemplateBesluit, workflow.TemplateEmployeeOutcome} {
		d := committeeSamples(name)[0].data
		d.Items, d.Outcome = sampleItems(), workflow.OutcomePartlyFounded
		r, err := s.Render(name, "nl", d)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range d.Items {
			start := fmt.Sprintf("Onderdeel %d, %s: ", i.Number, i.Label) + outcomeWords[i.Outcome] + ". De commissie "
			if !slices.ContainsFunc(r.Fixed, func(line string) bool { return strings.HasPrefix(line, start) }) {
				t.Errorf("%s: %q is not fixed: %q", name, start, r.Fixed)
			}
		}
		d.Items, d.Outcome = nil, workflow.OutcomeSettled
		if _, err := s.Render(name, "nl", d); err == nil {
			t.Errorf("%s was made with an outcome that is no judgement", name)
		}
	}
}

// TestDateChoicesAreTheTable: each date she can choose says who can come.
func TestDateChoicesAreTheTable(t *testing.T) {
	for _, m := range allMails(t) {
		if m.name != workflow.TemplateActie || m.branch != string(workflow.ReasonHearingDates) {
			continue
		}
		text := strings.Join(strings.Fields(m.Text), " ")
		for _, want := range []string{
			"Antwoord met 1: dinsdag 19 mei 2026 om 10:00 uur Kan: de klager, de voorzitter, Anna de Wit. Kan niet: de directeur.",
			"Antwoord met 2: donderdag 21 mei 2026 om 10:00 uur Kan: de klager, de voorzitter, de directeur. Zei nog niets: Anna de Wit.",
			"Antwoord met 3: dinsdag 26 mei 2026 om 14:30 uur Niemand heeft nog geantwoord.",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in\n%s", want, m.Text)
			}
		}
		return
	}
	t.Error("no such mail")
}
