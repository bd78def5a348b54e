//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// A nativeListener is a descriptor that listens. It holds another one in reserve, with which it can
// hang up on callers when there are no descriptors for them.
type nativeListener struct {
	handle
	spare int // -1 if there is none
}

// newSpare returns a descriptor of no use, or -1.
func newSpare() int {
	fd, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1
	}
	return fd
}

func (l *nativeListener) Accept() (Socket, error) {
	if l.fd < 0 {
		return nil, net.ErrClosed
	}
	fd, remote, err := accept(l.fd)
	if err == unix.EMFILE || err == unix.ENFILE {
		err = l.shed(err)
	} else if l.spare < 0 {
		l.spare = newSpare()
	}
	switch err {
	case nil:
		return newNativeSocket(fd, remote), nil
	case unix.EAGAIN, unix.EINTR, unix.ECONNABORTED: // the client left before its turn
		return nil, ErrWouldBlock
	default:
		return nil, fmt.Errorf("accept: %w", err)
	}
}

// shed uses the spare descriptor to hang up on all who wait. It returns the reason for that, or
// EAGAIN if nobody waits.
func (l *nativeListener) shed(reason error) error {
	if l.spare < 0 {
		return reason
	}
	unix.Close(l.spare)
	defer func() { l.spare = newSpare() }()
	for n := range backlog {
		switch fd, _, err := accept(l.fd); {
		case err == nil:
			unix.Close(fd)
		case err == unix.EAGAIN && n == 0:
			return err
		case err != unix.ECONNABORTED:
			return reason
		}
	}
	return reason
}

func (l *nativeListener) Close() error {
	if l.spare >= 0 {
		unix.Close(l.spare)
		l.spare = -1
	}
	return l.handle.Close()
}
