package templates

import (
	"bytes"
	"strings"
	"testing"

	"klachtenpost/templates/paper"
)

// plainBlocks gives the words of a letter, spaces and marks of lists apart.
func plainBlocks(body []paper.Block) string {
	var b strings.Builder
	for _, p := range body {
		b.WriteString(p.Marker + " ")
		for _, r := range p.Runs {
			b.WriteString(r.Text)
		}
		b.WriteString(" ")
	}
	return b.String()
}

// TestDocument: a letter on paper says what the mail says, word for word, and can
// be printed.
func TestDocument(t *testing.T) {
	s := mustLoad(t)
	drop := strings.NewReplacer("\u00a0", " ", "– ", "", "- ", "", "* * *", "")
	squash := func(text string) string { return strings.Join(strings.Fields(drop.Replace(text)), " ") }
	n := 0
	for _, m := range allMails(t) {
		subject, body, err := s.Document(m.name, m.lang, m.data)
		if err != nil {
			t.Fatalf("%s: %v", m, err)
		}
		n++
		if subject != m.Subject {
			t.Errorf("%s: subject %q", m, subject)
		}
		got, want := squash(plainBlocks(body)), m.Text
		var lines []string
		for _, line := range strings.Split(want, "\n") {
			line = strings.TrimSpace(strings.TrimPrefix(line, ">"))
			if !strings.HasPrefix(line, "mailto:") {
				lines = append(lines, line)
			}
		}
		if want = squash(strings.Join(lines, "\n")); got != want {
			t.Errorf("%s:\n%s\n%s", m, got, want)
		}
		if strings.IndexFunc(plainBlocks(body), private) >= 0 {
			t.Errorf("%s: data was left behind its mark", m)
		}
		if n%10 == 0 {
			var pdf bytes.Buffer
			if err := paper.WriteLetter(&pdf, paper.Letter{Lang: m.lang, Body: body}); err != nil {
				t.Errorf("%s: %v", m, err)
			}
		}
	}
	t.Logf("%d letters", n)
}
