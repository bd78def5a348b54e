//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"errors"
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
	queue   *queue
	handles []*handle   // by descriptor: the kernel gives out the lowest free one, so few are nil
	woken   atomic.Bool // Wake has rung, and Wait has not answered yet
}

func (native) NewPoller() (Poller, error) {
	p := &nativePoller{queue: &queue{fd: -1, bell: bell{ear: -1, striker: -1}}}
	p.registry = registry{stack: native{}, mu: new(sync.Mutex), poller: p}
	if err := p.open(); err != nil {
		p.Close()
		return nil, fmt.Errorf("%s: %w", queueName, err)
	}
	return p, nil
}

func (p *nativePoller) open() (err error) {
	if p.queue.fd, err = openQueue(); err != nil {
		return err
	}
	if err = p.queue.bell.open(); err != nil {
		return err
	}
	return p.queue.set(p.queue.ear, 0, Readable)
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
	if len(events) == 0 {
		return 0, ErrNoEvents
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
		if fd == p.queue.ear {
			// In this order: a Wake in between adds nothing, for this Wait is about to return.
			// The other way round it would ring a bell that we then silence, for good.
			p.queue.silence()
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
	return p.queue.ring()
}

func (p *nativePoller) Close() error {
	if err := p.registry.Close(); err != nil {
		return err
	}
	p.queue.bell.close()
	return unix.Close(p.queue.fd)
}

// A bell is a pipe, whose reading end is in the queue: to ring it is to write a byte.
type bell struct {
	ear     int // the reading end
	striker int // the writing end
	heard   [8]byte
}

func (b *bell) open() error {
	syscall.ForkLock.RLock() // a child started in between would inherit it
	defer syscall.ForkLock.RUnlock()
	pipe := [2]int{-1, -1}
	err := unix.Pipe(pipe[:])
	b.ear, b.striker = pipe[0], pipe[1]
	if err == nil {
		err = errors.Join(unblock(b.ear), unblock(b.striker))
	}
	return err
}

var stroke = []byte{1}

func (b *bell) ring() error {
	_, err := unix.Write(b.striker, stroke)
	return err
}

func (b *bell) silence() { unix.Read(b.ear, b.heard[:]) }

func (b *bell) close() {
	unix.Close(b.ear)
	unix.Close(b.striker)
}

// unblock finishes a new descriptor: no child inherits it, and it does not block.
func unblock(fd int) error {
	unix.CloseOnExec(fd)
	return unix.SetNonblock(fd, true)
}
