package sim

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"slowpoetry/code/socket"
)

// A worldListener keeps those who have connected until they are accepted.
type worldListener struct {
	source
	waiting []*worldSocket // in the order in which they came
}

func (l *worldListener) Readiness() socket.Interest {
	if len(l.waiting) > 0 {
		return socket.Readable
	}
	return 0
}

func (l *worldListener) Accept() (socket.Socket, error) {
	switch {
	case l.Closed:
		return nil, net.ErrClosed
	case len(l.waiting) == 0, l.world.Chance("spurious", l.local, l.world.conditions.Spurious):
		return nil, socket.ErrWouldBlock
	case l.world.troubleAt(l.local).NoFiles:
		for _, s := range l.waiting {
			s.Close()
		}
		l.waiting = nil
		return nil, fmt.Errorf("accept: %w", errTooMany)
	}
	s := l.waiting[0]
	l.waiting[0] = nil
	l.waiting = l.waiting[1:]
	return s, nil
}

// Close resets the connections that nobody has accepted.
func (l *worldListener) Close() error {
	if err := l.Shut(); err != nil {
		return err
	}
	l.world.listeners = slices.DeleteFunc(l.world.listeners, func(other *worldListener) bool { return other == l })
	for _, s := range l.waiting {
		s.Abort()
	}
	l.waiting = nil
	return nil
}

// from returns the address from which a machine connects to an address of its own.
func from(remote netip.Addr) netip.Addr {
	if remote.Is4() && remote.IsLoopback() {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return remote
}

// listenerAt returns who takes connections to an address, or nil.
func (w *World) listenerAt(to netip.AddrPort) *worldListener {
	for _, l := range w.listeners {
		if l.local.Port() == to.Port() && covers(l.local.Addr(), to.Addr()) {
			return l
		}
	}
	return nil
}

// taken reports whether a listener's address overlaps with this one.
func (w *World) taken(at netip.AddrPort) bool {
	return slices.ContainsFunc(w.listeners, func(l *worldListener) bool {
		one, other := l.local.Addr(), at.Addr()
		return l.local.Port() == at.Port() && (covers(one, other) || covers(other, one))
	})
}

// covers reports whether a is b, or [::], or 0.0.0.0 and b of IPv4.
func covers(a, b netip.Addr) bool {
	return a == b || a == netip.IPv6Unspecified() || a == netip.IPv4Unspecified() && b.Is4()
}

// The ports that are given out are those that the standards reserve for it.
const (
	firstPort = 49152
	finalPort = 1<<16 - 1
)

// unusedPort returns the host's next port that nobody listens on, nor connects from to remote.
func (w *World) unusedPort(host netip.Addr, remote netip.AddrPort) (netip.AddrPort, error) {
	for range finalPort - firstPort + 1 {
		w.lastPort = max(w.lastPort+1, firstPort) // after the final one comes 0
		at := netip.AddrPortFrom(host, w.lastPort)
		if !w.taken(at) && w.sockets[route{at, remote}] == nil {
			return at, nil
		}
	}
	return netip.AddrPort{}, errNoPort
}
