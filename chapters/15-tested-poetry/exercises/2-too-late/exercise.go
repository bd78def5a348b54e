// Package exercise is about tests that never end.
package exercise

import (
	"errors"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// ErrTooLate is why a test failed that did not end.
var ErrTooLate = errors.New("the test did not end")

// Within returns a Deferred with the result of test, or with ErrTooLate if test has none when limit
// has passed. What test comes to after that goes nowhere. When the Deferred has fired, no call is
// left with the reactor.
func Within(r *reactor.Reactor, limit time.Duration, test *deferred.Deferred[string]) *deferred.Deferred[string] {
	result := deferred.New[string]()
	r.CallLater(limit, func() { result.Errback(ErrTooLate) })
	return result
}
