package reader

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"klachtenpost/workflow"
)

// TestCorpusCitizens reads citizens' and authorities' mail as its collectors
// expect.
func TestCorpusCitizens(t *testing.T) {
	dir := corpus(t)
	var want map[string]struct {
		Subject         string
		SubjectContains []string `json:"subject_contains"`
		Attachments     []string
		Attachment0     string   `json:"attachment_0"`
		IsMessage       bool     `json:"attachment_0_is_message"`
		CC              int      `json:"cc_count"`
		AutoReply       bool     `json:"auto_reply"`
		Bounce          bool     `json:"bounce"`
		HTMLOnly        bool     `json:"html_only"`
		Contains        []string `json:"body_contains"`
		Status          string
		Date            string
	}
	mustJSON(t, filepath.Join(dir, "expected", "froide.json"), &want)
	n := 0
	for _, path := range files(t, filepath.Join(dir, "domain", "froide"), nil) {
		name := filepath.Base(path)
		w, ok := want[name]
		if !ok {
			continue
		}
		n++
		m := Read(bytes.NewReader(mustFile(t, path)), Options{})
		var names []string
		for _, a := range m.Attachments {
			names = append(names, a.Name)
		}
		if w.Subject != "" && m.Subject != w.Subject {
			t.Errorf("%s: subject %q, want %q", name, m.Subject, w.Subject)
		}
		for _, part := range w.SubjectContains {
			if !strings.Contains(m.Subject, part) {
				t.Errorf("%s: subject %q lacks %q", name, m.Subject, part)
			}
		}
		if w.Attachments != nil && !slices.Equal(names, shownNames(w.Attachments)) {
			t.Errorf("%s: attachments %q, want %q", name, names, w.Attachments)
		}
		if w.Attachment0 != "" && (len(names) == 0 || names[0] != w.Attachment0) {
			t.Errorf("%s: attachments %q, want first %q", name, names, w.Attachment0)
		}
		if w.IsMessage && (len(m.Attachments) == 0 || m.Attachments[0].Type != "message/rfc822") {
			t.Errorf("%s: attachments %+v", name, m.Attachments)
		}
		if w.CC > 0 && len(m.Cc) != w.CC {
			t.Errorf("%s: %d Cc, want %d", name, len(m.Cc), w.CC)
		}
		if w.AutoReply && m.Kind != workflow.KindAutomatic || w.Bounce != (m.Kind == workflow.KindBounce) {
			t.Errorf("%s: %s", name, m.Kind)
		}
		if w.Status != "" && (len(m.Reports) == 0 || m.Reports[0].Status != w.Status) {
			t.Errorf("%s: reports %+v, want %s", name, m.Reports, w.Status)
		}
		if w.HTMLOnly && !m.HTMLOnly {
			t.Errorf("%s: not HTML only", name)
		}
		for _, part := range w.Contains {
			if !strings.Contains(m.Text, part) {
				t.Errorf("%s: text lacks %q", name, part)
			}
		}
		if strings.HasPrefix(w.Date, "missing") != m.Date.IsZero() && w.Date != "" {
			t.Errorf("%s: date %v", name, m.Date)
		}
		if m.Text == "" {
			t.Errorf("%s: no text: %q", name, m.Problems)
		}
	}
	t.Logf("%d of %d mails", n, len(want))
	if n != len(want) {
		t.Errorf("%d of %d mails found", n, len(want))
	}
}

// shownNames makes names as they are shown.
func shownNames(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = safeName(s)
	}
	return out
}

// TestCorpusStalwart compares texts and subjects with what another parser sees.
// It does not agree on everything: that parser takes an attached text for a body
// and reads on in mail that ours calls broken.
func TestCorpusStalwart(t *testing.T) {
	dir := corpus(t)
	texts, lost, subjects, wrong := 0, 0, 0, 0
	for _, path := range files(t, filepath.Join(dir, "mime", "stalwart"), func(p string) bool { return strings.HasSuffix(p, ".json") }) {
		var want struct {
			TextBody []int `json:"text_body"`
			Parts    []struct {
				Headers []struct {
					Name  json.RawMessage
					Value json.RawMessage
				}
				Body json.RawMessage
			}
		}
		mustJSON(t, path, &want)
		m := Read(bytes.NewReader(mustFile(t, strings.TrimSuffix(path, ".json")+".eml")), Options{})
		for _, i := range want.TextBody {
			var body struct{ Text string }
			if i >= len(want.Parts) || json.Unmarshal(want.Parts[i].Body, &body) != nil || strings.TrimSpace(body.Text) == "" {
				continue
			}
			texts++
			if missing := lostWords(unquotedLines(cleanText(body.Text)), m.Text); len(missing) > 0 {
				lost++
				t.Logf("%s part %d: %d words missing: %q", path, i, len(missing), head(strings.Join(missing, " "), 100))
			}
		}
		for _, h := range want.Parts[0].Headers {
			var v struct{ Text string }
			if string(h.Name) != `"subject"` || json.Unmarshal(h.Value, &v) != nil || v.Text == "" {
				continue
			}
			subjects++
			if strings.Join(strings.Fields(v.Text), "") != strings.Join(strings.Fields(m.Subject), "") {
				wrong++
				t.Logf("%s: subject %q, the other says %q", path, m.Subject, v.Text)
			}
		}
	}
	t.Logf("texts %d of %d alike, subjects %d of %d", texts-lost, texts, subjects-wrong, subjects)
	if float64(lost) > 0.1*float64(texts) || float64(wrong) > 0.1*float64(subjects) {
		t.Error("more than a tenth differs")
	}
}

// unquotedLines keeps lostWords from passing over lines with > in front.
func unquotedLines(s string) string { return strings.ReplaceAll("\n"+s, "\n>", "\n") }
