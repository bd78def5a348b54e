package sim

import (
	"net"
	"net/netip"
	"sync"
)

// A listener keeps those who have connected until they are accepted, however many they are.
type listener struct {
	network *Network
	at      netip.AddrPort

	mu      sync.Mutex
	came    sync.Cond // somebody did, or the listener was closed
	waiting []*Conn
	closed  bool
}

func newListener(n *Network, at netip.AddrPort) *listener {
	l := &listener{network: n, at: at}
	l.came.L = &l.mu
	return l
}

func (l *listener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.at) }

// deliver brings the far end of a new connection. The caller has found l by its address, and holds
// the network's lock: so l is open.
func (l *listener) deliver(c *Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, c)
	l.came.Signal()
}

func (l *listener) Accept() (net.Conn, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) == 0 && !l.closed {
		l.came.Wait()
	}
	if l.closed {
		return nil, l.failure("accept", net.ErrClosed)
	}
	c := l.waiting[0]
	l.waiting = l.waiting[1:]
	return c, nil
}

// Close frees the port first, so that nobody comes any more, and then resets the connections that nobody has accepted.
func (l *listener) Close() error {
	l.network.remove(l)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return l.failure("close", net.ErrClosed)
	}
	l.closed = true
	for _, c := range l.waiting {
		c.reset()
	}
	l.waiting = nil
	l.came.Broadcast()
	return nil
}

func (l *listener) failure(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: l.Addr(), Err: err}
}
