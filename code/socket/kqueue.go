//go:build darwin || dragonfly || freebsd || netbsd || openbsd

package socket

import (
	"net/netip"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const queueName = "kqueue"

// A queue is a kqueue, and a pipe in it whose reading end is the bell for Wake.
type queue struct {
	fd      int
	bell    int
	striker int // the pipe's writing end
	events  []unix.Kevent_t
	rung    [8]byte // what came through the pipe, which nobody reads
}

func newQueue() (*queue, error) {
	fd, err := unix.Kqueue()
	if err != nil {
		return nil, err
	}
	unix.CloseOnExec(fd)
	var pipe [2]int
	if err := newPipe(&pipe); err != nil {
		unix.Close(fd)
		return nil, err
	}
	q := &queue{fd: fd, bell: pipe[0], striker: pipe[1]}
	if err := q.set(q.bell, 0, Readable); err != nil {
		q.close()
		return nil, err
	}
	return q, nil
}

// newPipe makes a pipe that does not block.
func newPipe(pipe *[2]int) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := unix.Pipe(pipe[:]); err != nil {
		return err
	}
	for _, fd := range pipe {
		unix.CloseOnExec(fd)
		if err := unix.SetNonblock(fd, true); err != nil {
			unix.Close(pipe[0])
			unix.Close(pipe[1])
			return err
		}
	}
	return nil
}

// set changes what the kernel watches a descriptor for. Reading and writing are two entries, each
// of which is there or is not.
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

// wait blocks for at most timeout, or for ever if that is negative, and returns how many
// descriptors are ready.
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

// found returns one of what wait found: a descriptor, and what it is ready for.
func (q *queue) found(i int) (fd int, ready Interest) {
	event := &q.events[i]
	if int(event.Filter) == unix.EVFILT_READ {
		return int(event.Ident), Readable
	}
	return int(event.Ident), Writable
}

// ring makes the bell ready for reading, and silence undoes it.
func (q *queue) ring() error {
	_, err := unix.Write(q.striker, one)
	return err
}

func (q *queue) silence() { unix.Read(q.bell, q.rung[:]) }

// one is what goes through the pipe. Any byte would do.
var one = []byte{1}

func (q *queue) close() error {
	unix.Close(q.striker)
	unix.Close(q.bell)
	return unix.Close(q.fd)
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
	if err != nil {
		return -1, netip.AddrPort{}, err
	}
	return fd, fromSockaddr(remote), unblock(fd)
}

// unblock finishes a new socket, or closes it when that fails.
func unblock(fd int) error {
	unix.CloseOnExec(fd)
	err := unix.SetNonblock(fd, true)
	if err != nil {
		unix.Close(fd)
	}
	return err
}
