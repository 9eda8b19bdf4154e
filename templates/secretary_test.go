package templates

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

// TestActieIsOneDecision: at most five numbered choices and "iets anders", each
// with words (procedure section 5).
func TestActieIsOneDecision(t *testing.T) {
	for _, m := range allMails(t) {
		if m.name != workflow.TemplateActie && m.name != workflow.TemplateUrgent {
			continue
		}
		chosen := 0
		for _, o := range m.data.Options {
			if o.Digit != 9 {
				chosen++
			}
			if m.data.Reason != workflow.ReasonWordToParty && !strings.Contains(m.Text, "Antwoord met "+strconv.Itoa(o.Digit)+": ") {
				t.Errorf("%s does not offer %d", m, o.Digit)
			}
		}
		if chosen > 5 {
			t.Errorf("%s has %d choices", m, chosen)
		}
		if first, _, _ := strings.Cut(m.Text, "\n\n"); len(strings.Fields(first)) > 16 {
			t.Errorf("%s begins with %d words: %s", m, len(strings.Fields(first)), first)
		}
	}
}

// TestDroppedDraftIsNamed: a choice after which the draft in Concepten must not be
// sent says so; where no draft lies, none is spoken of.
func TestDroppedDraftIsNamed(t *testing.T) {
	s := mustLoad(t)
	for _, m := range allMails(t) {
		if m.name != workflow.TemplateActie || m.branch != string(workflow.ReasonHandler) {
			continue
		}
		if n := strings.Count(strings.Join(strings.Fields(m.Text), " "), "Het concept “voorstel” vervalt."); n != 4 {
			t.Errorf("%s: %d choices drop the draft, want 4\n%s", m, n, m.Text)
		}
		d := m.data
		d.Letter, d.Options = "", []Option{{Digit: 5, Act: workflow.ActKeep}}
		r, err := s.Render(m.name, "nl", d)
		if err != nil || strings.Contains(r.Text, "concept") {
			t.Errorf("%v: a draft is spoken of that is not there\n%s", err, r.Text)
		}
		return
	}
	t.Error("no such mail")
}

// TestKeepingSaysWhere: what is only kept goes in the dossier, but not what the
// committee wrote, nor a mail about a case of which nothing is left, nor one that is
// in no case.
func TestKeepingSaysWhere(t *testing.T) {
	const filed = "Het gaat in het dossier."
	for name, want := range map[string]string{
		"bericht_intern":                 filed,
		"bericht-van-lid":                "Het komt niet in het dossier.",
		"toets_beantwoord":               "Het komt niet in het dossier.",
		"beraad-na-akkoord":              "Het komt niet in het dossier.",
		"onbekende-na-vernietiging":      "De zaak blijft vernietigd.",
		"bericht-bij-voorgelegd-bericht": "Het blijft bewaard, buiten een zaak.",
	} {
		text := strings.Join(strings.Fields(mailNamed(t, name).Text), " ")
		if !strings.Contains(text, want) || want != filed && strings.Contains(text, filed) {
			t.Errorf("%s does not say %q:\n%s", name, want, text)
		}
	}
}

// TestUnseenStandsBesideDoubts: that part of a complaint came from somebody who did
// not prove himself is said whatever else is to be said.
func TestUnseenStandsBesideDoubts(t *testing.T) {
	text := strings.Join(strings.Fields(mailNamed(t, "twijfel-en-ongezien").Text), " ")
	for _, want := range []string{"langer dan een jaar geleden", "Een deel kwam in een losse mail."} {
		if !strings.Contains(text, want) {
			t.Errorf("the doubts do not say %q:\n%s", want, text)
		}
	}
}

// mailNamed is the Actie of a sample.
func mailNamed(t *testing.T, branch string) mail {
	t.Helper()
	for _, m := range allMails(t) {
		if m.name == workflow.TemplateActie && m.branch == branch {
			return m
		}
	}
	t.Fatalf("no sample %q", branch)
	return mail{}
}

// TestChoicesDependOnTheQuestion: yes to a delay is not yes to "was that you?".
func TestChoicesDependOnTheQuestion(t *testing.T) {
	for _, x := range []struct {
		act              workflow.Act
		reason, question any
		want             string
	}{
		{workflow.ActYes, workflow.ReasonUnclear, workflow.QuestionDelay, "de klager is akkoord met de nieuwe datum"},
		{workflow.ActYes, workflow.ReasonUnclear, workflow.QuestionAddress, "ja, de klager schreef het zelf"},
		{workflow.ActYes, workflow.ReasonLetterMaybe, nil, "ja, dit is die brief"},
		{workflow.ActKeep, workflow.ReasonUnclear, workflow.QuestionUndo, "de zaak blijft dicht"},
		{workflow.ActKeep, nil, nil, "alleen bewaren"},
		{workflow.ActComplaint, nil, nil, "dit is een klacht"},
	} {
		if got, ok := chosen(x.act, x.reason, x.question); !ok || got.what != x.want {
			t.Errorf("chosen(%v, %v, %v) = %q, %v, want %q", x.act, x.reason, x.question, got.what, ok, x.want)
		}
	}
	if _, ok := chosen("bestaat niet", nil, nil); ok {
		t.Error("an act that does not exist has words")
	}
}

// TestWordToPartyIsOneParagraph: she sees at once what went wrong, and nothing
// else.
func TestWordToPartyIsOneParagraph(t *testing.T) {
	for _, m := range allMails(t) {
		if m.data.Reason != workflow.ReasonWordToParty {
			continue
		}
		body, _, _ := strings.Cut(m.Text, "\n* * *")
		if n := strings.Count(strings.TrimSpace(body), "\n\n"); n > 1 && m.data.Stage == 0 && m.data.To == workflow.RoleSecretary {
			t.Errorf("%s: %d paragraphs\n%s", m, n, body)
		}
	}
}

// TestFormsRunOn: the list is in groups, and yet its numbers go up, so that one
// finds a number again; every form has its lines to fill in.
func TestFormsRunOn(t *testing.T) {
	number := regexp.MustCompile(`(?m)^(\d+) (.+)$`)
	for _, m := range allMails(t) {
		if m.name != workflow.TemplateHelp || m.branch != "lijst" {
			continue
		}
		_, list, _ := strings.Cut(m.Text, "Waar de zaak naartoe gaat\n")
		var got []string
		for _, f := range number.FindAllStringSubmatch(list, -1) {
			got = append(got, f[1]+" "+f[2])
		}
		var want []string
		for _, f := range m.data.Forms {
			want = append(want, strconv.Itoa(f.Number)+" "+f.Word)
			for _, line := range f.Fields {
				label, _, _ := strings.Cut(line, ":")
				if !strings.Contains(list, "\n  "+label+": …\n") {
					t.Errorf("no line for %q of %s", line, f.Word)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("the list reads %q, want %q", got, want)
		}
		return
	}
	t.Error("no such mail")
}

// TestFormsComeInGroups: the order of workflow.Forms is that of the headings, so
// that numbers run on; none is left over, and each says what follows.
func TestFormsComeInGroups(t *testing.T) {
	at := map[workflow.Act]int{}
	for i, g := range formGroups {
		for _, act := range g.acts {
			at[act] = i + 1
		}
	}
	last := 0
	for _, f := range workflow.Forms {
		switch g := at[f.Act]; {
		case g == 0:
			t.Errorf("%s is in no group", f.Word)
		case g < last:
			t.Errorf("%s stands in an earlier group than the form before it", f.Word)
		default:
			last = g
		}
		if formWords[f.Act] == "" {
			t.Errorf("nothing says what %s does", f.Word)
		}
		for _, name := range f.Fields {
			if _, ok := new(values).fieldExample(name); !ok && f.Act != workflow.ActItems {
				t.Errorf("no example for %q of %s", name, f.Word)
			}
		}
	}
}

// TestHelpNamesAnItem: what the complainant may say at the telephone of one item is
// shown when the complaint has items.
func TestHelpNamesAnItem(t *testing.T) {
	const line = "- telefoon: klager trekt onderdeel 2 in"
	s := mustLoad(t)
	for _, m := range allMails(t) {
		if m.name != workflow.TemplateHelp || m.branch != "lijst" {
			continue
		}
		d := m.data
		d.Items = sampleItems()
		r, err := s.Render(m.name, "nl", d)
		if err != nil || !strings.Contains(r.Text, line) {
			t.Errorf("%v: %q is not shown\n%s", err, line, r.Text)
		}
		if strings.Contains(m.Text, line) {
			t.Errorf("%q is shown of a complaint that is one", line)
		}
		return
	}
	t.Error("no such mail")
}
