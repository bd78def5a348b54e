// Package exercise is about waiting, but not for ever.
package exercise

import (
	"errors"
	"time"

	"slowpoetry/code/reactor"
)

// ErrTooLong says that a poem was not there in time.
var ErrTooLong = errors.New("that took too long")

// A Get asks the server at address for its poem, and returns at once. Later it calls callback with
// the poem, or errback with the reason why there is none: one of them, and once.
type Get func(address string, callback func(text []byte), errback func(err error))

// Within returns a Get that asks by get, and calls its errback with ErrTooLong when limit has
// passed and nothing was heard. What is heard after that is dropped. It leaves nothing behind in
// the reactor when the answer was in time.
func Within(r *reactor.Reactor, get Get, limit time.Duration) Get {
	return func(address string, callback func(text []byte), errback func(err error)) {
		deadline := r.CallLater(limit, func() { errback(ErrTooLong) })
		get(address,
			func(text []byte) {
				if deadline.Cancel() {
					callback(text)
				}
			},
			func(err error) {
				if deadline.Cancel() {
					errback(err)
				}
			})
	}
}
