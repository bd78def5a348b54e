package main

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

// A request is a poem that we ask for: the factory of the connection that brings it, and its protocol.
type request struct {
	name      string // in traces
	poem      *deferred.Deferred[string]
	connector *reactor.Connector
	transport protocol.Transport // nil until there is a connection
	text      []byte             // what has come so far, cut anywhere
}

// patience is how long a poem may take.
const patience = 2 * time.Minute

// longest is how many bytes a poem may have.
const longest = 1_000_000

var (
	errSilent = errors.New("the server said nothing")
	errLong   = fmt.Errorf("it has more than %d bytes", longest)
)

// getPoetry asks the server at address for its poem, and returns at once, with a Deferred that will
// have it. Cancelling that ends the connection.
func getPoetry(r *reactor.Reactor, name, address string) *deferred.Deferred[string] {
	q := &request{name: name}
	q.poem = deferred.NewWithCanceller(q.callOff)
	q.connector = r.ConnectTCP(address, q, 0)
	deferred.Timeout(q.poem, patience, r)
	return q.poem.AddErrback(func(err error) (string, error) {
		return "", fmt.Errorf("no poem at %s: %w", address, err)
	})
}

// callOff is the canceller of q's Deferred. It ends the connection, or the attempt to make one.
func (q *request) callOff(*deferred.Deferred[string]) {
	if q.transport == nil {
		q.connector.Disconnect()
		return
	}
	q.transport.Abort()
}

// ConnectionLost is called when the connection is over, however that came about. If the Deferred has
// fired by then, that stands.
func (q *request) ConnectionLost(reason error) {
	switch {
	case q.poem.Fired():
	case reason != io.EOF:
		q.poem.Errback(reason)
	case len(q.text) == 0:
		q.poem.Errback(errSilent)
	default:
		q.poem.Callback(string(q.text))
	}
}

// ConnectionFailed is called when there will be no connection.
func (q *request) ConnectionFailed(reason error) {
	if !q.poem.Fired() {
		q.poem.Errback(reason)
	}
}

func (q *request) BuildProtocol(netip.AddrPort) protocol.Protocol { return q }

func (q *request) ConnectionMade(t protocol.Transport) { q.transport = t }

// DataReceived adds a piece to what has come. It copies the piece.
func (q *request) DataReceived(data []byte) {
	if len(q.text)+len(data) > longest {
		q.transport.Abort()
		q.poem.Errback(errLong)
		return
	}
	q.text = append(q.text, data...)
}

// String returns the name of the connection in traces and logs.
func (q *request) String() string { return q.name }
