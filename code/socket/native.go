//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package socket

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"
)

// System is the stack of this machine.
var System Stack = native{}

// native is the operating system's own stack. What differs between systems is in the file of
// their poller: epoll.go, kqueue.go.
type native struct{}

// backlog is how many connections may wait for Accept. With the customary 50 to 128, a burst of
// 2,000 clients takes over a second, because those who find no room try again that much later.
const backlog = 4096

func (native) Name() string { return queueName }

func (native) Listen(address string) (Listener, error) {
	local, err := ParseListen(address)
	fd := -1
	if err == nil {
		fd, err = listenAt(local)
	}
	if err != nil && err != unix.EADDRINUSE && local.Addr() == netip.IPv6Unspecified() {
		// The machine may lack IPv6, or the means to serve both with one socket.
		fd, err = listenAt(netip.AddrPortFrom(netip.IPv4Unspecified(), local.Port()))
	}
	if err != nil {
		return nil, fmt.Errorf("listen %s: %w", address, err)
	}
	l := &nativeListener{spare: newSpare()}
	l.fd = fd
	l.Init(native{}, l)
	return l, nil
}

// listenAt returns a descriptor that listens. Accepted connections inherit its options.
func listenAt(local netip.AddrPort) (int, error) {
	// The first option allows a port whose last connections are still fading out.
	options := []option{{unix.SOL_SOCKET, unix.SO_REUSEADDR, 1}}
	if local.Addr() == netip.IPv6Unspecified() {
		options = append(options, option{unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0})
	}
	fd, sockaddr, err := socketFor(local, options...)
	if err == nil {
		err = unix.Bind(fd, sockaddr)
	}
	if err == nil {
		err = unix.Listen(fd, backlog)
	}
	if err != nil {
		unix.Close(fd)
	}
	return fd, err
}

func (native) Connect(address string) (Socket, error) {
	remote, err := ParseConnect(address)
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", address, err)
	}
	fd, sockaddr, err := socketFor(remote)
	s := newNativeSocket(fd, remote)
	s.connecting = true
	if err == nil {
		err = unix.Connect(fd, sockaddr)
	}
	if err == nil || err == unix.EINPROGRESS || err == unix.EINTR { // after a signal it goes on too
		err = s.refuseSelf()
	}
	if err != nil {
		s.Close()
		return nil, s.failure("connect", err)
	}
	return s, nil
}

// An option is a setting of a socket.
type option struct{ level, name, value int }

// connectionOptions are those of every connection, and the same as package net's: small writes are
// sent at once, and after 15 seconds of silence the kernel asks whether the other end still exists,
// and gives up after nine questions without an answer.
var connectionOptions = append([]option{
	{unix.IPPROTO_TCP, unix.TCP_NODELAY, 1},
	{unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1},
}, keepAlive...)

// socketFor makes a socket for an address, which it returns as the kernel wants it. The caller
// closes the socket, even after an error.
func socketFor(address netip.AddrPort, options ...option) (fd int, sockaddr unix.Sockaddr, err error) {
	family, sockaddr, err := toSockaddr(address)
	if err != nil {
		return -1, nil, err
	}
	fd, err = newSocket(family)
	for _, o := range append(options, connectionOptions...) {
		if err == nil {
			err = unix.SetsockoptInt(fd, o.level, o.name, o.value)
		}
	}
	return fd, sockaddr, err
}

// toSockaddr returns an address as the kernel wants it.
func toSockaddr(a netip.AddrPort) (family int, _ unix.Sockaddr, err error) {
	if a.Addr().Is4() {
		return unix.AF_INET, &unix.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().As4()}, nil
	}
	zone, err := zoneIndex(a.Addr().Zone())
	return unix.AF_INET6, &unix.SockaddrInet6{Port: int(a.Port()), Addr: a.Addr().As16(), ZoneId: zone}, err
}

// fromSockaddr returns an address as the kernel gave it.
func fromSockaddr(sockaddr unix.Sockaddr) netip.AddrPort {
	switch a := sockaddr.(type) {
	case *unix.SockaddrInet4:
		return netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *unix.SockaddrInet6:
		return zoned(a.Addr, a.ZoneId, uint16(a.Port))
	}
	return netip.AddrPort{}
}

// zoned returns an IPv6 address with the name of its zone, or the IPv4 address that it stands for.
func zoned(ip [16]byte, zone uint32, port uint16) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom16(ip).Unmap().WithZone(zoneName(zone)), port)
}

// zoneIndex returns the kernel's number for a zone, the name of a network interface or that number.
func zoneIndex(zone string) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if i, err := net.InterfaceByName(zone); err == nil {
		return uint32(i.Index), nil
	}
	n, err := strconv.ParseUint(zone, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("no network interface %q", zone)
	}
	return uint32(n), nil
}

// zoneName is the inverse of zoneIndex.
func zoneName(index uint32) string {
	if index == 0 {
		return ""
	}
	if i, err := net.InterfaceByIndex(int(index)); err == nil {
		return i.Name
	}
	return strconv.FormatUint(uint64(index), 10)
}
