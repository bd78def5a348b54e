// Package exercise is a Deferred of your own.
package exercise

import "errors"

// ErrFired is what the second Callback or Errback returns.
var ErrFired = errors.New("already fired")

// A Deferred is a text that may not be there yet, or the error that came in its place, and a chain
// of functions for it. The zero Deferred has not fired, and its chain is empty.
type Deferred struct {
	fired, running bool
	text           string
	err            error
	chain          []pair
}

type pair struct {
	callback func(text string) (string, error)
	errback  func(err error) (string, error)
}

// Add adds a pair of functions to the end of the chain. Of each pair one is called, once, when d
// has fired and all pairs before it have had their turn: callback if there is a text then, errback
// if there is an error. What it returns is what the next pair is called with. A nil function lets
// pass what it would have been called with.
//
// If d has fired, that happens before Add returns. A pair that is added by one of the functions is called after that
// function has returned.
func (d *Deferred) Add(callback func(text string) (string, error), errback func(err error) (string, error)) {
	d.chain = append(d.chain, pair{callback, errback})
	d.run()
}

// Callback fires d with a text. It returns ErrFired, and does nothing else, if d has fired before.
func (d *Deferred) Callback(text string) error { return d.fire(text, nil) }

// Errback fires d with an error that is not nil. It returns ErrFired, and does nothing else, if d
// has fired before.
func (d *Deferred) Errback(err error) error { return d.fire("", err) }

func (d *Deferred) fire(text string, err error) error {
	if d.fired {
		return ErrFired
	}
	d.fired, d.text, d.err = true, text, err
	d.run()
	return nil
}

// run gives pairs their turn, as long as there are any. A function may have added more, or may be
// adding right now, and then it is called by this very loop that calls run again.
func (d *Deferred) run() {
	if !d.fired || d.running {
		return
	}
	d.running = true
	for len(d.chain) > 0 {
		p := d.chain[0]
		d.chain = d.chain[1:]
		switch {
		case d.err == nil && p.callback != nil:
			d.text, d.err = p.callback(d.text)
		case d.err != nil && p.errback != nil:
			d.text, d.err = p.errback(d.err)
		}
	}
	d.running = false
}
