package main

import (
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A bareLoop is epoll and a schedule and no more: no interfaces, no callbacks, no buffers, no
// partial writes. What does the same work and can be used will not be faster.
type bareLoop struct {
	epoll    int
	listener int
	clients  []*bareClient // by descriptor
	buffer   []byte
	due      schedule[*bareClient]
	delay    time.Duration // 0: echo
}

// A bareClient is who is at the other end.
type bareClient struct {
	fd int // -1: gone
}

func noEpoll() error { return nil }

func bareEcho(announce func(int)) error { return bareRecite(announce, 0) }

func bareRecite(announce func(int), delay time.Duration) error {
	l := &bareLoop{buffer: make([]byte, 64<<10), delay: delay}
	if err := l.listen(announce); err != nil {
		return err
	}
	events := make([]unix.EpollEvent, 256)
	for {
		n, err := l.wait(events)
		if err != nil && err != unix.EINTR {
			return err
		}
		l.reciteDue()
		for _, event := range events[:max(n, 0)] {
			if int(event.Fd) == l.listener {
				l.accept()
			} else {
				l.read(l.clients[event.Fd])
			}
		}
	}
}

func (l *bareLoop) listen(announce func(int)) (err error) {
	if l.listener, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0); err != nil {
		return err
	}
	if err := unix.Bind(l.listener, &unix.SockaddrInet4{}); err != nil {
		return err
	}
	if err := unix.Listen(l.listener, 4096); err != nil {
		return err
	}
	if l.epoll, err = unix.EpollCreate1(0); err != nil {
		return err
	}
	if err := l.watch(l.listener); err != nil {
		return err
	}
	address, err := unix.Getsockname(l.listener)
	if err != nil {
		return err
	}
	announce(address.(*unix.SockaddrInet4).Port)
	return nil
}

func (l *bareLoop) watch(fd int) error {
	return unix.EpollCtl(l.epoll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)})
}

// wait blocks until something happens or is due, with the precision of the kernel's clock.
func (l *bareLoop) wait(events []unix.EpollEvent) (int, error) {
	if len(l.due) == 0 {
		return unix.EpollWait(l.epoll, events, -1)
	}
	limit := unix.NsecToTimespec(int64(max(0, l.due[0].due-now())))
	n, _, errno := unix.Syscall6(unix.SYS_EPOLL_PWAIT2, uintptr(l.epoll),
		uintptr(unsafe.Pointer(&events[0])), uintptr(len(events)), uintptr(unsafe.Pointer(&limit)), 0, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), nil
}

// accept takes everybody who waits.
func (l *bareLoop) accept() {
	for {
		fd, _, err := unix.Accept4(l.listener, unix.SOCK_NONBLOCK)
		if err != nil {
			return
		}
		client := &bareClient{fd: fd}
		for fd >= len(l.clients) {
			l.clients = append(l.clients, nil)
		}
		l.clients[fd] = client
		if l.watch(fd) != nil {
			l.leave(client)
			continue
		}
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
		if l.delay > 0 {
			l.due.add(now(), client)
		}
	}
}

// read says back what a client has said.
func (l *bareLoop) read(c *bareClient) {
	if c.fd < 0 {
		return
	}
	n, err := unix.Read(c.fd, l.buffer)
	switch {
	case err == unix.EAGAIN:
	case n <= 0:
		l.leave(c)
	default:
		unix.Write(c.fd, l.buffer[:n])
	}
}

func (l *bareLoop) leave(c *bareClient) {
	l.clients[c.fd] = nil
	unix.Close(c.fd)
	c.fd = -1
}

// reciteDue gives a piece to whoever it is due to.
func (l *bareLoop) reciteDue() {
	p := poem()
	for t := now(); len(l.due) > 0 && l.due[0].due <= t; {
		first := l.due[0]
		if first.what.fd < 0 {
			l.due.drop()
			continue
		}
		p.stamp(first.due)
		unix.Write(first.what.fd, p[:])
		l.due.replace(first.due+l.delay, first.what)
	}
}
