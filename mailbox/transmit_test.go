package mailbox

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
)

func transmit(s *mailtest.Server, to string, raw []byte) Result {
	return Transmit(context.Background(), testServer(s.DialSMTP), committee, to, bytes.NewReader(raw), int64(len(raw)))
}

// The magic addresses of the test server, with the outcome and how many copies
// of the mail exist afterwards.
func TestTransmit_outcomes(t *testing.T) {
	for _, tt := range []struct {
		to      string
		outcome Outcome
		code    int
		copies  int
	}{
		{sanne, OutcomeSent, 250, 1},
		{"onbekend@voorbeeld.nl", OutcomeRefused, 550, 0},
		{"temperror@voorbeeld.nl", OutcomeRetry, 451, 0},
		{"permerror@voorbeeld.nl", OutcomeRefused, 550, 0},
		{"timeout@voorbeeld.nl", OutcomeRetry, 0, 0},
		{"drop-before-dot@voorbeeld.nl", OutcomeRetry, 0, 0},
		{"drop-after-dot@voorbeeld.nl", OutcomeUnknown, 0, 1},
		{"lost-after-dot@voorbeeld.nl", OutcomeUnknown, 0, 0},
		{"temp-after-dot@voorbeeld.nl", OutcomeRetry, 451, 0},
		{"perm-after-dot@voorbeeld.nl", OutcomeRefused, 554, 0},
		{"slow-after-dot@voorbeeld.nl", OutcomeSent, 250, 1},
		{"drop-after-ok@voorbeeld.nl", OutcomeSent, 250, 1},
	} {
		t.Run(tt.to, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				delivered := 0
				s := mailtest.New(mailtest.Options{Accounts: []string{committee, sanne}, OnDeliver: func(mailtest.Delivery) { delivered++ }})
				defer s.Close()
				began := time.Now()
				raw := mustCompose(t, sampleMail())
				r := transmit(s, tt.to, raw)
				if r.Outcome != tt.outcome || r.Code != tt.code || delivered != tt.copies {
					t.Errorf("%+v with %d copies, want %s, %d and %d copies", r, delivered, tt.outcome, tt.code, tt.copies)
				}
				if took := time.Since(began); took > 10*time.Minute {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

func TestTransmit_exact_bytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []byte
		s := mailtest.New(mailtest.Options{Accounts: []string{committee, sanne}, OnDeliver: func(d mailtest.Delivery) { got = d.Raw }})
		defer s.Close()
		raw := []byte("Subject: punten\r\n\r\n.\r\n..\r\n.a\r\na.\r\n\r\n...\r\n")
		if r := transmit(s, sanne, raw); r.Outcome != OutcomeSent || r.QueueID == "" || r.Enhanced != "2.0.0" {
			t.Fatalf("%+v", r)
		}
		if !bytes.HasSuffix(got, raw) {
			t.Errorf("arrived %q, want the end to be %q", got, raw)
		}
		for _, bad := range []string{"a\nb\r\n", "a\rb\r\n", "a", "a\r", "a\r\r\n", "\n.\r\n", "a\r\n\n"} {
			got = nil
			if r := transmit(s, sanne, []byte(bad)); r.Outcome != OutcomeRetry || got != nil {
				t.Errorf("%q: %+v, delivered %q", bad, r, got)
			}
		}
	})
}
