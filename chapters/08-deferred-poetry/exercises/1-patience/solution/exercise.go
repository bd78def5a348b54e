// Package exercise is about poems that take too long.
package exercise

import (
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// ErrTooSlow is the error of a poem that was not complete in time.
var ErrTooSlow = errors.New("too slow")

// GetPoetry asks the server at address for its poem, and returns at once, with a Deferred that
// will have it, or an error that says at which address there is none and why.
//
// If the poem is not complete when patience is over, the Deferred fires with an error that is
// ErrTooSlow, and the connection is closed.
func GetPoetry(r *reactor.Reactor, address string, patience time.Duration) *deferred.Deferred[string] {
	d := deferred.New[string]()
	connector := r.ConnectTCP(address, &request{address, d}, 0)
	enough := r.CallLater(patience, func() {
		d.Errback(fmt.Errorf("after %v: %w", patience, ErrTooSlow))
		connector.Disconnect() // the end of the connection fires d again, and that is for nothing
	})
	d.AddBoth(func(text string, err error) (string, error) {
		enough.Cancel()
		return text, err
	})
	return d.AddErrback(func(err error) (string, error) {
		return "", fmt.Errorf("no poem at %s: %w", address, err)
	})
}

// A request is a poem that somebody wants. It is the factory of the connection that brings it.
type request struct {
	address string
	poem    *deferred.Deferred[string]
}

func (q *request) BuildProtocol(netip.AddrPort) protocol.Protocol { return &reading{request: q} }

func (q *request) ConnectionFailed(reason error) { q.poem.Errback(reason) }

// A reading is one connection to a poetry server.
type reading struct {
	*request
	text []byte // what has come so far, cut anywhere
}

func (r *reading) ConnectionMade(protocol.Transport) {}

func (r *reading) DataReceived(data []byte) { r.text = append(r.text, data...) }

func (r *reading) ConnectionLost(reason error) {
	if reason != io.EOF {
		r.poem.Errback(reason)
		return
	}
	r.poem.Callback(string(r.text))
}
