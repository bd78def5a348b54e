//go:build linux

package socket

import (
	"math"
	"net/netip"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const queueName = "epoll"

// A queue is an epoll instance, and the bell in it.
type queue struct {
	bell
	fd     int
	events []unix.EpollEvent
	limit  [2]int64 // the timeout of waitFinely: seconds, nanoseconds
	coarse bool     // no epoll_pwait2: Linux before 5.11, or a sandbox that has not heard of it
}

func openQueue() (int, error) { return unix.EpollCreate1(unix.EPOLL_CLOEXEC) }

// set changes what the kernel watches a descriptor for. It always watches for errors too,
// unless it does not watch at all: so no interest means no entry in the epoll instance.
func (q *queue) set(fd int, was, now Interest) error {
	op := unix.EPOLL_CTL_MOD
	switch {
	case was == now:
		return nil
	case was == 0:
		op = unix.EPOLL_CTL_ADD
	case now == 0:
		op = unix.EPOLL_CTL_DEL
	}
	event := unix.EpollEvent{Fd: int32(fd)}
	if now&Readable != 0 {
		event.Events |= unix.EPOLLIN
	}
	if now&Writable != 0 {
		event.Events |= unix.EPOLLOUT
	}
	return unix.EpollCtl(q.fd, op, fd, &event)
}

// wait blocks for at most timeout, or for ever if that is negative, and returns how many
// descriptors are ready.
func (q *queue) wait(size int, timeout time.Duration) (int, error) {
	if size > len(q.events) {
		q.events = make([]unix.EpollEvent, size)
	}
	if timeout > 0 && !q.coarse {
		n, err := q.waitFinely(size, timeout)
		if err != unix.ENOSYS && err != unix.EPERM {
			return n, err
		}
		q.coarse = true
	}
	if timeout < 0 {
		return unix.EpollWait(q.fd, q.events[:size], -1)
	}
	ms := timeout / time.Millisecond
	if timeout%time.Millisecond > 0 {
		ms++ // 0.9 ms, rounded down, would come back at once, and again, and again
	}
	return unix.EpollWait(q.fd, q.events[:size], int(min(ms, math.MaxInt32)))
}

// waitFinely waits with the precision of the kernel's clock. Milliseconds make every timer half a
// millisecond late on average.
func (q *queue) waitFinely(size int, timeout time.Duration) (int, error) {
	q.limit = [2]int64{int64(timeout / time.Second), int64(timeout % time.Second)}
	n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT2, uintptr(q.fd),
		uintptr(unsafe.Pointer(&q.events[0])), uintptr(size),
		uintptr(unsafe.Pointer(&q.limit)), 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// found returns one of what wait found: a descriptor, and what it is ready for. A connection
// that hung up or broke is ready for everything, since nothing about it would block.
func (q *queue) found(i int) (fd int, ready Interest) {
	event := &q.events[i]
	if event.Events&^unix.EPOLLOUT != 0 {
		ready |= Readable
	}
	if event.Events&^unix.EPOLLIN != 0 {
		ready |= Writable
	}
	return int(event.Fd), ready
}

// newSocket makes a TCP socket that does not block.
func newSocket(family int) (int, error) {
	return unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
}

// accept takes a connection, whose socket does not block. The address of the caller is read where
// the kernel has put it: unix.Accept4 makes two objects of it, more garbage than the connection is
// memory.
func accept(fd int) (int, netip.AddrPort, error) {
	var from unix.RawSockaddrAny
	size := uint32(unix.SizeofSockaddrAny)
	n, _, errno := unix.Syscall6(unix.SYS_ACCEPT4, uintptr(fd), uintptr(unsafe.Pointer(&from)),
		uintptr(unsafe.Pointer(&size)), unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
	if errno != 0 {
		return -1, netip.AddrPort{}, errno
	}
	if from.Addr.Family == unix.AF_INET {
		a := (*unix.RawSockaddrInet4)(unsafe.Pointer(&from))
		return int(n), netip.AddrPortFrom(netip.AddrFrom4(a.Addr), hostOrder(a.Port)), nil
	}
	a := (*unix.RawSockaddrInet6)(unsafe.Pointer(&from))
	return int(n), zoned(a.Addr, a.Scope_id, hostOrder(a.Port)), nil
}

// hostOrder turns a port round, where the network's order of bytes is not the machine's.
func hostOrder(port uint16) uint16 {
	bytes := *(*[2]byte)(unsafe.Pointer(&port))
	return uint16(bytes[0])<<8 | uint16(bytes[1])
}
