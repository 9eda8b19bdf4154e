package mailbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strings"
	"sync"
	"time"
)

// dialogue is one SMTP session for one mail.
type dialogue struct {
	server           Server
	from, to, copyTo string

	conn net.Conn
	in   *textproto.Reader
	cap  *io.LimitedReader // what one reply may still be long
	ext  map[string]string // EHLO keywords, upper case, with their parameters

	greeting string // what the server said first

	mu     sync.Mutex
	dotted bool      // the final dot is leaving: from here on silence is not a no
	last   time.Time // no time limit may lie beyond; zero: none
}

// reply is one answer of the server.
type reply struct {
	code int
	text string
}

const mostReply = 64 << 10

// connect ends with a server that knows us and has shown its certificate.
func (d *dialogue) connect(ctx context.Context) (Result, bool) {
	conn, err := d.server.open(ctx)
	if err != nil {
		return fault(FaultOf(err), err), false
	}
	d.use(conn)
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	r, ok := d.greet()
	if ok && d.server.TLS == TLSStart {
		r, ok = d.startTLS(ctx)
	}
	if ok {
		r, ok = d.login(ctx)
	}
	if !ok {
		d.conn.Close()
	}
	return r, ok
}

func (d *dialogue) use(conn net.Conn) {
	d.conn = conn
	d.cap = &io.LimitedReader{R: conn}
	d.in = textproto.NewReader(bufio.NewReader(d.cap))
}

func (d *dialogue) greet() (Result, bool) {
	p, err := d.read(greetLimit)
	if err != nil {
		return fault(FaultConnect, fmt.Errorf("greeting: %w", err)), false
	}
	if p.code != 220 {
		return d.refusedBefore(FaultServer, p), false
	}
	d.greeting = p.text
	return d.hello()
}

// refusedBefore is a reply that speaks of us, not of a mail: it is never a
// bounce, whatever its code.
func (d *dialogue) refusedBefore(f Fault, p reply) Result {
	r := d.judge(p)
	r.Outcome, r.Fault = OutcomeRetry, f
	return r
}

func (d *dialogue) hello() (Result, bool) {
	name := "localhost" // RFC 5321 section 4.1.4 wants a name; ours is nobody's business
	if i := strings.LastIndexByte(d.from, '@'); i >= 0 {
		name = d.from[i+1:]
	}
	p, err := d.command(replyWait, "EHLO "+name)
	if err != nil {
		return fault(FaultConnect, fmt.Errorf("EHLO: %w", err)), false
	}
	if p.code != 250 {
		return d.refusedBefore(FaultServer, p), false
	}
	d.ext = make(map[string]string)
	for i, line := range strings.Split(p.text, "\n") {
		if key, params, _ := strings.Cut(strings.TrimSpace(line), " "); i > 0 {
			d.ext[strings.ToUpper(key)] = params
		}
	}
	return Result{}, true
}

func (d *dialogue) startTLS(ctx context.Context) (Result, bool) {
	if _, ok := d.ext["STARTTLS"]; !ok {
		return fault(FaultTLS, errors.New("the server offers no STARTTLS")), false
	}
	p, err := d.command(replyWait, "STARTTLS")
	if err != nil {
		return fault(FaultTLS, fmt.Errorf("STARTTLS: %w", err)), false
	}
	if p.code != 220 {
		return d.refusedBefore(FaultTLS, p), false
	}
	if d.in.R.Buffered() > 0 { // RFC 3207 section 4.2, CVE-2011-0411: injected in plain text
		return fault(FaultTLS, errors.New("the server sent more before TLS began")), false
	}
	secure := tls.Client(d.conn, d.server.tlsConfig())
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if err := secure.HandshakeContext(ctx); err != nil {
		return fault(FaultTLS, err), false
	}
	d.use(secure)
	return d.hello()
}

// login uses PLAIN, LOGIN for the servers that have nothing better, or XOAUTH2
// (RFC 4954).
func (d *dialogue) login(ctx context.Context) (Result, bool) {
	if d.server.Username == "" {
		return Result{}, true
	}
	secret, err := d.server.secret(ctx)
	if err != nil {
		return fault(FaultLogin, err), false
	}
	offered := strings.Fields(strings.ToUpper(d.ext["AUTH"]))
	has := func(m string) bool {
		for _, o := range offered {
			if o == m {
				return true
			}
		}
		return false
	}
	b64 := base64.StdEncoding.EncodeToString
	var lines []string
	switch user := d.server.Username; {
	case d.server.Auth == AuthXOAUTH2:
		_, first, _ := (&xoauth2{username: user, token: secret}).Start()
		lines = []string{"AUTH XOAUTH2 " + b64(first), ""} // the second answers the reason of a refusal
	case has("PLAIN"):
		lines = []string{"AUTH PLAIN " + b64([]byte("\x00"+user+"\x00"+secret))}
	case has("LOGIN"):
		lines = []string{"AUTH LOGIN", b64([]byte(user)), b64([]byte(secret))}
	default:
		return fault(FaultLogin, errNoMethod), false
	}
	var p reply
	for _, line := range lines {
		if p, err = d.command(replyWait, line); err != nil {
			return fault(FaultConnect, fmt.Errorf("log in: %w", err)), false
		}
		if p.code != 334 {
			break
		}
	}
	if p.code != 235 {
		return d.refusedBefore(FaultLogin, p), false
	}
	return Result{}, true
}

// stop ends the dialogue because the program stops: at once before the dot, and
// with a short wait for the answer after it.
func (d *dialogue) stop() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.dotted {
		d.conn.Close()
		return
	}
	d.last = time.Now().Add(stopWait)
	d.conn.SetDeadline(d.last)
}

// limit sets the time limit of what comes next.
func (d *dialogue) limit(wait time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	until := time.Now().Add(wait)
	if !d.last.IsZero() && until.After(d.last) {
		until = d.last
	}
	d.conn.SetDeadline(until)
}

func (d *dialogue) quit() {
	d.limit(quitLimit)
	if _, err := io.WriteString(d.conn, "QUIT\r\n"); err == nil {
		d.read(quitLimit)
	}
}

func (d *dialogue) command(limit time.Duration, line string) (reply, error) {
	d.limit(limit)
	if _, err := io.WriteString(d.conn, line+"\r\n"); err != nil {
		return reply{}, err
	}
	return d.read(limit)
}

func (d *dialogue) read(limit time.Duration) (reply, error) {
	d.limit(limit)
	d.cap.N = mostReply
	code, text, err := d.in.ReadResponse(0)
	if err != nil {
		return reply{}, err
	}
	return reply{code, text}, nil
}
