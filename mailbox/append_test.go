package mailbox

import (
	"bytes"
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
