package mailbox

import (
	"bytes"
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
)

// stopAfter cancels once n bytes of the mail were read.
type stopAfter struct {
	io.Reader
	n      int
	cancel func()
}

func (s *stopAfter) Read(b []byte) (int, error) {
	n, err := s.Reader.Read(b[:min(len(b), 64)])
	if s.n -= n; s.n <= 0 {
		s.cancel()
		time.Sleep(time.Millisecond) // so that it is heard before the next piece is on its way
	}
	return n, err
}

// Told to stop in the middle of a mail: nothing was taken, and it ends at once.
func TestTransmit_stopped_before_the_dot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		delivered := 0
		s := mailtest.New(mailtest.Options{Accounts: []string{committee, sanne}, OnDeliver: func(mailtest.Delivery) { delivered++ }})
		defer s.Close()
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		raw := bytes.Repeat([]byte("regel\r\n"), 1000)
		began := time.Now()
		r := Transmit(ctx, testServer(s.DialSMTP), committee, sanne, &stopAfter{bytes.NewReader(raw), 200, cancel}, int64(len(raw)))
		if took := time.Since(began); r.Outcome != OutcomeRetry || delivered != 0 || took > time.Second {
			t.Errorf("%+v, %d delivered after %v; want a retry at once", r, delivered, took)
		}
	})
}

// Told to stop while the server thinks: the answer is waited for, but not long.
func TestTransmit_stopped_after_the_dot(t *testing.T) {
	for _, tt := range []struct {
		to      string
		outcome Outcome
	}{
		{"slow-after-dot@voorbeeld.nl", OutcomeUnknown}, // answers after nine minutes
		{sanne, OutcomeSent},
	} {
		t.Run(tt.to, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(context.Background())
				defer cancel()
				s := mailtest.New(mailtest.Options{Accounts: []string{committee, sanne}, OnDeliver: func(mailtest.Delivery) {
					cancel()
					time.Sleep(3 * time.Second)
				}})
				defer s.Close()
				raw := mustCompose(t, sampleMail())
				began := time.Now()
				r := Transmit(ctx, testServer(s.DialSMTP), committee, tt.to, bytes.NewReader(raw), int64(len(raw)))
				if took := time.Since(began); r.Outcome != tt.outcome || took > 9*time.Second {
					t.Errorf("%+v after %v, want %s within 9 s", r, took, tt.outcome)
				}
			})
		})
	}
}
