package socket

import (
	"net"
	"slices"
	"sync"
)

// A Queue is a [Poller] without Wait, for sources in memory: each has a method Readiness, which
// returns what it is ready for, and calls Changed when that may have changed.
type Queue struct {
	registry
	ready []*Watched    // at least when they called Changed
	woken bool          // Wake was called since the last Collect
	Bell  chan struct{} // receives when there may be something to Collect
}

// Init sets the stack that made the poller, and the lock that guards it and its sources.
func (q *Queue) Init(stack any, mu sync.Locker) {
	q.registry = registry{stack: stack, mu: mu, poller: q}
	q.Bell = make(chan struct{}, 1)
}

// Changed has the source's poller look at it, if it is ready for something that is watched. The
// caller holds the lock of the poller.
func (w *Watched) Changed() {
	if w.registry != nil && !w.registry.closed && !w.queued && w.news() != 0 {
		q := w.registry.poller.(*Queue)
		w.queued = true
		q.ready = append(q.ready, w)
		q.ring()
	}
}

// news returns what there is to report of a source.
func (w *Watched) news() Interest {
	return w.source.(interface{ Readiness() Interest }).Readiness() & w.interest
}

func (q *Queue) set(w *Watched, _ Interest) error {
	if ahead, ok := w.source.(interface{ prepare() }); ok && w.interest&Readable != 0 {
		ahead.prepare()
	}
	w.Changed()
	return nil
}

func (q *Queue) left(w *Watched) {
	if w.queued {
		w.queued, w.late = false, false
		i := slices.Index(q.ready, w)
		q.ready = slices.Delete(q.ready, i, i+1)
	}
}

// Collect fills in events, and reports whether Wake was called. First come the sources that had no
// room in the last Collect, then the others, which arrange has put in order.
func (q *Queue) Collect(events []Event, arrange func(ready []*Watched)) (n int, woken bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.closed:
		return 0, false, net.ErrClosed
	case len(events) == 0:
		return 0, false, ErrNoEvents
	}
	late := 0
	q.ready = slices.DeleteFunc(q.ready, func(w *Watched) bool {
		w.queued = w.news() != 0
		w.late = w.late && w.queued
		if w.late {
			late++
		}
		return !w.queued
	})
	arrange(q.ready[late:])
	n = min(len(events), len(q.ready))
	for i, w := range q.ready {
		if w.late = i >= n; !w.late {
			events[i] = Event{Source: w.source, Owner: w.owner, Ready: w.news()}
		}
	}
	if n < len(q.ready) {
		q.ready = slices.Concat(q.ready[n:], q.ready[:n])
	}
	woken, q.woken = q.woken, false
	return n, woken, nil
}

func (q *Queue) Wake() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return net.ErrClosed
	}
	q.woken = true
	q.ring()
	return nil
}

func (q *Queue) ring() {
	select {
	case q.Bell <- struct{}{}:
	default: // it has rung already
	}
}
