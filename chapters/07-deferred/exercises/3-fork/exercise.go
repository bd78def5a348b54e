// Package exercise is about one result for two who do not know each other.
package exercise

import "slowpoetry/code/deferred"

// Fork returns a second Deferred that has, or will have, the result that d comes to with the chain
// it has now. From there on the two go separate ways: what is added to one changes nothing in the
// other.
func Fork[T any](d *deferred.Deferred[T]) *deferred.Deferred[T] {
	// This is one Deferred with two names.
	return d
}
