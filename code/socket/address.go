package socket

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
)

// loopback is the address of a host that talks to itself.
var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// SplitAddress splits HOST:PORT, as package net does it, and reads the port, a decimal number. The
// host may be empty, or a name: SplitAddress looks nothing up.
func SplitAddress(address string) (host string, port uint16, err error) {
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	number, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("invalid port %q", service)
	}
	return host, uint16(number), nil
}

// ParseListen parses an address to listen at, as every [Stack] understands it. Without a host the
// address is [::], which stands for all addresses of the machine, those of IPv4 included.
func ParseListen(address string) (netip.AddrPort, error) {
	host, port, err := SplitAddress(address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	var ip netip.Addr
	switch host {
	case "":
		ip = netip.IPv6Unspecified()
	case "localhost":
		ip = loopback // which is no secret, and takes no resolver
	default:
		if ip, err = netip.ParseAddr(host); err != nil {
			return netip.AddrPort{}, fmt.Errorf("host %q is not an IP address", host)
		}
	}
	return netip.AddrPortFrom(ip.Unmap(), port), nil
}

// ParseConnect parses an address to connect to, as every [Stack] understands it. Without a host, or
// with one that stands for all addresses of the machine, it is 127.0.0.1.
func ParseConnect(address string) (netip.AddrPort, error) {
	remote, err := ParseListen(address)
	if err == nil && remote.Addr().IsUnspecified() {
		remote = netip.AddrPortFrom(loopback, remote.Port())
	}
	return remote, err
}
