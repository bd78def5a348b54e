//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A nativePoller is a queue of the kernel's, and a table that leads from a descriptor to its
// handle. The queue cannot lead there itself: the garbage collector does not look for pointers in
// the kernel.
type nativePoller struct {
	registry
	queue   queue
	handles []*handle   // by descriptor: the kernel gives out the lowest free one, so few are nil
	bell    [2]int      // a pipe whose reading end is in the queue: to ring it is to write a byte
	heard   [8]byte     // of which one is read
	woken   atomic.Bool // Wake has rung, and Wait has not answered yet
}

func (native) NewPoller() (Poller, error) {
	p := &nativePoller{queue: queue{fd: -1}, bell: [2]int{-1, -1}}
	p.registry = registry{mu: new(sync.Mutex), poller: p}
	if err := p.open(); err != nil {
		p.Close()
		return nil, fmt.Errorf("%s: %w", queueName, err)
	}
	return p, nil
}

func (p *nativePoller) open() (err error) {
	syscall.ForkLock.RLock() // a child started in between would inherit what is opened here
	defer syscall.ForkLock.RUnlock()
	if p.queue.fd, err = openQueue(); err != nil {
		return err
	}
	if err = unix.Pipe(p.bell[:]); err != nil {
		return err
	}
	unix.CloseOnExec(p.bell[0])
	unix.CloseOnExec(p.bell[1])
	return p.queue.set(p.bell[0], 0, Readable)
}

func (p *nativePoller) set(w *Watched, was Interest) error {
	h := handleOf(w.source)
	for h.fd >= len(p.handles) {
		p.handles = append(p.handles, nil)
	}
	p.handles[h.fd] = h
	return p.queue.set(h.fd, was, w.interest)
}

func (p *nativePoller) left(w *Watched) { p.handles[handleOf(w.source).fd] = nil }

func (p *nativePoller) Wait(events []Event, timeout time.Duration) (int, error) {
	if p.closed {
		return 0, net.ErrClosed
	}
	var end time.Time
	if timeout > 0 {
		end = time.Now().Add(timeout)
	}
	for {
		found, err := p.queue.wait(len(events), timeout)
		if err != nil && err != unix.EINTR {
			return 0, fmt.Errorf("wait: %w", err)
		}
		n, woken := p.collect(events, found)
		if n > 0 || woken || timeout == 0 {
			return n, nil
		}
		if timeout > 0 {
			timeout = max(0, time.Until(end))
			if timeout == 0 {
				return 0, nil
			}
		}
	}
}

// collect makes events of what the queue has found, and answers Wake.
func (p *nativePoller) collect(events []Event, found int) (n int, woken bool) {
	for i := range found {
		fd, ready := p.queue.found(i)
		if fd == p.bell[0] {
			// In this order: a Wake in between adds nothing, for this Wait is about to return.
			// The other way round it would ring a bell that we then silence, for good.
			unix.Read(fd, p.heard[:])
			p.woken.Store(false)
			woken = true
			continue
		}
		h := p.handles[fd]
		if h == nil {
			continue // closed here, and still open in a child process that has yet to exec
		}
		ready &= h.interest
		switch {
		case ready == 0:
		case int(h.slot) < n && events[h.slot].Source == h.source:
			events[h.slot].Ready |= ready // kqueue reports reading and writing one by one
		default:
			h.slot = int32(n)
			events[n] = Event{Source: h.source, Owner: h.owner, Ready: ready}
			n++
		}
	}
	return n, woken
}

func (p *nativePoller) Wake() error {
	if p.woken.Swap(true) {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return net.ErrClosed
	}
	_, err := unix.Write(p.bell[1], stroke)
	return err
}

var stroke = []byte{1}

func (p *nativePoller) Close() error {
	if err := p.registry.Close(); err != nil {
		return err
	}
	unix.Close(p.bell[0])
	unix.Close(p.bell[1])
	return unix.Close(p.queue.fd)
}
