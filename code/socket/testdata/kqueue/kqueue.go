//go:build linux

// Package kqueue is the calls of a BSD's kqueue that package socket makes, by epoll, so that kqueue.go can
// be run on Linux: in the manner of kqueue(2), reading and writing are two filters with an event each, one
// that is not there cannot be deleted, and what breaks is the end of a file to both.
//
// It does not have the BSDs' errors of reading and writing, nor their scheduling. The names are those of
// golang.org/x/sys/unix.
package kqueue

import (
	"math"
	"sync"

	"golang.org/x/sys/unix"
)

const (
	EVFILT_READ  = -1
	EVFILT_WRITE = -2

	EV_ADD    = 0x1
	EV_DELETE = 0x2
	EV_EOF    = 0x8000
)

// A Kevent_t is a change of what is watched, or an event.
type Kevent_t struct {
	Ident  uint64
	Filter int16
	Flags  uint16
}

// SetKevent sets all fields of k.
func SetKevent(k *Kevent_t, fd, filter, flags int) {
	*k = Kevent_t{uint64(fd), int16(filter), uint16(flags)}
}

// A queue is what an epoll instance watches.
type queue struct {
	mu      sync.Mutex
	watched map[int]uint32 // the events of epoll, by descriptor
	turn    bool           // of writing to come before reading, so that neither starves when there is room for one
	found   []unix.EpollEvent
}

var (
	mu     sync.Mutex
	queues = map[int]*queue{} // by the descriptor of the epoll instance
)

func opened(kq int) *queue {
	mu.Lock()
	defer mu.Unlock()
	return queues[kq]
}

// Kqueue returns the descriptor of a new queue.
func Kqueue() (int, error) {
	fd, err := unix.EpollCreate1(0)
	if err == nil {
		mu.Lock()
		defer mu.Unlock()
		queues[fd] = &queue{watched: map[int]uint32{}}
	}
	return fd, err
}

// Kevent makes the changes, then waits until there are events, or until the timeout if there is one. With no
// room for events it does not wait.
func Kevent(kq int, changes, events []Kevent_t, timeout *unix.Timespec) (int, error) {
	q := opened(kq)
	if q == nil {
		return -1, unix.EBADF
	}
	for _, change := range changes {
		if err := q.change(kq, change); err != nil {
			return -1, err
		}
	}
	if len(events) == 0 {
		return 0, nil
	}
	if len(events) > len(q.found) {
		q.found = make([]unix.EpollEvent, len(events))
	}
	ms := -1
	if timeout != nil {
		ms = int(min((timeout.Nano()+999_999)/1_000_000, math.MaxInt32)) // epoll counts milliseconds: rather late than too early
	}
	n, err := unix.EpollWait(kq, q.found[:len(events)], ms)
	if err != nil {
		return -1, err
	}
	return q.split(events, q.found[:n]), nil
}

// change adds a filter, or deletes one.
func (q *queue) change(kq int, change Kevent_t) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	fd, bit := int(change.Ident), uint32(unix.EPOLLIN)
	if change.Filter == EVFILT_WRITE {
		bit = unix.EPOLLOUT
	}
	was := q.watched[fd]
	control := func(op int, events uint32) error {
		return unix.EpollCtl(kq, op, fd, &unix.EpollEvent{Events: events, Fd: int32(fd)})
	}
	if was != 0 && control(unix.EPOLL_CTL_MOD, was) == unix.ENOENT {
		was = 0 // it was closed since, and its filters went with it
	}
	now, op := was|bit, unix.EPOLL_CTL_MOD
	switch {
	case change.Flags&EV_DELETE != 0 && was&bit == 0:
		return unix.ENOENT
	case change.Flags&EV_DELETE != 0:
		if now = was &^ bit; now == 0 {
			op = unix.EPOLL_CTL_DEL
		}
	case was == 0:
		op = unix.EPOLL_CTL_ADD
	}
	err := control(op, now)
	if err == nil {
		q.watched[fd] = now
	}
	return err
}

// split makes an event for each filter of what epoll has found, as many as there is room for.
func (q *queue) split(events []Kevent_t, found []unix.EpollEvent) (n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	filters := [2]int16{EVFILT_READ, EVFILT_WRITE}
	if q.turn = !q.turn; q.turn {
		filters = [2]int16{EVFILT_WRITE, EVFILT_READ}
	}
	for _, e := range found {
		broken := e.Events & (unix.EPOLLERR | unix.EPOLLHUP)
		for _, filter := range filters {
			bit := uint32(unix.EPOLLIN)
			if filter == EVFILT_WRITE {
				bit = unix.EPOLLOUT
			}
			if n == len(events) || q.watched[int(e.Fd)]&bit == 0 || e.Events&(bit|broken) == 0 {
				continue
			}
			events[n] = Kevent_t{Ident: uint64(e.Fd), Filter: filter}
			if broken != 0 {
				events[n].Flags = EV_EOF
			}
			n++
		}
	}
	return n
}
