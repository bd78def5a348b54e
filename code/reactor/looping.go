package reactor

import "time"

// A LoopingCall calls a function over and over, in step: what is to come every second comes at
// whole seconds from its start, however long the function takes. Beats that it misses are left
// out.
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

// Start begins to call, every interval, for the first time in the next turn of the loop if now is
// set, otherwise after an interval. An interval of 0 stands for every turn. A looping call that runs
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
}

// Stop ends it. The function may call it. It reports whether there was something to end.
func (l *LoopingCall) Stop() bool {
	if !l.running {
		return false
	}
	l.running = false
	l.next.Cancel()
	l.reactor.tracer.cease(l.f)
	return true
}

// Running reports whether it has been started, and not stopped. A panic in the function stops it.
func (l *LoopingCall) Running() bool { return l.running }

//listing:beat

// beat calls the function, and schedules the next beat unless that has stopped it, started it
// anew, or panicked.
func (l *LoopingCall) beat() {
	err := l.reactor.guard(l.f, l.f)
	switch {
	case err != nil:
		l.Stop()
	case !l.running || l.next.Active():
	case l.interval == 0:
		l.next.Reset(0)
	default:
		l.next.Reset(l.interval - (l.reactor.Now()-l.start)%l.interval)
	}
}

//listing:end
