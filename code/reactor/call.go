package reactor

import (
	"math"
	"time"
)

// A Call is a function that will be called later. It belongs to the reactor's goroutine.
type Call struct {
	reactor *Reactor
	f       func()
	place   int32  // in the agenda; -1: it is not to come
	order   uint32 // of asking: of two calls due at once, the earlier comes first
}

// CallLater calls f once, when delay has passed and the loop gets to it; in a rush up to half a
// millisecond later, together with others. Calls that are due at the same time come in the order of
// asking. A delay of 0 or less means the next turn of the loop, never before CallLater has returned.
func (r *Reactor) CallLater(delay time.Duration, f func()) *Call {
	c := &Call{reactor: r, f: f, place: -1}
	c.Reset(delay)
	return c
}

// Active reports whether the call is still to come.
func (c *Call) Active() bool { return c.place >= 0 }

// Cancel makes sure that the call does not come, and reports whether it would have. c may be nil.
func (c *Call) Cancel() bool {
	if c == nil || !c.Active() {
		return false
	}
	c.reactor.agenda.remove(int(c.place))
	c.reactor.tracer.cease(c.f)
	c.reactor.tracer.unschedule(c)
	return true
}

// Reset makes the call due when delay has passed from now, even if it has come already or was
// cancelled. It reports whether the call was still to come.
func (c *Call) Reset(delay time.Duration) bool {
	now := c.reactor.now()
	due := now + max(0, delay)
	if due < now {
		due = math.MaxInt64 // the longest delays mean never
	}
	c.reactor.tracer.expect(c.f)
	active := c.Cancel()
	c.reactor.agenda.add(due, c)
	c.reactor.tracer.schedule(c, c.f)
	return active
}

// A LoopingCall calls a function over and over, in step: what comes every second comes at whole
// seconds from its start, however long the function takes. It leaves out beats that it misses.
type LoopingCall struct {
	reactor  *Reactor
	f        func()
	start    time.Duration
	interval time.Duration
	next     *Call // the same for all beats
	running  bool
}

// NewLoopingCall returns a looping call that has not been started.
func NewLoopingCall(r *Reactor, f func()) *LoopingCall {
	l := &LoopingCall{reactor: r, f: f}
	l.next = &Call{reactor: r, f: l.beat, place: -1}
	return l
}

// Start begins to call f every interval, for the first time in the next turn of the loop if now is
// set, otherwise after an interval. An interval of 0 means every turn. A looping call that runs
// already begins anew.
func (l *LoopingCall) Start(interval time.Duration, now bool) {
	l.Stop()
	l.running = true
	l.reactor.tracer.expect(l.f)
	l.start, l.interval = l.reactor.Now(), max(0, interval)
	if now {
		interval = 0
	}
	l.next.Reset(interval)
	l.reactor.tracer.schedule(l.next, l.f)
}

// Stop ends it, and reports whether there was something to end. The function may call it.
func (l *LoopingCall) Stop() bool {
	if !l.running {
		return false
	}
	l.running = false
	l.next.Cancel()
	l.reactor.tracer.cease(l.f)
	return true
}

// Running reports whether it has been started and not stopped. A panic in the function stops it.
func (l *LoopingCall) Running() bool { return l.running }

// beat calls f, and schedules the next beat unless f has stopped l, started it anew, or panicked.
func (l *LoopingCall) beat() {
	err := l.reactor.guard(l.f, l.f)
	switch {
	case err != nil:
		l.Stop()
	case !l.running || l.next.Active():
	default:
		wait := time.Duration(0)
		if l.interval > 0 {
			wait = l.interval - (l.reactor.Now()-l.start)%l.interval
		}
		l.next.Reset(wait)
		l.reactor.tracer.schedule(l.next, l.f)
	}
}
