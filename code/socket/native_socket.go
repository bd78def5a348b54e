//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"fmt"
	"io"
	"net"
	"net/netip"

	"golang.org/x/sys/unix"
)

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

// Abort has the kernel linger on closing, but for no time at all, which is how one asks for a reset.
func (s *nativeSocket) Abort() error {
	if s.fd < 0 {
		return net.ErrClosed
	}
	// It fails where there is no connection any more, or not yet. Then there is nobody to tell.
	unix.SetsockoptLinger(s.fd, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
	return s.Close()
}

// broken says what an error of Read or Write means, and keeps it if it means that the connection
// is no more.
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
		s.err = s.failure("connect", err)
	default:
		s.connecting = false
		s.err = s.failure(verb, err)
	}
	return s.err
}

func (s *nativeSocket) failure(verb string, err error) error {
	return fmt.Errorf("%s %v: %w", verb, s.remote, err)
}
