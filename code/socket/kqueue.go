//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package socket

import (
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const queueName = "kqueue"

// A queue is a kqueue, and the bell in it.
type queue struct {
	bell
	fd     int
	events []unix.Kevent_t
}

func openQueue() (int, error) {
	fd, err := unix.Kqueue()
	if err == nil {
		unix.CloseOnExec(fd)
	}
	return fd, err
}

// set changes what the kernel watches a descriptor for. Reading and writing are two entries.
func (q *queue) set(fd int, was, now Interest) error {
	var changes [2]unix.Kevent_t
	n := 0
	change := func(interest Interest, filter int) {
		if (was^now)&interest == 0 {
			return
		}
		flags := unix.EV_DELETE
		if now&interest != 0 {
			flags = unix.EV_ADD
		}
		unix.SetKevent(&changes[n], fd, filter, flags)
		n++
	}
	change(Readable, unix.EVFILT_READ)
	change(Writable, unix.EVFILT_WRITE)
	_, err := unix.Kevent(q.fd, changes[:n], nil, nil)
	if err == unix.EINTR {
		return nil // by then the changes have been made
	}
	return err
}

// wait returns how many descriptors are ready, at once or within the timeout, if it is not negative.
func (q *queue) wait(size int, timeout time.Duration) (int, error) {
	if size > len(q.events) {
		q.events = make([]unix.Kevent_t, size)
	}
	if timeout < 0 {
		return unix.Kevent(q.fd, nil, q.events[:size], nil)
	}
	limit := unix.NsecToTimespec(int64(min(timeout, 24*time.Hour))) // some systems refuse years
	return unix.Kevent(q.fd, nil, q.events[:size], &limit)
}

// found returns the descriptor that wait found as number i, and what it is ready for.
func (q *queue) found(i int) (fd int, ready Interest) {
	event := &q.events[i]
	if int(event.Filter) == unix.EVFILT_READ {
		return int(event.Ident), Readable
	}
	return int(event.Ident), Writable
}

// newSocket makes a TCP socket that does not block.
func newSocket(family int) (int, error) {
	syscall.ForkLock.RLock() // a child started in between would inherit it
	defer syscall.ForkLock.RUnlock()
	fd, err := unix.Socket(family, unix.SOCK_STREAM, 0)
	if err != nil {
		return -1, err
	}
	return fd, unblock(fd)
}

// accept takes a connection, whose socket does not block.
func accept(listener int) (int, netip.AddrPort, error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, remote, err := unix.Accept(listener)
	if err == nil {
		err = unblock(fd)
	}
	return fd, fromSockaddr(remote), err
}
