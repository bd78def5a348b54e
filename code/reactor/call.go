package reactor

import (
	"math"
	"time"
)

// A Call is a function that will be called later. Like all of a reactor it belongs to the reactor's
// goroutine.
type Call struct {
	reactor *Reactor
	f       func()
	place   int32  // in the agenda; -1: it is not to come
	order   uint32 // of being asked for: of two that are due at once, the earlier comes first
}

// CallLater calls f when delay has passed, as soon after that as the loop gets to it; in a rush, half
// a millisecond later, together with others. Calls that are due at the same time come in the order
// in which they were asked for. A delay of 0 or less stands
// for the next turn of the loop; f is never called before CallLater has returned.
func (r *Reactor) CallLater(delay time.Duration, f func()) *Call {
	c := &Call{reactor: r, f: f}
	r.agenda.add(after(r.now(), max(0, delay)), c)
	r.tracer.expect(f)
	return c
}

// after returns the time that is so much later than t, or the end of time if that is sooner: the
// longest delay there is means never.
func after(t, delay time.Duration) time.Duration {
	if delay > 0 && t+delay < t {
		return math.MaxInt64
	}
	return t + delay
}

// Active reports whether the call is still to come.
func (c *Call) Active() bool { return c.place >= 0 }

// Cancel makes sure that the call does not come, and reports whether it would have. A nil Call
// never comes.
func (c *Call) Cancel() bool {
	if c == nil || c.place < 0 {
		return false
	}
	c.reactor.tracer.cease(c.f)
	c.reactor.agenda.remove(int(c.place))
	c.place = -1
	return true
}

// Reset makes the call due when delay has passed from now, whenever it was due before, and even if
// it has come already or was cancelled: so one Call is enough for what comes again and again. It
// reports whether the call was still to come.
func (c *Call) Reset(delay time.Duration) bool {
	due := after(c.reactor.now(), max(0, delay))
	active := c.Active()
	if active {
		c.reactor.agenda.remove(int(c.place))
	} else {
		c.reactor.tracer.expect(c.f)
	}
	c.reactor.agenda.add(due, c)
	return active
}
