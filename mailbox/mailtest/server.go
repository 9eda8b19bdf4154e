// Package mailtest is a small mail provider in one process: IMAP and SMTP for
// a handful of invented people, all with one password, everything in memory.
// The tests talk to it over pipes, the demonstration over loopback ports, where
// people can log in with a real mail client.
//
// It knows folders, flags and submission, and the ways in which Exchange does
// these differently. It does not know what a complaint is.
//
// The IMAP protocol is go-imap's imapserver, the mailbox behind it is our own
// instead of imapmemserver, which holds its lock while a slow client reads (in
// a testing/synctest bubble a blocked mutex stops the clock for ever), has no
// special-use folders, misses a mail that comes in right after IDLE starts,
// numbers its UIDVALIDITY from 1 at each start, and has no door through which a
// test can look in.
package mailtest

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-smtp"
)

// Options shape a Server. The zero value is a plain server without people.
type Options struct {
	Accounts []string // addresses that exist from the start
	Password string   // of every account; "geheim" when empty
	Token    string   // the OAuth token every account accepts with XOAUTH2; none when empty
	// Exchange makes the server behave as Exchange Online does: no SPECIAL-USE,
	// Dutch folder names, no keywords, a new Message-ID on submission, submitted
	// mail saved in Verzonden items, sizes estimated, duplicates refused.
	Exchange bool
	// SaveSent saves mail that an account submits by SMTP in its Sent folder, as
	// Gmail does. Exchange always does.
	SaveSent bool
	// AuthServID makes the server write an Authentication-Results header
	// (RFC 8601) under this name on mail it delivers: dmarc=pass when the account
	// that logged in is the author, else dmarc=fail.
	AuthServID string
	// CatchAll makes an account of each address that mail is sent to. Without it
	// an unknown recipient is refused.
	CatchAll bool
	MaxSize  int64       // of one submitted mail (SIZE of RFC 1870); 0 is no limit
	TLS      *tls.Config // offers STARTTLS when set
	// OnDeliver is told of each mail that reached an account by SMTP, Submit or
	// SendDraft. It runs outside the lock and may call the server.
	OnDeliver func(Delivery)
	Log       *log.Logger // of protocol errors; none when nil
}

// Delivery is one mail that reached one account.
type Delivery struct {
	From, To string // of the envelope
	Raw      []byte // as it lies in the folder
}

// Server is the provider. New makes one; Close ends all it started.
type Server struct {
	opts  Options
	imap  *imapserver.Server
	smtp  *smtp.Server
	pipes struct{ imap, smtp *pipeListener }
	wg    sync.WaitGroup
	stop  chan struct{} // closed by Close

	mu        sync.Mutex
	accounts  map[string]*account // by lower-case address
	validity  uint32              // last UIDVALIDITY given
	ids       int                 // counts the Message-IDs made here
	submitted map[string]bool     // Message-IDs accepted, for the duplicate rule
	down      struct{ imap, smtp bool }
	conns     struct{ imap, smtp map[net.Conn]bool }
	logins    int
}

// New starts a server that is reachable over pipes at once, and over TCP after
// ListenIMAP and ListenSMTP.
func New(o Options) *Server {
	if o.Password == "" {
		o.Password = "geheim"
	}
	if o.Log == nil {
		o.Log = log.New(io.Discard, "", 0)
	}
	s := &Server{
		opts:      o,
		stop:      make(chan struct{}),
		accounts:  make(map[string]*account),
		submitted: make(map[string]bool),
		// RFC 9051 section 2.3.1.1 proposes the clock, so that a new server does not
		// repeat the values of the one before.
		validity: uint32(time.Now().Unix()),
	}
	s.conns.imap, s.conns.smtp = make(map[net.Conn]bool), make(map[net.Conn]bool)
	for _, a := range o.Accounts {
		s.AddAccount(a)
	}
	s.imap = imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &session{srv: s}, nil, nil
		},
		Caps: s.caps(), Logger: o.Log, TLSConfig: o.TLS, InsecureAuth: true,
	})
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &submission{srv: s, conn: c}, nil
	}))
	s.smtp.Domain, s.smtp.AllowInsecureAuth, s.smtp.ErrorLog = "mail.example", true, o.Log
	s.smtp.TLSConfig, s.smtp.MaxMessageBytes, s.smtp.MaxLineLength = o.TLS, o.MaxSize, 1<<20
	s.pipes.imap, s.pipes.smtp = newPipeListener(), newPipeListener()
	s.serve(s.imap.Serve, s.pipes.imap)
	s.serve(s.smtp.Serve, s.pipes.smtp)
	return s
}

func (s *Server) caps() imap.CapSet {
	caps := imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapNamespace: {}, imap.CapUIDPlus: {}, imap.CapMove: {}, imap.CapChildren: {}}
	if !s.opts.Exchange {
		for _, c := range []imap.Cap{imap.CapSpecialUse, imap.CapListExtended, imap.CapListStatus, imap.CapESearch} {
			caps[c] = struct{}{}
		}
	}
	return caps
}

// serve returns when the server listens: before that, closing imapserver races
// with its start.
func (s *Server) serve(serve func(net.Listener) error, l net.Listener) {
	announced := &announcedListener{Listener: l, ready: make(chan struct{})}
	s.wg.Go(func() {
		if err := serve(announced); err != nil && !errors.Is(err, net.ErrClosed) {
			s.opts.Log.Printf("serve: %v", err)
		}
	})
	<-announced.ready
}

// Close ends the listeners and all connections.
func (s *Server) Close() error {
	s.mu.Lock()
	select {
	case <-s.stop:
	default:
		close(s.stop)
	}
	s.mu.Unlock()
	s.pipes.imap.Close()
	s.pipes.smtp.Close()
	err := errors.Join(s.imap.Close(), s.smtp.Close())
	s.Cut()
	s.wg.Wait()
	return err
}

// DialIMAP opens a pipe to the IMAP server.
func (s *Server) DialIMAP(ctx context.Context) (net.Conn, error) {
	return s.dial(ctx, s.pipes.imap, &s.down.imap, s.conns.imap)
}

// DialSMTP opens a pipe to the SMTP server.
func (s *Server) DialSMTP(ctx context.Context) (net.Conn, error) {
	return s.dial(ctx, s.pipes.smtp, &s.down.smtp, s.conns.smtp)
}

var errDown = errors.New("mailtest: connection refused")

func (s *Server) dial(ctx context.Context, l *pipeListener, down *bool, open map[net.Conn]bool) (net.Conn, error) {
	s.mu.Lock()
	refused := *down
	s.mu.Unlock()
	if refused {
		return nil, errDown
	}
	client, server := net.Pipe()
	tracked := &trackedConn{Conn: client, forget: func() {
		s.mu.Lock()
		delete(open, client)
		s.mu.Unlock()
	}}
	s.mu.Lock()
	open[client] = true
	s.mu.Unlock()
	if err := l.hand(ctx, server); err != nil {
		tracked.Close()
		server.Close()
		return nil, err
	}
	return tracked, nil
}

// ListenIMAP serves IMAP on a TCP address such as 127.0.0.1:1143.
func (s *Server) ListenIMAP(addr string) (net.Addr, error) { return s.listen(addr, s.imap.Serve) }

// ListenSMTP serves submission on a TCP address such as 127.0.0.1:1587.
func (s *Server) ListenSMTP(addr string) (net.Addr, error) { return s.listen(addr, s.smtp.Serve) }

func (s *Server) listen(addr string, serve func(net.Listener) error) (net.Addr, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s.serve(serve, l)
	return l.Addr(), nil
}

// Down makes the two servers refuse new pipes (true) or accept them again, and
// cuts what is open to a server that goes down.
func (s *Server) Down(imap, smtp bool) {
	s.mu.Lock()
	s.down.imap, s.down.smtp = imap, smtp
	s.mu.Unlock()
	if imap {
		s.cut(s.conns.imap)
	}
	if smtp {
		s.cut(s.conns.smtp)
	}
}

// Cut closes every pipe that is open, as a network that fails does.
func (s *Server) Cut() {
	s.cut(s.conns.imap)
	s.cut(s.conns.smtp)
}

func (s *Server) cut(open map[net.Conn]bool) {
	s.mu.Lock()
	conns := make([]net.Conn, 0, len(open))
	for c := range open {
		conns = append(conns, c)
	}
	clear(open)
	s.mu.Unlock()
	for _, c := range conns {
		c.Close()
	}
}

// Logins counts the IMAP and SMTP logins tried, refused ones included.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

// SetPassword changes the password of every account.
func (s *Server) SetPassword(password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.opts.Password = password
}

// AddAccount makes an account with the usual folders; an existing one stays.
func (s *Server) AddAccount(addr string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.addLocked(addr)
}

func (s *Server) addLocked(addr string) *account {
	addr = strings.ToLower(addr)
	if a := s.accounts[addr]; a != nil {
		return a
	}
	a := &account{addr: addr, folders: make(map[string]*folder)}
	for _, f := range s.layout() {
		a.folders[f.name] = s.newFolderLocked(f.name, f.use)
	}
	s.accounts[addr] = a
	return a
}

// Accounts lists the addresses.
func (s *Server) Accounts() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var l []string
	for addr := range s.accounts {
		l = append(l, addr)
	}
	slices.Sort(l)
	return l
}
