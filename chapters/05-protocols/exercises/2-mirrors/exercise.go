// Package exercise is about a factory that outlives its connections.
package exercise

import (
	"context"
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
	f.next()
	if err := r.Run(ctx); err != nil {
		return nil, err
	}
	return f.text, ctx.Err()
}

// A fetching is on its way to a poem: the factory of all the connections that this takes.
type fetching struct {
	reactor   *reactor.Reactor
	addresses []string // of those we have not asked
	text      []byte
}

// next asks the next server.
func (f *fetching) next() {
	address := f.addresses[0]
	f.addresses = f.addresses[1:]
	f.reactor.ConnectTCP(address, f, 0)
}

func (f *fetching) BuildProtocol(remote netip.AddrPort) protocol.Protocol { return f }
func (f *fetching) ConnectionMade(t protocol.Transport)                   {}
func (f *fetching) DataReceived(data []byte)                              { f.text = append(f.text, data...) }

// ConnectionFailed does nothing: so we wait forever, and never learn why.
func (f *fetching) ConnectionFailed(reason error) {}

func (f *fetching) ConnectionLost(reason error) {
	if reason != io.EOF {
		f.next()
		return
	}
	f.reactor.Stop()
}
