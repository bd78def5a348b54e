package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"slowpoetry/code/book/setup"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A drip is a piece of a poem, after the time at which it was due: nanoseconds since 1970, by the
// clock that server and clients share, as they are on one machine.
type drip [16]byte

func (d *drip) due() int64 { return int64(binary.LittleEndian.Uint64(d[:])) }

// fill writes a drip with as much of the text as there is room for, and returns how much that is.
func (d *drip) fill(due int64, text []byte) int {
	binary.LittleEndian.PutUint64(d[:], uint64(due))
	return copy(d[8:], text)
}

// An audience is all the clients of one server. It is their factory.
type audience struct {
	*experiment
	reactor *reactor.Reactor
	server  *crowdServer
	inviter *reactor.LoopingCall
	invited int
	here    int // who have heard something

	from, to int64           // the drips that count are due from here to there
	delays   []time.Duration // of each of them
	memory   int             // of the server, with everybody there
	failed   error           // why there is nothing to tell
}

// attend connects everybody to the server, and measures when all are there.
func (e *experiment) attend(ctx context.Context, s *crowdServer) (*audience, error) {
	r, err := setup.Reactor(e.env)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	a := &audience{experiment: e, reactor: r, server: s}
	a.inviter = reactor.NewLoopingCall(r, a.invite)
	a.inviter.Start(10*time.Millisecond, true)
	a.lookAround(0)
	if err := r.Run(ctx); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return a, a.failed
}

// invite connects a hundredth of them. It takes a second to have them all there, so that they are
// not all waiting for the same moment.
func (a *audience) invite() {
	for range min(1+a.clients/100, a.clients-a.invited) {
		a.reactor.ConnectTCP(a.server.address, a, 0)
		a.invited++
	}
	if a.invited == a.clients {
		a.inviter.Stop()
	}
}

// lookAround fails when no client has heard anything for the first time in half a minute. Before is
// how many had at the last look. On a busy machine it may take longer until all have.
func (a *audience) lookAround(before int) {
	a.reactor.CallLater(30*time.Second+a.delay, func() {
		switch a.here {
		case a.clients: // all have
		case before:
			a.fail(fmt.Errorf("%d of %d clients have heard nothing", a.clients-a.here, a.clients))
		default:
			a.lookAround(a.here)
		}
	})
}

// BuildProtocol and ConnectionFailed make it a protocol.ClientFactory.

func (a *audience) BuildProtocol(netip.AddrPort) protocol.Protocol { return &crowdClient{audience: a} }
func (a *audience) ConnectionFailed(reason error)                  { a.fail(reason) }

// fail ends the run.
func (a *audience) fail(err error) {
	if a.failed == nil {
		a.failed = err
	}
	a.reactor.Stop()
}

// arrive is called when a client hears something for the first time. With the last of them the
// time begins that is measured.
func (a *audience) arrive() {
	if a.here++; a.here < a.clients {
		return
	}
	fmt.Fprintf(a.env.Stderr, "%s: %d clients are there, measuring for %v\n", a.server.model, a.clients, a.length)
	a.from = time.Now().UnixNano()
	a.to = a.from + int64(a.length)
	a.reactor.CallLater(a.length+time.Second/10, func() { // for those that are under way by then
		a.memory = a.server.memory()
		a.reactor.Stop()
	})
}

// delivered returns how many of the drips that were due have come, as a part of 1.
func (a *audience) delivered() float64 {
	return float64(len(a.delays)) * float64(a.delay) / float64(a.length) / float64(a.clients)
}

// late returns how late the drips were: the part of them, of 1, that was no later than this.
func (a *audience) late(part float64) time.Duration {
	if len(a.delays) == 0 {
		return 0
	}
	slices.Sort(a.delays)
	return a.delays[int(part*float64(len(a.delays)-1))]
}

// A crowdClient hears one poem.
type crowdClient struct {
	audience *audience
	drip     drip
	size     int  // of the part of it that has come
	here     bool // has heard something
}

func (c *crowdClient) ConnectionMade(protocol.Transport) {}

func (c *crowdClient) DataReceived(data []byte) {
	a, now := c.audience, time.Now().UnixNano()
	for len(data) > 0 {
		n := copy(c.drip[c.size:], data)
		data = data[n:]
		if c.size += n; c.size < len(c.drip) {
			return
		}
		if c.size = 0; !c.here {
			c.here = true
			a.arrive()
		}
		if due := c.drip.due(); a.from <= due && due < a.to {
			a.delays = append(a.delays, time.Duration(now-due))
		}
	}
}

func (c *crowdClient) ConnectionLost(reason error) {
	if !errors.Is(reason, reactor.ErrStopped) { // that is the end as it should be
		c.audience.fail(fmt.Errorf("a client was left: %w", reason))
	}
}
