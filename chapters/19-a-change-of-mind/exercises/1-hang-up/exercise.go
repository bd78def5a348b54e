// Package exercise is about a poem that comes by telephone, and about hanging up.
package exercise

import "slowpoetry/code/deferred"

// A Phone calls poets.
type Phone interface {
	// Ring calls the poet of this name. It calls verse for each verse, and then end once: with nil when
	// the poem is complete, and otherwise with why it is not. It may do so before it returns, when the
	// poet does not answer.
	//
	// The function hangUp ends the call. It calls end with ErrHungUp, unless end was called before.
	Ring(poet string, verse func(string), end func(error)) (hangUp func())
}

// Dictate has a poet dictate a poem, and returns a Deferred for its verses.
//
// Cancelling the Deferred hangs up, if the poet is still dictating. The error is ErrCancelled itself.
func Dictate(p Phone, poet string) *deferred.Deferred[[]string] {
	// This goes on writing when the poem is not wanted any more.
	var verses []string
	d := deferred.New[[]string]()
	p.Ring(poet,
		func(verse string) { verses = append(verses, verse) },
		func(err error) {
			if err != nil {
				d.Errback(err)
				return
			}
			d.Callback(verses)
		})
	return d
}
