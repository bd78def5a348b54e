//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"fmt"
	"net"
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

func (native) NewPoller() (Poller, error) {
	q, err := newQueue()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", queueName, err)
	}
	return &nativePoller{queue: q}, nil
}

func (native) Listen(address string) (_ Listener, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("listen %s: %w", address, err)
		}
	}()
	local, err := resolve(address, netip.IPv4Unspecified())
	if err != nil {
		return nil, err
	}
	family, sockaddr := toSockaddr(local)
	fd, err := newSocket(family)
	if err != nil {
		return nil, err
	}
	l := &nativeListener{}
	l.fd, l.source = fd, l

	// A port whose last connections are still fading out may be listened on again. One on which
	// somebody listens may not: that is what the option means on all of these systems.
	err = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
	if err == nil {
		err = noDelay(fd) // accepted sockets inherit it
	}
	if err == nil {
		err = unix.Bind(fd, sockaddr)
	}
	if err == nil {
		err = unix.Listen(fd, backlog)
	}
	if err != nil {
		l.Close()
		return nil, err
	}
	return l, nil
}

func (native) Connect(address string) (Socket, error) {
	remote, err := resolve(address, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", address, err)
	}
	family, sockaddr := toSockaddr(remote)
	fd, err := newSocket(family)
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", address, err)
	}
	s := newNativeSocket(fd, remote)
	s.connecting = true
	err = noDelay(fd)
	if err == nil {
		err = unix.Connect(fd, sockaddr)
	}
	if err != nil && err != unix.EINPROGRESS && err != unix.EINTR { // after a signal it goes on too
		s.Close()
		return nil, s.failure("connect", err)
	}
	return s, nil
}

// A handle is what sockets and listeners have in common: a descriptor, and a place in a poller.
type handle struct {
	fd       int // -1 once closed
	source   Source
	poller   *nativePoller // nil when in none
	owner    any
	interest Interest
	slot     int32 // where in the events of this Wait the source's own is, if there is one
}

func (h *handle) LocalAddr() netip.AddrPort {
	sockaddr, err := unix.Getsockname(h.fd)
	if err != nil {
		return netip.AddrPort{}
	}
	return fromSockaddr(sockaddr)
}

// Close leaves it to the kernel to forget the descriptor's interests, and to send what is unsent.
func (h *handle) Close() error {
	if h.fd < 0 {
		return net.ErrClosed
	}
	if h.poller != nil {
		h.poller.forget(h)
	}
	err := unix.Close(h.fd)
	h.fd = -1
	return err
}

// registration is how the poller gets from a source of this stack to its handle.
func (h *handle) registration() *handle { return h }

// A nativeListener is a descriptor that listens.
type nativeListener struct{ handle }

func (l *nativeListener) Accept() (Socket, error) {
	if l.fd < 0 {
		return nil, net.ErrClosed
	}
	for {
		fd, remote, err := accept(l.fd)
		switch err {
		case nil:
			return newNativeSocket(fd, remote), nil
		case unix.EAGAIN:
			return nil, ErrWouldBlock
		case unix.EINTR, unix.ECONNABORTED: // the client left before its turn: next
		default:
			return nil, fmt.Errorf("accept: %w", err)
		}
	}
}

// noDelay has small writes sent at once, not kept until the last one is acknowledged.
func noDelay(fd int) error {
	return unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1)
}

// resolve turns HOST:PORT into an address, with the one given in place of a missing host.
func resolve(address string, host netip.Addr) (netip.AddrPort, error) {
	tcp, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	if len(tcp.IP) > 0 {
		host = tcp.AddrPort().Addr().Unmap()
	}
	return netip.AddrPortFrom(host, uint16(tcp.Port)), nil
}

func toSockaddr(a netip.AddrPort) (family int, _ unix.Sockaddr) {
	if a.Addr().Is4() {
		return unix.AF_INET, &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}
	}
	return unix.AF_INET6, &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16()}
}

func fromSockaddr(sockaddr unix.Sockaddr) netip.AddrPort {
	switch a := sockaddr.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *unix.SockaddrInet6:
		return netip.AddrPortFrom(netip.AddrFrom16(a.Addr).Unmap(), uint16(a.Port))
	}
	return netip.AddrPort{}
}
