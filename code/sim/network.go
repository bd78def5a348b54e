// Package sim has networks that exist only in memory, and time that passes only when nobody has
// anything to do.
//
// A [Network] is for programs whose goroutines block:
//
//	var network sim.Network
//	listener, err := network.Listen(ctx, "tcp", "127.0.0.1:10000")
//	…
//	conn, err := network.DialContext(ctx, "tcp", "127.0.0.1:10000")
//
// Its goroutines wait only for locks, conditions, channels and timers, so in a bubble of
// testing/synctest a minute of slow poetry takes a millisecond, every time the same.
//
// A [World] is for programs of one goroutine that waits for all its sockets at once, and brings
// the clock along:
//
//	world := sim.NewWorld(sim.Conditions{Seed: 7, MaxLatency: 20 * time.Millisecond})
//	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
//
// It can be as bad as networks get, and is as bad again the next time, with the same seed.
package sim

import (
	"cmp"
	"context"
	"errors"
	"io"
	"math"
	"net"
	"net/netip"
	"os"
	"sync"

	"slowpoetry/code/socket"
)

// A Network connects all who share it. The zero Network is ready to use, from any goroutine. It is
// a [World] without delays whose sockets block.
type Network struct {
	// Buffer is how many bytes each direction of a connection holds that were written and not
	// yet read, half of them at either end: 64 KiB if it is 0. It is fixed for a connection when
	// it is made.
	Buffer int

	mu    sync.Mutex // guards the world and all that is made of it
	world *World     // nil until it is needed
}

// enter locks the network and returns its world. The caller unlocks.
func (n *Network) enter() *World {
	n.mu.Lock()
	if n.world == nil {
		n.world = NewWorld(Conditions{})
		n.world.backlog = math.MaxInt
	}
	buffer := cmp.Or(n.Buffer, 64<<10)
	n.world.conditions.SendBuffer = buffer / 2
	n.world.conditions.ReceiveBuffer = buffer - buffer/2
	return n.world
}

// Listen takes connections at address, HOST:PORT, as a [socket.Stack] does. The network must be
// "tcp" or "tcp4". Listen does not block.
func (n *Network) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	at, err := parse(ctx, network, address, socket.ParseListen)
	if err != nil {
		return nil, failure("listen", "", network, netip.AddrPort{}, at, err)
	}
	if at.Addr().IsUnspecified() { // as package net has it
		everywhere := netip.IPv6Unspecified()
		if network == "tcp4" {
			everywhere = netip.IPv4Unspecified()
		}
		at = netip.AddrPortFrom(everywhere, at.Port())
	}
	world := n.enter()
	defer n.mu.Unlock()
	inner, err := world.Listen(at.String())
	if err != nil {
		return nil, failure("listen", "bind", network, netip.AddrPort{}, at, err)
	}
	l := &listener{socket: inner.(*worldListener)}
	l.init(n, &l.socket.source, netip.AddrPort{}, l.socket.local)
	return l, nil
}

// DialContext connects to address, HOST:PORT, as a [socket.Stack] does, and does not block. As on
// the machine's network, a connection is made before it is accepted.
func (n *Network) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := parse(ctx, network, address, socket.ParseConnect)
	if err != nil {
		return nil, failure("dial", "", network, netip.AddrPort{}, to, err)
	}
	world := n.enter()
	defer n.mu.Unlock()
	s, err := world.Connect(to.String())
	if err == nil {
		world.catchUp()
		if err = s.ConnectError(); err != nil {
			s.Close()
		}
	}
	if err != nil {
		return nil, failure("dial", "connect", network, netip.AddrPort{}, to, err)
	}
	return newConn(n, s.(*worldSocket)), nil
}

// parse reads an address, and says in package net's words what is wrong with it.
func parse(ctx context.Context, network, address string, as func(string) (netip.AddrPort, error)) (netip.AddrPort, error) {
	if network != "tcp" && network != "tcp4" {
		return netip.AddrPort{}, net.UnknownNetworkError(network)
	}
	host, _, err := socket.SplitAddress(address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	at, err := as(address)
	if err != nil {
		return netip.AddrPort{}, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return at, ctx.Err()
}

// failure returns an error in the words of package net, without what a world says around it. The
// call is the system's that would have failed.
func failure(op, call, network string, from, to netip.AddrPort, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	failed := &net.OpError{Op: op, Net: network, Err: err}
	if f := (*fault)(nil); errors.As(err, &f) {
		failed.Err = os.NewSyscallError(call, f)
	}
	if from.IsValid() {
		failed.Source = net.TCPAddrFromAddrPort(from)
	}
	if to.IsValid() {
		failed.Addr = net.TCPAddrFromAddrPort(to)
	}
	return failed
}

// A blocker makes the calls of one of the world's sources block.
type blocker struct {
	network  *Network
	from, to netip.AddrPort
	changed  sync.Cond // broadcast when a call that waits may go on
}

func (b *blocker) init(n *Network, s *source, from, to netip.AddrPort) {
	b.network, b.from, b.to = n, from, to
	b.changed.L = &n.mu
	s.notify = b.changed.Broadcast
}

// do calls f until it would not block, or until the deadline, and says in package net's words what
// came of it.
func (b *blocker) do(op, call string, limit *deadline, f func() error) error {
	world := b.network.enter()
	defer b.network.mu.Unlock()
	for {
		err := os.ErrDeadlineExceeded
		if !limit.passed() {
			err = f()
			world.catchUp()
		}
		if err != socket.ErrWouldBlock {
			return failure(op, call, "tcp", b.from, b.to, err)
		}
		b.changed.Wait()
	}
}

// A listener is one of the world's, whose Accept blocks.
type listener struct {
	blocker
	socket *worldListener
}

func (l *listener) Addr() net.Addr { return net.TCPAddrFromAddrPort(l.to) }

// Accept blocks until there is a connection, or until the listener is closed.
func (l *listener) Accept() (conn net.Conn, err error) {
	err = l.do("accept", "accept", &never, func() error {
		s, err := l.socket.Accept()
		if err == nil {
			conn = newConn(l.network, s.(*worldSocket))
		}
		return err
	})
	return conn, err
}

// Close frees the port, and resets the connections that were not accepted.
func (l *listener) Close() error {
	defer l.changed.Broadcast()
	return l.do("close", "close", &never, l.socket.Close)
}
