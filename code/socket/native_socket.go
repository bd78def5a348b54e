//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"fmt"
	"io"
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

// A handle is what sockets and listeners have in common: a descriptor, and a place in a poller.
type handle struct {
	Watched
	fd   int   // -1 once closed
	slot int32 // of this source in the events of this Wait, if it has one
}

func (h *handle) descriptor() *handle { return h }

func handleOf(s Source) *handle { return s.(interface{ descriptor() *handle }).descriptor() }

func (h *handle) LocalAddr() netip.AddrPort {
	sockaddr, err := unix.Getsockname(h.fd)
	if err != nil {
		return netip.AddrPort{}
	}
	return fromSockaddr(sockaddr)
}

// Close leaves it to the kernel to forget the descriptor's interests, and to send what is unsent.
func (h *handle) Close() error {
	if err := h.Shut(); err != nil {
		return err
	}
	err := unix.Close(h.fd)
	h.fd = -1
	return err
}

// A nativeSocket is a descriptor that is connected, or is being connected.
type nativeSocket struct {
	handle
	remote     netip.AddrPort
	connecting bool  // as far as we know
	err        error // what broke the connection, once we know
}

func newNativeSocket(fd int, remote netip.AddrPort) *nativeSocket {
	s := &nativeSocket{remote: remote}
	s.fd = fd
	s.Init(native{}, s)
	return s
}

func (s *nativeSocket) RemoteAddr() netip.AddrPort { return s.remote }

// refuseSelf breaks a connection of a socket to itself. There is one when the kernel gives the
// socket the port that it asks for as its own: nobody listens there, and TCP lets the two be one.
func (s *nativeSocket) refuseSelf() error {
	if s.LocalAddr() != s.remote {
		return nil
	}
	s.err = s.failure("connect", unix.ECONNREFUSED)
	s.resetOnClose()                         // an end would keep the port from who wants to listen there
	return unix.Shutdown(s.fd, unix.SHUT_RD) // which makes it ready for whatever it is watched for
}

func (s *nativeSocket) ConnectError() error {
	switch {
	case s.fd < 0:
		return net.ErrClosed
	case !s.connecting:
		return nil
	case s.err != nil:
		return s.err
	}
	code, err := unix.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code != 0 {
		err = unix.Errno(code)
	}
	if err != nil {
		s.err = s.failure("connect", err)
		return s.err
	}
	// No error yet is no connection yet. There is one when there is someone at the other end.
	if _, err := unix.Getpeername(s.fd); err != nil {
		return ErrWouldBlock
	}
	s.connecting = false
	return nil
}

func (s *nativeSocket) Read(p []byte) (int, error) {
	if s.fd < 0 {
		return 0, net.ErrClosed
	}
	if len(p) == 0 {
		return 0, nil
	}
	n, err := unix.Read(s.fd, p)
	switch {
	case err != nil:
		return 0, s.broken("read", err)
	case n == 0 && s.err != nil:
		// The kernel reports a broken connection once, and to a Write if that came first. From
		// then on it says end of file, and a poem cut short would look like a whole one.
		return 0, s.err
	}
	s.connecting = false
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (s *nativeSocket) Write(p []byte) (int, error) {
	if s.fd < 0 {
		return 0, net.ErrClosed
	}
	if s.err != nil {
		return 0, s.err
	}
	n, err := unix.Write(s.fd, p)
	if err != nil {
		return 0, s.broken("write", err)
	}
	s.connecting = false
	if n < len(p) {
		return n, ErrWouldBlock
	}
	return n, nil
}

func (s *nativeSocket) CloseWrite() error {
	if err := s.ConnectError(); err != nil {
		return err
	}
	if err := unix.Shutdown(s.fd, unix.SHUT_WR); err != nil {
		return s.failure("close write", err)
	}
	return nil
}

func (s *nativeSocket) Abort() error {
	s.resetOnClose()
	return s.Close()
}

// resetOnClose has the kernel linger on closing for no time at all, which is how one asks for a
// reset. It fails where there is no connection, and nobody has to be told.
func (s *nativeSocket) resetOnClose() {
	unix.SetsockoptLinger(s.fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
}

// broken returns what an error of Read or Write means, and keeps it if the connection is no more.
func (s *nativeSocket) broken(verb string, err error) error {
	if err == unix.EPROTOTYPE { // what macOS says when a reset comes in the middle of a write
		err = unix.ECONNRESET
	}
	switch {
	case err == unix.EAGAIN, err == unix.EINTR, err == unix.ENOBUFS: // the BSDs' word for a busy network
		return ErrWouldBlock
	case s.err != nil:
		return s.err
	case s.connecting && err == unix.ENOTCONN: // the BSDs' way to say that it is too early
		return ErrWouldBlock
	case err == unix.EPIPE: // nobody is left to write to, but there may be something to read
		if failed := s.ConnectError(); failed != nil && failed != ErrWouldBlock {
			return failed // there never was anybody, which is how the BSDs put that
		}
		return s.failure(verb, err)
	case s.connecting && err != unix.ECONNRESET: // only what is connected can be reset
		verb = "connect"
	default:
		s.connecting = false
	}
	s.err = s.failure(verb, err)
	return s.err
}

func (s *nativeSocket) failure(verb string, err error) error {
	return fmt.Errorf("%s %v: %w", verb, s.remote, err)
}

// A nativeListener is a descriptor that listens, and one in reserve, with which to hang up on
// callers when there are no descriptors for them.
type nativeListener struct {
	handle
	spare int // -1 if there is none
}

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
