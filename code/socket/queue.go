package socket

import (
	"net"
	"slices"
	"sync"
)

// A Queue is most of a [Poller] whose sources know when they are ready, and tell it by Changed: those of
// the portable stack and of package sim. Wait is what it lacks.
type Queue struct {
	registry
	ready []*Watched    // or were, when they told it
	woken bool          // Wake was called since the last Collect
	Bell  chan struct{} // holds a value when something has happened since it was last emptied
}

// Init prepares the queue of a poller of this stack. The lock guards it.
func (q *Queue) Init(stack any, mu sync.Locker) {
	q.registry = registry{stack: stack, mu: mu, poller: q}
	q.Bell = make(chan struct{}, 1)
}

// Changed has the poller look at the source, if there is something to report.
func (w *Watched) Changed() {
	if w.registry != nil && !w.registry.closed && !w.queued && w.news() != 0 {
		q := w.registry.poller.(*Queue)
		w.queued = true
		q.ready = append(q.ready, w)
		q.ring()
	}
}

// news is what there is to report of a source. What it is ready for it says in Readiness.
func (w *Watched) news() Interest {
	return w.source.(interface{ Readiness() Interest }).Readiness() & w.interest
}

func (q *Queue) set(w *Watched, _, now Interest) error {
	if ahead, ok := w.source.(interface{ prepare() }); ok && now&Readable != 0 {
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

// Collect makes events of the sources that are ready, and reports whether Wake was called. Before that
// it has arrange put them in order. So many at the front are late: they found no room the last time.
func (q *Queue) Collect(events []Event, arrange func(ready []*Watched, late int)) (n int, woken bool, err error) {
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
	arrange(q.ready, late)
	n = min(len(events), len(q.ready))
	for i, w := range q.ready {
		if w.late = i >= n; !w.late {
			events[i] = Event{Source: w.source, Owner: w.owner, Ready: w.news()}
		}
	}
	if n < len(q.ready) { // the late ones go to the front
		slices.Reverse(q.ready[:n])
		slices.Reverse(q.ready[n:])
		slices.Reverse(q.ready)
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
