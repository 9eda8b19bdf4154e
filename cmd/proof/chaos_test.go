package proof

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
	"klachtenpost/store"
	"klachtenpost/workflow"
)

func init() {
	Register(Class{Name: "whole procedures under random faults", Rows: "all scenarios", Short: 7, Long: 1000, Run: chaos})
	Register(Class{Name: "whole procedures on an Exchange-shaped server", Rows: "EXC-01", Short: 2, Long: 7, Run: exchangeStories})
}

// misfortune is what goes wrong by chance: connections to the mail server are cut
// and fall silent, SMTP goes wrong at any stage, servers go down, UIDs are given
// anew, the daemon stops and starts again.
type misfortune struct {
	mu   sync.Mutex
	dice *rand.Rand
	off  bool
	n    map[string]int
}

// is throws the dice for something that goes wrong once in so many times.
func (m *misfortune) is(what string, once int) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.off || m.dice.IntN(once) > 0 {
		return false
	}
	m.n[what]++
	return true
}

func (m *misfortune) upTo(n int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dice.IntN(n)
}

func (m *misfortune) total() (n int) {
	for _, k := range m.n {
		n += k
	}
	return n
}

// rest lets it do nothing for a while, or go on.
func (m *misfortune) rest(off bool) {
	m.mu.Lock()
	m.off = off
	m.mu.Unlock()
}

// strike makes the network of a house unreliable.
func (m *misfortune) strike(h *watched) {
	h.DialIMAP = func(ctx context.Context) (net.Conn, error) {
		if m.is("IMAP refused", 20) {
			return nil, io.ErrUnexpectedEOF
		}
		c, err := h.Srv.DialIMAP(ctx)
		switch {
		case err != nil:
		case m.is("IMAP cut", 4):
			c = &cutConn{c, &budget{left: 1 << (5 + m.upTo(12)) * (100 + m.upTo(100)) / 100}}
		case m.is("IMAP silent", 20):
			c = &holeConn{Conn: c, h: &hole{at: 1 + m.upTo(40)}, silent: make(chan struct{}), closed: make(chan struct{})}
		case m.is("IMAP nonsense", 30):
			var once sync.Once
			c = &answerConn{Conn: c, in: bufio.NewReader(c), change: func(line []byte) (instead []byte, ending bool) {
				instead = line
				if fetched.Match(line) {
					once.Do(func() { instead, ending = line[:len(line)/2], true })
				}
				return instead, ending
			}}
		}
		return c, err
	}
	g := &gate{dial: h.Srv.DialSMTP, trouble: func(_ int, stage string) string {
		if !m.is("SMTP at "+stage, 30) {
			return ""
		}
		for {
			if kind := troubles[m.upTo(len(troubles))]; kind != reply5xx { // refused for good is another end
				return kind
			}
		}
	}}
	h.DialSMTP = g.Dial
}

// pass lets time pass, in which the daemon may stop and servers may go down.
func (m *misfortune) pass(h *watched, d time.Duration) {
	switch {
	case m.is("restart", 25):
		h.Stop()
		time.Sleep(time.Duration(1+m.upTo(120)) * time.Minute)
		h.Start()
	case m.is("servers down", 60):
		h.Srv.Down(m.upTo(2) == 0, m.upTo(2) == 0)
		time.Sleep(time.Duration(1+m.upTo(90)) * time.Minute)
		h.Srv.Down(false, false)
	case m.is("all cut", 30):
		h.Srv.Cut()
	case m.is("new UIDs", 100):
		h.Srv.Renumber(cmdtest.Committee, []string{"INBOX", h.Srv.FolderName("\\Sent")}[m.upTo(2)])
	}
	time.Sleep(d)
}

// run plays a story, with what goes wrong by chance or nothing at all, and gives how
// it ended: the zero end when it got stuck.
func (s story) run(t *testing.T, y *Tally, what string, o mailtest.Options, m *misfortune) (e end) {
	s.with(t, y, what, o, m, func(h *watched) { e = ending(h) })
	return e
}

// with is run that calls over when all is over and the daemon still runs.
func (s story) with(t *testing.T, y *Tally, what string, o mailtest.Options, m *misfortune, over func(*watched)) {
	synctest.Test(t, func(t *testing.T) {
		o.Accounts = append(o.Accounts, chair, member)
		o, w := watch(o)
		w.Staff = append(w.Staff, chair, member)
		h := around(daemontest.NewHouse(t, o), w)
		withCommittee(&h.Config)
		if m != nil {
			m.strike(h)
		}
		p := &player{watched: h, y: y, what: what, cold: map[string]bool{}, tick: time.Sleep}
		h.Until("2026-04-14 10:00")
		if m != nil {
			m.rest(true)
		}
		h.Start()
		time.Sleep(time.Minute)
		if m != nil {
			m.rest(false)
			p.tick = func(d time.Duration) { m.pass(h, d) }
		}
		defer func() {
			switch e := recover().(type) {
			case nil:
			case stuck:
				if toCall(h.TheCase(theCase), "") {
					y.Check(t, what, h.look(false))
					return // a mail was given up, and she was asked to call: nobody plays that
				}
				y.Wrong(t, what, Violation{Lost, "I3", e.Error()})
			default:
				panic(e)
			}
		}()
		s.play(p)
		if m != nil {
			m.rest(true)
		}
		p.tick = time.Sleep
		// It goes on while nobody knows of a mail whether it was accepted: the
		// secretary may be asked a week later, on her next working day.
		for i := 0; i < 40 || i < 120 && unknown(h); i++ {
			p.duties()
			time.Sleep(2 * time.Hour)
		}
		w = h.look(true)
		w.Grace = 15 * time.Minute
		y.Check(t, what, w)
		over(h)
		h.Stop()
	})
}

// unknown tells that a mail of the case may have been accepted or not.
func unknown(h *watched) bool {
	return slices.ContainsFunc(h.Outgoing(string(workflow.NewNumber(2026, 1))), func(o store.Outgoing) bool { return o.State == store.StateUnknown })
}

// chaos plays the stories in turn, each with other misfortune: they must end as they
// do without.
func chaos(t *testing.T, n int, y *Tally) {
	o := mailtest.Options{SaveSent: true}
	ends := map[string]end{}
	for _, s := range stories {
		ends[s.name] = s.run(t, &Tally{}, s.name, o, nil)
	}
	var struck atomic.Int64
	sideBySide(t, n, func(t *testing.T, i int) {
		seed := *seedOf + uint64(i)
		s := stories[seed%uint64(len(stories))]
		m := &misfortune{dice: rand.New(rand.NewPCG(seed, 0)), n: map[string]int{}}
		what := fmt.Sprintf("%s, -seed %d", s.name, seed)
		y.Trial()
		defer func() {
			struck.Add(int64(m.total()))
			if t.Failed() {
				t.Logf("%s: %v", what, m.n)
			}
		}()
		compare(t, y, what, s.run(t, y, what, o, m), ends[s.name])
	})
	y.Note("%d stories, %.0f faults in each on average", len(stories), float64(struck.Load())/float64(max(n, 1)))
}

// exchangeStories plays them on a server that does as Exchange Online does.
func exchangeStories(t *testing.T, n int, y *Tally) {
	for i := range n {
		s := stories[i%len(stories)]
		what := s.name + ", on Exchange"
		y.Trial()
		compare(t, y, what, s.run(t, y, what, mailtest.Options{Exchange: true}, nil),
			s.run(t, &Tally{}, s.name, mailtest.Options{SaveSent: true}, nil))
	}
}
