package sim

import (
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"slowpoetry/code/socket"
)

// watched is what sockets and listeners of a [World] have in common: a place in a poller.
type watched struct {
	world  *World
	source source
	closed bool
	notify func() // called at every change of what would not block, if not nil

	poller   *worldPoller // nil when in none
	owner    any
	interest socket.Interest
	place    int // in the queue of the poller, from 1; 0 when it is not there
}

// A source knows what it would not block for now.
type source interface {
	socket.Source
	readiness() socket.Interest
	registration() *watched
}

// registration is how the poller gets from a source of a world to what it knows of it.
func (w *watched) registration() *watched { return w }

// ready is what there is to report.
func (w *watched) ready() socket.Interest { return w.source.readiness() & w.interest }

// changed notes that the source may be ready: the poller looks at it, if there is something to report.
func (w *watched) changed() {
	if w.notify != nil {
		w.notify()
	}
	if p := w.poller; p != nil && !p.closed.Load() && w.place == 0 && w.ready() != 0 {
		p.queue = append(p.queue, w)
		w.place = len(p.queue)
	}
}

// leave takes the source out of its poller, if it is in one.
func (w *watched) leave() {
	if w.place > 0 {
		w.poller.queue[w.place-1] = nil
	}
	w.poller, w.owner, w.interest, w.place = nil, nil, 0, 0
}

// A worldPoller moves the clock of its world.
type worldPoller struct {
	world  *World
	bell   chan struct{} // holds a value when Wake has been called
	closed atomic.Bool

	queue    []*watched // may be ready; nil for one that has left
	first    int        // so many at the front found no room last time
	reported []*watched // scratch of collect
}

// find returns what is known of a source that is in the given poller, or in none if that is nil.
func (p *worldPoller) find(s socket.Source, in *worldPoller) (*watched, error) {
	known, ok := s.(source)
	if !ok || known.registration().world != p.world {
		return nil, socket.ErrForeign
	}
	w := known.registration()
	switch {
	case w.closed || p.closed.Load():
		return nil, net.ErrClosed
	case w.poller == in, in == nil && w.poller.closed.Load():
		return w, nil
	case in == nil:
		return nil, socket.ErrWatched
	default:
		return nil, socket.ErrUnwatched
	}
}

func (p *worldPoller) Add(s socket.Source, interest socket.Interest, owner any) error {
	w, err := p.find(s, nil)
	if err != nil {
		return fmt.Errorf("add: %w", err)
	}
	w.poller, w.owner, w.interest = p, owner, interest
	w.changed()
	return nil
}

func (p *worldPoller) Modify(s socket.Source, interest socket.Interest) error {
	w, err := p.find(s, p)
	if err != nil {
		return fmt.Errorf("modify: %w", err)
	}
	w.interest = interest
	w.changed()
	return nil
}

func (p *worldPoller) Delete(s socket.Source) error {
	w, err := p.find(s, p)
	if err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	w.leave()
	return nil
}

// Wait makes time pass until there is something to report.
func (p *worldPoller) Wait(events []socket.Event, timeout time.Duration) (int, error) {
	if p.closed.Load() {
		return 0, net.ErrClosed
	}
	if len(events) == 0 {
		return 0, socket.ErrNoEvents
	}
	w := p.world
	deadline := w.later(max(timeout, 0))
	w.hasten()
	for {
		interrupted := w.catchUp()
		n := p.collect(events)
		if p.woken() || interrupted || n > 0 {
			return n, nil
		}
		next, ok := w.agenda.next()
		switch {
		case w.held > 0 && timeout != 0, w.conditions.Outside && timeout < 0 && !ok:
			<-p.bell
			return 0, nil
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

// collect makes events of the sources that are ready, in an order left to chance; only those for
// which there was no room the last time come first.
func (p *worldPoller) collect(events []socket.Event) int {
	p.sift()
	rest := p.queue[p.first:]
	p.world.random.Shuffle(len(rest), func(i, j int) { rest[i], rest[j] = rest[j], rest[i] })
	n := min(len(events), len(p.queue))
	for i, w := range p.queue[:n] {
		events[i] = socket.Event{Source: w.source, Owner: w.owner, Ready: w.ready()}
	}
	p.first = len(p.queue) - n
	if p.first > 0 { // they go to the front
		p.reported = append(p.reported[:0], p.queue[:n]...)
		copy(p.queue, p.queue[n:])
		copy(p.queue[p.first:], p.reported)
	}
	for i, w := range p.queue {
		w.place = i + 1
	}
	return n
}

// sift drops from the queue those that have left, and those that are not ready, or no longer.
func (p *worldPoller) sift() {
	kept, first := p.queue[:0], 0
	for i, w := range p.queue {
		if w == nil {
			continue
		}
		if w.ready() == 0 {
			w.place = 0
			continue
		}
		if i < p.first {
			first++
		}
		kept = append(kept, w)
	}
	clear(p.queue[len(kept):])
	p.queue, p.first = kept, first
}

// woken reports whether Wake has been called since it last did.
func (p *worldPoller) woken() bool {
	select {
	case <-p.bell:
		return true
	default:
		return false
	}
}

// Wake is the one method that any goroutine may call.
func (p *worldPoller) Wake() error {
	if p.closed.Load() {
		return net.ErrClosed
	}
	select {
	case p.bell <- struct{}{}:
	default: // it has rung already
	}
	return nil
}

func (p *worldPoller) Close() error {
	if p.closed.Swap(true) {
		return net.ErrClosed
	}
	for _, w := range p.queue {
		if w != nil {
			w.place = 0
		}
	}
	p.queue = nil
	return nil
}
