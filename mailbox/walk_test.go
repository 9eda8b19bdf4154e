package mailbox

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
)

// TestWalk: from the positions on, what the header says is wanted, in the order of
// the folder, and nothing is changed.
func TestWalk(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
		defer s.Close()
		server := testServer(s.DialIMAP)
		sent := s.FolderName("\\Sent")
		s.CreateFolder(committee, "Archief")
		mail := func(n int, size int) []byte {
			mark := ""
			if n%2 == 0 {
				mark = "X-Mark: yes\r\n"
			}
			return fmt.Appendf(nil, "From: a@voorbeeld.nl\r\n%sSubject: %d\r\n\r\n%s\r\n", mark, n, strings.Repeat("x", size))
		}
		for i := range 450 { // more than two pages
			s.Append(committee, "INBOX", mail(i, 10))
		}
		s.Append(committee, sent, mail(1000, 10))
		s.AppendAt(committee, "Archief", mail(2000, 10), time.Now().Add(-100*time.Hour))
		s.Append(committee, "Archief", mail(2002, 3<<20))
		s.Append(committee, s.FolderName("\\Drafts"), mail(3000, 10))
		before := s.Messages(committee, "INBOX")

		walk := func(w Walk) (subjects []string, sizes []int64) {
			t.Helper()
			w.Take = func(f Fetched) error {
				raw, err := io.ReadAll(f.Body)
				_, rest, _ := strings.Cut(string(raw), "Subject: ")
				subject, _, _ := strings.Cut(rest, "\r\n")
				subjects, sizes = append(subjects, subject), append(sizes, int64(len(raw)))
				return err
			}
			if _, err := w.Do(t.Context(), server); err != nil {
				t.Fatalf("Do: %v", err)
			}
			return subjects, sizes
		}
		if got, _ := walk(Walk{MaxSize: 10 << 20}); len(got) != 453 || slices.Contains(got, "3000") {
			t.Errorf("%d mails, want all 453 but the draft", len(got))
		}
		marked := func(h []byte) bool { return bytes.Contains(h, []byte("X-Mark")) }
		got, sizes := walk(Walk{Want: marked, Part: 1000})
		if len(got) != 228 || got[0] != "0" || got[224] != "448" || slices.Max(sizes) > 1000 {
			t.Errorf("%d marked mails, at most %d bytes", len(got), slices.Max(sizes))
		}
		last := before[len(before)-4]
		validity := uint32(0)
		(Walk{Only: "INBOX", MaxSize: 1000, Take: func(f Fetched) error { validity = f.UIDValidity; return nil }}).Do(t.Context(), server)
		after := map[string]Position{"INBOX": {"INBOX", validity, uint32(last.UID)}}
		if got, _ := walk(Walk{After: after, Known: true, MaxSize: 1000}); !slices.Equal(got, []string{"447", "448", "449"}) {
			t.Errorf("after a position: %q", got)
		}
		after["INBOX"] = Position{"INBOX", validity + 1, uint32(last.UID)}
		if got, _ := walk(Walk{After: after, Known: true, MaxSize: 1000}); len(got) != 0 {
			t.Errorf("a renumbered folder that must be known gave %d mails", len(got))
		}
		if got, _ := walk(Walk{After: after, Only: "INBOX", MaxSize: 1000}); len(got) != 450 {
			t.Errorf("a renumbered folder gave %d mails, want all", len(got))
		}
		skipped := 0
		got, _ = walk(Walk{Only: "Archief", MaxSize: 1 << 20, Skipped: func(_ Key, err error) {
			skipped++
			if !errors.Is(err, ErrTooLarge) {
				t.Errorf("skipped: %v", err)
			}
		}})
		if !slices.Equal(got, []string{"2000"}) || skipped != 1 {
			t.Errorf("archive: %q, %d skipped", got, skipped)
		}
		if got, _ := walk(Walk{Only: "Archief", Since: time.Now().Add(-time.Hour), MaxSize: 10 << 20}); !slices.Equal(got, []string{"2002"}) {
			t.Errorf("since: %q", got)
		}
		if _, err := (Walk{Only: "Weg", MaxSize: 1, Take: func(Fetched) error { return nil }}).Do(t.Context(), server); err == nil {
			t.Error("a folder that is not there was walked")
		}
		stop := errors.New("genoeg")
		if _, err := (Walk{MaxSize: 1000, Take: func(Fetched) error { return stop }}).Do(t.Context(), server); !errors.Is(err, stop) {
			t.Errorf("Take said stop: %v", err)
		}
		for i, m := range s.Messages(committee, "INBOX") {
			if len(m.Flags) != len(before[i].Flags) {
				t.Fatalf("mail %d has flags %v", i, m.Flags)
			}
		}
	})
}
