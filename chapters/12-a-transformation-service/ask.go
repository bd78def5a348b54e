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

// ask connects to address, sends request as a netstring if it is not empty, and returns at once,
// with a Deferred that will have the netstring that comes back. Cancelling it hangs up.
func ask(r *reactor.Reactor, address, request string) *deferred.Deferred[string] {
	q := &asking{address: address, request: request}
	q.reply = deferred.NewWithCanceller(func(*deferred.Deferred[string]) { q.connector.Disconnect() })
	q.connector = r.ConnectTCP(address, q, 0)
	return q.reply
}

// An asking is one request, and the connection that it is made on.
type asking struct {
	address, request string
	reply            *deferred.Deferred[string]
	connector        *reactor.Connector
	protocol.NetstringTransport
}

func (q *asking) BuildProtocol(netip.AddrPort) protocol.Protocol {
	return &protocol.NetstringReceiver{Handler: q, MaxLength: maxReply}
}

// maxReply is how many bytes we let a server send. A drawl is longer than the poem.
const maxReply = 1 << 20

func (q *asking) ConnectionFailed(reason error) { q.reply.Errback(reason) }

//listing:asking

func (q *asking) ConnectionMade(t protocol.NetstringTransport) {
	q.NetstringTransport = t
	if q.request != "" {
		q.WriteNetstring(q.request)
	}
}

// NetstringReceived has the whole reply, and needs the connection no longer.
func (q *asking) NetstringReceived(text []byte) {
	reply := string(text)
	q.LoseConnection()
	q.reply.Callback(reply)
}

// ConnectionLost fires the Deferred if no reply has: it did not come, or not all of it.
func (q *asking) ConnectionLost(reason error) {
	switch {
	case q.reply.Fired():
	case reason == io.EOF:
		q.reply.Errback(errNoReply)
	case reason == io.ErrUnexpectedEOF:
		q.reply.Errback(errBroken)
	default:
		q.reply.Errback(reason)
	}
}

//listing:end

var (
	errNoReply = errors.New("the server hung up without a word")
	errBroken  = fmt.Errorf("broken off: %w", io.ErrUnexpectedEOF)
)

// String returns the name of the connection in traces and logs.
func (q *asking) String() string { return q.address }
