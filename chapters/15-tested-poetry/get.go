package main

import (
	"errors"
	"io"
	"net/netip"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// A client asks the server at address for its poem, and returns a Deferred that will have it.
type client func(r *reactor.Reactor, address string) *deferred.Deferred[string]

const (
	patience = 5 * time.Second // for one attempt
	attempts = 3               // for one poem
)

var (
	errLate   = errors.New("the server takes too long")
	errSilent = errors.New("the server said nothing")
)

//listing:request

// A request is a poem that is being fetched, in up to three attempts. It is the factory and the
// protocol of each.
type request struct {
	reactor   *reactor.Reactor
	address   string
	poem      *deferred.Deferred[string]
	attempt   int
	text      []byte             // what has come in this attempt
	transport protocol.Transport // nil until there is a connection
	connector *reactor.Connector
	limit     *reactor.Call // ends this attempt
	late      func()        // what limit calls
	within    time.Duration // for connecting: the reactor's 30 s if 0
}

//listing:end

//listing:try

// try begins an attempt.
func (q *request) try() {
	q.attempt++
	q.text, q.transport = nil, nil
	q.limit = q.reactor.CallLater(patience, q.late)
	q.connector = q.reactor.ConnectTCP(q.address, q, q.within)
}

// failed begins another attempt, if there is one left.
func (q *request) failed(reason error) {
	q.limit.Cancel()
	if q.attempt < attempts {
		q.try()
		return
	}
	q.poem.Errback(reason)
}

//listing:end

//listing:protocol

// ConnectionMade notes that the attempt has a connection.
func (q *request) ConnectionMade(t protocol.Transport) { q.transport = t }

// DataReceived keeps what comes.
func (q *request) DataReceived(data []byte) { q.text = append(q.text, data...) }

// ConnectionLost has the poem, if the server hung up in good order.
func (q *request) ConnectionLost(reason error) {
	switch {
	case reason != io.EOF:
		q.failed(reason)
	case len(q.text) == 0:
		q.failed(errSilent)
	default:
		q.limit.Cancel()
		q.poem.Callback(string(q.text))
	}
}

//listing:end

func (q *request) BuildProtocol(netip.AddrPort) protocol.Protocol { return q }

func (q *request) ConnectionFailed(reason error) { q.failed(reason) }

func newRequest(r *reactor.Reactor, address string) *request {
	return &request{reactor: r, address: address, poem: deferred.New[string]()}
}

//listing:hasty

// getHasty fetches a poem. It has a bug, on purpose.
func getHasty(r *reactor.Reactor, address string) *deferred.Deferred[string] {
	q := newRequest(r, address)
	q.late = q.hangUp
	q.try()
	return q.poem
}

// hangUp ends an attempt that takes too long.
func (q *request) hangUp() {
	if q.transport != nil {
		q.transport.Abort() // ConnectionLost follows
		return
	}
	q.failed(errLate)
}

//listing:end

//listing:hopeful

// getHopeful is getHasty, and has the reactor stop connecting when the attempt is over. It is still
// broken.
func getHopeful(r *reactor.Reactor, address string) *deferred.Deferred[string] {
	q := newRequest(r, address)
	q.late, q.within = q.hangUp, patience
	q.try()
	return q.poem
}

//listing:end

//listing:get

// get fetches a poem.
func get(r *reactor.Reactor, address string) *deferred.Deferred[string] {
	q := newRequest(r, address)
	q.late = q.callOff
	q.try()
	return q.poem
}

// callOff ends an attempt that takes too long, connected or not.
func (q *request) callOff() {
	if q.transport != nil {
		q.transport.Abort()
		return
	}
	q.connector.Disconnect() // ConnectionFailed follows
}

//listing:end

func (q *request) String() string { return q.address }
