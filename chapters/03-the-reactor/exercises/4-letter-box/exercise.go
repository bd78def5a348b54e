// Package exercise is about being called from anywhere.
package exercise

import (
	"context"
	"slices"
	"time"

	"slowpoetry/code/socket"
)

// A Loop is the loop of the chapter, without its trace. All of it but Post belongs to the goroutine
// that calls Run.
type Loop struct {
	poller  socket.Poller
	alarms  []alarm // those still to come, the first to be due first
	running bool
}

// An alarm is a function, and when to call it.
type alarm struct {
	due time.Time
	f   func()
}

// New returns a loop that can watch sockets of the stack.
func New(stack socket.Stack) (*Loop, error) {
	poller, err := stack.NewPoller()
	return &Loop{poller: poller}, err
}

// Post calls f on the goroutine of Run, and reports whether that will happen: true means that f is
// called once, before Run returns, false that it is not called at all. Functions are called in the
// order of their Posts. Post doesn't wait, and may be called from any goroutine at any time, from a
// callback too, before Run and after it. A loop runs once.
//
// What a callback posts is not called in the same turn. When the loop has stopped, functions that
// were posted before are still called; what these post themselves is refused.
func (l *Loop) Post(f func()) bool {
	l.Later(0, f) // a race, and the loop sleeps on
	return true
}

// Watch calls f whenever there is something to read from s, until s is closed.
func (l *Loop) Watch(s socket.Source, f func()) error {
	return l.poller.Add(s, socket.Readable, f)
}

// Later calls f once, when delay has passed.
func (l *Loop) Later(delay time.Duration, f func()) {
	due := time.Now().Add(delay)
	i := len(l.alarms)
	for i > 0 && l.alarms[i-1].due.After(due) { // so it comes after its equals
		i--
	}
	l.alarms = slices.Insert(l.alarms, i, alarm{due, f})
}

// Stop makes Run return after the callback that calls it.
func (l *Loop) Stop() { l.running = false }

// Run waits and calls until Stop is called or ctx is done, then closes the loop.
func (l *Loop) Run(ctx context.Context) error {
	defer l.poller.Close()
	defer context.AfterFunc(ctx, func() { l.poller.Wake() })()
	events := make([]socket.Event, 64)
	for l.running = true; l.running && ctx.Err() == nil; {
		n, err := l.poller.Wait(events, l.timeout())
		if err != nil {
			return err
		}
		for _, event := range events[:n] {
			l.call(event.Owner.(func()))
		}
		l.ring()
	}
	return nil
}

// timeout returns the time until the first alarm, negative if there is no alarm.
func (l *Loop) timeout() time.Duration {
	if len(l.alarms) == 0 {
		return -1
	}
	return max(0, time.Until(l.alarms[0].due))
}

// ring makes the calls that are due. Those that they ask for, even at once, wait for the next turn.
func (l *Loop) ring() {
	now, n := time.Now(), 0
	for n < len(l.alarms) && !l.alarms[n].due.After(now) {
		n++
	}
	due := l.alarms[:n]
	l.alarms = l.alarms[n:]
	for _, a := range due {
		l.call(a.f)
	}
}

// call lends the goroutine to f, until f returns. After Stop it calls nothing.
func (l *Loop) call(f func()) {
	if l.running {
		f()
	}
}
