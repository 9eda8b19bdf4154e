package templates

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"klachtenpost/workflow"
)

func TestEveryTextExists(t *testing.T) {
	s := mustLoad(t)
	for name := range may {
		if s.texts["nl/"+string(name)] == nil {
			t.Errorf("no Dutch text %s", name)
		}
		if slices.Contains(toComplainant, name) && s.texts["en/"+string(name)] == nil {
			t.Errorf("no English text %s", name)
		}
		if len(samples(name)) == 0 {
			t.Errorf("%s is never tried", name)
		}
	}
}

// block is a heading, paragraph or list item of the HTML part, outside quotes.
type block struct{ tag, text string }

// blocksOf reads the HTML part as a person would.
func blocksOf(t *testing.T, page string) []block {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var list []block
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			switch n.Data {
			case "head", "blockquote":
				return
			case "h1", "h2", "h3", "p", "li":
				list = append(list, block{n.Data, strings.Join(strings.Fields(textOf(n)), " ")})
				return
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return list
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	if n.Data == "br" {
		return " "
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(textOf(c))
	}
	return b.String()
}

// sentenceEnd also ends the items of a list in one line, "a · b", and what stands
// before an arrow.
var sentenceEnd = regexp.MustCompile(`[.?!]["”]?(?:\s+|$)| [·→] `)

// TestSentencesAreShort holds the texts to plain Dutch: on average at most 15
// words, none above 25.
func TestSentencesAreShort(t *testing.T) {
	for _, m := range allMails(t) {
		words, sentences := 0, 0
		for _, b := range blocksOf(t, m.HTML) {
			for _, s := range sentenceEnd.Split(b.text, -1) {
				n := len(strings.Fields(s))
				if n == 0 {
					continue
				}
				words, sentences = words+n, sentences+1
				if n > 25 {
					t.Errorf("%s: %d words: %s", m, n, s)
				}
			}
		}
		if words > 15*sentences {
			t.Errorf("%s: %d words in %d sentences", m, words, sentences)
		}
	}
}

var (
	dutchDay   = regexp.MustCompile(`(\S*) ?\b\d{1,2} (?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)( \d{4})?`)
	englishDay = regexp.MustCompile(`(\S*) ?\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December)( \d{4})?`)
	isoDay     = regexp.MustCompile(`\b20\d\d-\d\d-\d\d\b`)
	weekdays   = []string{"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
		"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
)

func TestDatesHaveTheirWeekday(t *testing.T) {
	for _, m := range allMails(t) {
		for _, b := range append(blocksOf(t, m.HTML), block{"subject", m.Subject}) {
			for _, d := range append(dutchDay.FindAllStringSubmatch(b.text, -1), englishDay.FindAllStringSubmatch(b.text, -1)...) {
				if strings.HasPrefix(b.text, "brief van 14") {
					continue // the name of a file
				}
				if !slices.Contains(weekdays, d[1]) || d[2] == "" {
					t.Errorf("%s: %q has no weekday or no year: %s", m, d[0], b.text)
				}
			}
			if s := isoDay.FindString(b.text); s != "" {
				t.Errorf("%s: %s is no date for people", m, s)
			}
		}
	}
}

// TestSubjectsToComplainantsAreNeutral: others may see them on a screen.
func TestSubjectsToComplainantsAreNeutral(t *testing.T) {
	for _, m := range allMails(t) {
		if !outward(m.name, m.data.To) {
			continue
		}
		if s := strings.ToLower(m.Subject); strings.Contains(s, "klacht") || strings.Contains(s, "complain") {
			t.Errorf("%s: %s", m, m.Subject)
		}
		if want := map[string]string{"nl": "Uw bericht aan ons", "en": "Your message to us"}[m.lang]; m.data.Tag != "" && m.Subject != want+" ["+m.data.Tag+"]" {
			t.Errorf("%s: subject %q", m, m.Subject)
		}
	}
}

// TestActiesToldApart: she sees from the subject what it is about.
func TestActiesToldApart(t *testing.T) {
	seen := map[string]string{}
	for _, m := range allMails(t) {
		if m.name != workflow.TemplateActie || m.branch != string(m.data.Reason) {
			continue
		}
		subject, _, _ := strings.Cut(m.Subject, " [")
		if other := seen[subject]; other != "" {
			t.Errorf("%s and %s have the subject %q", other, m, subject)
		}
		seen[subject] = m.String()
	}
	if len(seen) != len(reasonWords) {
		t.Errorf("%d subjects for %d reasons", len(seen), len(reasonWords))
	}
}

// TestAcknowledgementIsShort counts the words above the line "Meer weten".
func TestAcknowledgementIsShort(t *testing.T) {
	longest := 0
	for _, m := range allMails(t) {
		if m.name != workflow.TemplateAcknowledgement {
			continue
		}
		above, _, ok := strings.Cut(m.Text, "* * *")
		if !ok {
			t.Errorf("%s: no line", m)
		}
		n := len(strings.Fields(above))
		longest = max(longest, n)
		if n > 120 {
			t.Errorf("%s: %d words", m, n)
		}
	}
	t.Logf("the longest has %d words", longest)
}

// TestComplainantsCanCall: who to call stands in every mail to a complainant.
func TestComplainantsCanCall(t *testing.T) {
	for _, m := range allMails(t) {
		if outward(m.name, m.data.To) {
			for _, want := range []string{m.data.Phone, m.data.Secretary, m.data.Hours} {
				if !strings.Contains(strings.Join(strings.Fields(m.Text), " "), want) {
					t.Errorf("%s: %q is not in it", m, want)
				}
			}
		}
	}
}

// TestHandlerIsToldToReply: the first words the handler reads.
func TestHandlerIsToldToReply(t *testing.T) {
	const want = "Beantwoord deze mail gewoon. Schrijf wat u hebt besproken of voorstelt. Karin maakt er een brief van. Stuur deze mail niet door."
	for _, m := range allMails(t) {
		if m.name == workflow.TemplateToHandler && !strings.HasPrefix(strings.Join(strings.Fields(m.Text), " "), want) {
			t.Errorf("%s begins with %.120q", m, m.Text)
		}
	}
}

// TestTextPartSaysEverything: every word, date, link and choice of the HTML part
// stands in the text part, in the same order within its block.
func TestTextPartSaysEverything(t *testing.T) {
	for _, m := range allMails(t) {
		plain := strings.Join(strings.Fields(m.Text), " ")
		for _, b := range blocksOf(t, m.HTML) {
			if !strings.Contains(plain, b.text) {
				t.Errorf("%s: not in the text part: %s", m, b.text)
			}
		}
		root, err := html.Parse(strings.NewReader(m.HTML))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode || n.Data != "a" {
				continue
			}
			href := attr(n, "href")
			if strings.Contains(href, "subject=") {
				continue // the answer of a choice: a reply does the same
			}
			if strings.HasPrefix(href, "tel:") {
				href = textOf(n) // its words are the number
			}
			if !strings.Contains(plain, strings.TrimPrefix(href, "mailto:")) {
				t.Errorf("%s: link %s is not in the text part", m, href)
			}
		}
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestTextPartLines: no line is longer than it need be, none ends in a blank,
// nothing is torn.
func TestTextPartLines(t *testing.T) {
	for _, m := range allMails(t) {
		for line := range strings.Lines(m.Text) {
			line = strings.TrimSuffix(line, "\n")
			switch {
			case strings.HasPrefix(line, "> "): // as it was written
			case len([]rune(line)) > columns && strings.Contains(strings.TrimSpace(line), " "):
				t.Errorf("%s: long line: %s", m, line)
			case strings.TrimRight(line, " ") != line:
				t.Errorf("%s: line ends in a blank: %q", m, line)
			case strings.Contains(line, "  ") && !strings.HasPrefix(line, " "):
				t.Errorf("%s: two blanks: %q", m, line)
			}
		}
		if strings.Contains(m.Text, "\n\n\n") {
			t.Errorf("%s: two blank lines", m)
		}
		for _, odd := range []string{"..", " .", " ,", "<no value>", "{{", "**", "](", "%!"} {
			if strings.Contains(m.Text, odd) {
				t.Errorf("%s: %q in the text", m, odd)
			}
		}
	}
}
