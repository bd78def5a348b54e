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
// A [World] is for programs of one goroutine that waits for all its sockets at once, and brings
// the clock along:
//
//	world := sim.NewWorld(sim.Conditions{Seed: 7, MaxLatency: 20 * time.Millisecond})
//	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
//
// Programs that take their network as a value cannot tell either from the machine's: connections
// are streams of bytes with a buffer that fills up, and two halves that close one by one;
// ports are taken or free, and where nobody listens, connecting is refused, in the system's words.
// But a World can be as bad as networks get, and is as bad again the next time, with the same seed.
//
// The one rule: nobody in a Network waits for anything but a lock, a condition or a timer. So, in
// a bubble of testing/synctest, time passes only when all are waiting, and then as fast as it can:
// a minute of slow poetry takes a millisecond, every time the same. In a World the poller sees to
// that.
package sim

import (
	"context"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"

	"slowpoetry/code/socket"
)

// A Network connects all who share it. The zero Network is ready to use, from any goroutine.
type Network struct {
	// Buffer is how many bytes each direction of a connection holds that were written and not
	// yet read: 64 KiB if it is 0. It is fixed for a connection when it is made.
	Buffer int

	mu        sync.Mutex
	listeners map[netip.AddrPort]*listener
	lastPort  uint16 // given out to who did not ask for one
}

// The ports that are given out are those that the standards reserve for it.
const (
	firstPort = 49152
	finalPort = 65535
)

// Listen takes connections at address, HOST:PORT. The host may be any IP address, and is
// 127.0.0.1 when there is none; port 0 stands for one that is free. The network must be "tcp" or
// "tcp4". Listen does not block.
func (n *Network) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	at, err := resolve(network, address)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Err: err}
	}
	if err := ctx.Err(); err != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: net.TCPAddrFromAddrPort(at), Err: err}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if at.Port() == 0 {
		at = n.unusedPort(at.Addr())
	}
	if n.listeners[at] != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: net.TCPAddrFromAddrPort(at),
			Err: os.NewSyscallError("bind", errInUse)}
	}
	l := newListener(n, at)
	if n.listeners == nil {
		n.listeners = make(map[netip.AddrPort]*listener)
	}
	n.listeners[at] = l
	return l, nil
}

// DialContext connects to address, HOST:PORT, as Listen understands it, and blocks no longer than it
// takes to find out who listens there. As on the machine's network, a connection stands before it
// is accepted.
func (n *Network) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	to, err := resolve(network, address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	failed := &net.OpError{Op: "dial", Net: network, Addr: net.TCPAddrFromAddrPort(to)}
	if failed.Err = ctx.Err(); failed.Err != nil {
		return nil, failed
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	l := n.listeners[to]
	if l == nil {
		failed.Err = os.NewSyscallError("connect", errRefused)
		return nil, failed
	}
	near, far := newConns(n.unusedPort(to.Addr()), to, n.Buffer)
	l.deliver(far)
	return near, nil
}

// unusedPort returns the address with the next port that nobody listens on. The caller holds
// the lock.
func (n *Network) unusedPort(host netip.Addr) netip.AddrPort {
	for {
		if n.lastPort < firstPort || n.lastPort == finalPort {
			n.lastPort = firstPort
		} else {
			n.lastPort++
		}
		if at := netip.AddrPortFrom(host, n.lastPort); n.listeners[at] == nil {
			return at
		}
	}
}

// remove frees the address of a listener that was closed.
func (n *Network) remove(l *listener) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.listeners[l.at] == l {
		delete(n.listeners, l.at)
	}
}

// resolve reads an address.
func resolve(network, address string) (netip.AddrPort, error) {
	if network != "tcp" && network != "tcp4" {
		return netip.AddrPort{}, net.UnknownNetworkError(network)
	}
	host, _, err := socket.SplitAddress(address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	at, err := socket.ParseConnect(address)
	if err != nil {
		return netip.AddrPort{}, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return at, nil
}

// A fault is an error of the system's, with the words that Linux has for it on every system, so
// that what a program prints is the same everywhere.
type fault struct {
	text  string
	errno syscall.Errno
}

var (
	errRefused  = &fault{"connection refused", syscall.ECONNREFUSED}
	errInUse    = &fault{"address already in use", syscall.EADDRINUSE}
	errReset    = &fault{"connection reset by peer", syscall.ECONNRESET}
	errPipe     = &fault{"broken pipe", syscall.EPIPE}
	errTimedOut = &fault{"connection timed out", syscall.ETIMEDOUT}
	errNoPort   = &fault{"cannot assign requested address", syscall.EADDRNOTAVAIL}
	errTooMany  = &fault{"too many open files", syscall.EMFILE}
)

func (f *fault) Error() string { return f.text }

// Is has errors.Is(err, syscall.ECONNREFUSED) and its like answer as they do for the machine's.
func (f *fault) Is(target error) bool { return target == f.errno }
