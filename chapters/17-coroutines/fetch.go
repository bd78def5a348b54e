package main

import (
	"errors"
	"fmt"
	"io"
	"net/netip"

	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// getPoetry asks the server at address for its poem, and returns at once, with a Deferred that
// will have it. It is chapter 8's.
func getPoetry(r *reactor.Reactor, address string) *deferred.Deferred[string] {
	d := deferred.New[string]()
	r.ConnectTCP(address, &request{address, d}, 0)
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

// ConnectionFailed is called when there will be no connection.
func (q *request) ConnectionFailed(reason error) { q.poem.Errback(reason) }

// String returns the name of the connection in traces and logs.
func (q *request) String() string { return q.address }

// A reading is one connection to a poetry server.
type reading struct {
	*request
	text []byte // what has come so far, cut anywhere
}

func (r *reading) ConnectionMade(protocol.Transport) {}

// DataReceived adds a piece to what has come. It copies the piece.
func (r *reading) DataReceived(data []byte) { r.text = append(r.text, data...) }

// ConnectionLost fires the Deferred: with what has come, if the server came to a good end.
func (r *reading) ConnectionLost(reason error) {
	switch {
	case reason != io.EOF:
		r.poem.Errback(reason)
	case len(r.text) == 0:
		r.poem.Errback(errSilent)
	default:
		r.poem.Callback(string(r.text))
	}
}

// errSilent says that a server was there, and hung up without a word.
var errSilent = errors.New("the server said nothing")
