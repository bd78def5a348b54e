// Package exercise is a Deferred of your own.
package exercise

import "errors"

// ErrFired is what the second Callback or Errback returns.
var ErrFired = errors.New("already fired")

// A Deferred is a text that may not be there yet, or the error that came in its place, and a chain
// of functions for it. The zero Deferred has not fired, and its chain is empty.
type Deferred struct {
	// What does it have to remember?
}

// Add adds a pair of functions to the end of the chain. Of each pair one is called, once, when d
// has fired and all pairs before it have had their turn: callback if there is a text then, errback
// if there is an error. What it returns is what the next pair is called with. A nil function lets
// pass what it would have been called with.
//
// If d has fired, that happens before Add returns. A pair that is added by one of the functions is called after that
// function has returned.
func (d *Deferred) Add(callback func(text string) (string, error), errback func(err error) (string, error)) {
}

// Callback fires d with a text. It returns ErrFired, and does nothing else, if d has fired before.
func (d *Deferred) Callback(text string) error { return nil }

// Errback fires d with an error that is not nil. It returns ErrFired, and does nothing else, if d
// has fired before.
func (d *Deferred) Errback(err error) error { return nil }
