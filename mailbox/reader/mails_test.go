package reader

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

var update = flag.Bool("update", false, "rewrite the .want files")

// wanted is what a mail of testdata/mails must be read as, in a form that people
// can check: texts as lists of lines, addresses as they are written.
type wanted struct {
	Kind        string   `json:"kind"`
	From        string   `json:"from,omitempty"`
	Shown       string   `json:"shown,omitempty"`
	Subject     string   `json:"subject"`
	References  []string `json:"references,omitempty"`
	DMARC       string   `json:"dmarc,omitempty"`
	Confidence  float64  `json:"confidence"`
	NewText     []string `json:"new_text"`
	Text        []string `json:"text,omitempty"` // only when it is more than the new text
	Original    string   `json:"original,omitempty"`
	Attachments []string `json:"attachments,omitempty"`
	Reports     []string `json:"reports,omitempty"`
	Absent      string   `json:"absent,omitempty"` // the day, or "ja"
	Calendar    []string `json:"calendar,omitempty"`
	Spam        bool     `json:"spam,omitempty"`
	Silent      bool     `json:"no_auto_reply,omitempty"`
	HTMLOnly    bool     `json:"html_only,omitempty"`
	Problems    []string `json:"problems,omitempty"`
}

var houseOptions = Options{
	AuthservID: "mx.perspectief.example", OwnHosts: []string{"perspectief.example"},
	Own: workflow.Address{Local: "klachten", Domain: "perspectief.example"},
}

func newWanted(m workflow.Message) wanted {
	w := wanted{
		Kind: string(m.Kind), From: m.From.Addr(), Subject: m.Subject, References: m.References, DMARC: string(m.DMARC), Confidence: m.Confidence,
		NewText: strings.Split(m.NewText, "\n"), Original: m.Original.Addr(), Spam: m.SpamMarked, Silent: m.NoAutoReply, HTMLOnly: m.HTMLOnly, Problems: m.Problems,
	}
	if m.From.IsZero() {
		w.Shown = shownAddress(m.FromShown)
	}
	if m.Text != m.NewText {
		w.Text = strings.Split(m.Text, "\n")
	}
	for _, a := range m.Attachments {
		w.Attachments = append(w.Attachments, a.Name+" "+a.Type)
	}
	for _, r := range m.Reports {
		w.Reports = append(w.Reports, strings.TrimSpace(r.Recipient+" "+r.Status+" "+r.MessageID))
	}
	if m.Absent {
		w.Absent = m.AbsentUntil
		if w.Absent == "" {
			w.Absent = "ja"
		}
	}
	for _, c := range m.Calendar {
		w.Calendar = append(w.Calendar, c.UID+" "+c.PartStat)
	}
	return w
}

// TestMails reads our own mails as ten mail programs write them.
func TestMails(t *testing.T) {
	list := files(t, filepath.Join("testdata", "mails"), func(p string) bool { return strings.HasSuffix(p, ".eml") })
	kinds := map[workflow.Kind]int{}
	for _, path := range list {
		raw := mustFile(t, path)
		m := Read(bytes.NewReader(raw), houseOptions)
		kinds[m.Kind]++
		checkClean(t, path, m)
		sameAttachments(t, path, raw, m)
		var buf bytes.Buffer
		enc := json.NewEncoder(&buf)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		if err := enc.Encode(newWanted(m)); err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(path, ".eml") + ".want"
		if *update {
			if err := os.WriteFile(golden, buf.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if want := mustFile(t, golden); !bytes.Equal(buf.Bytes(), want) {
			t.Errorf("%s:\n%s", filepath.Base(path), differing(buf.String(), string(want)))
		}
	}
	if len(list) < 100 {
		t.Errorf("%d mails, want at least 100", len(list))
	}
	t.Logf("%d mails: %v", len(list), kinds)
}

// differing shows the lines that are not alike.
func differing(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	var b strings.Builder
	for i := 0; i < max(len(g), len(w)); i++ {
		a, z := "", ""
		if i < len(g) {
			a = g[i]
		}
		if i < len(w) {
			z = w[i]
		}
		if a != z {
			b.WriteString("  got  " + a + "\n  want " + z + "\n")
		}
	}
	return b.String()
}

// TestTwins reads the HTML parts of the same mails as if there were no plain ones:
// the writer's own words must be the same.
func TestTwins(t *testing.T) {
	same, n := 0, 0
	for _, path := range files(t, filepath.Join("testdata", "mails"), func(p string) bool { return strings.HasSuffix(p, ".eml") }) {
		c := &collector{problems: &problems{}}
		c.root = walk(bytes.NewReader(mustFile(t, path)), Options{}, c.problems, c, true)
		plain := Read(bytes.NewReader(mustFile(t, path)), houseOptions)
		if plain.Kind != workflow.KindHuman || strings.Contains(path, "tabel") || !dropPlain(c.root) {
			continue
		}
		n++
		var m workflow.Message
		readFields(&m, c.root.head, houseOptions, c.problems)
		m.Kind = workflow.KindHuman
		c.readText(&m, c.texts(), houseOptions.Own)
		got, want := strings.Join(words(m.NewText), " "), strings.Join(words(plain.NewText), " ")
		if plain.Confidence < 0.5 && m.Confidence < 0.5 || got == want {
			same++
			continue
		}
		t.Errorf("%s: HTML gives %q (%.2f)\nplain gives %q", filepath.Base(path), m.NewText, m.Confidence, plain.NewText)
	}
	t.Logf("%d of %d HTML parts give the same own words", same, n)
}

// dropPlain leaves only the HTML of each alternative.
func dropPlain(p *part) bool {
	found := false
	if p.typ == "multipart/alternative" {
		for _, q := range p.children {
			if q.html {
				p.children, found = []*part{q}, true
				return found
			}
		}
	}
	for _, q := range p.children {
		found = dropPlain(q) || found
	}
	return found
}
