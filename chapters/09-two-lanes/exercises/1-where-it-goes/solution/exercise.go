// Package exercise is about where a result goes.
package exercise

import "slowpoetry/code/book/chain"

// Where returns the way of a result through the chain that d describes: a letter for each stage, c
// where its callback is called, e where its errback is, b where one function is both, and a dot
// where the result passes; and whether it leaves the chain as a "value" or as an "error". It fires
// nothing.
func Where(d chain.Description) (way, end string) {
	failed := d.Fire.Verb == chain.Fail
	for _, p := range d.Pairs {
		letter, function := "c", p.Callback
		switch {
		case p.Both:
			letter = "b"
		case failed:
			letter, function = "e", p.Errback
		}
		if function.Verb == chain.Pass {
			way += "."
			continue // in the lane that it is in
		}
		way += letter
		failed = function.Verb != chain.Return // later or not: it comes to the same
	}
	if failed {
		return way, "error"
	}
	return way, "value"
}
