// Package exercise is about waiting for the right thing.
package exercise

import "time"

// A Job does one piece of its work each time it is called. It returns how long it has to wait
// before its next piece, and false when there is none.
type Job func() (wait time.Duration, more bool)

// Run calls every job once, in order, and then each one again when its wait is over, until none
// has more to do. When several are due at once, the one that has been due longest comes first.
//
// It sleeps, by time.Sleep, only while no job is due, and then as long as it takes until one is.
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
		time.Sleep(time.Until(alarms[next].due)) // returns at once when it is due already
		wait, more := alarms[next].job()
		if more {
			alarms[next].due = time.Now().Add(wait)
		} else {
			alarms = append(alarms[:next], alarms[next+1:]...)
		}
	}
}
