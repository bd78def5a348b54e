// Package exercise is about a proxy in front of a transform server.
package exercise

import "slowpoetry/code/deferred"

// Transforms is a cache of poems that were transformed.
type Transforms struct {
	// Ask asks the transform server for a poem, in the transform of that name. The Deferred it
	// returns may have fired.
	Ask func(name, poem string) *deferred.Deferred[string]

	// Max is how many transformed poems are kept at most.
	Max int
}

// Transform returns a Deferred, of its own to each caller, for the poem as the transform of that
// name makes it.
//
// The server is asked once for the same name and the same poem, as long as they are in the cache, and
// however many want them at the same time. What fails is told to all who wait for it, and is not
// kept. When there is one more than Max, the one goes that was not wanted for the longest time.
func (t *Transforms) Transform(name, poem string) *deferred.Deferred[string] {
	// This keeps nothing.
	return t.Ask(name, poem)
}
