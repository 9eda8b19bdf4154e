package mailbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Limits of the watchdog. go-imap's own are either none (waiting for a reply)
// or absolute (five minutes for a literal, however well it flows).
const (
	commandLimit = 90 * time.Second // a command without literals
	stallLimit   = 60 * time.Second // a command with literals, without one byte of progress
	fetchLimit   = 10 * time.Minute // the same, all told
	closeWait    = 5 * time.Second  // for the library to notice that the connection is closed
	replyLimit   = 64 << 20         // bytes of all replies to one command that has no literals
)

var (
	errSilent   = errors.New("no answer from the server")
	errStalled  = errors.New("the server stopped sending")
	errTooLong  = errors.New("the server took too long")
	errFlood    = errors.New("the server sent far more than was asked for")
	errEndRun   = errors.New("stopped")
	errLostConn = errors.New("connection lost")
	errNonsense = errors.New("the server's answer makes no sense")
)

// wire is the connection below the IMAP library. It takes the library's
// deadlines away, keeps the watchdog's instead, and remembers whether the
// network failed.
type wire struct {
	net.Conn
	once   sync.Once
	failed atomic.Bool // a read or write went wrong before anybody closed
	closed atomic.Bool
	unsent atomic.Int64 // bytes at least that a failed write left behind

	mu    sync.Mutex
	cause error
	stall *time.Timer // nil unless a literal may be coming
	quota int64       // bytes still allowed, when no literal is
	caps  capGuard
}

func (w *wire) Read(b []byte) (int, error) {
	n, err := w.Conn.Read(b)
	w.mu.Lock()
	if w.stall != nil {
		w.stall.Reset(stallLimit)
	} else if w.quota -= int64(n); w.quota < 0 && err == nil {
		err = errFlood
	} else if w.caps.hangs(b[:n]) {
		n, err = 0, errNonsense
	}
	w.mu.Unlock()
	if err != nil {
		w.lost(err)
	}
	return n, err
}

// capGuard finds a parenthesis in a list of capabilities, over which go-imap
// v2.0.0-beta.8 loops for ever, even when the connection is closed.
type capGuard int // letters of CAPABILITY seen, or all of them until the list ends

func (g *capGuard) hangs(b []byte) bool {
	const word = "CAPABILITY"
	for _, c := range b {
		switch {
		case *g == capGuard(len(word)) && c == '(':
			return true
		case *g == capGuard(len(word)) && c != '\n' && c != ']':
		case *g < capGuard(len(word)) && c&^0x20 == word[*g]:
			*g++
		case c&^0x20 == 'C':
			*g = 1
		default:
			*g = 0
		}
	}
	return false
}

func (w *wire) Write(b []byte) (int, error) {
	n, err := w.Conn.Write(b)
	if err != nil {
		w.unsent.Store(int64(len(b) - n))
		w.lost(err)
	}
	return n, err
}

func (w *wire) lost(err error) {
	if !w.closed.Load() {
		w.failed.Store(true)
		w.abort(fmt.Errorf("%w: %v", errLostConn, err))
	}
}

// abort closes the connection because of cause. The library then fails
// everything that waits.
func (w *wire) abort(cause error) {
	w.mu.Lock()
	if w.cause == nil {
		w.cause = cause
	}
	w.mu.Unlock()
	w.Close()
}

func (w *wire) Close() error {
	var err error
	w.closed.Store(true)
	w.once.Do(func() { err = w.Conn.Close() })
	return err
}

// why is the reason of an abort, if there was one.
func (w *wire) why() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.cause
}

// The library's deadlines are not wanted.
func (w *wire) SetDeadline(time.Time) error      { return nil }
func (w *wire) SetReadDeadline(time.Time) error  { return nil }
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

// link is one IMAP connection after login. One goroutine uses it.
type link struct {
	*imapclient.Client
	wire *wire
	caps imap.CapSet
	// changed gets a value when the server says that the open folder changed.
	changed  chan struct{}
	selected string // the folder that is open
	// takenBefore is how often mails had been taken when the connection began.
	takenBefore int64
	passing     []byte // see room
}

// connect opens an IMAP connection and logs in.
func (s Server) connect(ctx context.Context) (*link, error) {
	conn, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	l := &link{wire: &wire{Conn: conn, quota: replyLimit}, changed: make(chan struct{}, 1)}
	options := &imapclient.Options{UnilateralDataHandler: &imapclient.UnilateralDataHandler{
		// Runs on the library's reader: it may only leave a mark.
		Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				wake(l.changed)
			}
		},
	}}
	if err := l.start(ctx, s, options); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

func (l *link) start(ctx context.Context, s Server, options *imapclient.Options) error {
	if s.TLS == TLSStart {
		if err := l.startTLS(ctx, s); err != nil {
			return err
		}
	}
	err := l.guard(ctx, dialTimeout, func() error {
		l.Client = imapclient.New(l.wire, options)
		if err := l.WaitGreeting(); err != nil {
			return err
		}
		// Asked for now: the library would otherwise do it from a goroutine of its
		// own, between our commands.
		l.Caps()
		return nil
	})
	if err != nil {
		return &ServerError{FaultConnect, err}
	}
	if l.State() != imap.ConnStateAuthenticated { // PREAUTH
		if err := l.login(ctx, s); err != nil {
			return err
		}
	}
	if err := l.guard(ctx, commandLimit, func() error { l.caps = l.Caps(); return nil }); err != nil {
		return &ServerError{FaultConnect, err}
	}
	if l.caps == nil {
		return &ServerError{FaultServer, errors.New("no capabilities")}
	}
	return nil
}

func (l *link) login(ctx context.Context, s Server) error {
	secret, err := s.secret(ctx)
	if err != nil {
		return err
	}
	// The library sends a password to a server that has just said it must not.
	if caps := l.Caps(); s.Auth != AuthXOAUTH2 && caps.Has(imap.CapLoginDisabled) {
		return &ServerError{FaultLogin, fmt.Errorf("%w (LOGINDISABLED)", errNoMethod)}
	}
	err = l.guard(ctx, commandLimit, func() error {
		if s.Auth == AuthXOAUTH2 {
			return l.Authenticate(&xoauth2{username: s.Username, token: secret})
		}
		return l.Login(s.Username, secret).Wait()
	})
	switch {
	case err == nil:
		return nil
	case saidNo(err) && !transientNo(err):
		return &ServerError{FaultLogin, err}
	case l.wire.why() != nil:
		return &ServerError{FaultConnect, err}
	default:
		return &ServerError{FaultServer, err}
	}
}

// guard runs one command and closes the connection when it takes longer than
// limit or ctx ends. Errors of a closed connection become the reason why.
func (l *link) guard(ctx context.Context, limit time.Duration, command func() error) error {
	l.wire.mu.Lock()
	l.wire.quota = replyLimit
	l.wire.mu.Unlock()
	return l.watch(ctx, limit, errSilent, command)
}

// stream is guard for a command whose reply has literals: it may last as long
// as bytes come in, up to fetchLimit.
func (l *link) stream(ctx context.Context, command func() error) error {
	l.wire.mu.Lock()
	l.wire.stall = time.AfterFunc(stallLimit, func() { l.wire.abort(errStalled) })
	l.wire.mu.Unlock()
	defer func() {
		l.wire.mu.Lock()
		l.wire.stall.Stop()
		l.wire.stall, l.wire.quota = nil, replyLimit
		l.wire.mu.Unlock()
	}()
	return l.watch(ctx, fetchLimit, errTooLong, command)
}

func (l *link) watch(ctx context.Context, limit time.Duration, late error, command func() error) error {
	timer := time.AfterFunc(limit, func() { l.wire.abort(late) })
	defer timer.Stop()
	defer context.AfterFunc(ctx, func() { l.wire.abort(errEndRun) })()
	err := command()
	if cause := l.wire.why(); err != nil && cause != nil {
		return cause
	}
	return err
}

// close ends the connection at once. The library's reader is waited for, so
// that nothing of it is left, but not for ever: it may have lost itself.
func (l *link) close() {
	l.wire.Close()
	if l.Client == nil {
		return
	}
	select {
	case <-l.Closed():
	case <-time.After(closeWait):
	}
}

// logout says goodbye and closes.
func (l *link) logout(ctx context.Context) {
	l.guard(ctx, 5*time.Second, func() error { return l.Logout().Wait() })
	l.close()
}

// network reports whether the connection itself failed, rather than what came
// over it.
func (l *link) network() bool { return l.wire.why() != nil }

func saidNo(err error) bool {
	var ie *imap.Error
	return errors.As(err, &ie)
}

// transientNo is a refusal that says it will pass (RFC 5530 section 3).
func transientNo(err error) bool {
	var ie *imap.Error
	if !errors.As(err, &ie) {
		return false
	}
	switch ie.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeServerBug, imap.ResponseCodeLimit:
		return true
	}
	return false
}

func wake(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
