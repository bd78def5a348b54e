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

// A transformer stands for a server that changes poems. Who uses it knows nothing of netstrings,
// connections and addresses.
type transformer struct {
	reactor *reactor.Reactor
	address string
	name    string        // of the transform
	limit   time.Duration // for a reply
}

// transform returns at once, with a Deferred that will have the poem as the server has changed it.
func (t *transformer) transform(poem string) *deferred.Deferred[string] {
	d := deferred.New[string]()
	t.reactor.ConnectTCP(t.address, &question{transformer: t, poem: poem, reply: d}, t.limit)
	return d
}

// A question is a poem for which there is no reply yet. It is the factory of the connection on which
// it is asked.
type question struct {
	*transformer
	poem  string
	reply *deferred.Deferred[string] // nil when it has fired
}

// end fires the Deferred the first time that it is called. After that there is nothing to fire.
func (q *question) end(poem string, err error) {
	d := q.reply
	if d == nil {
		return
	}
	q.reply = nil
	if err != nil {
		d.Errback(fmt.Errorf("no reply from %s: %w", q.address, err))
		return
	}
	d.Callback(poem)
}

func (q *question) BuildProtocol(netip.AddrPort) protocol.Protocol {
	return &protocol.NetstringReceiver{Handler: &asking{question: q}, MaxLength: longestReply}
}

// ConnectionFailed is called when there will be no connection.
func (q *question) ConnectionFailed(reason error) { q.end("", reason) }

// An asking is the connection on which a question is asked.
type asking struct {
	*question
	deadline *reactor.Call
}

// ConnectionMade asks: the name of the transform, a full stop, the poem.
func (a *asking) ConnectionMade(t protocol.NetstringTransport) {
	a.deadline = a.transformer.reactor.CallLater(a.limit, func() {
		a.end("", fmt.Errorf("it took more than %v", a.limit))
		t.Abort()
	})
	t.WriteNetstring(a.name + "." + a.poem)
}

// NetstringReceived has the reply. The server hangs up after that.
func (a *asking) NetstringReceived(reply []byte) { a.end(string(reply), nil) }

// ConnectionLost is how it ends: with the reply, and if there was none, without.
func (a *asking) ConnectionLost(reason error) {
	a.deadline.Cancel()
	if reason == io.EOF {
		reason = errHungUp
	}
	a.end("", reason)
}

var errHungUp = errors.New("it hung up without a word")

// longestReply is how many bytes a reply may have.
const longestReply = 1_000_000
