// Package exercise is about where a result goes.
package exercise

import "slowpoetry/code/book/chain"

// Where returns the way of a result through the chain that d describes: a letter for each stage, c
// where its callback is called, e where its errback is, b where one function is both, and a dot where
// the result passes; and whether it leaves the chain as a "value" or as an "error". It fires nothing.
//
// Of d it needs this:
//
//	d.Fire.Verb        chain.Return if it is fired with a value, chain.Fail if with an error
//	d.Pairs            the functions of each stage, from top to bottom
//	pair.Callback.Verb what the callback does: chain.Pass (there is none), Return, Fail or Panic
//	pair.Errback.Verb  the same of the errback
//	pair.Both          whether one function is both; then Callback.Verb is what it does
func Where(d chain.Description) (way, end string) {
	// This is right where every stage has a callback, no function is both, and nothing goes wrong.
	for range d.Pairs {
		way += "c"
	}
	return way, "value"
}
