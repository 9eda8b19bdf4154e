package templates

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"klachtenpost/workflow"
	"klachtenpost/workflow/answer"
	"klachtenpost/workflow/terms"
)

// constants finds the values of all constants of a string type in a package's
// source, so that a new one without words is noticed here and not in a mail.
func constants(t *testing.T, dir, typ string) []string {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if id, ok := v.Type.(*ast.Ident); !ok || id.Name != typ || len(v.Values) != 1 {
				return true
			}
			if lit, ok := v.Values[0].(*ast.BasicLit); ok {
				s, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, s)
			}
			return true
		})
	}
	if len(list) == 0 {
		t.Fatalf("no constants of %s in %s", typ, dir)
	}
	return list
}

func TestEveryCodeHasWords(t *testing.T) {
	const flow, words = "../workflow", "../workflow/answer"
	for _, x := range []struct {
		dir, typ string
		known    []string
	}{
		{flow, "Act", codes(actWordsNL)},
		{flow, "QuestionKind", codes(questionWords)},
		{flow, "Ground", codes(groundWords)},
		{flow, "News", newsCodes},
		{flow, "ClosedBy", closedByCodes},
		{flow, "Status", codes(statusWords)},
		{flow, "Outcome", codes(outcomeWords)},
		{flow, "Role", closed[reflect.TypeFor[workflow.Role]()]},
		{flow, "DeadlineKind", codes(deadlineWords)},
		{flow, "Missing", codes(missingWords["nl"])},
		{flow, "Missing", codes(missingWords["en"])},
		{flow, "Reason", codes(reasonWords)},
		{flow, "Template", codes(mailWords)},
		{flow, "Template", codes(may)},
		{words, "Doubt", codes(doubtWords)},
	} {
		want := constants(t, x.dir, x.typ)
		for _, code := range want {
			if !slices.Contains(x.known, code) {
				t.Errorf("%s %q has no words", x.typ, code)
			}
		}
		for _, code := range x.known {
			if !slices.Contains(want, code) {
				t.Errorf("%s %q does not exist", x.typ, code)
			}
		}
	}
}

// TestOnlyActsHaveEnglishWords: English is for what a complainant chooses.
func TestOnlyActsHaveEnglishWords(t *testing.T) {
	want := constants(t, "../workflow", "Act")
	for code := range actWordsEN {
		if !slices.Contains(want, string(code)) {
			t.Errorf("Act %q does not exist", code)
		}
	}
}

func TestActText(t *testing.T) {
	s := mustLoad(t)
	for _, x := range []struct {
		lang string
		act  workflow.Act
		want string
	}{
		{"nl", workflow.ActToDirector, "naar de directeur"},
		{"en", workflow.ActToDirector, "to the director"},
		{"de", workflow.ActToDirector, "naar de directeur"},
		{"nl", "bestaat niet", ""},
	} {
		if got := s.ActText(x.lang, x.act); got != x.want {
			t.Errorf("ActText(%q, %q) = %q, want %q", x.lang, x.act, got, x.want)
		}
	}
}

// TestEnglishFallsBackToDutch: a mail that exists in Dutch only is rendered in
// Dutch, and says so.
func TestEnglishFallsBackToDutch(t *testing.T) {
	s := mustLoad(t)
	d := samples(workflow.TemplateHandlerReminder)[0].data
	nl, err1 := s.Render(workflow.TemplateHandlerReminder, "nl", d)
	en, err2 := s.Render(workflow.TemplateHandlerReminder, "en", d)
	if err1 != nil || err2 != nil || !reflect.DeepEqual(nl, en) || !strings.Contains(en.HTML, `lang="nl"`) {
		t.Errorf("%v %v %.80q", err1, err2, en.HTML)
	}
	if _, err := s.Render("bestaat-niet", "nl", d); err == nil {
		t.Error("rendered a text that does not exist")
	}
}

// TestPhoneNumbers: what is shown can be dialled.
func TestPhoneNumbers(t *testing.T) {
	for shown, want := range map[string]string{
		"030 123 45 67": "+31301234567", "+31 (0)30 123 45 67": "+31301234567", "0031 30 1234567": "+31301234567",
		"0800-0113": "08000113", "112": "112", "06-12345678": "+31612345678",
	} {
		if got := dial(shown); got != want {
			t.Errorf("dial(%q) = %q, want %q", shown, got, want)
		}
	}
}

func TestSizes(t *testing.T) {
	for n, want := range map[int64]string{0: "minder dan 1 kB", 999: "minder dan 1 kB", 184_321: "184 kB", 999_499: "999 kB", 2_340_000: "2,3 MB", 48_000_000: "48,0 MB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}

// TestWrap never tears an address.
func TestWrap(t *testing.T) {
	const long = "https://voorbeeld.nl/een/heel/lang/adres/dat/nergens/wordt/afgebroken/ook/al/is/het/veel/te/lang"
	got := wrap("Kijk op "+long+" of bel "+glued("030 123 45 67")+".", 20)
	for i := range got {
		got[i] = unglued(got[i])
	}
	if want := []string{"Kijk op", long, "of bel", "030 123 45 67."}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestChoicesWithLinks: a choice that can be tapped carries its link in both
// parts.
func TestChoicesWithLinks(t *testing.T) {
	vs := &values{lang: "nl", style: styles{}}
	const target = "mailto:klachtencommissie@perspectief.example?subject=1%20%5BK-2026-0001-3%5D&body=1"
	list := []any{map[string]any{"Digit": 1, "Act": workflow.ActDone, "Mailto": vs.add(target)}}
	a, err := vs.options(list, "")
	if err != nil {
		t.Fatal(err)
	}
	p := a.(*value).piece
	if want := "Antwoord met 1: " + actWordsNL[workflow.ActDone] + "\n  " + target; p.plain != want {
		t.Errorf("text %q, want %q", p.plain, want)
	}
	if want := `href="` + strings.ReplaceAll(target, "&", "&amp;") + `"`; !strings.Contains(p.html, want) {
		t.Errorf("page %q", p.html)
	}
}

// TestPastDatesAreNotPromised: a mail that leaves late promises no day that is
// gone.
func TestPastDatesAreNotPromised(t *testing.T) {
	s := mustLoad(t)
	for _, name := range slices.Sorted(maps.Keys(may)) {
		if !slices.Contains([]workflow.Template{
			workflow.TemplateReminder, workflow.TemplateTakenUp, workflow.TemplateToHandler, workflow.TemplateHandlerReminder,
			workflow.TemplateChoice, workflow.TemplateToCommittee, workflow.TemplateInterim, workflow.TemplateDelay,
			workflow.TemplateOtherAddress, workflow.TemplateReopened, workflow.TemplateLate,
			workflow.TemplateAdmissibility, workflow.TemplateCommitteeReminder, workflow.TemplateDefenceAsked, workflow.TemplateHearingDates,
			workflow.TemplateDraftDecision, workflow.TemplateBesluitAsked}, name) {
			continue
		}
		for _, x := range samples(name) {
			d := x.data
			d.Today = terms.Date{Year: 2026, Month: 9, Day: 1}
			r, err := s.Render(name, "nl", d)
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Join(strings.Fields(r.Subject+" "+r.Text), " ")
			for _, promise := range []string{"Graag uw antwoord uiterlijk", "U krijgt antwoord, uiterlijk", "Dat kan tot en met", "verwachten wij uw antwoord uiterlijk", "Laatste werkdag", "Dat is vandaag",
				"Wij horen het graag", "Graag uw reactie uiterlijk", "Graag uw besluit uiterlijk", "verwachten wij uw besluit uiterlijk", "De klager moet de uitspraak hebben", "Het antwoord is nodig uiterlijk", "U hoort de beslissing uiterlijk", "U hoort dat besluit uiterlijk", "Wij verwachten uw antwoord uiterlijk", "wachten weer op uw antwoord, uiterlijk"} {
				if strings.Contains(text, promise) {
					t.Errorf("%s %s: %s", name, x.name, promise)
				}
			}
		}
	}
}

// The codes of answer.Doubt are words themselves; none may come out unworded.
func TestDoubtsAreWorded(t *testing.T) {
	for code, w := range doubtWords {
		if w == "" || w == string(code) || !strings.HasSuffix(w, ".") {
			t.Errorf("%q: %q", code, w)
		}
	}
	if _, ok := doubtWords[answer.DoubtCrisis]; !ok {
		t.Error("no words for crisis")
	}
}

// TestRemaining: the words beside a bar say what it shows.
func TestRemaining(t *testing.T) {
	today := terms.Date{Year: 2026, Month: 3, Day: 9}
	for _, x := range []struct {
		end, from int // days from today; from 0: not known
		want      string
	}{
		{29, -13, "Nog 29 van de 42 dagen."}, {1, -13, "Nog 1 van de 14 dagen."}, {0, -14, "Vandaag is de laatste dag."},
		{-1, -43, "1 dag te laat."}, {-6, -48, "6 dagen te laat."}, {5, 0, "Nog 5 dagen."}, {1, 0, "Nog 1 dag."}, {10, 2, "Nog 10 dagen."},
	} {
		m := map[string]any{"Date": today.Add(x.end)}
		if x.from != 0 {
			m["From"] = today.Add(x.from)
		}
		if got := remaining(m, today); got != x.want {
			t.Errorf("%d days, counted from day %d: %q, want %q", x.end, x.from, got, x.want)
		}
	}
	if got := remaining(nil, nil); got != "" {
		t.Errorf("no date: %q", got)
	}
}
