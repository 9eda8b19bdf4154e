package reader

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"klachtenpost/workflow"
)

// FuzzRead: whatever comes, a clean Message in time, with attachments that stream
// as they were counted.
func FuzzRead(f *testing.F) {
	for _, dir := range []string{"mails", "low-quality"} {
		for i, path := range files(f, filepath.Join("testdata", dir), func(p string) bool { return strings.HasSuffix(p, ".eml") }) {
			if b := mustFile(f, path); i%4 == 0 && len(b) < 6000 {
				f.Add(b)
			}
		}
	}
	f.Add([]byte(dsn))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 64<<10 {
			return
		}
		start := time.Now()
		m := Read(bytes.NewReader(b), houseOptions)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("took %v", took)
		}
		checkClean(t, "fuzz", m)
		sameAttachments(t, "fuzz", b, m)
		switch m.Kind {
		case workflow.KindHuman, workflow.KindAutomatic, workflow.KindBounce:
		default:
			t.Errorf("kind %q", m.Kind)
		}
		if m.Text == "" && len(m.Attachments) == 0 && len(m.Problems) == 0 {
			t.Error("nothing and no reason")
		}
		if len(m.Problems) > maxProblems {
			t.Errorf("%d problems", len(m.Problems))
		}
		if !m.From.IsZero() && m.From != m.FromShown {
			t.Errorf("identity %v shown as %v", m.From, m.FromShown)
		}
	})
}

// FuzzHeader: fields have a name, no line end and a bounded size, and nothing
// that stands before the blank line is in two places.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{
		"From: a@b.nl\r\nSubject: x\r\n y\r\n\r\nbody", "From a b\nFrom: x\n\n", "\xef\xbb\xbfA: b\n\n", "\n\nA: b\n\nc", "geen kop\n\ntekst", "A: b\nKlacht: x\nregel\n", "A b: c\nD: e\n\n", " x\nA: b\n\n", "A: b\n--x\nC: d\n", ":\n", "A:\r\rB: c",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		in := newLines(strings.NewReader(s))
		defer in.release()
		hr := headerReader{in: in, problems: &problems{}, top: true}
		h, body := hr.read()
		size := 0
		for _, x := range h {
			size += len(x.name) + len(x.value)
			if x.name == "" && !x.gap {
				t.Errorf("field without a name: %+v", x)
			}
			if strings.ContainsAny(x.name, "\n:") || strings.Contains(x.value, "\n") {
				t.Errorf("line end in %+v", x)
			}
		}
		if size > 2*maxHeader {
			t.Errorf("%d bytes of fields", size)
		}
		for _, line := range strings.Split(string(body), "\n") {
			if line != "" && !strings.Contains(s, line) && !strings.Contains(line, " ") {
				t.Errorf("line %q was not in the mail", line)
			}
		}
	})
}

// FuzzQuote: the new text is made of the text's own words, and a low confidence
// hides nothing.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{
		"Ja\n\nOp di 2 sep 2026 om 10:12 schreef K <k@b.nl>:\n> x\n> y", "Op 3 november schreef de bemiddelaar mij letterlijk:\nx", "Van: a\nDatum: b\nAan: c\nOnderwerp: d\n\ne",
		"a\n-- \nb", "a\n--\nb", "Verstuurd vanaf mijn iPhoneOp 3 mei", "> a\nb\n> c", "-----Oorspronkelijk bericht-----\nVan: x\nAan: y", "________________________________\nVan: x\nVerzonden: y\nAan: z", ">\n>\n", "a\ue0fe b\n\ue0ffc",
	} {
		f.Add(s, true, false)
		f.Add(s, false, true)
	}
	f.Fuzz(func(t *testing.T, s string, reply, forward bool) {
		if len(s) > 32<<10 {
			return
		}
		text := tidy(cleanText(s))
		q := markQuote(text, quoteHints{reply: reply, forward: forward})
		if q.confidence < 0 || q.confidence > 1 {
			t.Errorf("confidence %v", q.confidence)
		}
		for _, line := range strings.Split(q.text, "\n") {
			if !strings.Contains(unmark(text), strings.TrimSpace(line)) {
				t.Errorf("new line %q", line)
			}
		}
		if q.confidence < 0.5 && !q.forward && q.text != unmark(text) {
			t.Errorf("confidence %v, and yet %q of %q", q.confidence, q.text, text)
		}
		if strings.ContainsRune(q.text, markCut) || strings.ContainsRune(q.text, markHint) {
			t.Errorf("marks in %q", q.text)
		}
	})
}

// FuzzReport: reports are bounded and clean.
func FuzzReport(f *testing.F) {
	f.Add("Final-Recipient: rfc822; a@b.nl\nAction: failed\nStatus: 5.1.1\n\n", "550 5.1.1 <a@b.nl>\nMessage-ID: <x@y>")
	f.Add("\n\n\n", "<a@b.nl>: 5.1.1.1")
	f.Add("Status: 5.1.1 (x)\nFinal-Recipient: a@b.nl", "Message-ID:\n <x@y>")
	f.Fuzz(func(t *testing.T, fields, text string) {
		list := append(statusFields(cleanText(fields)), textReports(cleanText(text), nil)...)
		if len(list) > 2*maxReports {
			t.Errorf("%d reports", len(list))
		}
		for _, r := range list {
			if r.Status != "" && (len(r.Status) < 5 || len(r.Status) > 9 || strings.Count(r.Status, ".") != 2) {
				t.Errorf("status %q", r.Status)
			}
		}
		checkClean(t, "report", workflow.Message{Reports: list})
		if s := statusIn(cleanText(text), "a@b.nl"); s != "" && code(s) != s {
			t.Errorf("status %q", s)
		}
		checkClean(t, "id", workflow.Message{MessageID: idInText(cleanText(text))})
	})
}
