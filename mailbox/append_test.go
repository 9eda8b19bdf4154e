package mailbox

import (
	"bytes"
	"context"
	"errors"
	"net"
	"testing"
	"testing/synctest"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/mailbox/mailtest"
)

func TestAppend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mailtest.New(mailtest.Options{Accounts: []string{committee}, Exchange: true})
		defer s.Close()
		server := testServer(s.DialIMAP)
		f, err := server.Folders(t.Context(), Folders{})
		if err != nil || f.Drafts != "Concepten" {
			t.Fatalf("Folders: %+v, %v", f, err)
		}
		m := sampleMail()
		m.Text += "Ons kenmerk: K-2026-0001/U1-7F3K92QM4D\n"
		raw := mustCompose(t, m)
		at, err := Append(t.Context(), server, f.Drafts, bytes.NewReader(raw), int64(len(raw)), FlagDraft, FlagSeen)
		if err != nil || at.UID != 1 {
			t.Fatalf("Append: %+v, %v", at, err)
		}
		got := s.Messages(committee, f.Drafts)
		if len(got) != 1 || !bytes.Equal(got[0].Raw, raw) || len(got[0].Flags) != 2 || got[0].Flags[0] != imap.FlagDraft {
			t.Fatalf("in the folder: %d mails, flags %v", len(got), got[0].Flags)
		}
		marks := []string{"K-2026-0001/U1-7F3K92QM4D", m.MessageID, "K-2026-0002/U1-AAAAAAAAAA"}
		found, err := FindMarked(t.Context(), server, f.Drafts, marks)
		if err != nil || len(found) != 2 {
			t.Errorf("FindMarked: %v, %v, want the secret and the id", found, err)
		}
		s.Autosave(committee, at.UID)
		found, err = FindMarked(t.Context(), server, f.Drafts, marks)
		if err != nil || len(found) != 0 {
			t.Errorf("FindMarked after an autosave: %v, %v, want nothing: the HTML did not have it", found, err)
		}
		if _, err := Append(t.Context(), server, "Bestaat niet", bytes.NewReader(raw), int64(len(raw))); FaultOf(err) != FaultServer {
			t.Errorf("Append to a folder that is not there: %v", err)
		}
		if _, err := Append(t.Context(), server, f.Drafts, bytes.NewReader(raw[:10]), int64(len(raw))); err == nil || len(s.Messages(committee, f.Drafts)) != 1 {
			t.Errorf("Append of too few bytes: %v, %d mails", err, len(s.Messages(committee, f.Drafts)))
		}
	})
}

// cutWrites loses the connection after so many bytes to the server.
type cutWrites struct {
	net.Conn
	left int
}

func (c *cutWrites) Write(b []byte) (int, error) {
	n := min(len(b), c.left)
	n, err := c.Conn.Write(b[:n])
	if c.left -= n; c.left <= 0 && n < len(b) {
		c.Conn.Close()
		err = net.ErrClosed
	}
	return n, err
}

// The connection is cut after every byte, sent or received. When Append does not
// say that the outcome is unknown, what it says is true.
func TestAppend_cut_at_every_byte(t *testing.T) {
	raw := mustCompose(t, sampleMail())
	unknown, stored, cuts := 0, 0, 0
	for _, reading := range []bool{true, false} {
		for k, whole := 0, false; !whole; k += 3 {
			synctest.Test(t, func(t *testing.T) {
				s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
				defer s.Close()
				left := func() int { return 0 }
				server := testServer(func(ctx context.Context) (net.Conn, error) {
					c, err := s.DialIMAP(ctx)
					if err != nil {
						return nil, err
					}
					if reading {
						cut := &cutConn{c, k}
						left = func() int { return cut.left }
						return cut, nil
					}
					cut := &cutWrites{c, k}
					left = func() int { return cut.left }
					return cut, nil
				})
				_, err := Append(t.Context(), server, "Drafts", bytes.NewReader(raw), int64(len(raw)), FlagDraft)
				synctest.Wait()
				n := len(s.Messages(committee, "Drafts"))
				cuts++
				stored += n
				switch {
				case errors.Is(err, ErrAppendUnknown):
					unknown++
				case (err == nil) != (n == 1):
					t.Fatalf("cut after %d bytes, reading %v: error %v, %d mails kept", k, reading, err, n)
				}
				whole = left() > 0
			})
			if t.Failed() {
				return
			}
		}
	}
	t.Logf("%d cuts: %d times stored, %d times unknown, otherwise the answer was true", cuts, stored, unknown)
}
