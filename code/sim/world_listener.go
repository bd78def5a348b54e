package sim

import (
	"fmt"
	"net"
	"net/netip"
	"slices"

	"slowpoetry/code/socket"
)

// A source is what sockets and listeners of a [World] have in common.
type source struct {
	socket.Watched
	world  *World
	local  netip.AddrPort
	notify func() // called when the source may be ready, if not nil
}

// changed notes that the source may be ready.
func (s *source) changed() {
	if s.notify != nil {
		s.notify()
	}
	s.Changed()
}

// LocalAddr returns the zero AddrPort after Close, as the system's own sources do.
func (s *source) LocalAddr() netip.AddrPort {
	if s.Closed {
		return netip.AddrPort{}
	}
	return s.local
}

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
	case len(l.waiting) == 0, l.world.chance(l.world.conditions.Spurious):
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
