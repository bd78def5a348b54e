// Package exercise is about loops that are late.
package exercise

import (
	"time"

	"slowpoetry/code/reactor"
)

// Watch measures how late the loop is. Every interval it asks for a call, compares the time at which
// that comes with the time at which it was due, and calls report with the difference if that is limit
// or more. It returns a function that ends it, which report may call too.
//
// After a report it goes on: the next measurement is due an interval later.
func Watch(r *reactor.Reactor, interval, limit time.Duration, report func(lag time.Duration)) (stop func()) {
	var next *reactor.Call
	var beat func()
	stopped := false
	schedule := func() { next = r.CallLater(interval, beat) }
	due := r.Now() + interval
	beat = func() {
		if lag := r.Now() - due; lag >= limit {
			report(lag)
		}
		if !stopped { // by report
			due = r.Now() + interval
			schedule()
		}
	}
	schedule()
	return func() {
		stopped = true
		next.Cancel()
	}
}
