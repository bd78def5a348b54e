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

// getPoetry asks the server at address for its poem, and returns at once, with a Deferred that
// will have it. It is chapter 8's.
func getPoetry(r *reactor.Reactor, address string) *deferred.Deferred[string] {
	return newRequest(r, address, address).ask(plainly)
}

// A request is a poem that we ask for. It is the factory of the connection that brings it.
type request struct {
	reactor   *reactor.Reactor
	name      string // in traces
	address   string
	build     func(*request) protocol.Protocol
	poem      *deferred.Deferred[string]
	transport protocol.Transport // nil until there is a connection
	deadline  *reactor.Call
}

// patience is how long a poem may take, from its first byte to its last.
const patience = 2 * time.Minute

// longest is how many bytes a poem may have.
const longest = 1_000_000

var (
	errSilent = errors.New("the server said nothing")
	errLong   = fmt.Errorf("it has more than %d bytes", longest)
	errSlow   = fmt.Errorf("it took more than %v", patience)
)

func newRequest(r *reactor.Reactor, name, address string) *request {
	return &request{reactor: r, name: name, address: address, poem: deferred.New[string]()}
}

// ask connects. The protocol that build returns will fire the Deferred.
func (q *request) ask(build func(*request) protocol.Protocol) *deferred.Deferred[string] {
	q.build = build
	q.reactor.ConnectTCP(q.address, q, 0)
	return q.poem.AddErrback(func(err error) (string, error) {
		return "", fmt.Errorf("no poem at %s: %w", q.address, err)
	})
}

func (q *request) BuildProtocol(netip.AddrPort) protocol.Protocol { return q.build(q) }

// ConnectionFailed is called when there will be no connection.
func (q *request) ConnectionFailed(reason error) { q.poem.Errback(reason) }

// String returns the name of the connection in traces and logs.
func (q *request) String() string { return q.name }

// begin is called when the connection is made.
func (q *request) begin(t protocol.Transport) {
	q.transport = t
	q.deadline = q.reactor.CallLater(patience, func() { q.giveUp(errSlow) })
}

// giveUp ends a connection that goes on and on.
func (q *request) giveUp(why error) {
	q.transport.Abort()
	q.poem.Errback(why)
}

// end is called when the connection is over. If the Deferred has fired by then, it refuses this.
func (q *request) end(text string, reason error) {
	q.deadline.Cancel()
	switch {
	case reason != io.EOF:
		q.poem.Errback(reason)
	case text == "":
		q.poem.Errback(errSilent)
	default:
		q.poem.Callback(text)
	}
}

// A reading is a connection to a server that hangs up when it has said it all.
type reading struct {
	*request
	text []byte // what has come so far, cut anywhere
}

func plainly(q *request) protocol.Protocol { return &reading{request: q} }

func (r *reading) ConnectionMade(t protocol.Transport) { r.begin(t) }

// DataReceived adds a piece to what has come. It copies the piece.
func (r *reading) DataReceived(data []byte) {
	if len(r.text)+len(data) > longest {
		r.giveUp(errLong)
		return
	}
	r.text = append(r.text, data...)
}

func (r *reading) ConnectionLost(reason error) { r.end(string(r.text), reason) }

// A dictation is a connection to a server that says first how long its poem is.
type dictation struct{ *request }

func announced(q *request) protocol.Protocol {
	return &protocol.NetstringReceiver{Handler: dictation{q}, MaxLength: longest}
}

func (d dictation) ConnectionMade(t protocol.NetstringTransport) { d.begin(t) }

// NetstringReceived has the poem, and all of it.
func (d dictation) NetstringReceived(text []byte) {
	d.poem.Callback(string(text))
	d.transport.LoseConnection()
}

// ConnectionLost has io.ErrUnexpectedEOF for a poem that broke off.
func (d dictation) ConnectionLost(reason error) { d.end("", reason) }
