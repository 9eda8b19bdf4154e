package reader

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"klachtenpost/workflow"
)

// corpus finds the folder of third-party mail beside the repository, or skips.
func corpus(t testing.TB) string {
	t.Helper()
	for _, up := range []string{"../../../shared", "../../../../shared"} {
		dir := filepath.Join(up, "data", "mail")
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
	}
	t.Skip("no ../shared/data/mail here")
	return ""
}

// files lists the mails of a folder.
func files(t testing.TB, dir string, keep func(string) bool) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !d.IsDir() && (keep == nil || keep(path)) {
			out = append(out, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sort.Strings(out)
	return out
}

func mustFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// checkClean fails when a field holds what no database or template may see.
func checkClean(t testing.TB, name string, m workflow.Message) {
	t.Helper()
	one := func(field, s string, line bool) {
		if !utf8.ValidString(s) {
			t.Errorf("%s: %s is not UTF-8: %q", name, field, head(s, 80))
			return
		}
		for _, r := range s {
			if r == '\n' && !line || r == '\t' && !line {
				continue
			}
			if unicode.IsControl(r) || r == markCut || r == markHint || r == '\ufeff' {
				t.Errorf("%s: %s holds %U", name, field, r)
				return
			}
		}
	}
	list := func(field string, as []workflow.Address) {
		for _, a := range as {
			one(field, a.Name, true)
			one(field, a.Local, true)
			one(field, a.Domain, true)
		}
	}
	one("Subject", m.Subject, true)
	one("MessageID", m.MessageID, true)
	one("Ours", m.Ours, true)
	one("Text", m.Text, false)
	one("NewText", m.NewText, false)
	list("address", []workflow.Address{m.From, m.FromShown, m.Original})
	list("To", m.To)
	list("Cc", m.Cc)
	list("ReplyTo", m.ReplyTo)
	for _, s := range append(append(append([]string{}, m.References...), m.OriginalIDs...), m.Problems...) {
		one("id or problem", s, true)
	}
	for _, a := range m.Attachments {
		one("attachment", a.Name, true)
		one("attachment type", a.Type, true)
		if strings.ContainsAny(a.Name, "/\\") || a.Name == "" {
			t.Errorf("%s: attachment name %q", name, a.Name)
		}
	}
	for _, r := range m.Reports {
		one("report", r.Recipient+r.Status+r.MessageID, true)
	}
	for _, c := range m.Calendar {
		one("calendar", c.UID+c.PartStat, true)
	}
	if m.Confidence < 0 || m.Confidence > 1 {
		t.Errorf("%s: confidence %v", name, m.Confidence)
	}
}

// TestCorpusReads reads every third-party mail: nothing fatal, nothing unclean,
// each within a second.
func TestCorpusReads(t *testing.T) {
	dir := corpus(t)
	var slowest time.Duration
	slow, n, empty := "", 0, 0
	for _, path := range files(t, dir, func(p string) bool { return !strings.Contains(p, "LICENSES") && !strings.Contains(p, "/expected/") }) {
		b := mustFile(t, path)
		start := time.Now()
		m := Read(bytes.NewReader(b), Options{})
		took := time.Since(start)
		if took > slowest {
			slowest, slow = took, filepath.Base(path)
		}
		if took > time.Second {
			t.Errorf("%s took %v", path, took)
		}
		checkClean(t, path, m)
		n++
		if m.Text == "" && len(m.Attachments) == 0 && len(m.Reports) == 0 {
			empty++
			if len(m.Problems) == 0 {
				t.Errorf("%s: nothing read and nothing said", path)
			}
		}
		sameAttachments(t, path, b, m)
	}
	t.Logf("%d mails, slowest %v (%s), %d with neither text nor attachment", n, slowest, slow, empty)
}

// sameAttachments compares the streamed attachments with the counted ones.
func sameAttachments(t testing.TB, name string, b []byte, m workflow.Message) {
	t.Helper()
	i := 0
	err := Attachments(bytes.NewReader(b), func(a workflow.Attachment, content io.Reader) error {
		size := discard(content)
		if i >= len(m.Attachments) {
			t.Errorf("%s: one attachment more: %q", name, a.Name)
			return nil
		}
		want := m.Attachments[i]
		if a.Name != want.Name || a.Type != want.Type || size != want.Size {
			t.Errorf("%s: attachment %d is %q %s %d, counted as %q %s %d", name, i, a.Name, a.Type, size, want.Name, want.Type, want.Size)
		}
		i++
		return nil
	})
	if err != nil {
		t.Errorf("%s: attachments: %v", name, err)
	}
	if i < len(m.Attachments) {
		t.Errorf("%s: %d of %d attachments streamed", name, i, len(m.Attachments))
	}
}

// TestCorpusBounces measures the recall of delivery reports and the false ones.
func TestCorpusBounces(t *testing.T) {
	dir := corpus(t)
	var want map[string][]struct{ Status, Reason string }
	mustJSON(t, filepath.Join(dir, "expected", "sisimai.json"), &want)
	bounces, found, machine, wrong, withID, status, codes := 0, 0, 0, 0, 0, 0, 0
	for _, path := range files(t, filepath.Join(dir, "bounce", "sisimai"), nil) {
		m := Read(bytes.NewReader(mustFile(t, path)), Options{})
		name := strings.TrimSuffix(filepath.Base(path), ".eml")
		exp, ok := want[name]
		isBounce := !ok || len(exp) > 0 && exp[0].Reason != "vacation" && exp[0].Reason != "feedback"
		if strings.Contains(path, "/not/") {
			isBounce = false
		}
		if !isBounce {
			machine++
			if m.Kind != workflow.KindAutomatic {
				t.Logf("%s: %s, a machine's mail", name, m.Kind)
				wrong++
			}
			continue
		}
		bounces++
		if m.Kind != workflow.KindBounce {
			t.Logf("missed: %s %s %q", name, m.Kind, m.Subject)
			continue
		}
		found++
		if len(m.Reports) > 0 && m.Reports[0].MessageID != "" {
			withID++
		}
		if ok && exp[0].Status != "" {
			codes++
			got := ""
			if len(m.Reports) > 0 {
				got = m.Reports[0].Status
			}
			if got != "" && got[0] == exp[0].Status[0] {
				status++
			} else if testing.Verbose() {
				t.Logf("class: %s got %q want %q", name, got, exp[0].Status)
			}
		}
	}
	t.Logf("bounces %d of %d (%.1f %%); with the Message-ID %d; class of the status %d of %d; other machine mail %d of %d",
		found, bounces, 100*float64(found)/float64(bounces), withID, status, codes, machine-wrong, machine)
	if float64(found) < 0.98*float64(bounces) {
		t.Errorf("recall %d of %d is below 98 %%", found, bounces)
	}
	falses := 0
	n := 0
	for _, sub := range []string{"reply", "domain", "mime", "charset"} {
		for _, path := range files(t, filepath.Join(dir, sub), nil) {
			if strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".xml") || realBounces[filepath.Base(path)] {
				continue
			}
			n++
			if m := Read(bytes.NewReader(mustFile(t, path)), Options{}); m.Kind == workflow.KindBounce {
				falses++
				t.Errorf("false bounce: %s %q", path, m.Subject)
			}
		}
	}
	t.Logf("false bounces %d of %d", falses, n)
}

// realBounces are delivery reports among the other sets.
var realBounces = map[string]bool{
	"test_mail_12.txt": true, "bounce_002.txt": true, "delayed_dsn.raw": true, "dsn_with_multipart_alternative.raw": true, "multi_recipient_dsn.raw": true,
	"simple_dsn.raw": true, "simple_dsn_with_html.raw": true, "multipart-wo-boundary.raw": true, "example_bounce.eml": true,
}

func mustJSON(t testing.TB, path string, into any) {
	t.Helper()
	if err := json.Unmarshal(mustFile(t, path), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// words splits a text for comparison.
func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// TestCorpusTrimmer holds the promise that no word of the person's own is lost.
func TestCorpusTrimmer(t *testing.T) {
	dir := filepath.Join(corpus(t), "reply", "discourse-trimmer")
	kept, exact, n := 0, 0, 0
	for _, path := range files(t, filepath.Join(dir, "emails"), nil) {
		n++
		text := tidy(cleanText(decodeMixed(mustFile(t, path))))
		want := tidy(cleanText(string(mustFile(t, filepath.Join(dir, "trimmed", filepath.Base(path))))))
		q := markQuote(text, quoteHints{reply: true})
		if tidy(strings.TrimSpace(q.text)) == strings.TrimSpace(want) {
			exact++
		} else if testing.Verbose() {
			t.Logf("%s (%.2f): %q\nwant %q", filepath.Base(path), q.confidence, head(q.text, 300), head(want, 300))
		}
		if lost := lostWords(want, q.text); len(lost) > 0 {
			t.Errorf("%s: lost %q", filepath.Base(path), lost)
			continue
		}
		kept++
	}
	t.Logf("every own word kept in %d of %d, exact %d", kept, n, exact)
}

// TestCorpusReplies does the same with the visible texts of the crisp set. That set
// drops greetings and signatures as well, so few are exact.
func TestCorpusReplies(t *testing.T) {
	dir := corpus(t)
	var want map[string]struct {
		Visible string `json:"visible_text"`
	}
	mustJSON(t, filepath.Join(dir, "expected", "crisp-reply.json"), &want)
	kept, exact, n := 0, 0, 0
	for name, w := range want {
		if w.Visible == "" {
			continue
		}
		n++
		text := tidy(cleanText(decodeMixed(mustFile(t, filepath.Join(dir, "reply", "crisp-reply", name)))))
		q := markQuote(text, quoteHints{reply: true})
		if lost := lostWords(w.Visible, q.text); len(lost) > 0 {
			t.Errorf("%s: lost %q of %q in %q", name, lost, w.Visible, q.text)
			continue
		}
		kept++
		if strings.Join(strings.Fields(q.text), " ") == strings.Join(strings.Fields(w.Visible), " ") {
			exact++
		} else if testing.Verbose() {
			t.Logf("%s (%.2f): %q\nwant %q", name, q.confidence, head(q.text, 400), head(w.Visible, 400))
		}
	}
	t.Logf("every visible word kept in %d of %d, exact %d", kept, n, exact)
}

// lostWords gives the words of own, unquoted, that got lacks.
func lostWords(own, got string) []string {
	have := map[string]int{}
	for _, w := range words(got) {
		have[w]++
	}
	var lost []string
	for _, line := range strings.Split(own, "\n") {
		if strings.HasPrefix(line, ">") {
			continue
		}
		for _, w := range words(line) {
			if have[w] == 0 {
				lost = append(lost, w)
				continue
			}
			have[w]--
		}
	}
	return lost
}

// TestCorpusForwards finds the writer of a forwarded mail.
func TestCorpusForwards(t *testing.T) {
	dir := corpus(t)
	var want struct {
		Files map[string]struct {
			Forwarded   bool
			FromAddress string `json:"from_address"`
			SubjectFile string `json:"subject_file"`
		}
	}
	mustJSON(t, filepath.Join(dir, "expected", "crisp-forward.json"), &want)
	right, n, falses, others := 0, 0, 0, 0
	for name, w := range want.Files {
		dirF := filepath.Join(dir, "reply", "crisp-forward")
		text := tidy(cleanText(string(mustFile(t, filepath.Join(dirF, name)))))
		subject := ""
		if w.SubjectFile != "" {
			subject = string(mustFile(t, filepath.Join(dirF, w.SubjectFile)))
		}
		q := markQuote(text, quoteHints{forward: forwardSubject(subject), reply: replySubject(subject)})
		if !w.Forwarded {
			others++
			if !q.original.IsZero() {
				falses++
				t.Logf("%s taken for a forward", name)
			}
			continue
		}
		n++
		if q.original.Addr() == w.FromAddress {
			right++
		} else {
			t.Logf("%s (subject %q): got %q %v", name, subject, q.original.Addr(), q.forward)
		}
	}
	t.Logf("forwards: the writer found in %d of %d; %d of %d others taken for one", right, n, falses, others)
	if float64(right) < 0.9*float64(n) {
		t.Errorf("%d of %d is below 90 %%", right, n)
	}
}

// TestCorpusCharsets decodes the same text from every charset and encoding.
func TestCorpusCharsets(t *testing.T) {
	dir := filepath.Join(corpus(t), "charset", "letters")
	groups := map[string]map[string][]string{}
	for _, path := range files(t, dir, nil) {
		parts := strings.SplitN(strings.TrimPrefix(filepath.Base(path), "test_"), "_", 4)
		if len(parts) < 3 || strings.Contains(path, "unknown_charset") {
			continue
		}
		key := parts[0] + " " + parts[1]
		if parts[1] == "multipart" {
			key += " " + parts[2]
		}
		m := Read(bytes.NewReader(mustFile(t, path)), Options{})
		text := strings.Join(strings.Fields(m.Text), " ")
		if groups[key] == nil {
			groups[key] = map[string][]string{}
		}
		groups[key][text] = append(groups[key][text], filepath.Base(path))
	}
	one := 0
	for key, texts := range groups {
		if len(texts) == 1 {
			one++
			continue
		}
		t.Errorf("%s: %d different texts", key, len(texts))
		for text, names := range texts {
			t.Logf("  %v: %q", names, head(text, 200))
		}
	}
	t.Logf("%d of %d groups are one text", one, len(groups))
}

// TestCorpusMemory holds each mail to max(16 MB, ten times its size).
func TestCorpusMemory(t *testing.T) {
	dir := corpus(t)
	var before, after runtime.MemStats
	worst, name := uint64(0), ""
	for _, path := range files(t, dir, func(p string) bool { return !strings.Contains(p, "LICENSES") }) {
		b := mustFile(t, path)
		runtime.ReadMemStats(&before)
		Read(bytes.NewReader(b), Options{})
		runtime.ReadMemStats(&after)
		got := after.TotalAlloc - before.TotalAlloc
		if got > worst {
			worst, name = got, filepath.Base(path)
		}
		if limit := max(16<<20, 10*uint64(len(b))); got > limit {
			t.Errorf("%s of %d bytes allocated %d in all", path, len(b), got)
		}
	}
	t.Logf("most memory allocated in all for one mail: %d kB (%s)", worst>>10, name)
}
