// Package exercise is about a factory that outlives its connections.
package exercise

import (
	"context"
	"errors"
	"io"
	"net/netip"

	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// Fetch fetches a poem that several servers have. It asks the first; when there is no
// connection to it, or the connection breaks, it asks the next, from the start. It returns the
// poem that was complete, or, when the last has failed, an error that names every reason.
//
// It runs r meanwhile. When ctx is done it gives up, and returns ctx's error.
func Fetch(ctx context.Context, r *reactor.Reactor, addresses []string) ([]byte, error) {
	f := &fetching{reactor: r, addresses: addresses}
	r.CallWhenRunning(f.next)
	if err := r.Run(ctx); err != nil {
		return nil, err
	}
	switch {
	case f.done:
		return f.text, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	default:
		return nil, errors.Join(f.reasons...)
	}
}

// A fetching is on its way to a poem: the factory of all the connections that this takes. What
// belongs to one of them is not here.
type fetching struct {
	reactor   *reactor.Reactor
	addresses []string // of those we have not asked
	reasons   []error  // why the others have failed
	text      []byte
	done      bool // text is the poem
}

// next asks the next server, if there is one.
func (f *fetching) next() {
	if len(f.addresses) == 0 {
		f.reactor.Stop()
		return
	}
	address := f.addresses[0]
	f.addresses = f.addresses[1:]
	f.reactor.ConnectTCP(address, f, 0)
}

func (f *fetching) BuildProtocol(remote netip.AddrPort) protocol.Protocol {
	return &attempt{fetching: f}
}

// ConnectionFailed is for the connections that did not come about, and an attempt calls it for
// those that broke. When the reactor stops, it is over.
func (f *fetching) ConnectionFailed(reason error) {
	f.reasons = append(f.reasons, reason)
	if f.reactor.Running() {
		f.next()
	}
}

// An attempt is one connection. What has come through it is of no use to the next.
type attempt struct {
	fetching *fetching
	text     []byte
}

func (a *attempt) ConnectionMade(t protocol.Transport) {}
func (a *attempt) DataReceived(data []byte)            { a.text = append(a.text, data...) }

func (a *attempt) ConnectionLost(reason error) {
	if reason != io.EOF {
		a.fetching.ConnectionFailed(reason)
		return
	}
	a.fetching.text, a.fetching.done = a.text, true
	a.fetching.reactor.Stop()
}
