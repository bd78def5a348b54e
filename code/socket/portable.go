package socket

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"
)

// Portable returns a stack that works over any network, with a goroutine for each wait: one for a
// socket or listener that is watched for reading, one while a socket connects or has bytes to
// send. They read ahead a little and stop, so that a sender faster than its reader is held up as it
// would be by the kernel, and all of them block on the network or on channels, so that
// testing/synctest knows when they wait.
//
// It keeps the promises of [Stack] and its kin, and one more: among several sources that are
// ready, Wait reports those first that were added first. Where there is no room for all of them it
// goes on, the next time, after the last that had room.
//
// What a socket has taken is sent by a goroutine, and so not after the program has exited.
func Portable(n Network) Stack { return &portable{network: n} }

// portable is a network, and the lock that guards all that is made of it. One lock is plenty:
// nobody waits for anything else while holding it.
type portable struct {
	network Network
	mu      sync.Mutex
}

func (*portable) Name() string { return "portable" }

func (p *portable) NewPoller() (Poller, error) {
	return &portablePoller{stack: p, signal: make(chan struct{}, 1)}, nil
}

func (p *portable) Listen(address string) (Listener, error) {
	local, err := ParseListen(address)
	var inner net.Listener
	if err == nil {
		network := "tcp"
		if local.Addr() == netip.IPv4Unspecified() {
			network = "tcp4" // or else package net would take it for all addresses
		}
		inner, err = p.network.Listen(context.Background(), network, local.String())
	}
	if err != nil {
		return nil, fmt.Errorf("listen %s: %w", address, cause(err))
	}
	at := addrPort(inner.Addr()) // from which package net may leave out the zone
	l := &portableListener{inner: inner, local: netip.AddrPortFrom(at.Addr().WithZone(local.Addr().Zone()), at.Port())}
	l.stack, l.source, l.ready, l.prepare = p, l, l.readiness, l.acceptAhead
	return l, nil
}

func (p *portable) Connect(address string) (Socket, error) {
	remote, err := ParseConnect(address)
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", address, err)
	}
	s := newPortableSocket(p, remote)
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	go s.connect(ctx)
	return s, nil
}

// watched is what sockets and listeners have in common: a place in a poller. All of it is
// guarded by the lock of the stack.
type watched struct {
	stack   *portable
	source  Source
	ready   func() Interest // what would not block now
	prepare func()          // called when the source is about to be waited for
	closed  bool

	poller   *portablePoller // nil when in none
	owner    any
	interest Interest
	order    uint64 // of being added
	queued   bool   // among those the poller will look at
}

// changed has the poller look at the source, if it is ready for something of interest.
func (w *watched) changed() {
	if p := w.poller; p != nil && !w.queued && w.ready()&w.interest != 0 {
		w.queued = true
		p.queue = append(p.queue, w)
		p.ring()
	}
}

// registration is how the poller gets from a source of this stack to what it knows of it.
func (w *watched) registration() *watched { return w }

// A portableListener accepts a few connections before anybody asks, to know that there are some.
type portableListener struct {
	watched
	inner     net.Listener
	local     netip.AddrPort
	accepted  []net.Conn
	err       error // that ended accepting ahead
	accepting bool  // a goroutine accepts ahead
}

// acceptedAhead is how many connections a listener takes before anybody asks. The others wait
// where the network keeps them.
const acceptedAhead = 64

func (l *portableListener) readiness() Interest {
	if len(l.accepted) > 0 || l.err != nil {
		return Readable
	}
	return 0
}

func (l *portableListener) acceptAhead() {
	if !l.accepting && !l.closed && l.err == nil && len(l.accepted) < acceptedAhead {
		l.accepting = true
		go l.accept()
	}
}

// accept runs on a goroutine of its own, until it has accepted enough, or cannot.
func (l *portableListener) accept() {
	for more := true; more; {
		conn, err := l.inner.Accept()
		l.stack.mu.Lock()
		switch {
		case err != nil:
			l.err = fmt.Errorf("accept: %w", cause(err))
		case l.closed:
			conn.Close()
		default:
			l.accepted = append(l.accepted, conn)
		}
		more = l.err == nil && !l.closed && len(l.accepted) < acceptedAhead
		l.accepting = more
		l.changed()
		l.stack.mu.Unlock()
	}
}

func (l *portableListener) Accept() (Socket, error) {
	l.stack.mu.Lock()
	defer l.stack.mu.Unlock()
	switch {
	case l.closed:
		return nil, net.ErrClosed
	case len(l.accepted) > 0:
		conn := l.accepted[0]
		l.accepted = slices.Delete(l.accepted, 0, 1)
		l.acceptAhead()
		s := newPortableSocket(l.stack, addrPort(conn.RemoteAddr()))
		s.conn = conn
		return s, nil
	case l.err != nil:
		err := l.err
		l.err = nil // it may have passed
		l.acceptAhead()
		return nil, err
	default:
		l.acceptAhead()
		return nil, ErrWouldBlock
	}
}

func (l *portableListener) LocalAddr() netip.AddrPort {
	l.stack.mu.Lock()
	defer l.stack.mu.Unlock()
	if l.closed {
		return netip.AddrPort{}
	}
	return l.local
}

func (l *portableListener) Close() error {
	l.stack.mu.Lock()
	defer l.stack.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	l.closed = true
	l.leave()
	for _, conn := range l.accepted {
		conn.Close()
	}
	l.accepted = nil
	return l.inner.Close()
}

func addrPort(a net.Addr) netip.AddrPort {
	parsed, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(parsed.Addr().Unmap(), parsed.Port())
}
