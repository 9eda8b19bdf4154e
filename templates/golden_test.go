package templates

import (
	"flag"
	"fmt"
	"html"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"klachtenpost/workflow"
)

var (
	update = flag.Bool("update", false, "rewrite the golden texts in testdata")
	pages  = flag.String("pages", "", "write every mail as a page for a browser into this directory")
)

func mustLoad(t testing.TB) *Set {
	t.Helper()
	s, err := builtInSet()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// builtInSet is loaded once; a Set does not change.
var builtInSet = sync.OnceValues(func() (*Set, error) { return Load("") })

// mail is one rendered sample.
type mail struct {
	lang   string
	name   workflow.Template
	branch string
	data   Data
	Rendered
}

func (m mail) String() string { return m.lang + "/" + string(m.name) + "/" + m.branch }

// allMails renders every sample of every text in each language it exists in. The
// list is made once and shared: nobody changes it.
func allMails(t testing.TB) []mail {
	t.Helper()
	list, err := everyMail()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

var everyMail = sync.OnceValues(func() ([]mail, error) {
	s, err := builtInSet()
	if err != nil {
		return nil, err
	}
	var list []mail
	for _, key := range slices.Sorted(maps.Keys(s.texts)) {
		lang, name, _ := strings.Cut(key, "/")
		for _, x := range samples(workflow.Template(name)) {
			if lang != "nl" && slices.Contains(staff, x.data.To) {
				continue // staff are written to in Dutch
			}
			r, err := s.Render(workflow.Template(name), lang, x.data)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %w", key, x.name, err)
			}
			list = append(list, mail{lang, workflow.Template(name), x.name, x.data, r})
		}
	}
	return list, nil
})

// golden tells which branches are kept as files to read: all but those that only
// say the same to somebody else or with less.
func golden(m mail) bool {
	if m.name != workflow.TemplateActie {
		return !strings.HasPrefix(m.branch, "later-") || m.branch == "later-"+string(workflow.StatusProposed)
	}
	switch {
	case strings.HasSuffix(m.branch, "-kaal"), strings.HasPrefix(m.branch, "woord-aan-"):
		return false
	case strings.HasSuffix(m.branch, "-ook-open"): // the same words below each reason
		return m.data.Reason == workflow.ReasonHandler
	case strings.HasPrefix(m.branch, "twijfel-secretaris-"), strings.HasPrefix(m.branch, "twijfel-vervanger-"), strings.HasPrefix(m.branch, "twijfel-voorzitter-"):
		return true
	}
	for _, to := range []string{"-secretaris-", "-vervanger-", "-voorzitter-"} {
		if strings.Contains(m.branch, to) && !strings.HasPrefix(m.branch, "meekijken") {
			return false
		}
	}
	return !strings.HasSuffix(m.branch, "-in-map")
}

// goldenPage tells of which the page is kept too: of the mails on the way to a
// solution the first branch, since the others differ in words, which the text
// part shows.
func goldenPage(m mail) bool {
	list := courseSamples(m.name)
	return len(list) == 0 || m.branch == list[0].name
}

func TestGoldenTexts(t *testing.T) {
	want := map[string]bool{}
	for _, m := range allMails(t) {
		if !golden(m) {
			continue
		}
		base := filepath.Join("testdata", m.String())
		for ext, got := range map[string]string{
			".txt":  "Onderwerp: " + m.Subject + "\n\n" + m.Text,
			".html": m.HTML,
		} {
			file := base + ext
			if ext == ".html" && !goldenPage(m) {
				continue
			}
			want[file] = true
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Errorf("%v; go test -update writes it", err)
				continue
			}
			if string(b) != got {
				t.Errorf("%s differs; read it, then go test -update\n%s", file, firstDifference(string(b), got))
			}
		}
	}
	for _, lang := range languages {
		for _, ext := range []string{"txt", "html"} {
			files, _ := filepath.Glob("testdata/" + lang + "/*/*." + ext)
			for _, f := range files {
				switch {
				case want[f]:
				case *update:
					if err := os.Remove(f); err != nil {
						t.Error(err)
					}
				default:
					t.Errorf("%s belongs to no text", f)
				}
			}
		}
	}
}

// firstDifference shows the first line that differs.
func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\n was: %s\n now: %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("%d lines, were %d", len(g), len(w))
}

// TestWritePages writes what people get, so that anybody can look at it:
//
//	go test ./templates -run TestWritePages -pages /tmp/pages
func TestWritePages(t *testing.T) {
	if *pages == "" {
		t.Skip("give -pages DIR")
	}
	var index strings.Builder
	index.WriteString("<!DOCTYPE html><meta charset=\"utf-8\"><title>Mails</title><ul>\n")
	for _, m := range allMails(t) {
		if !golden(m) {
			continue
		}
		base := filepath.Join(*pages, m.String())
		if err := os.MkdirAll(filepath.Dir(base), 0o755); err != nil {
			t.Fatal(err)
		}
		for ext, content := range map[string]string{".html": m.HTML, ".txt": m.Subject + "\n\n" + m.Text} {
			if err := os.WriteFile(base+ext, []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		fmt.Fprintf(&index, "<li><a href=\"%[1]s.html\">%[1]s</a> (<a href=\"%[1]s.txt\">tekst</a>): %[2]s\n", html.EscapeString(m.String()), html.EscapeString(m.Subject))
	}
	index.WriteString("</ul>\n")
	if err := os.WriteFile(filepath.Join(*pages, "index.html"), []byte(index.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestRehearse: the built-in texts render for every state, which Load takes for
// granted.
func TestRehearse(t *testing.T) {
	s, err := Load("")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Rehearse(); err != nil {
		t.Error(err)
	}
}
