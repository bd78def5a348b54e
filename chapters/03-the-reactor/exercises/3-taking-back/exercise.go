// Package exercise is about changing one's mind.
package exercise

import (
	"context"
	"slices"
	"time"

	"slowpoetry/code/socket"
)

// A Loop is the loop of the chapter, without its trace. All of it belongs to the goroutine that calls
// Run.
type Loop struct {
	Turns   int // how many times it went round
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

// Watch calls f whenever there is something to read from s, until s is closed.
func (l *Loop) Watch(s socket.Source, f func()) error {
	return l.poller.Add(s, socket.Readable, f)
}

// Later calls f once, when delay has passed, unless cancel is called before. Cancel reports
// whether there was still something to take back. A call that was taken back does not even wake the
// loop.
func (l *Loop) Later(delay time.Duration, f func()) (cancel func() bool) {
	due := time.Now().Add(delay)
	i := len(l.alarms)
	for i > 0 && l.alarms[i-1].due.After(due) { // so it comes after its equals
		i--
	}
	l.alarms = slices.Insert(l.alarms, i, alarm{due, f})
	return func() bool { return false } // This takes nothing back.
}

// Stop makes Run return after the callback that calls it, and no other.
func (l *Loop) Stop() { l.running = false }

// Run waits and calls until Stop is called or ctx is done, then closes the loop.
func (l *Loop) Run(ctx context.Context) error {
	defer l.poller.Close()
	defer context.AfterFunc(ctx, func() { l.poller.Wake() })()
	events := make([]socket.Event, 64)
	for l.running = true; l.running && ctx.Err() == nil; l.Turns++ {
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

// ring makes the calls that are due. Those that they ask for, even at once, are for the next turn.
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

// call lends the goroutine to f, until f returns.
func (l *Loop) call(f func()) {
	if l.running {
		f()
	}
}
