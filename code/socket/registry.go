package socket

import (
	"fmt"
	"net"
	"sync"
)

// A Watched is what a poller knows of a source, which embeds it.
type Watched struct {
	Closed   bool // Shut has been called
	stack    any  // that made the source
	source   Source
	registry *registry // of the poller that watches it; nil when none does
	owner    any
	interest Interest
	order    uint64 // of being added
	queued   bool   // among those that a Queue looks at
	late     bool   // found no room there the last time
}

// Init prepares what is known of a source of this stack.
func (w *Watched) Init(stack any, source Source) { w.stack, w.source = stack, source }

// watched is how a poller gets from a source to what it knows of it.
func (w *Watched) watched() *Watched { return w }

// Shut takes the source out of its poller for good, or returns net.ErrClosed if it has done so.
func (w *Watched) Shut() error {
	if w.Closed {
		return net.ErrClosed
	}
	w.Closed = true
	w.leave()
	return nil
}

func (w *Watched) leave() {
	if w.registry != nil {
		w.registry.poller.left(w)
	}
	w.registry, w.owner, w.interest = nil, nil, 0
}

// A registry has the methods of a poller that are the same on every stack: which sources it watches, for
// what and for whom.
type registry struct {
	stack  any
	mu     sync.Locker // guards closed against Wake, and whatever else the stack says
	closed bool
	added  uint64 // sources so far
	poller interface {
		set(w *Watched, was, now Interest) error // has a source watched for something else
		left(w *Watched)                         // forgets a source
	}
}

// find returns what is known of a source that is in the given registry, or in none if that is nil.
func (r *registry) find(s Source, in *registry) (*Watched, error) {
	known, ok := s.(interface{ watched() *Watched })
	if !ok || known.watched().stack != r.stack {
		return nil, ErrForeign
	}
	switch w := known.watched(); {
	case w.Closed || r.closed:
		return nil, net.ErrClosed
	case w.registry == in, in == nil && w.registry.closed:
		return w, nil
	case in == nil:
		return nil, ErrWatched
	default:
		return nil, ErrUnwatched
	}
}

func (r *registry) Add(s Source, interest Interest, owner any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, err := r.find(s, nil)
	if err == nil {
		w.leave() // a poller that is closed
		r.added++
		w.registry, w.owner, w.interest, w.order = r, owner, interest, r.added
		if err = r.poller.set(w, 0, interest); err != nil {
			w.leave()
		}
	}
	return told("add", err)
}

func (r *registry) Modify(s Source, interest Interest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, err := r.find(s, r)
	if err == nil {
		was := w.interest
		w.interest = interest
		if err = r.poller.set(w, was, interest); err != nil {
			w.interest = was
		}
	}
	return told("modify", err)
}

func (r *registry) Delete(s Source) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, err := r.find(s, r)
	if err == nil {
		err = r.poller.set(w, w.interest, 0)
	}
	if err == nil {
		w.leave()
	}
	return told("delete", err)
}

func (r *registry) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return net.ErrClosed
	}
	r.closed = true
	return nil
}

// told returns a failure with the name of what failed, and nil as it is.
func told(verb string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", verb, err)
}
