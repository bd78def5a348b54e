package socket

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
)

var loopback = netip.AddrFrom4([4]byte{127, 0, 0, 1})

// SplitAddress splits HOST:PORT as [net.SplitHostPort] does, and parses the port, a decimal number.
// The host may be empty, or a name, which is not looked up.
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

// ParseListen parses the address that [Stack] documents for Listen. Without a host it is [::].
func ParseListen(address string) (netip.AddrPort, error) {
	host, port, err := SplitAddress(address)
	if err != nil {
		return netip.AddrPort{}, err
	}
	ip := loopback
	switch host {
	case "localhost":
	case "":
		ip = netip.IPv6Unspecified()
	default:
		if ip, err = netip.ParseAddr(host); err != nil {
			return netip.AddrPort{}, fmt.Errorf("host %q is not an IP address", host)
		}
		if number, err := strconv.Atoi(ip.Zone()); err == nil { // which the system gives back as a name
			if zone, err := net.InterfaceByIndex(number); err == nil {
				ip = ip.WithZone(zone.Name)
			}
		}
	}
	return netip.AddrPortFrom(ip.Unmap(), port), nil
}

// ParseConnect parses the address that [Stack] documents for Connect. Without a host, or with one
// that stands for all addresses of the machine, it is 127.0.0.1.
func ParseConnect(address string) (netip.AddrPort, error) {
	remote, err := ParseListen(address)
	if err == nil && remote.Addr().IsUnspecified() {
		remote = netip.AddrPortFrom(loopback, remote.Port())
	}
	return remote, err
}
