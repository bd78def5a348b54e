package sim

import (
	"fmt"
	"net/netip"
	"sync"
	"time"

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

// A worldPoller moves the clock of its world.
type worldPoller struct {
	socket.Queue
	world *World
}

// NewPoller returns a poller with nothing in it. A world may have several; whichever Waits moves
// the one clock.
func (w *World) NewPoller() (socket.Poller, error) {
	if w.noFiles() {
		return nil, fmt.Errorf("poller: %w", errTooMany)
	}
	p := &worldPoller{world: w}
	p.Init(w, new(sync.Mutex))
	return p, nil
}

// Wait makes time pass until there is something to report.
func (p *worldPoller) Wait(events []socket.Event, timeout time.Duration) (int, error) {
	w := p.world
	deadline := w.later(max(timeout, 0))
	w.hasten()
	for {
		interrupted := w.catchUp()
		n, woken, err := p.Collect(events, w.shuffle)
		if err != nil || n > 0 || woken || interrupted {
			return n, err
		}
		next, ok := w.agenda.next()
		switch {
		case w.held > 0 && timeout != 0, w.conditions.Outside && timeout < 0 && !ok:
			<-p.Bell
		case timeout >= 0 && (!ok || next > deadline):
			w.advance(deadline)
			return 0, nil
		case ok:
			w.advance(next)
		default:
			return 0, fmt.Errorf("wait: %w", ErrDeadlock)
		}
	}
}

// shuffle leaves to chance which source is reported first.
func (w *World) shuffle(ready []*socket.Watched) {
	for i := len(ready) - 1; i > 0; i-- {
		j := i - int(w.pick("order", netip.AddrPort{}, int64(i+1)))
		ready[i], ready[j] = ready[j], ready[i]
	}
}
