package mailbox

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/mailbox/mailtest"
)

var long = flag.Bool("long", false, "run the tests with their full counts")

// cutConn loses the connection after so many bytes from the server.
type cutConn struct {
	net.Conn
	left int
}

func (c *cutConn) Read(b []byte) (int, error) {
	if c.left <= 0 {
		c.Conn.Close()
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.Conn.Read(b[:min(len(b), c.left)])
	c.left -= n
	return n, err
}

// inboxOnly runs the INBOX connection of a watcher without the other one.
func inboxOnly(t *testing.T, w *Watcher) (stop func()) {
	t.Helper()
	w.Poll, w.MaxSize = time.Minute, defaultMax
	w.taking, w.dialing, w.kick = make(chan struct{}, 1), make(chan struct{}, 1), make(chan struct{}, 1)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.keep(ctx, "inbox", w.stay, func() {}); close(done) }()
	return func() { cancel(); <-done }
}

// IN-01: the first connection is cut after k bytes, for every k of a dialogue
// that fetches three mails.
func TestConnection_cut_at_every_byte(t *testing.T) {
	big := append(letter(3), bytes.Repeat([]byte("regel\r\n"), 20)...)
	lengths, stride := 0, 3
	if *long {
		stride = 1
	}
	for k := 0; ; k += stride {
		whole := false
		synctest.Test(t, func(t *testing.T) {
			s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
			defer s.Close()
			want := map[string]bool{string(letter(1)): true, string(letter(2)): true, string(big): true}
			for raw := range want {
				s.Deliver(committee, []byte(raw))
			}
			var first *cutConn
			k1 := newKeeper()
			w := k1.watcher(testServer(func(ctx context.Context) (net.Conn, error) {
				c, err := s.DialIMAP(ctx)
				if first == nil && err == nil {
					first = &cutConn{c, k}
					return first, nil
				}
				return c, err
			}))
			stop := inboxOnly(t, w)
			settle(3 * time.Minute)
			stop()
			mails, raw := k1.got()
			if len(mails) != 3 || len(k1.aside) != 0 {
				t.Fatalf("cut after %d bytes: %d mails taken and %d set aside, want 3 and 0", k, len(mails), len(k1.aside))
			}
			for i, r := range raw {
				if !want[string(r)] {
					t.Fatalf("cut after %d bytes: mail %d is %q", k, i, r)
				}
				delete(want, string(r))
			}
			whole = first.left > 0 // the dialogue ended by itself
		})
		if t.Failed() || whole {
			lengths = k
			break
		}
	}
	t.Logf("cut at each of %d bytes (every %d), 3 mails: 0 lost, 0 doubled, 0 partial", lengths, stride)
}

// holeConn swallows everything from the n-th command on, without closing.
type holeConn struct {
	net.Conn
	commands atomic.Int32
	at       int32
	closed   chan struct{}
	once     sync.Once
}

func (c *holeConn) Write(b []byte) (int, error) {
	if c.commands.Add(int32(bytes.Count(b, []byte("\r\n")))) >= c.at {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func (c *holeConn) Read(b []byte) (int, error) {
	if c.commands.Load() >= c.at {
		<-c.closed
		return 0, net.ErrClosed
	}
	n, err := c.Conn.Read(b)
	if c.commands.Load() >= c.at {
		<-c.closed
		return 0, net.ErrClosed
	}
	return n, err
}

func (c *holeConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// IN-02: a black hole after each command. A goroutine left over makes synctest
// fail: the bubble would never end.
func TestConnection_black_hole(t *testing.T) {
	const silent = 12 // more commands than the dialogue has before it waits
	for at := int32(1); at <= silent; at++ {
		synctest.Test(t, func(t *testing.T) {
			s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
			defer s.Close()
			s.Deliver(committee, letter(1))
			dials := 0
			k := newKeeper()
			w := k.watcher(testServer(func(ctx context.Context) (net.Conn, error) {
				c, err := s.DialIMAP(ctx)
				if dials++; dials == 1 && err == nil {
					return &holeConn{Conn: c, at: at, closed: make(chan struct{})}, nil
				}
				return c, err
			}))
			stop := inboxOnly(t, w)
			began := time.Now()
			for k.count() == 0 && time.Since(began) < time.Hour {
				settle(time.Second)
			}
			took := time.Since(began)
			stop()
			if k.count() != 1 || took > 2*time.Minute {
				t.Errorf("black hole at command %d: %d mails after %v, want 1 within two minutes", at, k.count(), took)
			}
		})
	}
}

// IN-03: IDLE is dead and says nothing. The second connection sees the mail.
func TestIdle_silently_dead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := mailtest.New(mailtest.Options{Accounts: []string{committee}})
		defer s.Close()
		k := newKeeper()
		w := k.watcher(testServer(func(ctx context.Context) (net.Conn, error) {
			c, err := s.DialIMAP(ctx)
			if err != nil {
				return nil, err
			}
			return &deafConn{Conn: c, closed: make(chan struct{})}, nil
		}))
		defer start(t, w)()
		settle(10 * time.Second)
		s.Deliver(committee, letter(1))
		began := time.Now()
		for k.count() == 0 && time.Since(began) < time.Hour {
			settle(time.Second)
		}
		if took := time.Since(began); took > 3*time.Minute {
			t.Errorf("found after %v, want at most three minutes", took)
		} else {
			t.Logf("found after %v", took)
		}
	})
}

// deafConn passes nothing on once IDLE has begun.
type deafConn struct {
	net.Conn
	deaf   atomic.Bool
	closed chan struct{}
	once   sync.Once
}

func (c *deafConn) Write(b []byte) (int, error) {
	if c.deaf.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func (c *deafConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if c.deaf.Load() {
		<-c.closed
		return 0, net.ErrClosed
	}
	if bytes.Contains(b[:n], []byte("+ idling")) {
		c.deaf.Store(true)
	}
	return n, err
}

func (c *deafConn) Close() error {
	c.once.Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// fakeIMAP answers with whatever a test wants, right or wrong.
type fakeIMAP struct {
	mails map[uint32]string
	// answer gives what follows a command instead of the honest answer, "" for
	// that one. "%s" in it stands for the tag.
	answer func(conn int, command string) string
	conns  atomic.Int32
}

func (f *fakeIMAP) dial(context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	go f.serve(server, int(f.conns.Add(1)))
	return client, nil
}

func (f *fakeIMAP) serve(c net.Conn, n int) {
	defer c.Close()
	io.WriteString(c, "* OK [CAPABILITY IMAP4rev1] hello\r\n")
	for in := bufio.NewScanner(c); in.Scan(); {
		tag, command, _ := strings.Cut(in.Text(), " ")
		text := ""
		if f.answer != nil {
			text = f.answer(n, command)
		}
		if text == "" {
			text = f.honest(command)
		}
		text = strings.ReplaceAll(text, "%s", tag)
		if _, err := io.WriteString(c, text); err != nil || strings.HasSuffix(text, "<cut>") || strings.HasPrefix(text, "* BYE") {
			return
		}
	}
}

func (f *fakeIMAP) honest(command string) string {
	verb, rest, _ := strings.Cut(command, " ")
	var b strings.Builder
	switch {
	case verb == "CAPABILITY":
		b.WriteString("* CAPABILITY IMAP4rev1\r\n")
	case verb == "LIST":
		b.WriteString("* LIST () \"/\" INBOX\r\n")
	case verb == "EXAMINE":
		next := uint32(1)
		for u := range f.mails {
			next = max(next, u+1)
		}
		fmt.Fprintf(&b, "* %d EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT %d] ok\r\n* FLAGS ()\r\n", len(f.mails), next)
	case verb == "UID" && strings.HasPrefix(rest, "SEARCH"):
		b.WriteString("* SEARCH")
		for _, u := range f.asked(strings.TrimPrefix(rest, "SEARCH UID ")) {
			fmt.Fprintf(&b, " %d", u)
		}
		b.WriteString("\r\n")
	case verb == "UID" && strings.HasPrefix(rest, "FETCH "):
		set, items, _ := strings.Cut(strings.TrimPrefix(rest, "FETCH "), " ")
		for _, u := range f.asked(set) {
			b.WriteString(f.fetch(u, items))
		}
	}
	return b.String() + "%s OK done\r\n"
}

// asked reads sets of the forms 3, 1:3, 2:* and 1,3.
func (f *fakeIMAP) asked(set string) (l []uint32) {
	for u := uint32(1); u <= 100; u++ {
		if _, ok := f.mails[u]; !ok {
			continue
		}
		for part := range strings.SplitSeq(set, ",") {
			var from, to uint32
			if n, _ := fmt.Sscanf(part, "%d:%d", &from, &to); n < 2 {
				to = from
			}
			if strings.HasSuffix(part, ":*") {
				to = 100
			}
			if u >= from && u <= to {
				l = append(l, u)
			}
		}
	}
	return l
}

const fakeDate = `INTERNALDATE "02-Mar-2026 09:00:00 +0100"`

func (f *fakeIMAP) fetch(u uint32, items string) string {
	raw := f.mails[u]
	if strings.Contains(items, "BODY.PEEK[]") {
		return fmt.Sprintf("* %d FETCH (UID %d %s BODY[] {%d}\r\n%s)\r\n", u, u, fakeDate, len(raw), raw)
	}
	return fmt.Sprintf("* %d FETCH (UID %d %s RFC822.SIZE %d)\r\n", u, u, fakeDate, len(raw))
}

func bodyOf(command string, uid uint32) bool {
	return strings.HasPrefix(command, "UID FETCH ") && strings.Contains(command, "BODY.PEEK[]") &&
		len((&fakeIMAP{mails: map[uint32]string{uid: ""}}).asked(strings.Fields(command)[2])) > 0
}

// IN-10, 13, 14, 15: what the server gives for mail 2 is wrong in some way. It
// must never be stored; mails 1 and 3 must be; mail 2 must be set aside, or be
// had when the server comes to its senses.
func TestFetch_wrong_answers(t *testing.T) {
	raw := string(letter(2))
	body := func(uid, size int, text string) string {
		return fmt.Sprintf("* 2 FETCH (UID %d %s BODY[] {%d}\r\n%s)\r\n", uid, fakeDate, size, text)
	}
	const ok = "%s OK done\r\n"
	for name, answer := range map[string]string{
		"literal cut":               body(2, len(raw), raw)[:120] + "<cut>",
		"literal shorter than said": body(2, len(raw)+40, raw) + ok,
		"literal longer than said":  body(2, len(raw)-40, raw) + ok,
		"NIL":                       "* 2 FETCH (UID 2 " + fakeDate + " BODY[] NIL)\r\n" + ok,
		"empty":                     "* 2 FETCH (UID 2 " + fakeDate + " BODY[] \"\")\r\n" + ok,
		"nothing":                   ok,
		"no UID":                    "* 2 FETCH (" + fakeDate + fmt.Sprintf(" BODY[] {%d}\r\n%s)\r\n", len(raw), raw) + ok,
		"UID behind the literal":    fmt.Sprintf("* 2 FETCH (BODY[] {%d}\r\n%s UID 2)\r\n", len(raw), raw) + ok,
		"foreign UID":               body(9, len(raw), raw) + ok,
		"another mail's body first": "* 2 FETCH (UID 2 FLAGS (\\Seen))\r\n" + body(2, len(raw), raw) + ok,
		"four gigabytes":            body(2, 4<<30, raw),
		"above the maximum":         body(2, 60<<20, raw),
		"another section":           fmt.Sprintf("* 2 FETCH (UID 2 BODY[HEADER] {%d}\r\n%s)\r\n", len(raw), raw) + ok,
		"a slice":                   fmt.Sprintf("* 2 FETCH (UID 2 BODY[]<0> {%d}\r\n%s)\r\n", len(raw), raw) + ok,
		"NO behind the body":        body(2, len(raw), raw) + "%s NO [SERVERBUG] sorry\r\n",
		"BAD":                       "%s BAD what\r\n",
		"BYE":                       "* BYE going down\r\n",
		"not IMAP":                  "HTTP/1.1 200 OK\r\n\r\n",
		"silence":                   "* 2 FETCH (UID 2 ",
		"silence in the literal":    body(2, len(raw), raw)[:120],
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fakeIMAP{mails: map[uint32]string{1: string(letter(1)), 2: raw, 3: string(letter(3))}}
				wrong := true
				f.answer = func(_ int, command string) string {
					if wrong && bodyOf(command, 2) {
						return answer
					}
					return ""
				}
				k := newKeeper()
				stop := inboxOnly(t, k.watcher(testServer(f.dial)))
				settle(2 * time.Hour)
				mails, raws := k.got()
				if len(mails) != 2 || len(k.aside) != 1 || k.aside[0].UID != 2 || k.aside[0].Attempts < 3 {
					t.Errorf("taken %d, set aside %v, want mails 1 and 3 taken, 2 set aside after three tries", len(mails), k.aside)
				}
				for i, m := range mails {
					if string(raws[i]) != f.mails[m.UID] {
						t.Errorf("mail %d is %q", m.UID, raws[i])
					}
				}
				stop()

				// The same once more, but the server recovers after the second try.
				k, wrong = newKeeper(), true
				tries := 0
				f.answer = func(_ int, command string) string {
					if bodyOf(command, 2) {
						if tries++; tries <= 2 {
							return answer
						}
					}
					return ""
				}
				defer inboxOnly(t, k.watcher(testServer(f.dial)))()
				settle(2 * time.Hour)
				if k.count() != 3 || len(k.aside) != 0 {
					t.Errorf("after the server recovered: taken %d, set aside %d, want 3 and 0", k.count(), len(k.aside))
				}
			})
		})
	}
}

// IN-10: a mail that goes between list and fetch is nobody's failure.
func TestFetch_expunged_meanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fakeIMAP{mails: map[uint32]string{1: string(letter(1)), 2: string(letter(2)), 3: string(letter(3))}}
		f.answer = func(_ int, command string) string {
			if bodyOf(command, 2) {
				delete(f.mails, 2)
			}
			return ""
		}
		k := newKeeper()
		defer inboxOnly(t, k.watcher(testServer(f.dial)))()
		settle(time.Hour)
		if k.count() != 2 || len(k.aside) != 1 || !errors.Is(k.aside[0].Err, ErrGone) || k.positions["INBOX"].LastUID != 3 {
			t.Errorf("taken %d, set aside %v, position %v", k.count(), k.aside, k.positions["INBOX"])
		}
	})
}

// IN-06: a server without UIDNEXT or with UIDVALIDITY 0 is listed in full.
func TestFolder_without_numbers(t *testing.T) {
	for name, examine := range map[string]string{
		"no UIDNEXT":    "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n%s OK done\r\n",
		"UIDVALIDITY 0": "* 3 EXISTS\r\n* OK [UIDVALIDITY 0] ok\r\n* OK [UIDNEXT 4] ok\r\n%s OK done\r\n",
		"neither":       "* 3 EXISTS\r\n%s OK done\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fakeIMAP{mails: map[uint32]string{1: string(letter(1)), 2: string(letter(2)), 3: string(letter(3))}}
				f.answer = func(_ int, command string) string {
					if strings.HasPrefix(command, "EXAMINE") {
						return examine
					}
					return ""
				}
				k := newKeeper()
				defer inboxOnly(t, k.watcher(testServer(f.dial)))()
				settle(time.Hour)
				if k.count() != 3 {
					t.Errorf("taken %d, want each of 3 once", k.count())
				}
			})
		})
	}
}

// IN-12: NO, BAD and BYE at each command end in a pause, not in a busy loop.
func TestServer_refuses(t *testing.T) {
	for _, verb := range []string{"CAPABILITY", "LOGIN", "LIST", "EXAMINE", "UID SEARCH", "UID FETCH"} {
		for _, answer := range []string{"%s NO no\r\n", "%s BAD bad\r\n", "* BYE bye\r\n"} {
			synctest.Test(t, func(t *testing.T) {
				f := &fakeIMAP{mails: map[uint32]string{1: string(letter(1))}}
				f.answer = func(_ int, command string) string {
					if strings.HasPrefix(command, verb) {
						return answer
					}
					return ""
				}
				k := newKeeper()
				w := k.watcher(testServer(f.dial))
				stop := inboxOnly(t, w)
				settle(time.Hour)
				stop()
				if n := f.conns.Load(); n > 120 {
					t.Errorf("%s answered %q: %d connections in an hour, want at most 120", verb, answer, n)
				}
				if k.count() != 0 && verb != "CAPABILITY" {
					t.Errorf("%s answered %q: %d mails taken", verb, answer, k.count())
				}
			})
		}
	}
}

// One byte of what the server says around the mails is another: nothing
// panics, nothing hangs, and no mail is stored that never existed.
func TestServer_says_one_byte_wrong(t *testing.T) {
	honest := map[uint32]string{1: string(letter(1)), 2: string(letter(2)), 3: string(letter(3))}
	rng := rand.New(rand.NewPCG(1, 2))
	runs := 200
	if *long {
		runs = 20_000
	}
	for range runs {
		synctest.Test(t, func(t *testing.T) {
			f := &fakeIMAP{mails: honest}
			at, to := rng.IntN(900), byte(rng.IntN(256))
			if rng.IntN(2) == 0 {
				signs := "0123456789 {}()[]\"*%+\\\r\n"
				to = signs[rng.IntN(len(signs))]
			}
			done := false
			f.answer = func(_ int, command string) string {
				text := f.honest(command)
				for i := range len(text) {
					if done || insideLiteral(text, i) {
						continue
					}
					if at--; at < 0 {
						done = true
						return text[:i] + string([]byte{to}) + text[i+1:]
					}
				}
				return text
			}
			k := newKeeper()
			stop := inboxOnly(t, k.watcher(testServer(f.dial)))
			settle(3 * time.Hour)
			stop()
			_, raw := k.got()
			for _, r := range raw {
				if string(r) != honest[1] && string(r) != honest[2] && string(r) != honest[3] {
					t.Errorf("byte %d as %q: stored %q", at, to, r)
				}
			}
		})
		if t.Failed() {
			return
		}
	}
	t.Logf("%d runs: 0 panics, 0 mails that never existed", runs)
}

// insideLiteral reports whether byte i of the text belongs to a mail.
func insideLiteral(text string, i int) bool {
	open := strings.LastIndex(text[:i], "}\r\n")
	if open < 0 {
		return false
	}
	var n int
	fmt.Sscanf(text[strings.LastIndex(text[:open], "{"):], "{%d}", &n)
	return i >= open+3 && i < open+3+n
}
