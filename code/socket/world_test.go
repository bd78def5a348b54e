package socket_test

import (
	"context"
	"errors"
	"net"
	"os"
	"time"

	"slowpoetry/code/sim"
	. "slowpoetry/code/socket"
)

// A worldNetwork lets peers live in a [sim.World], on the one goroutine that it has: while a peer
// blocks, the world goes on, but the test does not. A peer is then made of what is tested.
type worldNetwork struct{ stack *sim.World }

func (n worldNetwork) Listen(_ context.Context, _, address string) (net.Listener, error) {
	l, err := n.stack.Listen(address)
	return worldPeerListener{l, n.stack}, err
}

func (n worldNetwork) DialContext(context.Context, string, string) (net.Conn, error) {
	return nil, errors.New("not from another goroutine")
}

type worldPeerListener struct {
	inner Listener
	stack *sim.World
}

func (l worldPeerListener) Accept() (net.Conn, error) {
	for {
		s, err := l.inner.Accept()
		if err == nil {
			return &worldPeer{Socket: s, stack: l.stack}, nil
		}
		if err == ErrWouldBlock {
			err = rest(l.stack, l.inner, Readable, -1)
		}
		if err != nil {
			return nil, err
		}
	}
}

func (l worldPeerListener) Close() error   { return l.inner.Close() }
func (l worldPeerListener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.inner.LocalAddr()) }

// A worldPeer is a socket that blocks.
type worldPeer struct {
	Socket
	stack    *sim.World
	abort    bool
	patience time.Duration // of a Write, where 0 is endless
}

func (c *worldPeer) Read(p []byte) (int, error) {
	for {
		n, err := c.Socket.Read(p)
		if err == ErrWouldBlock {
			err = rest(c.stack, c.Socket, Readable, -1)
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

func (c *worldPeer) Write(p []byte) (written int, err error) {
	for {
		n, err := c.Socket.Write(p[written:])
		written += n
		if err == ErrWouldBlock {
			err = rest(c.stack, c.Socket, Writable, c.patience)
		}
		if written == len(p) || err != nil {
			return written, err
		}
	}
}

func (c *worldPeer) SetLinger(seconds int) error {
	c.abort = seconds == 0
	return nil
}

func (c *worldPeer) Close() error {
	if c.abort {
		return c.Abort()
	}
	return c.Socket.Close()
}

func (c *worldPeer) SetWriteDeadline(t time.Time) error {
	c.patience = max(time.Until(t), 1) // a deadline that is over is not none
	return nil
}

func (c *worldPeer) SetReadDeadline(time.Time) error { return errors.ErrUnsupported }
func (c *worldPeer) SetDeadline(time.Time) error     { return errors.ErrUnsupported }
func (c *worldPeer) LocalAddr() net.Addr             { return net.TCPAddrFromAddrPort(c.Socket.LocalAddr()) }
func (c *worldPeer) RemoteAddr() net.Addr            { return net.TCPAddrFromAddrPort(c.Socket.RemoteAddr()) }

// rest waits for a source that is in no poller.
func rest(stack *sim.World, s Source, interest Interest, timeout time.Duration) error {
	p, err := stack.NewPoller()
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.Add(s, interest, nil); err != nil {
		return err
	}
	if timeout == 0 {
		timeout = -1
	}
	n, err := p.Wait(make([]Event, 1), timeout)
	if n == 0 && err == nil {
		err = os.ErrDeadlineExceeded
	}
	return errors.Join(err, p.Delete(s))
}
