package templates

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"klachtenpost/workflow"
	"klachtenpost/workflow/terms"
)

// eachString calls f for every plain string in v and sets it to what f gives.
func eachString(v reflect.Value, path string, f func(path, s string) string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c := reflect.New(v.Type().Elem()) // samples share what they point to
			c.Elem().Set(v.Elem())
			v.Set(c)
			eachString(v.Elem(), path, f)
		}
	case reflect.Struct:
		if v.Type() == dateType || v.Type() == timeType {
			return
		}
		for i := range v.NumField() {
			eachString(v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		c := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(c, v)
		if v.Len() > 0 {
			v.Set(c)
		}
		for i := range v.Len() {
			eachString(v.Index(i), path, f)
		}
	case reflect.String:
		if v.Type() == stringType {
			v.SetString(f(path, v.String()))
		}
	}
}

// everything is data in which no field is empty.
func everything() Data {
	d := sampleCase()
	d.Name, d.NextStep, d.Reader = "x", "x", "x"
	d.MessageTime, d.MessageFolder, d.Sender = "x", "x", "x"
	d.Complainant = Complainant{"x", "x", "x", "x", "x"}
	file := []File{{"x", 1}}
	d.Complaint = &Complaint{Date: d.Received, Text: "x", Attachments: file, Omitted: file}
	d.Additions = []Complaint{{Date: d.Received, Text: "x", Attachments: file, Omitted: file}}
	d.Dates = []workflow.Deadline{{Kind: workflow.DeadlineLook, Reason: "x", Rule: "x"}}
	d.Code, d.Likely, d.Reference = "x", "x", "x"
	d.CallAt, d.Omitted = "x", []string{"x"}
	d.Forms = []Form{{Number: 1, Act: workflow.ActClose, Word: "x", Fields: []string{"x"}}}
	d.NewTag, d.Body = "x", "x"
	d.Words = []Words{{Date: d.Received, From: workflow.RoleDirector, Text: "x"}}
	d.UndoBy, d.Missed, d.NewDate, d.OldDate = d.Received, d.Received, d.Received, d.Received
	d.Chair, d.Members = "x", []string{"x", "x"}
	d.Hearing = sampleHearing()
	for i := range d.Hearing.Slots {
		h := &d.Hearing.Slots[i]
		h.Yes, h.No, h.Open = []string{"x"}, []string{"x"}, []string{"x"}
	}
	d.Items, d.Drawn = sampleItems()[:1], sampleItems()[1:2]
	d.Measures, d.Documents = []Measure{{d.Received, "x"}}, []Document{{1, d.Received, "x"}}
	d.PostTo = []string{"x", "x"}
	d.WishBy, d.DefenceBy, d.ReplyBy, d.DecideBy, d.BesluitBy = d.Received, d.Received, d.Received, d.Received, d.Received
	d.Options = actieOptions(workflow.ReasonDoubt)
	d.Options[0].Mailto = "mailto:x@voorbeeld.nl"
	return d
}

// leaks is procedure.md section 8 written down a second time, as what somebody
// would look for in an outbox: which mail may show which fields of a case. Every
// string field of Data that is in no row may stand in no mail.
var leaks = map[string][]workflow.Template{
	".Tag": {workflow.TemplateAcknowledgement, workflow.TemplateMessageReceived, workflow.TemplateSupplement,
		workflow.TemplateReminder, workflow.TemplateTakenUp, workflow.TemplateToHandler,
		workflow.TemplateHandlerReminder, workflow.TemplateActie, workflow.TemplateUrgent, workflow.TemplateHelp,
		workflow.TemplateChoice, workflow.TemplateToCommittee, workflow.TemplateInterim, workflow.TemplateExtension,
		workflow.TemplateEmployeeExtension, workflow.TemplateDelay, workflow.TemplateOtherAddress, workflow.TemplateClosing,
		workflow.TemplateReopened, workflow.TemplateLate, workflow.TemplateProposal, workflow.TemplateAsk,
		workflow.TemplateNotTakenUp, workflow.TemplateReferred, workflow.TemplateNoComplaint, workflow.TemplateForward,
		workflow.TemplateEmployeeCopy, workflow.TemplateCorrection, workflow.TemplateLetter, workflow.TemplateChange,
		workflow.TemplateAdmissibility, workflow.TemplateCommitteeReminder, workflow.TemplateDefenceAsked, workflow.TemplateHearingDates,
		workflow.TemplateHearing, workflow.TemplateDeliberation, workflow.TemplateDraftDecision, workflow.TemplateBesluitAsked,
		workflow.TemplateCaseFile, workflow.TemplateDefence, workflow.TemplateDecision, workflow.TemplateBesluit,
		workflow.TemplateBesluitCommittee, workflow.TemplateEmployeeOutcome, workflow.TemplateErasure},
	".Name": {workflow.TemplateHandlerReminder, workflow.TemplateProposal, workflow.TemplateAsk, workflow.TemplateNotTakenUp,
		workflow.TemplateReferred, workflow.TemplateNoComplaint, workflow.TemplateForward, workflow.TemplateEmployeeCopy,
		workflow.TemplateCorrection, workflow.TemplateLetter,
		workflow.TemplateAdmissibility, workflow.TemplateCommitteeReminder, workflow.TemplateDefenceAsked, workflow.TemplateDeliberation,
		workflow.TemplateDraftDecision, workflow.TemplateBesluitAsked, workflow.TemplateCaseFile, workflow.TemplateDefence,
		workflow.TemplateDecision, workflow.TemplateBesluit, workflow.TemplateBesluitCommittee, workflow.TemplateEmployeeOutcome},
	// Letters carry the words of one person to another; the secretary sends them.
	// What members write goes round inside the committee by itself.
	".Words.Text": {workflow.TemplateProposal, workflow.TemplateAsk, workflow.TemplateNotTakenUp, workflow.TemplateReferred,
		workflow.TemplateNoComplaint, workflow.TemplateForward, workflow.TemplateCorrection, workflow.TemplateLetter,
		workflow.TemplateChange, workflow.TemplateDeliberation, workflow.TemplateDraftDecision,
		workflow.TemplateDefence, workflow.TemplateBesluit, workflow.TemplateBesluitCommittee},
	// The secretary typed where the hearing is; it is no use to be invited to nowhere.
	".Hearing.Place":              {workflow.TemplateHearingDates, workflow.TemplateHearing, workflow.TemplateActie},
	".Hearing.At":                 {workflow.TemplateHearing},
	".Hearing.OtherAt":            {workflow.TemplateHearing},
	".Hearing.Slots.At":           {workflow.TemplateHearingDates, workflow.TemplateActie},
	".Hearing.Slots.Yes":          {workflow.TemplateActie},
	".Hearing.Slots.No":           {workflow.TemplateActie},
	".Hearing.Slots.Open":         {workflow.TemplateActie},
	".Chair":                      {workflow.TemplateToCommittee, workflow.TemplateHearing},
	".Members":                    {workflow.TemplateToCommittee, workflow.TemplateHearing},
	".Items.Label":                {workflow.TemplateDecision, workflow.TemplateBesluit, workflow.TemplateEmployeeOutcome, workflow.TemplateActie, workflow.TemplateHelp},
	".Drawn.Label":                {workflow.TemplateHelp},
	".Measures.Text":              {workflow.TemplateBesluit, workflow.TemplateBesluitCommittee, workflow.TemplateActie},
	".Documents.What":             {workflow.TemplateCaseFile},
	".PostTo":                     {workflow.TemplateActie},
	".Body":                       {workflow.TemplateReferred},
	".NewTag":                     {workflow.TemplateInterim, workflow.TemplateClosing},
	".Complainant.Name":           {workflow.TemplateToHandler},
	".Complainant.Address":        {workflow.TemplateToHandler},
	".Complainant.Phone":          {workflow.TemplateToHandler},
	".Complainant.Email":          {workflow.TemplateToHandler},
	".Complainant.Employee":       {workflow.TemplateToHandler},
	".Complaint.Text":             {workflow.TemplateToHandler, workflow.TemplateEmployeeCopy},
	".Complaint.Attachments.Name": {workflow.TemplateToHandler},
	".Complaint.Omitted.Name":     {workflow.TemplateToHandler},
	".Additions.Text":             {workflow.TemplateToHandler, workflow.TemplateEmployeeCopy},
	".Additions.Attachments.Name": {workflow.TemplateToHandler},
	".Additions.Omitted.Name":     {workflow.TemplateToHandler},
	".Sender":                     {workflow.TemplateActie, workflow.TemplateUrgent},
	".MessageTime":                {workflow.TemplateActie, workflow.TemplateUrgent, workflow.TemplateHelp},
	".MessageFolder":              {workflow.TemplateActie, workflow.TemplateUrgent},
	".Dates.Reason":               {workflow.TemplateActie},
	".Likely":                     {workflow.TemplateActie, workflow.TemplateUrgent, workflow.TemplateHelp},
	".CallAt":                     {workflow.TemplateActie},
	".Omitted":                    {workflow.TemplateActie},
	".Forms.Word":                 {workflow.TemplateHelp},
	".Forms.Fields":               {workflow.TemplateHelp},
	".Code":                       {workflow.TemplateAdmissibility, workflow.TemplateCommitteeReminder, workflow.TemplateDefenceAsked, workflow.TemplateHearingDates, workflow.TemplateHearing, workflow.TemplateDeliberation, workflow.TemplateDraftDecision, workflow.TemplateBesluitAsked, workflow.TemplateInterim, workflow.TemplateEmployeeExtension, workflow.TemplateLate, workflow.TemplateToHandler, workflow.TemplateHandlerReminder, workflow.TemplateActie, workflow.TemplateUrgent, workflow.TemplateHelp},
	".Reference":                  letters,
	".Reader": {workflow.TemplateAcknowledgement, workflow.TemplateMessageReceived, workflow.TemplateInterim,
		workflow.TemplateClosing, workflow.TemplateReopened},
	".Overview.AuditHead": {workflow.TemplateOverview},
	".Overview.Well":      {workflow.TemplateOverview},
}

// isLink reports whether a field is a target that we made.
func isLink(path string) bool {
	return strings.HasSuffix(path, ".Mailto") || strings.HasSuffix(path, ".Can") || strings.HasSuffix(path, ".Cannot")
}

// overviewLists may show the tag, the address and the folder of a mail, and the
// tag of a case.
var overviewLists = regexp.MustCompile(`^\.Overview\.[A-Za-z]+\.(Tag|Address|Folder)$`)

func mayShow(path string, name workflow.Template) bool {
	top, _, _ := strings.Cut(path[1:], ".")
	if slices.Contains(house, top) {
		return true
	}
	if overviewLists.MatchString(path) {
		return name == workflow.TemplateOverview
	}
	return slices.Contains(leaks[path], name)
}

// TestCanaries puts a word of its own in every string of the data and looks
// where it comes out (PRIV-01, PRIV-02, LOOP-09).
func TestCanaries(t *testing.T) {
	s := mustLoad(t)
	shown := map[string]bool{}
	for name := range may {
		for _, x := range samples(name) {
			if name == workflow.TemplateActie && strings.HasSuffix(x.name, "-kaal") {
				continue // here all fields are full, whatever the sample has
			}
			d := everything()
			d.To, d.Status, d.Handler, d.Stage, d.Reason, d.Asks = x.data.To, x.data.Status, x.data.Handler, x.data.Stage, x.data.Reason, x.data.Asks
			d.Doubts, d.Missing, d.Failed, d.Overview = x.data.Doubts, x.data.Missing, x.data.Failed, x.data.Overview
			d.News, d.Outcome, d.ClosedBy, d.Ground = x.data.News, x.data.Outcome, x.data.ClosedBy, x.data.Ground
			d.Question, d.Letter, d.Party, d.Void, d.UndoBy = x.data.Question, x.data.Letter, x.data.Party, x.data.Void, x.data.UndoBy
			d.Recommended, d.Followed = x.data.Recommended, x.data.Followed
			if name == workflow.TemplateHearing && x.data.Hearing.Separate {
				d.Hearing.Separate, d.Hearing.OtherAt = true, "x"
			}
			if outward(name, d.To) || len(x.data.Options) > 0 { // each question has choices of its own
				d.Options = slices.Clone(x.data.Options)
			}
			d.MessageDate, d.Due, d.ReadBy, d.Asked = d.Received, d.Received, d.Received, d.Received
			var canaries []string
			paths := map[string]string{}
			eachString(reflect.ValueOf(&d).Elem(), "", func(path, s string) string {
				if isLink(path) {
					return s
				}
				c := fmt.Sprintf("kanarie%dvogel", len(canaries))
				canaries = append(canaries, c)
				paths[c] = path
				return c
			})
			for _, lang := range languages {
				if s.texts[lang+"/"+string(name)] == nil {
					continue
				}
				r, err := s.Render(name, lang, d)
				if err != nil {
					t.Fatalf("%s %s: %v", name, x.name, err)
				}
				for _, c := range canaries {
					out := strings.Contains(strings.ToLower(r.Subject+r.Text+r.HTML), c)
					if out && !mayShow(paths[c], name) {
						t.Errorf("%s/%s (%s) shows %s", lang, name, x.name, paths[c])
					}
					if out {
						shown[string(name)+paths[c]] = true
					}
					// No user text in subjects: a tag at most.
					if strings.Contains(strings.ToLower(r.Subject), c) && paths[c] != ".Tag" && paths[c] != ".Likely" && paths[c] != ".NewTag" {
						t.Errorf("%s/%s (%s) has %s in its subject", lang, name, x.name, paths[c])
					}
				}
			}
		}
	}
	// The table names nothing that is not needed.
	for path, names := range leaks {
		for _, name := range names {
			if !shown[string(name)+path] {
				t.Errorf("%s may show %s and never does", name, path)
			}
		}
	}
}

// TestSenderIsForTheSecretaryOnly: who steps in reads on an address of his own.
func TestSenderIsForTheSecretaryOnly(t *testing.T) {
	for _, m := range allMails(t) {
		if m.data.Sender != "" && m.data.To != workflow.RoleSecretary && strings.Contains(m.Text+m.HTML, m.data.Sender) {
			t.Errorf("%s shows the sender to the %s", m, m.data.To)
		}
		if m.data.CallAt != "" && m.data.To != workflow.RoleSecretary && strings.Contains(m.Text+m.HTML, m.data.CallAt) {
			t.Errorf("%s shows the complainant's telephone to the %s", m, m.data.To)
		}
	}
}

// TestAcknowledgementSaysNothingOfTheSender (LOOP-09): with other data of the
// person, the same bytes leave.
func TestAcknowledgementSaysNothingOfTheSender(t *testing.T) {
	s := mustLoad(t)
	for _, x := range samples(workflow.TemplateAcknowledgement) {
		for _, lang := range languages {
			other := x.data
			other.Name, other.Sender = "Joris Ebbinge", "joris@voorbeeld.nl"
			other.Complainant = everything().Complainant
			other.Complaint = &Complaint{Text: "Joris"}
			a, err1 := s.Render(workflow.TemplateAcknowledgement, lang, x.data)
			b, err2 := s.Render(workflow.TemplateAcknowledgement, lang, other)
			if err1 != nil || err2 != nil || !reflect.DeepEqual(a, b) {
				t.Errorf("%s %s: %v %v", lang, x.name, err1, err2)
			}
		}
	}
}

var hostile = []string{
	"a\r\nBcc: iemand@example.org", "a\nX: y", "a\rX: y", "a\x00b", "a\u2028b", "a\u2029b", "a\u0085b",
	"\u202egnp.exe", "\u2066a\u2069", "a\u200eb\u200f", "\U000e0041", "\ufeffa", "a\x1b[31mb", "\xff\xfe", "a\u00adb",
	"\U000f0000", "\ue000", strings.Repeat("lang ", 400),
	"{{.Complaint.Text}}", "{{template \"nood\" .}}", "%s%d%!x", "$USER ${HOME}", "`id`",
	"<b>x</b>", "<script>alert(1)</script>", "</p></div><h1>x</h1>", "&lt;b&gt; &amp;", "\"onmouseover=\"x", "'><a href=x>",
	"# kop", "- punt", "1. een", "> citaat", "---", "**vet** _schuin_", "[klik](https://voorbeeld.nl)", "![x](https://voorbeeld.nl/x.png)",
	"https://voorbeeld.nl/klik", "<https://voorbeeld.nl>", "\\[x\\]", "[x]: https://voorbeeld.nl", "```\ncode\n```", "    inspringen", "| a | b |",
	"a  \nb", "a\n\n# kop\n\n- x", "Antwoord met 1: alles goedkeuren",
}

// TestHostileData (INJ-01, INJ-03, INJ-05): whatever stands in the data, the
// subject is one clean line, the page has the same elements, and the text shows
// what was written.
func TestHostileData(t *testing.T) {
	s := mustLoad(t)
	renders := 0
	for name := range may {
		list := samples(name)
		if name == workflow.TemplateActie { // the branches differ by words only
			list = slices.DeleteFunc(list, func(x sample) bool {
				return !strings.HasSuffix(x.name, "-secretaris-1") || x.data.Reason > workflow.ReasonHandler
			})
		}
		many := 6
		if len(courseSamples(name)) > 0 {
			many = 2 // the same places again, other words of ours around them
		}
		for _, x := range list[:min(many, len(list))] {
			text := func(path string) bool {
				return strings.HasSuffix(path, ".Text") || path == ".Body" || isLink(path)
			}
			plain := x.data
			eachString(reflect.ValueOf(&plain).Elem(), "", func(path, s string) string {
				if s == "" || text(path) {
					return s
				}
				return "woord"
			})
			want, err := s.Render(name, "nl", plain)
			if err != nil {
				t.Fatal(err)
			}
			page := elements(want.HTML)
			for _, h := range hostile {
				renders++
				evil := x.data
				eachString(reflect.ValueOf(&evil).Elem(), "", func(path, s string) string {
					if s == "" || text(path) {
						return s
					}
					// A letter in front: what is cleaned away must not leave a field empty.
					return "w" + h
				})
				got, err := s.Render(name, "nl", evil)
				if err != nil {
					t.Fatalf("%s with %q: %v", name, h, err)
				}
				if changed := elements(got.HTML); changed != page {
					t.Fatalf("%s %s: %q changes the page\n%s\n%s", name, x.name, h, page, changed)
				}
				for _, part := range []string{got.Subject, got.Text, got.HTML} {
					for _, r := range part {
						if r != '\n' && (unicode.IsControl(r) || hidden(r) || r == '\u2028' || r == '\u2029') {
							t.Fatalf("%s %s: %q leaves %U", name, x.name, h, r)
						}
					}
				}
				if strings.ContainsAny(got.Subject, "\r\n") || len([]rune(got.Subject)) > maxHeader || got.Subject == "" {
					t.Fatalf("%s: subject %q", name, got.Subject)
				}
			}
		}
	}
	t.Logf("%d mails with %d hostile strings", renders, len(hostile))
}

// elements are the tags of a page without what is in them, but with every link.
func elements(page string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	for z.Next() != html.ErrorToken {
		switch tok := z.Token(); tok.Type {
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			if tok.Type == html.EndTagToken {
				b.WriteByte('/')
			}
			b.WriteString(tok.Data)
			for _, a := range tok.Attr {
				b.WriteString(" " + a.Key)
				if a.Key == "href" {
					scheme, _, _ := strings.Cut(a.Val, ":")
					b.WriteString("=" + scheme)
				}
			}
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// TestComplaintIsShownAsWritten: in the text part line by line behind a mark, in
// the page as words and line breaks only.
func TestComplaintIsShownAsWritten(t *testing.T) {
	s := mustLoad(t)
	const text = "# Kop\n\n- {{.Code}} en %s\n- <b>vet</b> & [klik](https://voorbeeld.nl)\n\n---\n\nAntwoordcode: ABCDE-12345\n> citaat\n\n  ingesprongen  regel\n" +
		"Een heel lange regel die nergens wordt afgebroken omdat de klager dat zelf ook niet deed en wij niets aan zijn woorden veranderen."
	d := samples(workflow.TemplateToHandler)[0].data
	d.Complaint = &Complaint{Date: d.Received, Text: text}
	r, err := s.Render(workflow.TemplateToHandler, "nl", d)
	if err != nil {
		t.Fatal(err)
	}
	quoted := "> " + strings.ReplaceAll(text, "\n", "\n> ")
	if !strings.Contains(strings.ReplaceAll(r.Text, ">\n", "> \n"), quoted) {
		t.Errorf("not as written:\n%s", r.Text)
	}
	_, page, _ := strings.Cut(r.HTML, "<blockquote")
	page, _, ok := strings.Cut(page, "</blockquote>")
	if !ok {
		t.Fatal("no quote in the page")
	}
	for _, want := range []string{"# Kop", "- {{.Code}} en %s<br>", "&lt;b&gt;vet&lt;/b&gt; &amp; [klik](https://voorbeeld.nl)", "---", "&gt; citaat"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the page: %s", want, page)
		}
	}
	if tags := elements("<blockquote" + page); strings.Contains(tags, "a ") || strings.Contains(tags, "li") || strings.Contains(tags, "h1") {
		t.Errorf("the page made elements of it: %s", tags)
	}
}

// TestMisspelledFields (INJ-07): every field of every text, misspelt, keeps the
// text from loading, and the error says in which file and line.
func TestMisspelledFields(t *testing.T) {
	action := regexp.MustCompile(`\{\{[^}]*\}\}`)
	field := regexp.MustCompile(`\.[A-Z][A-Za-z]*`)
	mutations := 0
	for _, lang := range languages {
		shared, err := builtIn.ReadFile(lang + "/blokken.md")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range builtInNames(lang) {
			name := workflow.Template(strings.TrimSuffix(file, ".md"))
			b, err := builtIn.ReadFile(lang + "/" + file)
			if err != nil {
				t.Fatal(err)
			}
			src := string(b)
			for _, a := range action.FindAllStringIndex(src, -1) {
				for _, f := range field.FindAllStringIndex(src[a[0]:a[1]], -1) {
					mutations++
					at := a[0] + f[1]
					wrong := src[:at] + "x" + src[at:]
					line := 1 + strings.Count(src[:at], "\n")
					err := checkText(lang, name, wrong, string(shared))
					if want := fmt.Sprintf("%s:%d:", file, line); err == nil || !strings.Contains(err.Error(), want) {
						t.Errorf("%s:%d: %sx: %v", file, line, src[a[0]+f[0]:at], err)
					}
				}
			}
		}
	}
	t.Logf("%d fields misspelt", mutations)
	if mutations < 300 {
		t.Errorf("only %d fields found", mutations)
	}
}

// checkText does to one changed file what Load does. Of the shared pieces each
// text uses some.
func checkText(lang string, name workflow.Template, src, shared string) error {
	if name != blocks {
		pieces, err := parseText(ownText{"blokken.md", shared}, nil)
		if err != nil {
			return err
		}
		t, err := parseText(ownText{string(name) + ".md", src}, pieces)
		if err != nil {
			return err
		}
		return checkFields(t, name)
	}
	for _, file := range builtInNames(lang) {
		user := workflow.Template(strings.TrimSuffix(file, ".md"))
		b, err := builtIn.ReadFile(lang + "/" + file)
		if err != nil || user == blocks {
			continue
		}
		if err := checkText(lang, user, string(b), src); err != nil {
			return err
		}
	}
	return nil
}

// TestReplacedTexts: a file of the organisation takes the place of one text; a
// bad one keeps everything from starting, each named with file and line.
func TestReplacedTexts(t *testing.T) {
	dir := t.TempDir()
	put := func(name, content string) {
		t.Helper()
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("nl/bericht-ontvangen.md", "\ufeffOnderwerp: Dag\r\n\r\n# Dag\r\n\r\nWij lezen uw bericht{{if .ReadBy}} voor {{datum .ReadBy}}{{end}}.\r\n")
	put("nl/aantekening.txt", "geen tekst")
	s, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Replaced(); !slices.Equal(got, []string{"nl/bericht-ontvangen.md"}) {
		t.Errorf("Replaced() = %v", got)
	}
	d := sampleCase()
	d.ReadBy = terms.Date{Year: 2026, Month: 4, Day: 30}
	r, err := s.Render(workflow.TemplateMessageReceived, "nl", d)
	if err != nil || r.Subject != "Dag" || r.Text != "Dag\n\nWij lezen uw bericht voor donderdag 30 april 2026.\n" {
		t.Errorf("%v %q %q", err, r.Subject, r.Text)
	}

	type slip struct{ name, content, want string }
	refused := func(t *testing.T, slips []slip) {
		t.Helper()
		dir = t.TempDir()
		for _, b := range slips {
			put(b.name, b.content)
		}
		_, err := Load(dir)
		for _, b := range slips {
			if err == nil || !strings.Contains(err.Error(), b.want) || !strings.Contains(b.want+err.Error(), filepath.Base(b.name)) {
				t.Errorf("%s is not in %v", b.want, err)
			}
		}
	}
	t.Run("before anything is rendered", func(t *testing.T) {
		refused(t, []slip{
			{"nl/hulp.md", "Onderwerp: x\n\n# Kop\n\n{{.Tagg}}\n", "hulp.md:5:2: there is no field .Tagg"},
			{"nl/spoed.md", "Onderwerp: x\n\n# Kop\n\n{{.Complaint.Text}}\n", "spoed.md:5:12: this text may not show .Complaint"},
			{"nl/aanvulling.md", "Onderwerp: x\n\n# Kop\n\n{{if .Tag}}\n", "aanvulling.md:6: unexpected EOF"},
			{"nl/herinnering.md", "Onderwerp: x\n\n# Kop\n\n{{.Due}}\n", "herinnering.md:5:2: a date is written with datum or dag"},
			{"nl/actie.md", "Onderwerp: x\n\n# Kop\n\n{{if eq .Reason \"twijfl\"}}x{{end}}\n", "actie.md:5:16: there is no Reason \"twijfl\""},
			{"en/aanvulling.md", "Onderwerp: x\n\n# Kop\n\n\ue000\n", "aanvulling.md:5: private-use character"},
			{"nl/onbekend.md", "Onderwerp: x\n\n# Kop\n", "onbekend.md: replaces nothing; known texts are aanvulling.md"},
		})
	})
	t.Run("when rendered", func(t *testing.T) {
		refused(t, []slip{
			{"nl/proefbrief.md", "Onderwerp: x\n# Kop\n", "proefbrief.md (proef): no blank line"},
			{"nl/klacht-directeur.md", "Onderwerp: x\n\n# Kop\n\n![plaatje](https://voorbeeld.nl/x.png)\n", "klacht-directeur.md:5: image \"https://voorbeeld.nl/x.png\": mails carry no images"},
			{"nl/maandag.md", "Onderwerp: x\n\n# Kop\n\n[klik](javascript:alert)\n", "maandag.md:5: link \"javascript:alert\": only https, mailto and tel"},
			{"nl/in-behandeling.md", "Onderwerp: x\n\n## Kop\n\nx\n", "in-behandeling.md:3: heading \"Kop\": one # comes first"},
			{"nl/herinnering-directeur.md", "Onderwerp: x\n\n# Kop\n\nuiterlijk {{datum .AnswerBy}}\n", "the date is not set"},
			{"nl/ontvangstbevestiging.md", "Onderwerp: Uw klacht\n\n# Kop\n\nx\n", "\"klacht\" in the subject"},
		})
	})
	t.Run("no such directory", func(t *testing.T) {
		if _, err := Load(filepath.Join(dir, "weg")); err == nil {
			t.Error("loaded")
		}
	})
}

func FuzzRender(f *testing.F) {
	for _, h := range hostile {
		f.Add(h, h)
	}
	s := mustLoad(f)
	base := samples(workflow.TemplateToHandler)[2].data
	f.Fuzz(func(t *testing.T, name, text string) {
		d := base
		d.Complainant.Name = name
		d.Complaint = &Complaint{Text: text}
		r, err := s.Render(workflow.TemplateToHandler, "nl", d)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"<script", "<img", "<b>", "javascript:"} {
			if page := r.HTML; strings.Contains(strings.ToLower(page), "<"+strings.TrimPrefix(bad, "<")) && bad[0] == '<' {
				t.Errorf("%s in the page", bad)
			}
		}
		if strings.ContainsAny(r.Subject, "\r\n") {
			t.Errorf("subject %q", r.Subject)
		}
	})
}
