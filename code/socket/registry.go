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
	registry *registry // of the poller that watches it, if there is one
	owner    any
	interest Interest
	order    uint64 // of being added
	queued   bool   // a Queue has it among the ready
	late     bool   // and had no room for it the last time
}

// Init sets the source that embeds w, and the stack that made it.
func (w *Watched) Init(stack any, source Source) { w.stack, w.source = stack, source }

// watched is how a poller gets from a source to what it knows of it.
func (w *Watched) watched() *Watched { return w }

// Shut takes the source out of its poller for good. The second time it returns net.ErrClosed.
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

// A registry has the methods of a poller that are the same on every stack.
type registry struct {
	stack  any
	mu     sync.Locker // guards closed against Wake, and whatever else the stack says
	closed bool
	added  uint64 // sources so far
	poller interface {
		set(w *Watched, was Interest) error // watches a source for w.interest
		left(w *Watched)                    // forgets a source
	}
}

// find returns what is known of a source that the registry in watches, or no registry if in is nil.
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

// change watches a source for something else.
func (r *registry) change(w *Watched, interest Interest) error {
	was := w.interest
	w.interest = interest
	err := r.poller.set(w, was)
	if err != nil {
		w.interest = was
	}
	return err
}

func (r *registry) Add(s Source, interest Interest, owner any) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, err := r.find(s, nil)
	if err == nil {
		w.leave() // a poller that is closed
		r.added++
		w.registry, w.owner, w.order = r, owner, r.added
		if err = r.change(w, interest); err != nil {
			w.leave()
		}
	}
	return wrap("add", err)
}

func (r *registry) Modify(s Source, interest Interest) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, err := r.find(s, r)
	if err == nil {
		err = r.change(w, interest)
	}
	return wrap("modify", err)
}

func (r *registry) Delete(s Source) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, err := r.find(s, r)
	if err == nil {
		err = r.change(w, 0)
	}
	if err == nil {
		w.leave()
	}
	return wrap("delete", err)
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

// wrap returns err with the name of what failed, if it is not nil.
func wrap(verb string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", verb, err)
}
