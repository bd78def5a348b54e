package sim

import (
	"fmt"
	"net"
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
