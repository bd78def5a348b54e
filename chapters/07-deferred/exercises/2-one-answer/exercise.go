// Package exercise is about a function of chapter 6, and those who cannot keep its contract.
package exercise

import "slowpoetry/code/deferred"

// A Get asks the server at address for its poem, and returns at once. Later it calls callback with
// the poem, or errback with the reason why there is none: one of them, and once. So it says.
type Get func(address string, callback func(text string), errback func(err error))

// An Ask asks for a poem, and returns at once, with a Deferred that will have it.
type Ask func(address string) *deferred.Deferred[string]

// Wrap returns an Ask that asks by get. If get gives a second answer, complain is called with an
// error that wraps a *deferred.AlreadyFiredError and begins with the address and a colon; the
// caller hears nothing of it.
func Wrap(get Get, complain func(err error)) Ask {
	return func(address string) *deferred.Deferred[string] {
		return deferred.New[string]()
	}
}
