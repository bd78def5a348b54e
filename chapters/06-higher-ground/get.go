package main

import (
	"context"
	"net/netip"

	"slowpoetry/code/book/program"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// get is client 3.0. It asks for all the poems, and says what to do with each.
func get(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	for _, p := range a.poems {
		getPoetry(a.reactor, p.address, func(text []byte) { a.came(p, text) })
	}
	return a.run(ctx)
}

// getPoetry asks the server at address for its poem, and returns at once. It calls callback with the
// poem when it is here.
func getPoetry(r *reactor.Reactor, address string, callback func(text []byte)) {
	r.ConnectTCP(address, &wish{address, callback}, 0)
}

// A wish is a poem that its caller wants. It is the factory of the connection that brings it.
type wish struct {
	address  string
	callback func(text []byte)
}

// BuildProtocol returns the protocol of the connection, once that is made.
func (w *wish) BuildProtocol(netip.AddrPort) protocol.Protocol {
	return &reading{address: w.address, end: w.end}
}

// ConnectionFailed is called instead when there will be no connection.
func (w *wish) ConnectionFailed(reason error) { w.end(nil, reason) }

// end passes the poem on, if there is one.
func (w *wish) end(text []byte, err error) {
	if err != nil {
		return // we know why, and cannot say so
	}
	w.callback(text)
}

// String returns the name of the connection in traces and logs.
func (w *wish) String() string { return w.address }
