package proof

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"klachtenpost/cmd/cmdtest"
	"klachtenpost/cmd/daemon/daemontest"
	"klachtenpost/mailbox/mailtest"
)

func init() {
	Register(Class{Name: "fetch dialogue cut at every byte", Rows: "IN-01", Short: 10, Run: cutEveryByte})
	Register(Class{Name: "black hole after each IMAP command", Rows: "IN-02", Short: 5, Run: blackHoles})
	Register(Class{Name: "wrong IMAP answers", Rows: "IN-06, IN-12 to IN-14", Short: 8, Run: wrongAnswers})
}

// three are complaints of three people, one of them longer than a line of IMAP.
func three(h *watched) {
	for i, name := range []string{"Anna Bakker", "Bea Smit", "Cor Vos"} {
		story := strings.ReplaceAll(cmdtest.Story, "Anna Bakker", name)
		if i == 2 {
			story = strings.Repeat("De afspraak ging niet door en niemand belde. ", 20) + "\n" + story
		}
		h.Send(fmt.Sprintf("%s <%s>", name, threePeople[i]), "Klacht", story)
		time.Sleep(time.Second)
	}
}

var threePeople = []string{cmdtest.Complainant, "bea.smit@voorbeeld.nl", "cor.vos@voorbeeld.nl"}

// fetching plays one trial in a bubble: three complaints came in while the IMAP
// server was away, and the connections that follow go through wrap. After rest the
// oracle looks, and everybody must have been told once.
func fetching(t *testing.T, y *Tally, what string, wrap func(net.Conn) net.Conn, rest time.Duration, told bool) {
	y.Trial()
	synctest.Test(t, func(t *testing.T) {
		o, w := watch(mailtest.Options{Accounts: threePeople, SaveSent: true})
		h := around(daemontest.NewHouse(t, o), w)
		var faulty bool
		h.DialIMAP = func(ctx context.Context) (net.Conn, error) {
			c, err := h.Srv.DialIMAP(ctx)
			if err == nil && faulty {
				c = wrap(c)
			}
			return c, err
		}
		h.Until("2026-04-14 10:00")
		h.Start()
		time.Sleep(time.Minute)
		h.Srv.Down(true, false)
		three(h)
		faulty = true
		h.Srv.Down(false, false)
		time.Sleep(rest)
		ok := y.Check(t, what, h.look(told))
		if told {
			for _, addr := range threePeople {
				if n := len(h.Got(addr, "INBOX")); n == 0 {
					y.Wrong(t, what, Violation{Lost, "I1", "nobody answered " + addr})
				}
			}
			if n := len(h.Got(cmdtest.Director, "INBOX")); n != 3 && ok {
				y.Wrong(t, what, Violation{Lost, "I3", fmt.Sprintf("the director got %d complaints of 3", n)})
			}
		}
		h.Stop()
		y.Check(t, what+", after the stop", h.look(false))
	})
}

// budget is how many bytes may still come from a server, over all connections.
type budget struct {
	mu         sync.Mutex
	left, used int
	cut        bool
}

// cutConn closes when the budget is used up, once.
type cutConn struct {
	net.Conn
	b *budget
}

func (c *cutConn) Read(p []byte) (int, error) {
	c.b.mu.Lock()
	if !c.b.cut && c.b.left == 0 {
		c.b.cut = true
		c.b.mu.Unlock()
		c.Conn.Close()
		return 0, io.ErrUnexpectedEOF
	}
	if !c.b.cut {
		p = p[:min(len(p), c.b.left)]
	}
	c.b.mu.Unlock()
	n, err := c.Conn.Read(p)
	c.b.mu.Lock()
	c.b.used += n
	if !c.b.cut {
		c.b.left -= min(n, c.b.left)
	}
	c.b.mu.Unlock()
	return n, err
}

// cutEveryByte loses the connection after k bytes from the server, for every k of
// the dialogue in which three mails are found and fetched: from the greeting on.
func cutEveryByte(t *testing.T, n int, y *Tally) {
	whole := &budget{left: math.MaxInt}
	fetching(t, &Tally{}, "uncut", func(c net.Conn) net.Conn { return &cutConn{c, whole} }, 5*time.Minute, false)
	length := whole.used
	step := 1
	if n > 0 {
		step = max(1, length/n)
	}
	sideBySide(t, (length+step-1)/step, func(t *testing.T, i int) {
		b := &budget{left: i * step}
		fetching(t, y, fmt.Sprintf("cut after %d bytes", i*step), func(c net.Conn) net.Conn { return &cutConn{c, b} }, 30*time.Minute, true)
	})
	y.Note("%d bytes, every %d", length, step)
}

// hole swallows everything from the n-th command on, without closing.
type hole struct {
	mu       sync.Mutex
	commands int
	at       int
	spent    bool
}

type holeConn struct {
	net.Conn
	h      *hole
	silent chan struct{} // closed when nothing passes any more
	closed chan struct{}
	once   [2]sync.Once
}

func (c *holeConn) Write(p []byte) (int, error) {
	c.h.mu.Lock()
	c.h.commands += bytes.Count(p, []byte("\r\n"))
	if !c.h.spent && c.h.commands >= c.h.at {
		c.h.spent = true
		c.once[0].Do(func() { close(c.silent) })
	}
	c.h.mu.Unlock()
	select {
	case <-c.silent:
		return len(p), nil
	default:
		return c.Conn.Write(p)
	}
}

func (c *holeConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	select {
	case <-c.silent:
		<-c.closed
		return 0, net.ErrClosed
	default:
		return n, err
	}
}

func (c *holeConn) Close() error {
	c.once[1].Do(func() { close(c.closed) })
	return c.Conn.Close()
}

// blackHoles lets the network fall silent at each command of the dialogue. A
// goroutine that stays behind makes the bubble fail.
func blackHoles(t *testing.T, n int, y *Tally) {
	count := &hole{at: math.MaxInt}
	made := func(h *hole) func(net.Conn) net.Conn {
		return func(c net.Conn) net.Conn {
			return &holeConn{Conn: c, h: h, silent: make(chan struct{}), closed: make(chan struct{})}
		}
	}
	fetching(t, &Tally{}, "no hole", made(count), 5*time.Minute, false)
	step := 1
	if n > 0 {
		step = max(1, count.commands/n)
	}
	for at := 1; at <= count.commands; at += step {
		fetching(t, y, fmt.Sprintf("black hole at command %d", at), made(&hole{at: at}), 30*time.Minute, true)
		if t.Failed() {
			return
		}
	}
	y.Note("%d commands, every %d", count.commands, step)
}

// answerConn gives a server's answers to change, one line with its literals at a
// time. What change gives is sent instead; ending closes the connection after it.
type answerConn struct {
	net.Conn
	in     *bufio.Reader
	out    bytes.Buffer
	ends   bool
	change func(line []byte) (instead []byte, ending bool)
	tag    string // of the last command
	mu     sync.Mutex
}

var literalAt = regexp.MustCompile(`\{(\d+)\}\r\n$`)

func (c *answerConn) Write(p []byte) (int, error) {
	if tag, _, ok := strings.Cut(string(p), " "); ok && strings.HasPrefix(tag, "T") {
		c.mu.Lock()
		c.tag = tag
		c.mu.Unlock()
	}
	return c.Conn.Write(p)
}

func (c *answerConn) Read(p []byte) (int, error) {
	if c.out.Len() == 0 {
		if c.ends {
			c.Conn.Close()
			return 0, io.ErrUnexpectedEOF
		}
		var line []byte
		for {
			part, err := c.in.ReadBytes('\n')
			if err != nil {
				return 0, err
			}
			line = append(line, part...)
			m := literalAt.FindSubmatch(part)
			if m == nil {
				break
			}
			n, _ := strconv.Atoi(string(m[1]))
			text := make([]byte, n)
			if _, err := io.ReadFull(c.in, text); err != nil {
				return 0, err
			}
			line = append(line, text...)
		}
		instead, ending := c.change(line)
		c.out.Write(instead)
		c.ends = ending
		if len(instead) == 0 {
			return c.Read(p)
		}
	}
	return c.out.Read(p)
}

// wrong is an answer that no server should give.
type wrong struct {
	name   string
	line   *regexp.Regexp // which answer
	change func(line []byte) (instead []byte, ending bool)
	always bool // for two hours, in which mails are set aside and reported
}

var (
	fetched = regexp.MustCompile(`(?s)^\* \d+ FETCH \(.*BODY\[\]`)
	sized   = regexp.MustCompile(`RFC822\.SIZE (\d+)`)
	uidIn   = regexp.MustCompile(`UID \d+`)
)

func swapped(re *regexp.Regexp, with func(string) string) func([]byte) ([]byte, bool) {
	return func(line []byte) ([]byte, bool) {
		return re.ReplaceAllFunc(line, func(b []byte) []byte { return []byte(with(string(b))) }), false
	}
}

func wrongs() (list []wrong) {
	body := regexp.MustCompile(`(?s)BODY\[\] \{(\d+)\}\r\n`)
	cutBody := func(keep func(n int) (said, sent int), ending bool) func([]byte) ([]byte, bool) {
		return func(line []byte) ([]byte, bool) {
			at := body.FindSubmatchIndex(line)
			if at == nil {
				return line, false
			}
			n, _ := strconv.Atoi(string(line[at[2]:at[3]]))
			said, sent := keep(n)
			rest := line[at[1]+n:]
			text := line[at[1] : at[1]+min(sent, n)]
			out := fmt.Appendf(nil, "%sBODY[] {%d}\r\n%s", line[:at[0]], said, text)
			if ending {
				return out, true
			}
			return append(out, rest...), false
		}
	}
	status := func(tagged, text string) (*regexp.Regexp, func([]byte) ([]byte, bool)) {
		re := regexp.MustCompile(`^\S+ OK .*` + tagged)
		return re, func(line []byte) ([]byte, bool) {
			tag, _, _ := strings.Cut(string(line), " ")
			return []byte(strings.ReplaceAll(text, "%s", tag)), strings.HasPrefix(text, "* BYE")
		}
	}
	for _, always := range []bool{false, true} {
		list = append(list,
			wrong{"literal cut short, then gone", fetched, cutBody(func(n int) (int, int) { return n, n / 2 }, true), always},
			wrong{"literal shorter than its mail", fetched, cutBody(func(n int) (int, int) { return n - 40, n - 40 }, false), always},
			wrong{"empty literal", fetched, cutBody(func(int) (int, int) { return 0, 0 }, false), always},
			wrong{"NIL for a body", fetched, func(line []byte) ([]byte, bool) {
				at := body.FindSubmatchIndex(line)
				if at == nil {
					return line, false
				}
				n, _ := strconv.Atoi(string(line[at[2]:at[3]]))
				return append(append(bytes.Clone(line[:at[0]]), "BODY[] NIL"...), line[at[1]+n:]...), false
			}, always},
			wrong{"a body without UID", fetched, swapped(regexp.MustCompile(`UID \d+ ?`), func(string) string { return "" }), always},
			wrong{"a body under a foreign UID", fetched, swapped(uidIn, func(string) string { return "UID 4711" }), always},
			wrong{"OK without a body", fetched, func([]byte) ([]byte, bool) { return nil, false }, always},
		)
		for _, percent := range []float64{-5, -1, 1, 5} {
			list = append(list, wrong{fmt.Sprintf("sizes %+v %% off", percent), sized, swapped(sized, func(s string) string {
				n, _ := strconv.Atoi(strings.TrimPrefix(s, "RFC822.SIZE "))
				return fmt.Sprintf("RFC822.SIZE %d", int(math.Round(float64(n)*(1+percent/100))))
			}), always})
		}
	}
	for _, command := range []string{"LOGIN|AUTHENTICATE|Logged|logged", "CAPABILITY", "LIST", "SELECT|EXAMINE", "SEARCH", "FETCH", "STATUS"} {
		for _, text := range []string{"%s NO try later\r\n", "%s BAD what\r\n", "* BYE going down\r\n", "%s NO [UNAVAILABLE] later\r\n"} {
			re, change := status("(?i:"+command+")", text)
			list = append(list, wrong{name: strings.TrimSpace(strings.ReplaceAll(text, "%s ", "")) + " at " + command, line: re, change: change})
		}
	}
	return append(list,
		wrong{name: "no UIDNEXT", line: regexp.MustCompile(`UIDNEXT`), change: swapped(regexp.MustCompile(`(?s)^\* OK \[UIDNEXT \d+\][^\n]*\n| ?UIDNEXT \d+`), func(string) string { return "" }), always: true},
		wrong{name: "UIDVALIDITY 0", line: regexp.MustCompile(`UIDVALIDITY \d+`), change: swapped(regexp.MustCompile(`UIDVALIDITY \d+`), func(string) string { return "UIDVALIDITY 0" })},
	)
}

// wrongAnswers lets the server give each of them, once or for two hours.
func wrongAnswers(t *testing.T, n int, y *Tally) {
	list := wrongs()
	step, bitten := 1, 0
	if n > 0 {
		step = max(1, len(list)/n)
	}
	for i := 0; i < len(list); i += step {
		f := list[i]
		var mu sync.Mutex
		hits := 0
		var first time.Time
		change := func(line []byte) ([]byte, bool) {
			mu.Lock()
			defer mu.Unlock()
			if !f.line.Match(line) || hits > 0 && (!f.always || time.Since(first) > 2*time.Hour) {
				return line, false
			}
			if hits++; hits == 1 {
				first = time.Now()
			}
			return f.change(line)
		}
		what, rest := f.name, 3*time.Hour
		if f.always {
			what, rest = f.name+", for two hours", 4*time.Hour
		}
		fetching(t, y, what, func(c net.Conn) net.Conn {
			return &answerConn{Conn: c, in: bufio.NewReader(c), change: change}
		}, rest, !f.always || strings.HasPrefix(f.name, "sizes") || strings.HasPrefix(f.name, "no UIDNEXT"))
		if hits > 0 {
			bitten++
		} else {
			t.Logf("%s: no such answer came by", what)
		}
	}
	y.Note("%d of them came by", bitten)
}
