package main

import (
	"context"
	"slices"
	"time"

	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// A loop waits for sockets and for the clock, and calls whoever asked to be told. What they do
// with it is their affair: a loop knows no poems.
//
// All of it belongs to the goroutine that calls run.
type loop struct {
	poller  socket.Poller
	alarms  []alarm // those still to come, the first to be due first
	running bool
	turns   int             // how many times it went round
	trace   *trace.Recorder // may be nil
}

// An alarm is a function, and when to call it.
type alarm struct {
	due time.Time
	f   func()
}

// newLoop returns a loop that can watch sockets of the stack.
func newLoop(stack socket.Stack, recorder *trace.Recorder) (*loop, error) {
	poller, err := stack.NewPoller()
	return &loop{poller: poller, trace: recorder}, err
}

// watch has f called whenever there is something to read from s, until s is closed.
func (l *loop) watch(s socket.Source, f func()) error {
	return l.poller.Add(s, socket.Readable, f)
}

// later has f called once, when delay has passed.
func (l *loop) later(delay time.Duration, f func()) {
	due := time.Now().Add(delay)
	i := len(l.alarms)
	for i > 0 && l.alarms[i-1].due.After(due) { // so it comes behind its equals
		i--
	}
	l.alarms = slices.Insert(l.alarms, i, alarm{due, f})
}

// stop has run return when the callback that calls it does. Nobody is called after that.
func (l *loop) stop() { l.running = false }

// run waits and calls, until somebody calls stop or ctx is done. It closes the loop, in the end.
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

// timeout returns how long there is nothing to do by the clock. Negative means for ever.
func (l *loop) timeout() time.Duration {
	if len(l.alarms) == 0 {
		return -1
	}
	return max(0, time.Until(l.alarms[0].due))
}

// ring makes the calls that are due. Those that they ask for, even at once, are for the next turn:
// a function that asks to be called again immediately must not keep the sockets waiting.
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

// call hands the goroutine to f, and has it back when f returns.
func (l *loop) call(f func()) {
	if !l.running { // somebody in this turn has called stop
		return
	}
	l.trace.Ready("loop")
	f()
	l.trace.Run("loop")
}
