// Package exercise is about a poem that several servers have.
package exercise

import "slowpoetry/code/deferred"

// An Ask asks the server at address for its poem, and returns at once, with a Deferred that will
// have it, or has it already.
type Ask func(address string) *deferred.Deferred[string]

// FromAny returns a Deferred for the poem that each of these addresses may have. It asks one
// after another, in this order, until one has it. If no address has the poem, the
// error says why not for each: errors.Is finds every reason in it. Without any address it fails at
// once.
func FromAny(ask Ask, addresses []string) *deferred.Deferred[string] {
	for _, address := range addresses {
		return ask(address) // knows only the first
	}
	return deferred.New[string]()
}
