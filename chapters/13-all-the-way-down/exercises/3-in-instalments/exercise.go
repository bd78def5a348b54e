// Package exercise is about a poem in instalments.
package exercise

import "slowpoetry/code/deferred"

// A Page is an instalment of a poem.
type Page struct {
	Text string
	Next int // the number of the page that comes after it; 0 if it is the last
}

// Follow asks for page 1, for the page that comes after it, and so on to the last. It returns at once,
// with a Deferred that has the texts of all pages, joined, when the last is here. It asks for a page no
// sooner than the one before is here. If a page fails to come, that is the error, and Follow asks for
// no more.
//
// There may be a hundred thousand pages, all of them there at once. How many there are is known at the
// last.
func Follow(ask func(number int) *deferred.Deferred[Page]) *deferred.Deferred[string] {
	poem := deferred.New[string]()
	ask(1).AddCallbacks(
		func(p Page) (Page, error) { return p, poem.Callback(p.Text) }, // and the next?
		func(err error) (Page, error) { return Page{}, poem.Errback(err) },
	)
	return poem
}
