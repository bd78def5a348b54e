package socket

import (
	"cmp"
	"fmt"
	"net"
	"runtime"
	"slices"
	"time"
)

// A portablePoller keeps a queue of the sources that may be ready. Their goroutines put them in;
// Wait takes out those that are not, or no longer.
type portablePoller struct {
	stack *portable
	timer *time.Timer

	// signal holds a value when Wait has something to look at.
	signal chan struct{}

	// Guarded by the lock of the stack.
	queue  []*watched
	added  uint64 // sources so far, to know the order of them
	last   uint64 // order of the last source reported, if there was no room for the next
	woken  bool
	closed bool
}

// find returns what is known of a source that is in the given poller, or in none if that is nil.
// The caller holds the lock.
func (p *portablePoller) find(s Source, in *portablePoller) (*watched, error) {
	r, ok := s.(interface{ registration() *watched })
	if !ok || r.registration().stack != p.stack {
		return nil, ErrForeign
	}
	w := r.registration()
	switch {
	case w.closed || p.closed:
		return nil, net.ErrClosed
	case w.poller == in:
		return w, nil
	case in == nil && w.poller.closed:
		return w, nil
	case in == nil:
		return nil, ErrWatched
	default:
		return nil, ErrUnwatched
	}
}

func (p *portablePoller) Add(s Source, interest Interest, owner any) error {
	p.stack.mu.Lock()
	defer p.stack.mu.Unlock()
	w, err := p.find(s, nil)
	if err != nil {
		return fmt.Errorf("add: %w", err)
	}
	p.added++
	w.poller, w.owner, w.order, w.queued = p, owner, p.added, false
	w.want(interest)
	return nil
}

func (p *portablePoller) Modify(s Source, interest Interest) error {
	p.stack.mu.Lock()
	defer p.stack.mu.Unlock()
	w, err := p.find(s, p)
	if err != nil {
		return fmt.Errorf("modify: %w", err)
	}
	w.want(interest)
	return nil
}

func (p *portablePoller) Delete(s Source) error {
	p.stack.mu.Lock()
	defer p.stack.mu.Unlock()
	w, err := p.find(s, p)
	if err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	w.leave()
	return nil
}

// want changes what a source is watched for.
func (w *watched) want(interest Interest) {
	w.interest = interest
	if interest&Readable != 0 {
		w.prepare()
	}
	w.changed()
}

// leave takes a source out of its poller, if it is in one.
func (w *watched) leave() {
	if w.queued {
		i := slices.Index(w.poller.queue, w)
		w.poller.queue = slices.Delete(w.poller.queue, i, i+1)
	}
	w.poller, w.owner, w.interest, w.queued = nil, nil, 0, false
}

func (p *portablePoller) Wait(events []Event, timeout time.Duration) (int, error) {
	if len(events) == 0 {
		return 0, ErrNoEvents
	}
	var expired <-chan time.Time // nil, so never, unless there is a timeout
	if timeout > 0 {
		if p.timer == nil {
			p.timer = time.NewTimer(timeout)
		} else {
			p.timer.Reset(timeout)
		}
		defer p.timer.Stop()
		expired = p.timer.C
	}
	// Our goroutines do what a kernel would, but they do need a processor for it, and a loop that
	// always finds something to do would keep the only one for itself.
	runtime.Gosched()
	for {
		n, woken, err := p.collect(events)
		if err != nil || n > 0 || woken || timeout == 0 {
			return n, err
		}
		select {
		case <-p.signal:
		case <-expired:
			timeout = 0 // one last look
		}
	}
}

// collect makes events of the sources that are ready, and drops the others from the queue.
func (p *portablePoller) collect(events []Event) (n int, woken bool, err error) {
	p.stack.mu.Lock()
	defer p.stack.mu.Unlock()
	if p.closed {
		return 0, false, net.ErrClosed
	}
	p.queue = slices.DeleteFunc(p.queue, func(w *watched) bool {
		w.queued = w.ready()&w.interest != 0
		return !w.queued
	})
	slices.SortFunc(p.queue, func(a, b *watched) int { return cmp.Compare(a.order, b.order) })
	first := 0
	for first < len(p.queue) && p.queue[first].order <= p.last {
		first++
	}
	for n < len(events) && n < len(p.queue) {
		w := p.queue[(first+n)%len(p.queue)]
		events[n] = Event{Source: w.source, Owner: w.owner, Ready: w.ready() & w.interest}
		p.last = w.order
		n++
	}
	if n == len(p.queue) {
		p.last = 0
	}
	woken, p.woken = p.woken, false
	return n, woken, nil
}

func (p *portablePoller) Wake() error {
	p.stack.mu.Lock()
	defer p.stack.mu.Unlock()
	if p.closed {
		return net.ErrClosed
	}
	p.woken = true
	p.ring()
	return nil
}

// ring has Wait look again.
func (p *portablePoller) ring() {
	select {
	case p.signal <- struct{}{}:
	default: // it is going to
	}
}

func (p *portablePoller) Close() error {
	p.stack.mu.Lock()
	defer p.stack.mu.Unlock()
	if p.closed {
		return net.ErrClosed
	}
	p.closed = true
	for _, w := range p.queue {
		w.queued = false
	}
	p.queue = nil
	return nil
}
