// Package exercise is about waiting for the right thing.
package exercise

import "time"

// A Job does one piece of its work each time it is called. It returns how long it has to wait
// before its next piece, and false when there is none.
type Job func() (wait time.Duration, more bool)

// Run calls every job once, in order, and then each one again when its wait is over, until none
// has more to do. When several are due, the one that has been due longest comes first; of two that
// became due at the same instant, the one that ran longer ago.
//
// While no job is due it sleeps, by time.Sleep, until the first one is.
func Run(jobs ...Job) {
	// This waits for each job in turn, while the others could run. Wait for all of them.
	for _, job := range jobs {
		for {
			wait, more := job()
			if !more {
				break
			}
			time.Sleep(wait)
		}
	}
}
