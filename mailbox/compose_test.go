package mailbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"

	"klachtenpost/workflow"
)

func sampleMail() Mail {
	return Mail{
		From:      workflow.Address{Name: "Klachtencommissie Perspectief", Local: "klachten", Domain: "perspectief.example"},
		To:        workflow.Address{Name: "Renée de Groot", Local: "renee", Domain: "voorbeeld.nl"},
		Subject:   "Uw klacht is ontvangen [K-2026-0001-X]",
		MessageID: "t7f3k92qm4d@perspectief.example",
		Date:      time.Date(2026, 3, 2, 9, 0, 0, 0, time.FixedZone("", 3600)),
		InReplyTo: "m1@voorbeeld.nl", References: []string{"m0@voorbeeld.nl", "m1@voorbeeld.nl"},
		Text: "Beste mevrouw De Groot,\n\nWij hebben uw klacht op één maart ontvangen.\n.\n..twee punten\n", HTML: "<p>Wij hebben uw klacht op één maart ontvangen.</p>",
		AutoSubmitted: "auto-replied", Suppress: "OOF, AutoReply, RN, NRN",
		Headers: []Header{{"X-Klachtenpost", "k=K-2026-0001; h=abc"}},
	}
}

func mustCompose(t *testing.T, m Mail) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Compose(&b, m); err != nil {
		t.Fatalf("Compose: %v", err)
	}
	return b.Bytes()
}

// parts reads a composed mail back: media type and decoded content.
func parts(t *testing.T, raw []byte) (l []string) {
	t.Helper()
	e, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("read back: %v", err)
	}
	e.Walk(func(_ []int, p *message.Entity, err error) error {
		if err != nil {
			t.Errorf("read back: %v", err)
			return nil
		}
		media, _, _ := p.Header.ContentType()
		if strings.HasPrefix(media, "multipart/") {
			l = append(l, media)
			return nil
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			t.Errorf("read back %s: %v", media, err)
		}
		l = append(l, media+": "+string(body))
		return nil
	})
	return l
}

func TestCompose(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"From": `"Klachtencommissie Perspectief" <klachten@perspectief.example>`, "To": `=?utf-8?q?Ren=C3=A9e_de_Groot?= <renee@voorbeeld.nl>`,
		"Subject": "Uw klacht is ontvangen [K-2026-0001-X]", "Message-Id": "<t7f3k92qm4d@perspectief.example>",
		"Date": "Mon, 02 Mar 2026 09:00:00 +0100", "In-Reply-To": "<m1@voorbeeld.nl>",
		"References": "<m0@voorbeeld.nl> <m1@voorbeeld.nl>", "Auto-Submitted": "auto-replied",
		"X-Auto-Response-Suppress": "OOF, AutoReply, RN, NRN", "X-Klachtenpost": "k=K-2026-0001; h=abc",
		"User-Agent": "", "X-Mailer": "", "List-Unsubscribe": "", "Disposition-Notification-To": "",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	got := parts(t, raw)
	if len(got) != 3 || got[0] != "multipart/alternative" || !strings.HasPrefix(got[1], "text/plain: Beste") || !strings.HasPrefix(got[2], "text/html: <p>") {
		t.Errorf("parts %q, want text before HTML", got)
	}
	checkWire(t, raw)
}

// checkWire holds a mail against what every server takes: CRLF, 998 bytes a
// line, ASCII.
func checkWire(t *testing.T, raw []byte) {
	t.Helper()
	for i, line := range bytes.SplitAfter(raw, []byte("\n")) {
		text, ok := bytes.CutSuffix(line, []byte("\r\n"))
		if !ok && len(line) > 0 || bytes.ContainsAny(text, "\r\n") {
			t.Errorf("line %d does not end with CRLF alone: %q", i, line)
		}
		if len(text) > 998 {
			t.Errorf("line %d has %d bytes", i, len(text))
		}
		for _, c := range text {
			if c >= 0x80 || c == 0 {
				t.Fatalf("line %d has byte %#x", i, c)
			}
		}
	}
}

func TestCompose_attachments(t *testing.T) {
	m := sampleMail()
	big := bytes.Repeat([]byte("0123456789abcdef"), 20000)
	opened := 0
	open := func(b []byte) func() (io.ReadCloser, error) {
		return func() (io.ReadCloser, error) { opened++; return io.NopCloser(bytes.NewReader(b)), nil }
	}
	m.Attachments = []Part{{"klacht één.pdf", "application/pdf", open(big)}, {"leeg.txt", "text/plain", open(nil)},
		{"mail.eml", "message/rfc822", open([]byte("Subject: x\r\n\r\ny"))}, {"", "onzin", open([]byte{0, 1, 2, 255})}}
	raw := mustCompose(t, m)
	checkWire(t, raw)
	got := parts(t, raw)
	want := []string{"multipart/mixed", "multipart/alternative", "", "", "application/pdf: " + string(big), "text/plain: ",
		"application/octet-stream: Subject: x\r\n\r\ny", "application/octet-stream: \x00\x01\x02\xff"}
	if len(got) != len(want) || opened != 4 {
		t.Fatalf("%d parts and %d opened, want %d and 4: %.300q", len(got), opened, len(want), got)
	}
	for i := range want {
		if want[i] != "" && got[i] != want[i] {
			t.Errorf("part %d: %.80q, want %.80q", i, got[i], want[i])
		}
	}

	broken := errors.New("schijf stuk")
	m.Attachments[0].Open = func() (io.ReadCloser, error) { return nil, broken }
	if err := Compose(io.Discard, m); !errors.Is(err, broken) {
		t.Errorf("Compose over an attachment that cannot be opened: %v", err)
	}
}

func TestCompose_nothing_adds_a_header(t *testing.T) {
	for _, bad := range []string{"a\r\nBcc: x@voorbeeld.nl", "a\nBcc: x@voorbeeld.nl", "a\rBcc: x@voorbeeld.nl", "a\x00b", "a\u2028Bcc: x", "a\u202eb", "a\r\n\r\n<p>", "=?utf-8?q?a=0D=0ABcc:_x?="} {
		m := sampleMail()
		m.Subject, m.To.Name, m.From.Name, m.InReplyTo, m.AutoSubmitted, m.Suppress = bad, bad, bad, bad, bad, bad
		m.References = []string{bad, "ok@voorbeeld.nl"}
		m.Headers = []Header{{"X-Klachtenpost", bad}}
		m.Attachments = []Part{{bad, bad, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("x")), nil }}}
		raw := mustCompose(t, m)
		checkWire(t, raw)
		msg, err := mail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatalf("%q: %v", bad, err)
		}
		allowed := map[string]bool{"Auto-Submitted": true, "Date": true, "From": true, "To": true, "Message-Id": true, "Mime-Version": true, "References": true,
			"Subject": true, "X-Auto-Response-Suppress": true, "X-Klachtenpost": true, "Content-Type": true}
		for name, values := range msg.Header {
			if !allowed[name] || len(values) != 1 {
				t.Errorf("%q: header %s: %q", bad, name, values)
			}
		}
	}
}

func TestCompose_addresses(t *testing.T) {
	good := []string{"a@voorbeeld.nl", "a.b+c@voorbeeld.nl", "o'neill@voorbeeld.nl", "a@sub.voorbeeld.nl", "SRS0=x=y=voorbeeld.nl=a@mail.example"}
	bad := []string{"", "a", "a@", "@b", "a b@voorbeeld.nl", `"a b"@voorbeeld.nl`, "a@voorbeeld.nl> SIZE=1", "a@voorbeeld.nl\r\nRCPT TO:<x@y.nl>", "a@b@voorbeeld.nl",
		"<a@voorbeeld.nl>", "a@voorbeeld.nl,b@voorbeeld.nl", "groep:a@voorbeeld.nl;", "a@[192.0.2.1]", "jörg@voorbeeld.nl", "a@vóórbeeld.nl", "a\x00@voorbeeld.nl",
		strings.Repeat("a", 65) + "@voorbeeld.nl", "a(x)@voorbeeld.nl", `a\@b@voorbeeld.nl`, "@x.nl:a@voorbeeld.nl", "a@voorbeeld.nl ", " a@voorbeeld.nl"}
	for _, a := range good {
		if err := checkAddress(a); err != nil {
			t.Errorf("checkAddress(%q) = %v", a, err)
		}
	}
	for _, a := range bad {
		if err := checkAddress(a); err == nil {
			t.Errorf("checkAddress(%q) accepts it", a)
		}
	}
}

func TestReferences(t *testing.T) {
	var long []string
	for i := range 100 {
		long = append(long, fmt.Sprintf("%030d@voorbeeld.nl", i))
	}
	got := references(long)
	if len(got) > mostReferences || !strings.HasPrefix(got, "<"+long[0]+"> ") || !strings.HasSuffix(got, " <"+long[99]+">") {
		t.Errorf("references of 100 ids: %d bytes, %.80q", len(got), got)
	}
}
