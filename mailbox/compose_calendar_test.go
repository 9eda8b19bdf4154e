package mailbox

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"klachtenpost/mailbox/invite"
	"klachtenpost/mailbox/reader"
)

// TestCompose_calendar: an invitation is the last alternative, says its method
// where calendars look for it, and comes through byte for byte.
func TestCompose_calendar(t *testing.T) {
	m := sampleMail()
	p, err := invite.Build(invite.Invitation{
		Method: invite.Request, UID: "afspraak-1@perspectief.example", Made: m.Date, Start: m.Date, End: m.Date.Add(time.Hour),
		Title: "Gesprek — " + strings.Repeat("é", 80), Organizer: m.From, Attendee: m.To,
	})
	if err != nil {
		t.Fatal(err)
	}
	m.Calendar = &p
	raw := mustCompose(t, m)
	checkWire(t, raw)
	got := parts(t, raw)
	if len(got) != 4 || got[0] != "multipart/alternative" || got[3] != "text/calendar: "+string(p.Data) {
		t.Errorf("parts %q", got)
	}
	if !bytes.Contains(bytes.ToLower(raw), []byte("content-type: text/calendar; method=request; charset=utf-8\r\n")) {
		t.Errorf("no method beside the type in\n%s", raw)
	}
	m.Attachments = []Part{{Name: "stuk.pdf", Type: "application/pdf", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("inhoud")), nil }}}
	if got := parts(t, mustCompose(t, m)); len(got) != 6 || got[0] != "multipart/mixed" || !strings.HasPrefix(got[4], "text/calendar") {
		t.Errorf("parts %q", got)
	}
	// Our own copy in Sent is no answer of anybody.
	if r := reader.Read(bytes.NewReader(raw), reader.Options{}); len(r.Calendar) != 0 || len(r.Attachments) != 0 || r.Text == "" {
		t.Errorf("read back: %+v", r)
	}
}
