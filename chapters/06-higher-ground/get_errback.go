package main

import (
	"context"
	"fmt"
	"net/netip"

	"slowpoetry/code/book/program"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
)

// getErrback is client 3.1. It asks for all the poems. For each it leaves a callback and, in case the
// poem will not come, an errback.
func getErrback(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	for _, p := range a.poems {
		tryPoetry(a.reactor, p.address,
			func(text []byte) { a.came(p, text) },
			func(err error) { a.failed(p, err) })
	}
	return a.run(ctx)
}

// tryPoetry asks the server at address for its poem, and returns at once. Later it calls callback
// with the poem, or errback with the reason why there is none: one of them, and once.
func tryPoetry(r *reactor.Reactor, address string, callback func(text []byte), errback func(err error)) {
	r.ConnectTCP(address, &request{address, callback, errback}, 0)
}

// A request is a poem that its caller wants, or wants to know why not. It is the factory of the
// connection that brings it.
type request struct {
	address  string
	callback func(text []byte)
	errback  func(err error)
}

func (q *request) BuildProtocol(netip.AddrPort) protocol.Protocol {
	return &reading{address: q.address, end: q.end}
}

func (q *request) ConnectionFailed(reason error) { q.end(nil, reason) }

// end calls the callback with the poem or the errback with the reason.
func (q *request) end(text []byte, err error) {
	if err != nil {
		q.errback(fmt.Errorf("no poem at %s: %w", q.address, err))
		return
	}
	q.callback(text)
}

// String returns the name of the connection in traces and logs.
func (q *request) String() string { return q.address }
