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

// getPoetry asks the server at address for its poem. It returns at once, with a Deferred that will have
// the poem. Cancelling that ends the connection. Apart from this it is chapter 8's.
func getPoetry(r *reactor.Reactor, address string) *deferred.Deferred[string] {
	q := &request{address: address}
	d := deferred.NewWithCanceller(q.callOff)
	q.poem = d
	q.connector = r.ConnectTCP(address, q, 0)
	return d.AddErrback(func(err error) (string, error) {
		return "", fmt.Errorf("no poem at %s: %w", address, err)
	})
}

// A request is the factory of the connection that brings a poem.
type request struct {
	address   string
	poem      *deferred.Deferred[string] // nil when there is nothing to fire any more
	connector *reactor.Connector
	transport protocol.Transport // nil until there is a connection
}

// callOff is the canceller of the poem's Deferred. It ends the connection, and leaves firing to Cancel.
func (q *request) callOff(*deferred.Deferred[string]) {
	q.poem = nil
	if q.transport != nil {
		q.transport.Abort()
		return
	}
	q.connector.Disconnect()
}

// end fires the Deferred, unless it was called off.
func (q *request) end(text string, err error) {
	switch {
	case q.poem == nil:
	case err != nil:
		q.poem.Errback(err)
	default:
		q.poem.Callback(text)
	}
}

func (q *request) BuildProtocol(netip.AddrPort) protocol.Protocol { return &reading{request: q} }

// ConnectionFailed is called when there will be no connection.
func (q *request) ConnectionFailed(reason error) { q.end("", reason) }

// String returns the name of the connection in traces and logs.
func (q *request) String() string { return q.address }

// A reading is one connection to a poetry server.
type reading struct {
	*request
	text []byte // what has come so far, cut anywhere
}

func (r *reading) ConnectionMade(t protocol.Transport) { r.transport = t }

// DataReceived adds a piece to what has come. It copies the piece.
func (r *reading) DataReceived(data []byte) { r.text = append(r.text, data...) }

// ConnectionLost ends the request: with what has come, if the server came to a good end.
func (r *reading) ConnectionLost(reason error) {
	switch {
	case reason != io.EOF:
		r.end("", reason)
	case len(r.text) == 0:
		r.end("", errSilent)
	default:
		r.end(string(r.text), nil)
	}
}

// errSilent says that a server was there, and hung up without a word.
var errSilent = errors.New("the server said nothing")
