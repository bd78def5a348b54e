// Package exercise is about stopping in the middle of a function.
package exercise

import "time"

// A Job does one piece of its work each time it is called. It returns how long it has to wait
// before its next piece, and false when there is none.
type Job func() (wait time.Duration, more bool)

// Steps makes a Job of f, which is written as if it had the machine to itself: it works, calls wait
// in the middle of its work, and goes on below. Each call of the job runs f as far as its next call
// of wait and returns what f asked for there; the following call lets that wait return. The job has
// no more to do when f returns.
//
// f runs only during a call of its job. A job is called by one goroutine at a time, and until it has
// no more to do.
func Steps(f func(wait func(time.Duration))) Job {
	resume := make(chan struct{})
	paused := make(chan time.Duration) // closed when f has returned
	go func() {
		defer close(paused)
		<-resume
		f(func(d time.Duration) {
			paused <- d
			<-resume
		})
	}()
	return func() (time.Duration, bool) {
		resume <- struct{}{}
		wait, more := <-paused
		return wait, more
	}
}
