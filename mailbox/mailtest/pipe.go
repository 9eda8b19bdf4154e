package mailtest

import (
	"context"
	"net"
	"sync"
)

// pipeListener is a net.Listener whose connections are pipes. Everything in it
// waits on channels, so that it works in a testing/synctest bubble.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
}

func (l *pipeListener) hand(ctx context.Context, c net.Conn) error {
	select {
	case l.conns <- c:
		return nil
	case <-l.done:
		return net.ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// trackedConn tells the server when its user closes it.
type trackedConn struct {
	net.Conn
	forget func()
}

func (c *trackedConn) Close() error {
	c.forget()
	return c.Conn.Close()
}

// announcedListener tells when it is first asked for a connection.
type announcedListener struct {
	net.Listener
	once  sync.Once
	ready chan struct{}
}

func (l *announcedListener) Accept() (net.Conn, error) {
	l.once.Do(func() { close(l.ready) })
	return l.Listener.Accept()
}
