package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"

	"klachtenpost/mailbox/mailtest"
)

// bubble runs f with a server that holds n letters in INBOX.
func bubble(t *testing.T, n int, f func(t *testing.T, s *mailtest.Server, k *keeper)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
		defer s.Close()
		for i := range n {
			s.Deliver(committee, letter(i+1))
		}
		f(t, s, newKeeper())
	})
}

// IN-04, IN-05: a new UIDVALIDITY brings every mail again under its new key, and
// the new ones with them. The caller knows the old ones by their hash.
func TestUIDVALIDITY_changes(t *testing.T) {
	const n = 1000
	bubble(t, n, func(t *testing.T, s *mailtest.Server, k *keeper) {
		defer start(t, k.watcher(testServer(s.DialIMAP)))()
		settle(time.Minute)
		s.Renumber(committee, "INBOX")
		for i := range 3 {
			s.Deliver(committee, letter(n+i+1))
		}
		settle(2 * time.Minute)
		mails, raw := k.got()
		times, keys := make(map[string]int), make(map[Key]int)
		for i := range mails {
			times[string(raw[i])]++
			keys[mails[i].Key]++
		}
		once, twice := 0, 0
		for _, c := range times {
			switch c {
			case 1:
				once++
			case 2:
				twice++
			}
		}
		if once != 3 || twice != n || len(keys) != 2*n+3 {
			t.Errorf("%d mails seen once and %d twice under %d keys, want 3, %d and %d", once, twice, len(keys), n, 2*n+3)
		}
	})
}

// A backlog is handed over in groups, and the position follows.
func TestTake_groups(t *testing.T) {
	bubble(t, 200, func(t *testing.T, s *mailtest.Server, k *keeper) {
		w := k.watcher(testServer(s.DialIMAP))
		var groups []int
		var at []uint32
		take := w.Take
		w.Take = func(ctx context.Context, mails []Fetched, p Position) error {
			groups, at = append(groups, len(mails)), append(at, p.LastUID)
			return take(ctx, mails, p)
		}
		stop := start(t, w)
		settle(time.Minute)
		stop()
		if !slices.Equal(groups, []int{128, 72}) || !slices.Equal(at, []uint32{128, 200}) {
			t.Errorf("groups of %v up to %v", groups, at)
		}
	})
}

// A mail that Take fails on goes aside after three tries alone, the others of
// its group are taken, and the position never passes it before that.
func TestTake_fails_on_one(t *testing.T) {
	for name, fail := range map[string]func() error{
		"error": func() error { return errors.New("kapot") },
		"panic": func() error { panic("kapot") },
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, 11, func(t *testing.T, s *mailtest.Server, k *keeper) {
				tries := 0
				k.take = func(f Fetched, _ []byte) error {
					if f.UID != 4 {
						return nil
					}
					tries++
					return fail()
				}
				defer start(t, k.watcher(testServer(s.DialIMAP)))()
				settle(time.Minute)
				if k.count() != 10 || len(k.aside) != 1 || k.aside[0].UID != 4 || tries != 4 {
					t.Errorf("taken %d, set aside %v after %d tries, want 10, mail 4, and 4 (one in the group)", k.count(), k.aside, tries)
				}
				if p := k.positions["INBOX"]; p.LastUID != 11 {
					t.Errorf("position %v, want 11", p)
				}
			})
		})
	}
	t.Run("a restart before that forgets nothing", func(t *testing.T) {
		bubble(t, 5, func(t *testing.T, s *mailtest.Server, k *keeper) {
			ctx, cancel := context.WithCancel(t.Context())
			down := true
			k.take = func(f Fetched, _ []byte) error {
				if f.UID == 2 && down {
					cancel() // the daemon stops over it
					return errors.New("kapot")
				}
				return nil
			}
			k.watcher(testServer(s.DialIMAP)).Run(ctx)
			if p := k.positions["INBOX"]; p.LastUID >= 2 {
				t.Errorf("position %v passes a mail that was not taken", p)
			}
			down = false
			defer start(t, k.watcher(testServer(s.DialIMAP)))()
			settle(time.Minute)
			seen := make(map[uint32]bool)
			mails, _ := k.got()
			for _, m := range mails {
				seen[m.UID] = true
			}
			if len(seen) != 5 || len(k.aside) != 0 {
				t.Errorf("taken %d different mails, set aside %d, want 5 and 0", len(seen), len(k.aside))
			}
		})
	})
}

// The database is down for an hour: nothing is lost and nothing set aside that
// could have been taken.
func TestTake_fails_on_all(t *testing.T) {
	bubble(t, 3, func(t *testing.T, s *mailtest.Server, k *keeper) {
		w := k.watcher(testServer(s.DialIMAP))
		took, aside := w.Take, w.SetAside
		var down atomic.Bool
		down.Store(true)
		w.Take = func(ctx context.Context, m []Fetched, at Position) error {
			if down.Load() {
				return errors.New("database vol")
			}
			return took(ctx, m, at)
		}
		w.SetAside = func(ctx context.Context, f Failure, at Position) error {
			if down.Load() {
				return errors.New("database vol")
			}
			return aside(ctx, f, at)
		}
		defer start(t, w)()
		settle(time.Hour)
		down.Store(false)
		settle(10 * time.Minute)
		if k.count() != 3 || len(k.aside) != 0 {
			t.Errorf("taken %d, set aside %d, want 3 and 0", k.count(), len(k.aside))
		}
	})
}

func TestFetch_large(t *testing.T) {
	for _, exchange := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			s := mailtest.New(mailtest.Options{Accounts: []string{committee}, Exchange: exchange})
			defer s.Close()
			big := append(letter(1), bytes.Repeat([]byte("0123456789abcde\n"), 220_000)...) // 3.5 MB
			exact := append(letter(2), bytes.Repeat([]byte("x"), 2*sliceSize-len(letter(2)))...)
			huge := append(letter(3), bytes.Repeat([]byte("y"), 6<<20)...)
			for _, raw := range [][]byte{big, exact, huge, letter(4)} {
				s.Deliver(committee, raw)
			}
			k := newKeeper()
			w := k.watcher(testServer(s.DialIMAP))
			w.MaxSize = 5 << 20
			defer start(t, w)()
			settle(time.Minute)
			_, raw := k.got()
			for _, want := range [][]byte{big, exact, letter(4)} {
				if !slices.ContainsFunc(raw, func(r []byte) bool { return bytes.Equal(r, want) }) {
					t.Errorf("exchange %v: the mail of %d bytes was not taken whole", exchange, len(want))
				}
			}
			if len(raw) != 3 || len(k.aside) != 1 || !errors.Is(k.aside[0].Err, ErrTooLarge) || k.aside[0].InternalDate.IsZero() {
				t.Errorf("exchange %v: taken %d, set aside %v, want 3 and the one above the maximum", exchange, len(raw), k.aside)
			}
		})
	}
}

// Every connection is lost after little more than a slice: a large mail comes
// all the same, slice by slice.
func TestFetch_large_over_a_bad_line(t *testing.T) {
	bubble(t, 2, func(t *testing.T, s *mailtest.Server, k *keeper) {
		big := append(letter(3), bytes.Repeat([]byte("0123456789abcde\n"), 1_000_000)...) // 15.3 slices
		s.Deliver(committee, big)
		dials := 0
		server := testServer(func(ctx context.Context) (net.Conn, error) {
			dials++
			c, err := s.DialIMAP(ctx)
			return &cutConn{c, sliceSize + 20_000}, err
		})
		defer inboxOnly(t, k.watcher(server))()
		settle(3 * time.Hour)
		_, raw := k.got()
		if len(raw) != 3 || !bytes.Equal(raw[2], big) || len(k.aside) != 0 {
			t.Fatalf("taken %d, set aside %v after %d connections, want 3 and none", len(raw), k.aside, dials)
		}
		t.Logf("%d MB over %d connections", len(big)>>20, dials)
	})
}

// Where the line is good, slices grow; one that breaks off in the middle leaves nothing
// of itself behind.
func TestFetch_slices(t *testing.T) {
	bubble(t, 0, func(t *testing.T, s *mailtest.Server, k *keeper) {
		big := letter(1)
		for i := range 40 << 16 { // 40 MB, no two places alike
			big = fmt.Appendf(big, "%014x\r\n", i)
		}
		s.Deliver(committee, big)
		dials, asked := 0, new(partials)
		server := testServer(func(ctx context.Context) (net.Conn, error) {
			c, err := s.DialIMAP(ctx)
			if dials++; dials == 1 {
				c = &cutConn{c, 10 << 20}
			}
			return spyConn{c, asked}, err
		})
		defer inboxOnly(t, k.watcher(server))()
		settle(time.Hour)
		_, raw := k.got()
		if len(raw) != 1 || !bytes.Equal(raw[0], big) {
			t.Fatalf("taken %d mails, set aside %v", len(raw), k.aside)
		}
		const want = "0.1 1.2 3.4 7.8 7.1 8.2 10.4 14.8 22.8 30.8 38.8 40.8 " // MB from the start and in the slice
		if got := asked.String(); got != want {
			t.Errorf("asked for %s, want %s", got, want)
		}
	})
}

// A server may give less than was asked for, its size may be an estimate, and behind the
// end it may give nothing at all. A mail of which the rest is missing is not taken for
// whole.
func TestFetch_slices_limited(t *testing.T) {
	large := letter(2)
	for i := range 41 << 15 { // 20.5 MB
		large = fmt.Appendf(large, "%014x\r\n", i)
	}
	for _, c := range []struct{ limit, size int }{
		{sliceSize / 2, 17 << 16}, {sliceSize / 2, len(large)}, {sliceSize + 7, len(large)}, {3 << 20, len(large)}, {64 << 20, len(large)},
	} {
		limit, big := c.limit, large[:c.size]
		stops := len(big) / sliceSize * sliceSize // from here on
		for _, failing := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d of %d %v", limit, len(big), failing), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := &fakeIMAP{mails: map[uint32]string{1: string(letter(1)), 2: string(big)}}
					gave := 0 // most of the mail that was there at once
					f.answer = func(_ int, command string) string {
						var from, n int
						if _, part, _ := strings.Cut(command, "BODY.PEEK[]<"); part != "" {
							fmt.Sscanf(part, "%d.%d", &from, &n)
							body := "NIL"
							if from < len(big) && (!failing || from < stops) {
								gave = max(gave, min(len(big), from+n, from+limit))
								slice := big[from:min(len(big), from+n, from+limit)]
								body = fmt.Sprintf("{%d}\r\n%s", len(slice), slice)
							}
							return fmt.Sprintf("* 2 FETCH (UID 2 %s BODY[]<%d> %s)\r\n%%s OK done\r\n", fakeDate, from, body)
						}
						if strings.Contains(command, "RFC822.SIZE") {
							return strings.Replace(f.honest(command), fmt.Sprintf("RFC822.SIZE %d)", len(big)), fmt.Sprintf("RFC822.SIZE %d)", len(big)+len(big)/40), 1)
						}
						return ""
					}
					k := newKeeper()
					defer inboxOnly(t, k.watcher(testServer(f.dial)))()
					settle(2 * time.Hour)
					_, raw := k.got()
					switch {
					case failing != (gave < len(big)) && limit <= 3<<20:
						t.Fatalf("%d of %d bytes were to be had: this tests nothing", gave, len(big))
					case gave == len(big) && (len(raw) != 2 || !bytes.Equal(raw[1], big)):
						t.Errorf("taken %d mails, set aside %v, want the whole one", len(raw), k.aside)
					case gave < len(big) && (len(raw) != 1 || len(k.aside) != 1):
						t.Errorf("taken %d mails, set aside %v, want the large one set aside", len(raw), k.aside)
					}
				})
			})
		}
	}
}

// partials are the slices that were asked for.
type partials struct {
	mu   sync.Mutex
	said []byte
}

func (p *partials) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out string
	for _, m := range regexp.MustCompile(`BODY\.PEEK\[\]<(\d+)\.(\d+)>`).FindAllSubmatch(p.said, -1) {
		from, _ := strconv.Atoi(string(m[1]))
		n, _ := strconv.Atoi(string(m[2]))
		out += fmt.Sprintf("%d.%d ", from>>20, n>>20)
	}
	return out
}

type spyConn struct {
	net.Conn
	said *partials
}

func (c spyConn) Write(b []byte) (int, error) {
	c.said.mu.Lock()
	c.said.said = append(c.said.said, b...)
	c.said.mu.Unlock()
	return c.Conn.Write(b)
}

// Logins are one at a time: that of INBOX comes first.
func TestWatcher_inbox_first(t *testing.T) {
	for range 20 {
		bubble(t, 1, func(t *testing.T, s *mailtest.Server, k *keeper) {
			var mu sync.Mutex
			var said []*partials
			server := testServer(func(ctx context.Context) (net.Conn, error) {
				c, err := s.DialIMAP(ctx)
				p := new(partials)
				mu.Lock()
				said = append(said, p)
				mu.Unlock()
				return spyConn{c, p}, err
			})
			defer start(t, k.watcher(server))()
			settle(time.Second)
			if len(said) != 2 || !bytes.Contains(said[0].said, []byte("EXAMINE INBOX")) || bytes.Contains(said[1].said, []byte("EXAMINE INBOX")) {
				t.Fatalf("%d connections, or the other one came first", len(said))
			}
		})
	}
}

// A connection that breaks when a folder was opened and before it told what is new in it
// has read nothing of it.
func TestWatcher_search_lost(t *testing.T) {
	bubble(t, 0, func(t *testing.T, s *mailtest.Server, k *keeper) {
		var lost atomic.Int32
		defer start(t, k.watcher(testServer(func(ctx context.Context) (net.Conn, error) {
			c, err := s.DialIMAP(ctx)
			return &noSearchConn{Conn: c, lost: &lost}, err
		})))()
		settle(time.Minute)
		s.Append(committee, "Junk", letter(1))
		settle(30 * time.Minute)
		if k.count() != 1 || lost.Load() != 1 {
			t.Errorf("taken %d mails after %d lost searches, want 1 and 1", k.count(), lost.Load())
		}
	})
}

// noSearchConn ends instead of the first search in Junk.
type noSearchConn struct {
	net.Conn
	junk bool
	lost *atomic.Int32
}

func (c *noSearchConn) Write(b []byte) (int, error) {
	if bytes.Contains(b, []byte(" EXAMINE ")) {
		c.junk = bytes.Contains(b, []byte("Junk"))
	}
	if c.junk && bytes.Contains(b, []byte(" SEARCH ")) && c.lost.CompareAndSwap(0, 1) {
		c.Close()
	}
	return c.Conn.Write(b)
}

// IN-17, IN-18: a first start lists and takes nothing; what comes in meanwhile
// is new.
func TestBaseline(t *testing.T) {
	n := 1200
	if *long {
		n = 50_000
	}
	bubble(t, n, func(t *testing.T, s *mailtest.Server, k *keeper) {
		s.Append(committee, "Sent", letter(n+1))
		s.Append(committee, "Drafts", letter(n+2))
		w := k.watcher(testServer(s.DialIMAP))
		w.First = true
		page := w.Baseline
		pages := 0
		w.Baseline = func(ctx context.Context, l []Listed, at Position) error {
			if pages++; pages == 2 {
				s.Deliver(committee, letter(n+3))
			}
			return page(ctx, l, at)
		}
		defer start(t, w)()
		settle(2 * time.Minute)
		mails, raw := k.got()
		if len(k.listed) != n+1 || !k.baselined || len(mails) != 1 || !bytes.Equal(raw[0], letter(n+3)) {
			t.Fatalf("listed %d, done %v, taken %d, want %d, true and the one that came meanwhile", len(k.listed), k.baselined, len(mails), n+1)
		}
		if l := k.listed[0]; l.Head != HeadHash(bytes.NewReader(letter(1))) || l.Size != int64(len(letter(1))) || l.InternalDate.IsZero() {
			t.Errorf("listed as %+v", l)
		}
		s.Deliver(committee, letter(n+4))
		settle(time.Second)
		if k.count() != 2 {
			t.Errorf("taken %d after another mail, want 2", k.count())
		}
	})
}

// A connection that is lost during the baseline goes on with the next page.
func TestBaseline_interrupted(t *testing.T) {
	const n = 1200
	bubble(t, n, func(t *testing.T, s *mailtest.Server, k *keeper) {
		w := k.watcher(testServer(s.DialIMAP))
		w.First = true
		page := w.Baseline
		pages := 0
		w.Baseline = func(ctx context.Context, l []Listed, at Position) error {
			if pages++; pages == 2 {
				s.Cut()
			}
			return page(ctx, l, at)
		}
		defer start(t, w)()
		settle(2 * time.Minute)
		if len(k.listed) != n || !k.baselined || k.count() != 0 {
			t.Errorf("listed %d, done %v, taken %d, want %d, true, 0", len(k.listed), k.baselined, k.count(), n)
		}
	})
}

func TestHeadHash(t *testing.T) {
	a := HeadHash(bytes.NewReader([]byte("Message-ID: <a@b>\r\nSubject: x\r\nDate: nu\r\nFrom: Sanne\r\n de Wit <s@v.nl>\r\n\r\nFrom: body")))
	b := HeadHash(bytes.NewReader([]byte("from:  Sanne de Wit <s@v.nl>\nDATE: nu\nMessage-Id:\n <a@b>\n\n")))
	c := HeadHash(bytes.NewReader([]byte("from:  Sanne de Wit <s@v.nl>\nDATE: nu\nMessage-Id: <c@b>\n\n")))
	if a != b || a == c {
		t.Errorf("hashes %x, %x, %x: want the first two equal, the third another", a[:4], b[:4], c[:4])
	}
}

// IN-21, OPS-03: a refused login is not tried again for a quarter of an hour,
// by both connections together.
func TestLogin_refused(t *testing.T) {
	bubble(t, 1, func(t *testing.T, s *mailtest.Server, k *keeper) {
		s.SetPassword("veranderd")
		w := k.watcher(testServer(s.DialIMAP))
		defer start(t, w)()
		settle(5 * time.Hour)
		if n := s.Logins(); n > 21 {
			t.Errorf("%d logins in five hours, want at most four an hour", n)
		}
		if FaultOf(k.health[0]) != FaultLogin {
			t.Errorf("health says %v, want a login that failed", k.health[0])
		}
		s.SetPassword("geheim")
		settle(20 * time.Minute)
		if k.count() != 1 {
			t.Errorf("taken %d once the password is right again, want 1", k.count())
		}
	})
}

// The network is away for a day.
func TestServer_down(t *testing.T) {
	bubble(t, 1, func(t *testing.T, s *mailtest.Server, k *keeper) {
		defer start(t, k.watcher(testServer(s.DialIMAP)))()
		settle(time.Hour)
		s.Down(true, false)
		settle(24 * time.Hour)
		s.Deliver(committee, letter(2))
		s.Down(false, false)
		settle(6 * time.Minute)
		if k.count() != 2 || len(k.aside) != 0 {
			t.Errorf("taken %d, set aside %d, want 2 and 0", k.count(), len(k.aside))
		}
	})
}

// IN-16: one mail trickles. The rest is taken, the mail goes aside in the end.
func TestConnection_trickles(t *testing.T) {
	bubble(t, 3, func(t *testing.T, s *mailtest.Server, k *keeper) {
		slow := append(letter(4), bytes.Repeat([]byte("langzaam\r\n"), 150_000)...)
		uid := s.Deliver(committee, slow)
		k2 := testServer(func(ctx context.Context) (net.Conn, error) {
			c, err := s.DialIMAP(ctx)
			return &slowConn{Conn: c}, err
		})
		defer start(t, k.watcher(k2))()
		settle(time.Minute)
		if k.count() != 3 {
			t.Errorf("taken %d beside the slow one, want 3", k.count())
		}
		s.Deliver(committee, letter(5))
		settle(15 * time.Minute)
		if k.count() != 4 {
			t.Errorf("taken %d a quarter of an hour after another came, want 4", k.count())
		}
		settle(6 * time.Hour)
		if len(k.aside) != 1 || k.aside[0].UID != uid {
			t.Errorf("set aside %v, want the slow one", k.aside)
		}
	})
}

// slowConn passes large bodies on at one byte a second.
type slowConn struct {
	net.Conn
	slow bool
}

func (c *slowConn) Read(b []byte) (int, error) {
	if c.slow {
		time.Sleep(time.Second)
		b = b[:1]
	}
	n, err := c.Conn.Read(b)
	if bytes.Contains(b[:n], []byte("BODY[]<0>")) {
		c.slow = true
	}
	return n, err
}

func TestFolders(t *testing.T) {
	dir := func(name string, attrs ...imap.MailboxAttr) *imap.ListData {
		return &imap.ListData{Mailbox: name, Delim: '/', Attrs: attrs}
	}
	gmail := []*imap.ListData{dir("INBOX"), dir("[Gmail]", imap.MailboxAttrNoSelect), dir("[Gmail]/Alle e-mail", imap.MailboxAttrAll), dir("[Gmail]/Verzonden berichten", imap.MailboxAttrSent),
		dir("[Gmail]/Concepten", imap.MailboxAttrDrafts), dir("[Gmail]/Spam", imap.MailboxAttrJunk), dir("[Gmail]/Prullenbak", imap.MailboxAttrTrash), dir("[Gmail]/Met ster", imap.MailboxAttrFlagged), dir("Klachten 2025")}
	exchange := []*imap.ListData{dir("INBOX"), dir("Verzonden items"), dir("Concepten"), dir("Ongewenste e-mail"), dir("Verwijderde items"), dir("Agenda"), dir("Contactpersonen"), dir("Archief"), dir("Archief/2025"), dir("Postvak UIT")}
	below := []*imap.ListData{{Mailbox: "INBOX", Delim: '.'}, {Mailbox: "INBOX.Sent", Delim: '.'}, {Mailbox: "INBOX.Drafts", Delim: '.'}, {Mailbox: "INBOX.Junk", Delim: '.'}, {Mailbox: "INBOX.Trash", Delim: '.'}}
	for _, tt := range []struct {
		name string
		list []*imap.ListData
		want Folders
		got  Folders
	}{
		{"gmail", gmail, Folders{}, Folders{Inbox: "INBOX", Sent: "[Gmail]/Verzonden berichten", Drafts: "[Gmail]/Concepten", Junk: "[Gmail]/Spam", Other: []string{"Klachten 2025"}}},
		{"exchange", exchange, Folders{}, Folders{Inbox: "INBOX", Sent: "Verzonden items", Drafts: "Concepten", Junk: "Ongewenste e-mail", Other: []string{"Archief", "Archief/2025"}}},
		{"below INBOX", below, Folders{}, Folders{Inbox: "INBOX", Sent: "INBOX.Sent", Drafts: "INBOX.Drafts", Junk: "INBOX.Junk"}},
		{"configured", exchange, Folders{Sent: "Archief", Junk: "Bestaat niet"}, Folders{Inbox: "INBOX", Sent: "Archief", Drafts: "Concepten", Junk: "Ongewenste e-mail",
			Other: []string{"Verzonden items", "Archief/2025"}, Missing: []string{"Bestaat niet"}}},
		{"nothing known", []*imap.ListData{dir("INBOX"), dir("Map")}, Folders{}, Folders{Inbox: "INBOX", Other: []string{"Map"}}},
	} {
		if got := assign(tt.list, tt.want); fmt.Sprint(got) != fmt.Sprint(tt.got) {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.got)
		}
	}
}

func TestRun_incomplete(t *testing.T) {
	if err := new(Watcher).Run(t.Context()); err == nil {
		t.Error("Run of an empty Watcher gives no error")
	}
}
