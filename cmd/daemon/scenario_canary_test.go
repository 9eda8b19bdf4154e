package daemon_test

import (
	"fmt"
	"html"
	"net/mail"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/workflow"
)

// contact are what the people of the scenarios told about themselves.
var contact = []string{"Lindelaan", "3512 AB", "06 12345678", "0612345678", "kanarie-foto"}

// wantQuiet holds the log to what may stand in it (PRIV-01): no mail that could not
// be made, and nothing that anybody wrote, is called or is reached at.
func (p *played) wantQuiet(t *testing.T) {
	t.Helper()
	log := p.log.String()
	for l := range strings.Lines(log) {
		if strings.Contains(l, "level=ERROR") || strings.Contains(l, "level=WARN") {
			t.Errorf("in the log: %s", l)
		}
	}
	words := append(slices.Clone(contact), "@", "Bakker", "Geheim")
	for _, w := range p.written {
		words = append(words, w.id)
		words = append(words, shingles(w.Body, 4)...)
		if strings.Count(w.Subject, " ") > 1 {
			words = append(words, w.Subject)
		}
	}
	for _, l := range p.left {
		words = append(words, l.MessageID)
		words = append(words, codeLine(originalOf(t, l.raw).Text)...)
	}
	low := " " + flat(log) + " "
	for _, w := range words {
		if w != "" && (strings.Contains(log, w) || strings.Contains(low, " "+w+" ")) {
			t.Errorf("%q in the log", w)
		}
	}
}

// wantPrivate holds each mail to what it may carry (PRIV-02, PRIV-12, procedure
// section 8): the words of somebody only where its notice names his mail, contact
// data only for the handler, once, and for the secretary.
func (p *played) wantPrivate(t *testing.T) {
	t.Helper()
	spread := map[string]int{} // how many wrote the same words
	for _, w := range p.written {
		for _, s := range slices.Compact(slices.Sorted(slices.Values(shingles(w.Body, 5)))) {
			spread[s]++
		}
	}
	for _, l := range p.left {
		kind := fmt.Sprintf("%s (%s) to %s", l.notice.Key, l.detail, l.To)
		head, _, _ := strings.Cut(string(l.raw), "\r\n\r\n")
		subject := headerOf(l.raw, "Subject")
		text := " " + flat(anyTag.ReplaceAllString(withoutStyle(decoded(l.raw)), " ")) + " "
		for _, w := range p.written {
			carried := carriesWords(l.notice) && slices.ContainsFunc(w.rows, func(row string) bool {
				n, _ := strconv.ParseInt(row, 10, 64)
				return slices.Contains(l.notice.Messages, n)
			})
			for _, s := range w.told() {
				if l.notice.Template == workflow.TemplateToHandler && slices.ContainsFunc(contact, func(c string) bool { return strings.Contains(s, flat(c)) }) {
					continue // where he is reached stands on file, and goes with him into a case that is split off
				}
				if strings.Contains(text, " "+s+" ") && spread[s] == 1 && !carried && l.notice.Template != workflow.TemplateDraftDecision {
					t.Errorf("words of %s (%s) in %s: %q", w.From, w.At.Format("2006-01-02"), kind, s)
					break
				}
			}
			if own := strings.EqualFold(w.From, l.To) || w.From == "" && l.To == cmdtest.Committee; strings.Contains(head, w.id) && !own && w.id != l.MessageID {
				if !slices.ContainsFunc(p.left, func(o leaving) bool { return o.MessageID == w.id && o.To == l.To }) {
					t.Errorf("the id of a mail of %s in the header of %s", w.From, kind)
				}
			}
			outsider := w.From != "" && names[w.From] == ""
			if outsider && strings.Contains(subject, w.From) {
				t.Errorf("%s in the subject of %s", w.From, kind)
			}
			if outsider && w.From != l.To && strings.Contains(bodyOf(l.raw), w.From) && !mayTell(l.notice) {
				t.Errorf("%s stands in %s", w.From, kind)
			}
		}
		for _, word := range contact {
			if strings.Contains(bodyOf(l.raw), word) && !mayTell(l.notice) {
				t.Errorf("%q in %s", word, kind)
			}
		}
		if l.notice.ToParty() && strings.Contains(strings.ToLower(subject), "klacht") {
			t.Errorf("the subject of %s is %q", kind, subject)
		}
	}
}

// told are runs of words that nobody but their writer can have put in a mail: not a
// short answer, which our own texts suggest, and of the secretary only her notes,
// since what she lays down by a form others read.
func (w writing) told() []string {
	switch words := strings.Fields(w.Body); {
	case len(words) < 8:
		return nil
	case w.From == "" && words[0] != "notitie" && words[0] != "telefoon:":
		return nil
	}
	return shingles(w.Body, 5)
}

// carriesWords reports whether a mail may carry what somebody wrote.
func carriesWords(n workflow.Notice) bool {
	switch n.Template {
	case workflow.TemplateToHandler, workflow.TemplateDeliberation, workflow.TemplateDraftDecision:
		return true
	case workflow.TemplateChange:
		return false
	}
	return n.Letter
}

// mayTell reports whether a mail may tell how a person is reached.
func mayTell(n workflow.Notice) bool {
	return carriesWords(n) && n.To != workflow.RoleEmployee || n.Template == workflow.TemplateChange || n.To == workflow.RoleSecretary || n.To == workflow.RoleStandIn || n.Paper || n.Template == workflow.TemplateActie
}

// shingles are all runs of n words of a text: what a leak of it would hold.
func shingles(text string, n int) (list []string) {
	words := strings.Fields(flat(text))
	for i := 0; i+n <= len(words); i++ {
		list = append(list, strings.Join(words[i:i+n], " "))
	}
	return list
}

// flat are the words of a text, with one space between.
func flat(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(html.UnescapeString(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

var styleTag = regexp.MustCompile(`(?s)<style>.*?</style>`)

func withoutStyle(s string) string { return styleTag.ReplaceAllString(s, "") }

// bodyOf is a mail without its header.
func bodyOf(raw []byte) string {
	all := decoded(raw)
	head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
	return withoutStyle(strings.TrimPrefix(all, head))
}

// flaw is what no mail may show.
var flaws = map[string]*regexp.Regexp{
	"a template's own words":    regexp.MustCompile(`<no value>|&lt;no value|\{\{|\}\}|%!|<nil>|\bnil\b|januari 0?0?0?1\b|map\[`),
	"two spaces":                regexp.MustCompile(`[^\s|>]  +[^\s|]`),
	"a space before a sign":     regexp.MustCompile(`[\p{L}\d] [,.;:?!](?:\s|$)`),
	"signs without words":       regexp.MustCompile(`\(\)|\(\s|“”|""|,,|;;|\s,|:\.|,\.|\.\.(?:[^.]|$)`),
	"a salutation of nobody":    regexp.MustCompile(`(?m)^(?:Beste|Geachte|Dear)\s*,`),
	"a sentence without an end": regexp.MustCompile(`\b(?:uiterlijk|vóór|sinds) ?[.,](?:\s|$)`),
}

// wantFine looks at each mail as its reader does.
func (p *played) wantFine(t *testing.T) {
	t.Helper()
	for _, l := range p.left {
		o := originalOf(t, l.raw)
		kind := fmt.Sprintf("%s (%s) to %s", l.notice.Key, l.detail, l.To)
		if to, err := mail.ParseAddressList(headerOf(l.raw, "To")); err != nil || len(to) == 0 || to[0].Address != l.To {
			t.Errorf("%s: To is %q, %v", kind, headerOf(l.raw, "To"), err)
		}
		text := o.Text
		for _, w := range p.written {
			if len(w.Body) > 40 {
				text = strings.ReplaceAll(text, w.Body, "")
			}
		}
		for what, re := range flaws {
			if at := re.FindStringIndex(o.Subject + "\n" + text); at != nil {
				all := o.Subject + "\n" + text
				t.Errorf("%s in %s: …%q…", what, kind, all[max(0, at[0]-60):min(len(all), at[1]+40)])
			}
		}
		if open := strings.Contains(text, "…"); open && !l.notice.Letter && l.notice.Template != workflow.TemplateHelp && l.notice.Template != workflow.TemplateActie && l.notice.Template != workflow.TemplateDraftDecision {
			t.Errorf("%s leaves something open", kind)
		}
		if strings.TrimSpace(o.Subject) == "" || strings.TrimSpace(o.Text) == "" {
			t.Errorf("%s is empty", kind)
		}
		for _, empty := range []string{"<p></p>", "<li></li>", `href=""`, "<h1></h1>", "<h2></h2>", "<td></td>"} {
			if strings.Contains(o.Page, empty) {
				t.Errorf("%s has %s", kind, empty)
			}
		}
		if strings.Contains(o.Text, "Antwoord met 1") && l.notice.ToParty() && !l.notice.Letter && !strings.Contains(decoded(l.raw), "Antwoordcode") {
			t.Errorf("%s asks something and has no answer code:", kind)
		}
	}
}
