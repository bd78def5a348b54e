// Package exercise is about many poems, and a few at a time.
package exercise

import "slowpoetry/code/reactor"

// A Get asks the server at address for its poem, and returns at once. Later it calls callback with
// the poem, or errback with the reason why there is none: one of them, and once. It returns a function
// that hangs up on the server; after that neither is called. Hanging up on a server that has answered
// does nothing.
type Get func(address string, callback func(text []byte), errback func(err error)) (hangUp func())

// All asks by get for the poems at all the addresses, at most limit of them at the same time, in this
// order. Later it calls callback with all the poems, in the order of their addresses, or errback with
// the first error: one of them, and once. When one poem will not come it hangs up on the servers that
// are still reciting, and asks no more.
//
// The function that it returns hangs up on all of them; after that neither callback nor errback is
// called.
func All(r *reactor.Reactor, get Get, limit int, addresses []string, callback func(texts [][]byte), errback func(err error)) (hangUp func()) {
	// This asks all of them at once, and calls the errback for each that fails.
	texts := make([][]byte, len(addresses))
	missing := len(addresses)
	for i, address := range addresses {
		get(address, func(text []byte) {
			texts[i] = text
			if missing--; missing == 0 {
				callback(texts)
			}
		}, errback)
	}
	return func() {}
}
