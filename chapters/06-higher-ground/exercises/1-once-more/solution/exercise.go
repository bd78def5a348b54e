// Package exercise is about not giving up at once.
package exercise

import (
	"errors"
	"time"

	"slowpoetry/code/reactor"
)

// A Get asks the server at address for its poem, and returns at once. Later it calls callback with
// the poem, or errback with the reason why there is none: one of them, and once.
type Get func(address string, callback func(text []byte), errback func(err error))

// Retry returns a Get that asks by get, and when that fails asks again, after a pause, until it has
// asked as many times as attempts says, which is 1 at least. Then its errback is called, once, with
// the last of the errors. An error that wraps reactor.ErrStopped is always the last, since a
// reactor that has stopped calls nothing later.
func Retry(r *reactor.Reactor, get Get, attempts int, pause time.Duration) Get {
	return func(address string, callback func(text []byte), errback func(err error)) {
		left := attempts // of this poem's: the one who asks next has as many again
		var attempt func()
		attempt = func() {
			left--
			get(address, callback, func(err error) {
				if left == 0 || errors.Is(err, reactor.ErrStopped) {
					errback(err)
					return
				}
				r.CallLater(pause, attempt)
			})
		}
		attempt()
	}
}
