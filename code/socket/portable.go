package socket

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"syscall"
)

// Portable returns a stack that works over any network. A goroutine accepts for each listener,
// reads for each socket that is watched for reading, and connects or writes for each socket that
// has something to do. They read ahead a little and stop, so that a slow reader holds up the
// sender, and block only on the network or on channels, which testing/synctest understands.
//
// Among several sources that are ready, Wait reports those first that were added first, after
// those that had no room in the last Wait.
//
// What a socket has taken is sent by a goroutine, and so not after the program has exited.
func Portable(n Network) Stack { return &portable{network: n} }

// portable is a network, and the lock that guards all sources on it. Its holders never block.
type portable struct {
	network Network
	mu      sync.Mutex
}

func (*portable) Name() string { return "portable" }

func (p *portable) NewPoller() (Poller, error) {
	poller := new(portablePoller)
	poller.Init(p, &p.mu)
	return poller, nil
}

func (p *portable) Listen(address string) (Listener, error) {
	local, err := ParseListen(address)
	var inner net.Listener
	if err == nil {
		network := "tcp"
		if local.Addr() == netip.IPv4Unspecified() {
			network = "tcp4" // or else package net would take it for all addresses
		}
		inner, err = p.network.Listen(context.Background(), network, local.String())
	}
	if err != nil {
		return nil, fmt.Errorf("listen %s: %w", address, cause(err))
	}
	at := addrPort(inner.Addr()) // from which package net may leave out the zone
	l := &portableListener{stack: p, inner: inner}
	l.local = netip.AddrPortFrom(at.Addr().WithZone(local.Addr().Zone()), at.Port())
	l.Init(p, l)
	return l, nil
}

func (p *portable) Connect(address string) (Socket, error) {
	remote, err := ParseConnect(address)
	if err != nil {
		return nil, fmt.Errorf("connect %s: %w", address, err)
	}
	s := newPortableSocket(p, remote, nil)
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	go s.connect(ctx)
	return s, nil
}

// addrPort returns an address of package net's in the form that all stacks give it.
func addrPort(a net.Addr) netip.AddrPort {
	parsed, _ := netip.ParseAddrPort(a.String())
	return netip.AddrPortFrom(parsed.Addr().Unmap(), parsed.Port())
}

// cause returns what the system said of a failure, without what package net says around it.
func cause(err error) error {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	if number, ok := err.(syscall.Errno); ok && named[number] != 0 {
		return named[number]
	}
	return err
}

// named has the errors for which Windows has numbers of its own, and package syscall these names.
var named = map[syscall.Errno]syscall.Errno{
	10048: syscall.EADDRINUSE,
	10049: syscall.EADDRNOTAVAIL,
	10053: syscall.ECONNABORTED,
	10054: syscall.ECONNRESET,
	10060: syscall.ETIMEDOUT,
	10061: syscall.ECONNREFUSED,
}
