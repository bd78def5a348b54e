//go:build linux

package socket

import (
	"encoding/binary"
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

// set changes what the kernel watches a descriptor for. It watches every entry for errors too, so
// no interest means no entry.
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

// wait returns how many descriptors are ready, at once or within the timeout, if it is not negative.
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

// waitFinely waits with the precision of the kernel's clock, where EpollWait counts milliseconds.
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

// found returns the descriptor that wait found as number i, and what it is ready for. A connection
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

// accept takes a connection, whose socket does not block. It reads the address where the kernel
// has put it, since unix.Accept4 makes more garbage of it than the connection is memory.
func accept(listener int) (int, netip.AddrPort, error) {
	var from unix.RawSockaddrAny
	size := uint32(unix.SizeofSockaddrAny)
	n, _, errno := unix.Syscall6(unix.SYS_ACCEPT4, uintptr(listener), uintptr(unsafe.Pointer(&from)),
		uintptr(unsafe.Pointer(&size)), unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0, 0)
	if errno != 0 {
		return -1, netip.AddrPort{}, errno
	}
	in4, in6 := (*unix.RawSockaddrInet4)(unsafe.Pointer(&from)), (*unix.RawSockaddrInet6)(unsafe.Pointer(&from))
	port := binary.BigEndian.Uint16((*[2]byte)(unsafe.Pointer(&in4.Port))[:]) // both have it in one place
	if in4.Family == unix.AF_INET {
		return int(n), netip.AddrPortFrom(netip.AddrFrom4(in4.Addr), port), nil
	}
	return int(n), zoned(in6.Addr, in6.Scope_id, port), nil
}
