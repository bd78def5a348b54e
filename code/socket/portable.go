package socket

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"sync"
)

// Portable returns a stack that works over any network, with a goroutine for each wait: one for a
// socket or listener that is watched for reading, one while a socket connects or has bytes to
// send. They read ahead a little and stop, so that a sender faster than its reader is held up as it
// would be by the kernel, and all of them block on the network or on channels, so that
// testing/synctest knows when they wait.
//
// It keeps the promises of [Stack] and its kin, and one more: among several sources that are
// ready, Wait reports those first that were added first. Where there is no room for all of them it
// goes on, the next time, after the last that had room.
//
// What a socket has taken is sent by a goroutine, and so not after the program has exited.
func Portable(n Network) Stack { return &portable{network: n} }

// portable is a network, and the lock that guards all that is made of it. One lock is plenty:
// nobody waits for anything else while holding it.
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

// addrPort returns an address of package net's, in the form that all stacks give it.
func addrPort(a net.Addr) netip.AddrPort {
	parsed, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(parsed.Addr().Unmap(), parsed.Port())
}
