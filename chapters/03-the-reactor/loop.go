package main

import (
	"context"
	"slices"
	"time"

	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

//listing:types

// A loop waits for sockets and for the clock, and calls the functions that were left with it. It
// belongs to the goroutine that calls run.
type loop struct {
	poller  socket.Poller
	alarms  []alarm // still to come, the earliest first
	running bool
	turns   int             // how many times it went round
	trace   *trace.Recorder // may be nil
}

// An alarm is a callback and the time to call it.
type alarm struct {
	due time.Time
	f   func()
}

//listing:end

// newLoop returns a loop that can watch sockets of the stack.
func newLoop(stack socket.Stack, recorder *trace.Recorder) (*loop, error) {
	poller, err := stack.NewPoller()
	return &loop{poller: poller, trace: recorder}, err
}

// watch calls f whenever there is something to read from s, until s is closed.
func (l *loop) watch(s socket.Source, f func()) error {
	return l.poller.Add(s, socket.Readable, f)
}

// later calls f once, when delay has passed.
func (l *loop) later(delay time.Duration, f func()) {
	due := time.Now().Add(delay)
	i := len(l.alarms)
	for i > 0 && l.alarms[i-1].due.After(due) { // so it comes after its equals
		i--
	}
	l.alarms = slices.Insert(l.alarms, i, alarm{due, f})
}

// run waits and calls until stop is called or ctx is done, then closes the loop.
func (l *loop) run(ctx context.Context) error {
	defer l.poller.Close()
	defer context.AfterFunc(ctx, func() { l.poller.Wake() })() // Ctrl-C ends a Wait
	events := make([]socket.Event, 64)
	for l.running = true; l.running && ctx.Err() == nil; l.turns++ {
		l.trace.Wait("loop")
		n, err := l.poller.Wait(events, l.timeout()) // the one place that blocks
		l.trace.Run("loop")
		if err != nil {
			return err
		}
		for _, event := range events[:n] {
			l.call(event.Owner.(func()))
		}
		l.ring()
	}
	l.trace.End("loop")
	return nil
}

//listing:ring

// timeout returns the time until the first alarm, negative if there is no alarm.
func (l *loop) timeout() time.Duration {
	if len(l.alarms) == 0 {
		return -1
	}
	return max(0, time.Until(l.alarms[0].due))
}

// ring makes the calls that are due. Those that they ask for, even at once, wait for the next turn.
func (l *loop) ring() {
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

//listing:end

//listing:call

// call lends the goroutine to f, until f returns. After stop it calls nothing.
func (l *loop) call(f func()) {
	if !l.running {
		return
	}
	l.trace.Ready("loop")
	f()
	l.trace.Run("loop")
}

// stop makes run return after the callback that calls it.
func (l *loop) stop() { l.running = false }

//listing:end
