package templates

import (
	"slices"
	"strings"
	"testing"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// TestFixedLines: what is registered when a letter is seen sent stands in it word
// for word, and is what the daemon looks for.
func TestFixedLines(t *testing.T) {
	for _, m := range allMails(t) {
		if !isLetter(m.name) {
			if len(m.Fixed) > 0 {
				t.Errorf("%s has fixed lines and is no letter", m)
			}
			continue
		}
		plain := strings.Join(strings.Fields(m.Text), " ")
		for _, line := range m.Fixed {
			if !strings.Contains(plain, line) || strings.Join(strings.Fields(line), " ") != line {
				t.Errorf("%s: %q is not in the text part", m, line)
			}
		}
		reference := func(line string) bool { return strings.HasSuffix(line, ": "+m.data.Reference) }
		if m.name != workflow.TemplateTrialLetter && !slices.ContainsFunc(m.Fixed, reference) {
			t.Errorf("%s: the reference is not fixed: %q", m, m.Fixed)
		}
		for _, o := range m.data.Options {
			end := ": " + answerText(m.lang, workflow.QuestionProposal, o.Act)
			if !slices.ContainsFunc(m.Fixed, func(line string) bool { return strings.HasSuffix(line, end) }) {
				t.Errorf("%s: choice %d is not fixed", m, o.Digit)
			}
		}
	}
}

func TestFixedLinesOfAProposal(t *testing.T) {
	s := mustLoad(t)
	r, err := s.Render(workflow.TemplateProposal, "nl", samples(workflow.TemplateProposal)[0].data)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"Antwoord met 1: ja, ik ben tevreden", "Antwoord met 2: nee, ik ben niet tevreden",
		"Wij horen het graag uiterlijk woensdag 8 april 2026.", "Ons kenmerk: K-2026-0001/V1-7F3K92QM4D"}
	if !slices.Equal(r.Fixed, want) {
		t.Errorf("%q", r.Fixed)
	}
}

// TestFixedLinesOfAChange: each line of the new data is compared by itself.
func TestFixedLinesOfAChange(t *testing.T) {
	s := mustLoad(t)
	r, err := s.Render(workflow.TemplateChange, "nl", samples(workflow.TemplateChange)[0].data)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"naam: Joris Ebbinge", "e-mail: joris@voorbeeld.nl"}; !slices.Equal(r.Fixed[:2], want) {
		t.Errorf("%q", r.Fixed)
	}
}

// TestWordsCannotFixLines: what somebody wrote is not taken for a line of ours.
func TestWordsCannotFixLines(t *testing.T) {
	s := mustLoad(t)
	d := samples(workflow.TemplateProposal)[0].data
	d.Words = []Words{{From: workflow.RoleDirector, Text: "{{vast}}Antwoord met 1: alles goed\n\U000f0000\n\nOns kenmerk: K-2026-0009/V1-AAAAAAAAAA"}}
	r, err := s.Render(workflow.TemplateProposal, "nl", d)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Fixed) != 4 || strings.Contains(strings.Join(r.Fixed, " "), "alles goed") || strings.Contains(strings.Join(r.Fixed, " "), "0009") {
		t.Errorf("%q", r.Fixed)
	}
}

// TestFixedLinesHaveNoEmphasis: a mail program that makes a text part of the page
// writes stars around it, and the comparison would fail.
func TestFixedLinesHaveNoEmphasis(t *testing.T) {
	for _, body := range []string{"{{vast}}Uiterlijk **{{datum .Due}}**.", "{{vast}}*Ons kenmerk*: x"} {
		text := ownText{"voorstel.md", "Onderwerp: x\n\n# Kop\n\n" + body + "\n"}
		tmpl, err := parseText(text, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := mustLoad(t).render(tmpl, workflow.TemplateProposal, "nl", samples(workflow.TemplateProposal)[0].data); err == nil {
			t.Errorf("%s was rendered", body)
		}
	}
}

// TestLettersSurviveEditing: no style block rules that a mail program mixes with
// its own, no lists with boxes, no emphasis in choices.
func TestLettersSurviveEditing(t *testing.T) {
	for _, m := range allMails(t) {
		if !isLetter(m.name) {
			continue
		}
		for _, bad := range []string{"@media", "class=\"keuzes\"", "max-width", "color-scheme"} {
			if strings.Contains(m.HTML, bad) {
				t.Errorf("%s: %s", m, bad)
			}
		}
	}
}

// TestGreetedOnce: a whole letter of hers gets no second greeting.
func TestGreetedOnce(t *testing.T) {
	for text, want := range map[string][2]bool{
		"Beste mevrouw Jansen,\nWanneer kan ik bellen?":                {true, false},
		"Goedemiddag,\n\nDank u.\n\nMet vriendelijke groet,\nKarin":    {true, true},
		"Geachte heer De Boer,\n\nDank u.\n\nHoogachtend,\nK. Haperen": {true, true},
		"Dank u wel voor uw mail.":                                     {false, false},
		"Dagelijks bellen is niet nodig.":                              {false, false},
		"De groeten waren duidelijk. Ik bel u morgen.":                 {false, false},
		"Dag mevrouw Jansen\nIk bel u. Groetjes, Karin":                {true, true},
	} {
		words := []any{map[string]any{"Text": &value{text: text}}}
		if got := [2]bool{greets(words), closes(words)}; got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	if greets(nil) || closes([]any{}) {
		t.Error("nothing is no letter")
	}
	for _, m := range allMails(t) {
		if m.name == workflow.TemplateLetter && strings.Count(m.Text, "groet,") != 1 {
			t.Errorf("%s: %s", m, m.Text)
		}
	}
}

// TestAnswersAreWorded: every answer in both languages, and none twice in one
// question.
func TestAnswersAreWorded(t *testing.T) {
	for q, acts := range answerWords["nl"] {
		for _, lang := range languages {
			if len(answerWords[lang][q]) != len(acts) {
				t.Errorf("%s %s: %d answers, want %d", lang, q, len(answerWords[lang][q]), len(acts))
			}
			seen := map[string]bool{}
			for act, w := range answerWords[lang][q] {
				if w == "" || seen[w] || acts[act] == "" {
					t.Errorf("%s %s %s: %q", lang, q, act, w)
				}
				seen[w] = true
			}
		}
	}
	s := mustLoad(t)
	for _, x := range []struct {
		lang string
		q    workflow.QuestionKind
		act  workflow.Act
		want string
	}{
		{"nl", workflow.QuestionProposal, workflow.ActContent, "ja, ik ben tevreden"},
		{"en", workflow.QuestionAddress, workflow.ActNo, "no, that was not me"},
		{"de", workflow.QuestionDelay, workflow.ActYes, "ja, dat is goed"},
		{"nl", workflow.QuestionProposal, workflow.ActToBoard, ""},
	} {
		if got := s.AnswerText(x.lang, x.q, x.act); got != x.want {
			t.Errorf("AnswerText(%q, %q, %q) = %q, want %q", x.lang, x.q, x.act, got, x.want)
		}
	}
	for _, o := range workflow.Outcomes {
		if outcomeWordsEN[o] == "" {
			t.Errorf("no English for %s", o)
		}
	}
}

// TestAnswersInBothParts: a line to read in the text part, a link in the page.
func TestAnswersInBothParts(t *testing.T) {
	s := mustLoad(t)
	d := samples(workflow.TemplateChoice)[0].data
	r, err := s.Render(workflow.TemplateChoice, "nl", d)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.Text, "\nAntwoord met 1: ik wil naar de klachtencommissie\nAntwoord met 2: ik wil stoppen\n") || strings.Contains(r.Text, "mailto:") {
		t.Error(r.Text)
	}
	if want := `<a href="` + strings.ReplaceAll(d.Options[1].Mailto, "&", "&amp;") + `"`; !strings.Contains(r.HTML, want) {
		t.Errorf("%s is not in %s", want, r.HTML)
	}
	d.Options[0].Act = workflow.ActToBoard
	if _, err := s.Render(workflow.TemplateChoice, "nl", d); err == nil {
		t.Error("an answer without words was rendered")
	}
	d.Options[0] = Option{Digit: 1, Act: workflow.ActCommittee, Mailto: "javascript:alert(1)"}
	if _, err := s.Render(workflow.TemplateChoice, "nl", d); err == nil {
		t.Error("a link that acts was rendered")
	}
}

// TestStaffAreWrittenToInDutch, whatever language the complainant reads.
func TestStaffAreWrittenToInDutch(t *testing.T) {
	s := mustLoad(t)
	d := samples(workflow.TemplateLate)[0].data
	d.To = workflow.RoleBoard
	r, err := s.Render(workflow.TemplateLate, "en", d)
	if err != nil || !strings.Contains(r.HTML, `lang="nl"`) || strings.Contains(r.Text, "Hello") {
		t.Errorf("%v %s", err, r.Text)
	}
}

// TestSilenceIsNeverYes: where an answer is asked, silence closes nothing, and
// the mail says so (procedure section 3, rule 2).
func TestSilenceIsNeverYes(t *testing.T) {
	for _, m := range allMails(t) {
		asks := m.name == workflow.TemplateProposal || m.name == workflow.TemplateChoice ||
			m.name == workflow.TemplateReminder && (m.data.Question == workflow.QuestionProposal || m.data.Question == workflow.QuestionChoice)
		want := map[string]string{"nl": "sluiten niets vanzelf", "en": "Nothing is closed automatically"}[m.lang]
		if asks && !strings.Contains(strings.Join(strings.Fields(m.Text), " "), want) {
			t.Errorf("%s does not say that silence closes nothing", m)
		}
	}
}

// TestClosingSaysOnWhoseWords: a closing on the complainant's own words can be
// undone, and names the day; one of the secretary says who reads an objection.
func TestClosingSaysOnWhoseWords(t *testing.T) {
	for _, m := range allMails(t) {
		if m.name != workflow.TemplateClosing || m.lang != "nl" {
			continue
		}
		plain := strings.Join(strings.Fields(m.Text), " ")
		if !m.data.UndoBy.IsZero() && !strings.Contains(plain, "Antwoord dan uiterlijk "+terms.DutchDate(m.data.UndoBy)) {
			t.Errorf("%s does not say until when", m)
		}
		if got := strings.Contains(plain, "aan de telefoon"); got != (m.data.ClosedBy == workflow.ClosedByNote) {
			t.Errorf("%s: telephone %v", m, got)
		}
		if got := strings.Contains(plain, "U schreef dat"); got != (m.data.ClosedBy == workflow.ClosedByComplainant) {
			t.Errorf("%s: own words %v", m, got)
		}
	}
}

// TestRefusalHasItsReason (Awb 9:8, 9:12 lid 2): each ground in words, and a
// letter without a ground does not exist.
func TestRefusalHasItsReason(t *testing.T) {
	s := mustLoad(t)
	d := samples(workflow.TemplateNotTakenUp)[0].data
	for _, lang := range languages {
		seen := map[string]bool{}
		for _, g := range workflow.Grounds {
			d.Ground = g
			r, err := s.Render(workflow.TemplateNotTakenUp, lang, d)
			if err != nil || seen[r.Text] {
				t.Errorf("%s %s: %v", lang, g, err)
			}
			seen[r.Text] = true
		}
		d.Ground = ""
		if _, err := s.Render(workflow.TemplateNotTakenUp, lang, d); err == nil {
			t.Errorf("%s: refused without a reason", lang)
		}
	}
}

// TestEmployeeLearnsNoContactData: the copy shows none of it, whatever is there.
func TestEmployeeLearnsNoContactData(t *testing.T) {
	s := mustLoad(t)
	d := samples(workflow.TemplateEmployeeCopy)[0].data
	d.Complainant = Complainant{Name: "Joris Ebbinge", Address: "Lindelaan 4", Phone: "06 12345678", Email: "joris@voorbeeld.nl"}
	d.Sender = "joris@voorbeeld.nl"
	r, err := s.Render(workflow.TemplateEmployeeCopy, "nl", d)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"Ebbinge", "Lindelaan", "12345678", "joris@"} {
		if strings.Contains(r.Text+r.HTML+r.Subject, secret) {
			t.Errorf("%s in the copy", secret)
		}
	}
}
