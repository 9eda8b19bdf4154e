package mailbox

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// Outcome is what became of one try to send a mail. The constants are stored.
type Outcome string

const (
	OutcomeSent    Outcome = "verzonden" // the server took responsibility (RFC 5321 section 6.1)
	OutcomeRetry   Outcome = "opnieuw"   // nothing was taken; try again later
	OutcomeRefused Outcome = "geweigerd" // refused for good
	OutcomeUnknown Outcome = "onbekend"  // the whole mail was sent and no answer came
)

// Result is the outcome of one Transmit and what the server said.
type Result struct {
	Outcome  Outcome
	Code     int    // of the deciding reply; 0 when there was none
	Enhanced string // RFC 3463, "5.1.1"
	Reply    string // without addresses and names, for people to read
	// QueueID is the id named in the reply to DATA: a queue id, or on Exchange the
	// Message-ID the mail has from now on (without <>).
	QueueID string
	// Duplicate tells that the server had this mail already: an earlier try with
	// an unknown outcome was accepted.
	Duplicate bool
	// CopyRefused tells that only the copy to ourselves was refused, and that is
	// why nothing was sent.
	CopyRefused bool
	// Fault is set when no mail would have fared better: no connection, no TLS, a
	// login that is refused. It says nothing about the recipient.
	Fault Fault
	Err   error // what happened when no reply decided; redacted
}

// Transmit hands the bytes of body, exactly as they are, to an SMTP server for
// one recipient. size is their number. It never panics over what a server says
// and always gives one of the four outcomes.
func Transmit(ctx context.Context, s Server, from, to string, body io.Reader, size int64) Result {
	return TransmitCopy(ctx, s, from, to, "", body, size)
}

// TransmitCopy is Transmit with a second recipient, an address of our own, whose
// copy proves afterwards that the mail was accepted. Nothing is sent when either
// is refused. No copy is sent when copyTo is empty.
func TransmitCopy(ctx context.Context, s Server, from, to, copyTo string, body io.Reader, size int64) Result {
	d := &dialogue{server: s, from: from, to: to, copyTo: copyTo}
	if err := d.check(); err != nil {
		return Result{Outcome: OutcomeRefused, Err: err}
	}
	r := d.run(ctx, body, size)
	if r.Err != nil {
		r.Err = d.redactErr(r.Err)
	}
	return r
}

// Time limits of RFC 5321 section 4.5.3.2.
const (
	greetLimit = 5 * time.Minute
	replyWait  = 5 * time.Minute
	dataStart  = 2 * time.Minute
	blockLimit = 3 * time.Minute
	finalLimit = 10 * time.Minute
	quitLimit  = 5 * time.Second
)

// stopWait is how long a mail that was sent whole is waited for once the program
// is told to stop. Before the dot nothing was taken, and stopping is at once.
const stopWait = 8 * time.Second

func (d *dialogue) run(ctx context.Context, body io.Reader, size int64) Result {
	if r, ok := d.connect(ctx); !ok {
		return r
	}
	// Whatever happens from here on the socket closes; QUIT is said only after an
	// accepted mail or before DATA.
	defer d.conn.Close()
	defer context.AfterFunc(ctx, d.stop)()
	if r, ok := d.envelope(size); !ok {
		d.quit()
		return r
	}
	p, err := d.command(dataStart, "DATA")
	if err != nil {
		return retry(err)
	}
	if p.code != 354 {
		d.quit()
		return d.judge(p)
	}
	// Inside DATA: on any error the socket closes without another byte. Some
	// servers take a QUIT for text and what came so far for a mail.
	if err := d.send(body, size); err != nil {
		return retry(err)
	}
	return d.final()
}

// check refuses addresses that cannot go into a command as they are. An empty
// sender is the null path of RFC 5321 section 4.5.5.
func (d *dialogue) check() error {
	if err := checkAddress(d.to); err != nil {
		return fmt.Errorf("recipient: %w", err)
	}
	if err := checkAddress(d.copyTo); d.copyTo != "" && err != nil {
		return fmt.Errorf("own copy: %w", err)
	}
	if err := checkAddress(d.from); d.from != "" && err != nil {
		return fmt.Errorf("sender: %w", err)
	}
	return nil
}

func retry(err error) Result { return Result{Outcome: OutcomeRetry, Err: err} }

func fault(f Fault, err error) Result {
	return Result{Outcome: OutcomeRetry, Fault: f, Err: err}
}

// envelope names sender and recipients.
func (d *dialogue) envelope(size int64) (Result, bool) {
	from := "MAIL FROM:<" + d.from + ">"
	if _, ok := d.ext["SIZE"]; ok { // RFC 1870
		if most := d.maxSize(); most > 0 && size > most {
			return Result{Outcome: OutcomeRefused, Code: 552, Enhanced: "5.3.4",
				Err: fmt.Errorf("%d bytes, the server takes %d", size, most)}, false
		}
		from += " SIZE=" + strconv.FormatInt(size, 10)
	}
	p, err := d.command(replyWait, from)
	if err != nil {
		return retry(err), false
	}
	if p.code/100 != 2 {
		return d.judge(p), false
	}
	for _, to := range []string{d.to, d.copyTo} {
		if to == "" {
			continue
		}
		p, err := d.command(replyWait, "RCPT TO:<"+to+">")
		if err != nil {
			return retry(err), false
		}
		if p.code/100 == 2 {
			continue
		}
		r := d.judge(p)
		if to == d.copyTo && to != d.to {
			r.Outcome, r.CopyRefused = OutcomeRetry, true
		}
		return r, false
	}
	return Result{}, true
}

// maxSize is what the server says it takes; 0 when it sets no limit or none is
// known.
func (d *dialogue) maxSize() int64 {
	most, err := strconv.ParseInt(strings.TrimSpace(d.ext["SIZE"]), 10, 64)
	if err != nil || most < 0 {
		return 0
	}
	return most
}

// send writes the mail with dots doubled at the start of lines (RFC 5321
// section 4.5.2), and nothing else changed, and the final dot only when all of
// it was there.
func (d *dialogue) send(body io.Reader, size int64) error {
	out := &dotWriter{d: d, w: bufio.NewWriterSize(deadlineWriter{d.conn}, 64<<10), start: true}
	n, err := io.Copy(out, body)
	if err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	if n != size {
		return fmt.Errorf("send mail: %d bytes instead of %d", n, size)
	}
	if !out.start {
		return errors.New("send mail: it does not end with a line end")
	}
	// The dot leaves in one write, after everything else has left.
	if err := out.w.Flush(); err != nil {
		return fmt.Errorf("send mail: %w", err)
	}
	return nil
}

// final writes the dot. From its first byte on the server may have the mail.
// A write that failed with nothing written left the dot here: over TLS too,
// where a record that is cut cannot be read.
func (d *dialogue) final() Result {
	d.mu.Lock()
	d.dotted = true
	d.mu.Unlock()
	d.limit(finalLimit)
	if n, err := io.WriteString(d.conn, ".\r\n"); err != nil && n == 0 {
		return retry(fmt.Errorf("before the dot: %w", err))
	} else if err != nil {
		return Result{Outcome: OutcomeUnknown, Err: fmt.Errorf("in the dot: %w", err)}
	}
	p, err := d.read(finalLimit)
	if err != nil {
		return Result{Outcome: OutcomeUnknown, Err: fmt.Errorf("after the dot: %w", err)}
	}
	r := d.judge(p)
	switch {
	case p.code/100 == 2:
		r.Outcome, r.QueueID = OutcomeSent, queueID(p.text)
		d.quit() // what becomes of it changes nothing any more
	case r.Outcome == OutcomeRefused && isDuplicate(p.text):
		r.Outcome, r.Duplicate = OutcomeSent, true
	case p.code/100 != 4 && p.code/100 != 5:
		r.Outcome = OutcomeUnknown
	}
	return r
}

// dotWriter doubles dots and refuses bare line ends, which some servers take
// for others (the root of SMTP smuggling).
type dotWriter struct {
	d     *dialogue
	w     *bufio.Writer
	start bool // at the start of a line
	cr    bool // the last byte was a CR
}

var errBareLineEnd = errors.New("mail has a CR or LF by itself")

func (o *dotWriter) Write(p []byte) (int, error) {
	for i, c := range p {
		if o.cr != (c == '\n') {
			return i, errBareLineEnd
		}
		if o.start && c == '.' {
			o.w.WriteByte('.')
		}
		o.start, o.cr = c == '\n', c == '\r'
		if err := o.w.WriteByte(c); err != nil {
			return i, err
		}
	}
	return len(p), nil
}

// deadlineWriter gives each block its own time limit.
type deadlineWriter struct{ conn net.Conn }

func (w deadlineWriter) Write(p []byte) (int, error) {
	w.conn.SetDeadline(time.Now().Add(blockLimit))
	return w.conn.Write(p)
}
