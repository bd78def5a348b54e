//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"fmt"
	"net/netip"

	"golang.org/x/sys/unix"
)

// backlog is how many connections may wait for Accept. The customary 50 to 128 makes a burst of
// 2,000 clients take over a second, because those who find no room try again that much later.
const backlog = 4096

// native is the operating system's own stack. What differs between systems is in the file of
// their poller: epoll.go, kqueue.go.
type native struct{}

func (native) Name() string { return queueName }

// Listen takes connections over IPv4 alone where those of all addresses do not work: a machine may
// lack IPv6, or the means to serve both with one socket.
func (native) Listen(address string) (Listener, error) {
	local, err := ParseListen(address)
	fd := -1
	if err == nil {
		fd, err = listenAt(local)
	}
	switch err {
	case unix.EAFNOSUPPORT, unix.EPROTONOSUPPORT, unix.EADDRNOTAVAIL, unix.EINVAL, unix.ENOPROTOOPT:
		if local.Addr() == netip.IPv6Unspecified() {
			fd, err = listenAt(netip.AddrPortFrom(netip.IPv4Unspecified(), local.Port()))
		}
	}
	if err != nil {
		return nil, fmt.Errorf("listen %s: %w", address, err)
	}
	l := &nativeListener{spare: newSpare()}
	l.fd = fd
	l.Init(native{}, l)
	return l, nil
}

// listenAt returns a descriptor that listens.
func listenAt(local netip.AddrPort) (int, error) {
	fd, sockaddr, err := socketFor(local)
	if err != nil {
		return -1, err
	}
	// A port whose last connections are still fading out may be listened on again. One on which
	// somebody listens may not: that is what the option means on all of these systems.
	err = setOptions(fd, option{unix.SOL_SOCKET, unix.SO_REUSEADDR, 1})
	if err == nil && local.Addr() == netip.IPv6Unspecified() { // systems differ in what they do when not told
		err = setOptions(fd, option{unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0})
	}
	if err == nil {
		err = unix.Bind(fd, sockaddr)
	}
	if err == nil {
		err = unix.Listen(fd, backlog)
	}
	if err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}

// socketFor makes a socket for an address, which it returns as the kernel wants it. Those that are
// accepted from it have its options.
func socketFor(address netip.AddrPort) (fd int, sockaddr unix.Sockaddr, err error) {
	family, sockaddr, err := toSockaddr(address)
	if err != nil {
		return -1, nil, err
	}
	fd, err = newSocket(family)
	if err == nil {
		err = setOptions(fd, connectionOptions...)
	}
	if err != nil {
		unix.Close(fd)
	}
	return fd, sockaddr, err
}

func (native) Connect(address string) (Socket, error) {
	remote, err := ParseConnect(address)
	fd, sockaddr := -1, unix.Sockaddr(nil)
	if err == nil {
		fd, sockaddr, err = socketFor(remote)
	}
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", address, err)
	}
	s := newNativeSocket(fd, remote)
	s.connecting = true
	err = unix.Connect(fd, sockaddr)
	if err == nil || err == unix.EINPROGRESS || err == unix.EINTR { // after a signal it goes on too
		err = s.refuseSelf()
	}
	if err != nil {
		s.Close()
		return nil, s.failure("connect", err)
	}
	return s, nil
}

// refuseSelf breaks a connection of a socket to itself. There is one when the kernel gives the socket
// the port that it asks for as its own: so nobody listens there, and TCP lets the two ends be one.
func (s *nativeSocket) refuseSelf() error {
	if s.LocalAddr() != s.remote {
		return nil
	}
	s.err = s.failure("connect", unix.ECONNREFUSED)
	return unix.Shutdown(s.fd, unix.SHUT_RDWR) // which makes it ready for whatever it is watched for
}

// A handle is what sockets and listeners have in common: a descriptor, and a place in a poller.
type handle struct {
	Watched
	fd   int   // -1 once closed
	slot int32 // where in the events of this Wait the source's own is, if there is one
}

func (h *handle) descriptor() *handle { return h }

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
