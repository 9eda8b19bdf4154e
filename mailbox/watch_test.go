package mailbox

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
	"klachtenpost/workflow"
)

const (
	committee = "klachten@perspectief.example"
	sanne     = "sanne@voorbeeld.nl"
)

func testServer(dial Dial) Server {
	return Server{Host: "localhost", TLS: TLSNone, Username: committee, Dial: dial,
		Password: func(context.Context) (string, error) { return "geheim", nil }}
}

func letter(n int) []byte {
	return fmt.Appendf(nil, "From: Sanne de Wit <sanne@voorbeeld.nl>\r\nTo: klachten@perspectief.example\r\nSubject: bericht %d\r\n"+
		"Message-ID: <m%d@voorbeeld.nl>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0100\r\n\r\nDit is bericht %d.\r\n", n, n, n)
}

// keeper stores what the watcher hands over, as the daemon's database does:
// what Take refuses leaves no trace.
type keeper struct {
	mu        sync.Mutex
	mails     []Fetched // Body read into raw
	raw       [][]byte
	aside     []Failure
	listed    []Listed
	baselined bool
	positions map[string]Position
	take      func(f Fetched, raw []byte) error // may refuse
	health    []error
}

func newKeeper() *keeper { return &keeper{positions: make(map[string]Position)} }

func (k *keeper) watcher(s Server) *Watcher {
	return &Watcher{Server: s, Idle: true, Log: slog.New(slog.DiscardHandler),
		Positions: func() ([]Position, error) {
			k.mu.Lock()
			defer k.mu.Unlock()
			var l []Position
			for _, p := range k.positions {
				l = append(l, p)
			}
			return l, nil
		},
		Take: func(_ context.Context, mails []Fetched, at Position) error {
			k.mu.Lock()
			defer k.mu.Unlock()
			var raws [][]byte
			for _, m := range mails {
				raw, err := io.ReadAll(m.Body)
				if err != nil {
					return err
				}
				if int64(len(raw)) != m.Size || sha256.Sum256(raw) != m.Sum {
					return fmt.Errorf("%d bytes, size says %d and the sum %x", len(raw), m.Size, m.Sum)
				}
				if k.take != nil {
					if err := k.take(m, raw); err != nil {
						return err
					}
				}
				raws = append(raws, raw)
			}
			k.mails, k.raw = append(k.mails, mails...), append(k.raw, raws...)
			k.positions[at.Folder] = at
			return nil
		},
		SetAside: func(_ context.Context, f Failure, at Position) error {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.aside = append(k.aside, f)
			k.positions[at.Folder] = at
			return nil
		},
		Baseline: func(_ context.Context, page []Listed, at Position) error {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.listed = append(k.listed, page...)
			k.positions[at.Folder] = at
			return nil
		},
		BaselineDone: func(context.Context) error {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.baselined = true
			return nil
		},
		Health: func(err error) {
			k.mu.Lock()
			defer k.mu.Unlock()
			k.health = append(k.health, err)
		},
	}
}

// got gives the mails taken so far and their bytes.
func (k *keeper) got() ([]Fetched, [][]byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.mails), slices.Clone(k.raw)
}

func (k *keeper) count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.mails)
}

// start runs a watcher until the returned function is called.
func start(t *testing.T, w *Watcher) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	return func() {
		t.Helper()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

// settle lets time pass and everything that it brings about come to rest.
func settle(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestWatch(t *testing.T) {
	t.Run("a mail is taken as soon as IDLE announces it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
			defer s.Close()
			k := newKeeper()
			defer start(t, k.watcher(testServer(s.DialIMAP)))()
			settle(30 * time.Second)
			s.Deliver(committee, letter(1))
			settle(time.Second)
			if mails, raw := k.got(); len(mails) != 1 || string(raw[0]) != string(letter(1)) || mails[0].Source != workflow.SourceInbox {
				t.Fatalf("taken %d mails after a second, want the one delivered", len(mails))
			}
		})
	})
	t.Run("without IDLE within a poll", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
			defer s.Close()
			k := newKeeper()
			w := k.watcher(testServer(s.DialIMAP))
			w.Idle = false
			defer start(t, w)()
			settle(30 * time.Second)
			s.Deliver(committee, letter(1))
			settle(time.Minute)
			if k.count() != 1 {
				t.Fatalf("taken %d mails after a minute, want 1", k.count())
			}
		})
	})
	for _, exchange := range []bool{false, true} {
		t.Run(fmt.Sprintf("each folder has its source, exchange %v", exchange), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { testSources(t, exchange) })
		})
	}
}

func testSources(t *testing.T, exchange bool) {
	s := mailtest.New(mailtest.Options{Accounts: []string{committee}, Exchange: exchange})
	defer s.Close()
	k := newKeeper()
	defer start(t, k.watcher(testServer(s.DialIMAP)))()
	settle(time.Minute)
	s.CreateFolder(committee, "Dossiers")
	names := map[string]workflow.Source{"INBOX": workflow.SourceInbox, "Sent": workflow.SourceSent, "Junk": workflow.SourceJunk, "Dossiers": workflow.SourceOther}
	never := []string{"Drafts", "Trash"}
	if exchange {
		names = map[string]workflow.Source{"INBOX": workflow.SourceInbox, "Verzonden items": workflow.SourceSent, "Ongewenste e-mail": workflow.SourceJunk, "Dossiers": workflow.SourceOther}
		never = []string{"Concepten", "Verwijderde items", "Agenda"}
	}
	n := 0
	for name := range names {
		n++
		s.Append(committee, name, letter(n))
	}
	for _, name := range never {
		n++
		s.Append(committee, name, letter(n))
	}
	settle(2 * time.Minute)
	if k.count() != 3 { // the others are visited once an hour
		t.Errorf("taken %d mails after a minute, want 3", k.count())
	}
	settle(time.Hour)
	mails, _ := k.got()
	for _, m := range mails {
		if want, ok := names[m.Folder]; !ok || m.Source != want {
			t.Errorf("mail from %s has source %q", m.Folder, m.Source)
		}
	}
	if k.count() != len(names) {
		t.Errorf("taken %d mails, want %d", k.count(), len(names))
	}
	for name := range names {
		for _, m := range s.Messages(committee, name) {
			if len(m.Flags) > 0 {
				t.Errorf("%s: flags %v, want none: the mailbox is the secretary's", name, m.Flags)
			}
		}
	}
}

// TestWatch_rarely: between looks an hour apart the server does not log out, with IDLE
// and without.
func TestWatch_rarely(t *testing.T) {
	for _, idle := range []bool{true, false} {
		bubble(t, 0, func(t *testing.T, s *mailtest.Server, k *keeper) {
			w := k.watcher(testServer(s.DialIMAP))
			w.Idle, w.Poll = idle, time.Hour
			stop := start(t, w)
			settle(6*time.Hour + time.Minute)
			s.Deliver(committee, letter(1))
			settle(time.Hour)
			if n := s.Logins(); n != 2 {
				t.Errorf("idle %v: %d logins in seven hours, want one of each connection", idle, n)
			}
			if k.count() != 1 {
				t.Errorf("idle %v: %d mails taken, want one", idle, k.count())
			}
			for _, err := range k.health {
				if err != nil {
					t.Errorf("idle %v: %v", idle, err)
				}
			}
			stop()
		})
	}
}
