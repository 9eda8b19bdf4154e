package mailbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"
)

// startTLS turns the connection into one with TLS (RFC 9051 section 6.2.1)
// before the library sees it: the library's own STARTTLS passes on what came in
// plain text before the handshake, and asks for capabilities from a goroutine
// that waits for a lock meanwhile. The library needs a greeting, so it gets the
// one line that is left to say.
func (l *link) startTLS(ctx context.Context, s Server) error {
	plain := l.wire.Conn
	plain.SetDeadline(time.Now().Add(dialTimeout))
	stop := context.AfterFunc(ctx, func() { plain.Close() })
	defer stop()
	in := bufio.NewReader(io.LimitReader(plain, mostReply))
	greeting, err := in.ReadString('\n')
	if err != nil {
		return &ServerError{FaultConnect, fmt.Errorf("greeting: %w", err)}
	}
	// A PREAUTH cannot be followed by STARTTLS: somebody wants us to go without.
	if !strings.HasPrefix(strings.ToUpper(greeting), "* OK") {
		return &ServerError{FaultTLS, errors.New("the server does not begin with OK")}
	}
	if _, err := io.WriteString(plain, "a1 STARTTLS\r\n"); err != nil {
		return &ServerError{FaultConnect, fmt.Errorf("STARTTLS: %w", err)}
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return &ServerError{FaultTLS, fmt.Errorf("STARTTLS: %w", err)}
		}
		if strings.HasPrefix(line, "* ") {
			continue
		}
		if !strings.HasPrefix(strings.ToUpper(line), "A1 OK") {
			return &ServerError{FaultTLS, errors.New("the server refuses STARTTLS")}
		}
		break
	}
	if in.Buffered() > 0 { // CVE-2011-0411: injected in plain text
		return &ServerError{FaultTLS, errors.New("the server sent more before TLS began")}
	}
	secure := tls.Client(plain, s.tlsConfig())
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	if err := secure.HandshakeContext(ctx); err != nil {
		return &ServerError{FaultTLS, err}
	}
	plain.SetDeadline(time.Time{})
	l.wire.Conn = &greetingConn{Conn: secure, greeting: strings.NewReader("* OK TLS\r\n")}
	return nil
}

// greetingConn begins with a line of ours.
type greetingConn struct {
	net.Conn
	greeting *strings.Reader
}

func (c *greetingConn) Read(b []byte) (int, error) {
	if c.greeting.Len() > 0 {
		return c.greeting.Read(b)
	}
	return c.Conn.Read(b)
}
