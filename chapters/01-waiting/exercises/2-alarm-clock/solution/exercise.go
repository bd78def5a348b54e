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
	type alarm struct {
		due time.Time
		job Job
	}
	var alarms []alarm
	for _, job := range jobs {
		alarms = append(alarms, alarm{time.Now(), job})
	}
	for len(alarms) > 0 {
		next := 0
		for i, a := range alarms {
			if a.due.Before(alarms[next].due) {
				next = i
			}
		}
		first := alarms[next]
		alarms = append(alarms[:next], alarms[next+1:]...)
		time.Sleep(time.Until(first.due)) // returns at once when it is due already
		if wait, more := first.job(); more {
			alarms = append(alarms, alarm{time.Now().Add(wait), first.job}) // behind its equals
		}
	}
}
