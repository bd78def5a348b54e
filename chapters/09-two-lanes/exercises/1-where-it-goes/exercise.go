// Package exercise is about where a result goes.
package exercise

import "slowpoetry/code/book/chain"

// Where returns the way of a result through the chain that d describes: a letter for each pair, c
// where its callback is called, e where its errback is, b where the two are one function, and a dot
// where the result passes; and whether it leaves the chain as a "value" or as an "error". It fires
// nothing.
func Where(d chain.Description) (way, end string) {
	// This is right where every pair has a callback, none is for both, and nothing goes wrong.
	for range d.Pairs {
		way += "c"
	}
	return way, "value"
}
