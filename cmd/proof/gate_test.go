package proof

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"klachtenpost/mailbox"
)

// The stages of an SMTP dialogue at which something can go wrong. At a verb it is
// the command that does, at body the text before the dot.
var stages = []string{"connect", "greeting", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "body", "dot", "QUIT"}

// What can go wrong there.
const (
	reply421    = "421"
	reply4xx    = "451"
	reply5xx    = "550"
	nonsense    = "nonsense"
	goneBefore  = "gone before"   // the server never saw it
	goneAfter   = "gone after"    // it did, and its answer was lost
	quietBefore = "silent before" // the same without the connection closing
	quietAfter  = "silent after"
	slow        = "slow" // answered after nine minutes
	killBefore  = "kill before"
	killAfter   = "kill after"
)

var troubles = []string{reply421, reply4xx, reply5xx, nonsense, goneBefore, goneAfter, quietBefore, quietAfter, slow}

// gate stands between the program and an SMTP server and lets dialogues go wrong.
type gate struct {
	dial    mailbox.Dial
	trouble func(dialogue int, stage string) string // "" is none; it may be called at once for several
	kill    func()                                  // the program dies here

	mu sync.Mutex
	n  int // dialogues
}

// Dial is what the program dials.
func (g *gate) Dial(ctx context.Context) (net.Conn, error) {
	g.mu.Lock()
	g.n++
	n := g.n
	g.mu.Unlock()
	switch kind := g.trouble(n, "connect"); kind {
	case "", slow:
	case killBefore, killAfter:
		g.kill()
		return nil, io.ErrUnexpectedEOF
	default:
		return nil, io.ErrUnexpectedEOF
	}
	server, err := g.dial(ctx)
	if err != nil {
		return nil, err
	}
	client, ours := net.Pipe()
	d := &passing{g: g, n: n, client: ours, server: server, from: bufio.NewReader(ours), answers: bufio.NewReader(server)}
	go d.run()
	return client, nil
}

// passing is one dialogue that is passed on.
type passing struct {
	g              *gate
	n              int
	client, server net.Conn
	from, answers  *bufio.Reader
}

func (d *passing) run() {
	defer d.client.Close()
	defer d.server.Close()
	if !d.step("greeting", nil) {
		return
	}
	for {
		line, err := d.from.ReadBytes('\n')
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.TrimSpace(strings.SplitN(string(line), " ", 2)[0]))
		if !d.step(verb, line) {
			return
		}
	}
}

// step passes one command on and its answer back. It reports whether the dialogue
// goes on.
func (d *passing) step(stage string, command []byte) bool {
	kind := d.g.trouble(d.n, stage)
	switch kind {
	case reply421, reply4xx, reply5xx:
		return d.say(kind+" "+kind[:1]+".3.0 not now\r\n") && kind != reply421
	case nonsense:
		return d.say("moo\r\n")
	case goneBefore:
		return false
	case quietBefore:
		return d.swallow()
	case killBefore:
		d.g.kill()
		return false
	}
	if len(command) > 0 {
		if _, err := d.server.Write(command); err != nil {
			return false
		}
	}
	answer, err := d.answer()
	if err != nil {
		return false
	}
	switch kind {
	case goneAfter:
		return false
	case quietAfter:
		return d.swallow()
	case killAfter:
		d.g.kill()
		return false
	case slow:
		time.Sleep(9 * time.Minute)
	}
	if !d.say(answer) {
		return false
	}
	if stage == "DATA" && strings.HasPrefix(answer, "354") {
		return d.body()
	}
	return stage != "QUIT"
}

// body passes the text on, and then the dot.
func (d *passing) body() bool {
	var text bytes.Buffer
	for !bytes.HasSuffix(text.Bytes(), []byte("\r\n.\r\n")) {
		line, err := d.from.ReadBytes('\n')
		if err != nil {
			d.server.Write(text.Bytes()) // what came so far, without a dot
			return false
		}
		text.Write(line)
	}
	raw := text.Bytes()
	whole, dot := raw[:len(raw)-3], raw[len(raw)-3:]
	kind := d.g.trouble(d.n, "body")
	if kind != "" && kind != slow {
		d.server.Write(whole[:len(whole)/2])
		switch kind {
		case reply421, reply4xx, reply5xx:
			d.say(kind + " " + kind[:1] + ".3.0 too much\r\n")
		case quietBefore, quietAfter:
			return d.swallow()
		case killBefore, killAfter:
			d.g.kill()
		}
		return false
	}
	if _, err := d.server.Write(whole); err != nil {
		return false
	}
	return d.step("dot", dot)
}

func (d *passing) say(text string) bool {
	_, err := io.WriteString(d.client, text)
	return err == nil
}

// swallow is a network that fell silent, until the client gives up.
func (d *passing) swallow() bool {
	io.Copy(io.Discard, d.from)
	return false
}

// answer is a reply of one or more lines (RFC 5321 section 4.2.1).
func (d *passing) answer() (string, error) {
	var all strings.Builder
	for {
		line, err := d.answers.ReadString('\n')
		if err != nil {
			return "", err
		}
		all.WriteString(line)
		if len(line) < 4 || line[3] != '-' {
			return all.String(), nil
		}
	}
}
