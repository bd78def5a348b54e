package socket

import (
	"fmt"
	"net"
	"sync"
)

// A Watched is what a poller knows of a source, which embeds it.
type Watched struct {
	Closed   bool // Shut has been called
	source   Source
	registry *registry // of the poller that watches it, if there is one
	owner    any
	interest Interest
	order    uint64 // of being added
	queued   bool   // a Queue has it among the ready
	late     bool   // and had no room for it the last time
}

// Init sets the source that embeds w.
func (w *Watched) Init(source Source) { w.source = source }

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
	mu     sync.Locker // guards closed against Wake, and whatever else the stack says
	closed bool
	added  uint64 // sources so far
	poller interface {
		set(w *Watched, was Interest) error // watches a source for w.interest
		left(w *Watched)                    // forgets a source
	}
}

// with calls f with what is known of a source that the registry in watches, or none if in is nil.
func (r *registry) with(verb string, s Source, in *registry, f func(w *Watched) error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	w, err := s.(interface{ watched() *Watched }).watched(), ErrUnwatched
	switch {
	case w.Closed || r.closed:
		err = net.ErrClosed
	case w.registry == in, in == nil && w.registry.closed:
		err = f(w)
	case in == nil:
		err = ErrWatched
	}
	if err != nil {
		return fmt.Errorf("%s: %w", verb, err)
	}
	return nil
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
	return r.with("add", s, nil, func(w *Watched) error {
		w.leave() // a poller that is closed
		r.added++
		w.registry, w.owner, w.order = r, owner, r.added
		err := r.change(w, interest)
		if err != nil {
			w.leave()
		}
		return err
	})
}

func (r *registry) Modify(s Source, interest Interest) error {
	return r.with("modify", s, r, func(w *Watched) error { return r.change(w, interest) })
}

func (r *registry) Delete(s Source) error {
	return r.with("delete", s, r, func(w *Watched) error {
		err := r.change(w, 0)
		if err == nil {
			w.leave()
		}
		return err
	})
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
