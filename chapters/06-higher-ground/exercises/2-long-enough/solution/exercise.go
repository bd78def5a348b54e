// Package exercise is about waiting, but not forever.
package exercise

import (
	"errors"
	"time"

	"slowpoetry/code/reactor"
)

// ErrTooLong says that a poem was not there in time.
var ErrTooLong = errors.New("that took too long")

// A Get asks the server at address for its poem, and returns at once. Later it calls callback with
// the poem, or errback with the reason why there is none: one of them, and once. It returns a function
// that hangs up on the server; after that neither is called. Hanging up on a server that has answered
// does nothing.
type Get func(address string, callback func(text []byte), errback func(err error)) (hangUp func())

// Within returns a Get that asks by get. When limit has passed without an answer it hangs up on the
// server and calls its errback with ErrTooLong. It leaves nothing behind in the reactor when the
// answer was in time, or when its caller has hung up.
func Within(r *reactor.Reactor, get Get, limit time.Duration) Get {
	return func(address string, callback func(text []byte), errback func(err error)) (hangUp func()) {
		var leave func()
		deadline := r.CallLater(limit, func() {
			leave()
			errback(ErrTooLong)
		})
		leave = get(address,
			func(text []byte) {
				deadline.Cancel()
				callback(text)
			},
			func(err error) {
				deadline.Cancel()
				errback(err)
			})
		return func() {
			deadline.Cancel()
			leave()
		}
	}
}
