package mailbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"
)

// Dial opens the raw connection to a server. Tests hand in pipes.
type Dial func(ctx context.Context) (net.Conn, error)

// Ways to protect a connection.
const (
	TLSImplicit = "implicit" // TLS from the first byte: 993, 465 (RFC 8314)
	TLSStart    = "starttls" // STARTTLS is demanded, never optional: 143, 587
	TLSNone     = "none"     // only to the machine itself
)

// Ways to log in.
const (
	AuthPassword = "password"
	AuthXOAUTH2  = "xoauth2"
)

// Server is an IMAP or SMTP server and how to get in.
type Server struct {
	Host string
	Port int
	TLS  string // TLSImplicit (also when empty), TLSStart, TLSNone
	// Username logs in with Auth; when empty nobody does.
	Username string
	// Password gives the password or, for XOAUTH2, a fresh access token. It is
	// called before each login. An error may be a *TokenError.
	Password func(ctx context.Context) (string, error)
	Auth     string // AuthPassword (also when empty) or AuthXOAUTH2
	Dial     Dial   // nil: TCP to Host and Port
	// TLSConfig is nil for the system's roots and the name Host. TLS 1.2 is the
	// least in any case.
	TLSConfig *tls.Config
}

// A Fault says in which part of a connection an error arose that has nothing to
// do with any one mail.
type Fault string

const (
	FaultConnect Fault = "verbinding" // no connection, or it was lost
	FaultTLS     Fault = "tls"        // no STARTTLS, bad certificate, old version
	FaultLogin   Fault = "aanmelding" // name, password or token refused
	FaultServer  Fault = "server"     // the server said no, or something else than the protocol allows
)

// ServerError is a fault of the connection or the account, never of a mail.
type ServerError struct {
	Fault Fault
	Err   error
}

func (e *ServerError) Error() string { return fmt.Sprintf("%s: %v", e.Fault, e.Err) }
func (e *ServerError) Unwrap() error { return e.Err }

// FaultOf gives the fault in err, or "" when err is not one of a server.
func FaultOf(err error) Fault {
	var se *ServerError
	if errors.As(err, &se) {
		return se.Fault
	}
	return ""
}

const dialTimeout = 30 * time.Second

var (
	errPlaintext = errors.New("without TLS only to this machine itself (localhost)")
	errNoMethod  = errors.New("the server offers no login that may be used here")
)

// readRoots reads the certificates that the system trusts, once, while a first server is
// dialled: it takes some ten milliseconds.
var readRoots = sync.OnceFunc(func() { x509.SystemCertPool() })

// open gives the connection, with TLS when that comes first.
func (s Server) open(ctx context.Context) (net.Conn, error) {
	if s.TLS == TLSNone && !loopback(s.Host) {
		return nil, &ServerError{FaultTLS, errPlaintext}
	}
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	dial := s.Dial
	if dial == nil {
		dial = func(ctx context.Context) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
		}
	}
	if s.TLS != TLSNone {
		go readRoots()
	}
	conn, err := dial(ctx)
	if err != nil {
		return nil, &ServerError{FaultConnect, err}
	}
	if s.TLS == TLSStart || s.TLS == TLSNone {
		return conn, nil
	}
	secure := tls.Client(conn, s.tlsConfig())
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, &ServerError{FaultTLS, err}
	}
	return secure, nil
}

func (s Server) tlsConfig() *tls.Config {
	c := new(tls.Config)
	if s.TLSConfig != nil {
		c = s.TLSConfig.Clone()
	}
	if c.ServerName == "" {
		c.ServerName = s.Host
	}
	c.MinVersion = max(c.MinVersion, tls.VersionTLS12)
	return c
}

// secret gives the password or token for one login.
func (s Server) secret(ctx context.Context) (string, error) {
	if s.Password == nil {
		return "", &ServerError{FaultLogin, errors.New("no password is configured")}
	}
	p, err := s.Password(ctx)
	var token *TokenError
	switch {
	case err == nil:
		return p, nil
	case errors.As(err, &token) && token.Temporary:
		return "", &ServerError{FaultConnect, fmt.Errorf("get password: %w", err)}
	}
	return "", &ServerError{FaultLogin, fmt.Errorf("get password: %w", err)}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
