// Package exercise is about a desk with few places, and about those who do not want to wait any longer.
package exercise

import "slowpoetry/code/deferred"

// A Desk has places at which jobs are done. The others wait, and get a place in the order in which they
// came.
type Desk struct {
	Places  int // that are free
	waiting []*deferred.Deferred[string]
}

// Do calls job as soon as there is a place, and returns a Deferred for the result of its Deferred. When
// that has a result, or job panics, the place is free again.
//
// Cancelling the Deferred while it waits for a place leaves the queue: job is never called. Cancelling it
// while the job is being done cancels the job, which has its place until its Deferred has a result.
func (d *Desk) Do(job func() *deferred.Deferred[string]) *deferred.Deferred[string] {
	// This is right as long as all who come wait for their turn.
	turn := deferred.New[string]()
	turn.AddCallback(func(string) (string, error) { return job().Later() })
	turn.AddBoth(func(text string, err error) (string, error) {
		d.give()
		return text, err
	})
	if d.Places == 0 {
		d.waiting = append(d.waiting, turn)
		return turn
	}
	d.Places--
	turn.Callback("")
	return turn
}

// give gives a place that has become free to the first who waits.
func (d *Desk) give() {
	if len(d.waiting) == 0 {
		d.Places++
		return
	}
	next := d.waiting[0]
	d.waiting = d.waiting[1:]
	next.Callback("")
}
