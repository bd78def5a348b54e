package reactor

import (
	"context"
	"time"

	"slowpoetry/code/socket"
)

// Run turns the loop until Stop is called or ctx is done, which calls Stop: with a ctx from
// signal.NotifyContext, Ctrl-C stops the reactor in good order. Then Run calls the triggers, closes
// what is open with ErrStopped, and returns nil. A connection with something left to send is reset,
// so that the other end does not take what it has for the whole. One that LoseConnection has ended,
// with nothing left to send, hears net.ErrClosed.
//
// An error is the poller's, which ends the loop too, or ErrRunning if Run was called from inside. Run
// may be called again: pending calls of CallLater stay pending.
func (r *Reactor) Run(ctx context.Context) error {
	if r.state != idle {
		return ErrRunning
	}
	r.state = running
	over := false
	defer func() { r.state, over = idle, true }()
	defer context.AfterFunc(ctx, func() {
		r.CallFromGoroutine(func() {
			if !over { // it must not stop the next Run
				r.Stop()
			}
		})
	})()
	r.runLater()
	var err error
	for r.state == running && err == nil {
		err = r.turn()
	}
	r.state = stopping // also when it was the poller that ended it
	err = r.shutDown(err)
	r.tracer.End(loop)
	return err
}

// Stop ends Run after the callbacks of this turn. A second Stop ends all holds of the shutdown. If
// there is nothing to stop, Stop returns ErrNotRunning.
func (r *Reactor) Stop() error {
	switch {
	case r.state == running:
		r.state = stopping
	case r.state == stopping && *r.holds > 0:
		r.holds = new(int)
	default:
		return ErrNotRunning
	}
	return nil
}

// A turn calls what is due, waits until a source is ready or the next call is due, and calls the
// owners of the sources that are ready.
func (r *Reactor) turn() error {
	r.runIncoming()
	r.runDue()
	n, err := r.wait()
	if err != nil {
		return err
	}
	for i := range r.events[:n] {
		r.dispatch(r.events[i])
	}
	clear(r.events[:n]) // or they would keep their owners alive
	r.runLater()
	return nil
}

// wait is the one place where the loop rests.
func (r *Reactor) wait() (int, error) {
	r.tracer.Wait(loop)
	n, err := r.poller.Wait(r.events[:], r.patience())
	r.tracer.wake(r.events[:n])
	return n, err
}

// patience returns how long the loop may rest, forever if it is negative.
func (r *Reactor) patience() time.Duration {
	switch {
	case len(r.later) > 0:
		return 0
	case r.state == stopping && (*r.holds == 0 || len(r.triggers[BeforeShutdown]) > 0):
		return 0 // there is a shutdown to go on with
	case len(r.agenda.slots) == 0:
		return -1
	}
	now, due := r.now(), r.agenda.slots[0].due
	if due <= now {
		return 0
	}
	return max(due, r.served+together) - now // in a rush, several calls share a turn
}

// together is how far apart two calls may be due that share a turn: of ten thousand a second, to wake up
// for each takes longer than the calls themselves.
const together = 500 * time.Microsecond

// runDue calls what is due. What that asks for waits for the next turn, so that the sockets get theirs.
func (r *Reactor) runDue() {
	if len(r.agenda.slots) == 0 {
		return // without a look at the clock
	}
	now, first := r.now(), r.agenda.count // those from first on are new
	for len(r.agenda.slots) > 0 {
		next := r.agenda.slots[0]
		if next.due > now || next.call.order-first < r.agenda.count-first {
			break
		}
		c := r.agenda.remove(0)
		r.served = now
		r.tracer.take(c.f)
		r.tracer.unschedule(c)
		r.guard(c.f, c.f)
	}
}

// soon calls f after the callbacks of this turn: f must not come in the middle of one.
func (r *Reactor) soon(f func()) { r.later = append(r.later, f) }

// runLater calls what soon was given. What that gives to soon waits for the next turn.
func (r *Reactor) runLater() {
	due := r.later
	r.later = nil
	for _, f := range due {
		r.guard(f, f)
	}
}

// CallWhenRunning calls f at the beginning of Run, or at the end of this turn if the reactor runs
// already. While the reactor stops, it is CallLater without a delay.
func (r *Reactor) CallWhenRunning(f func()) {
	if r.state == idle || r.state == running {
		r.soon(f)
		return
	}
	r.CallLater(0, f)
}

// CallFromGoroutine calls f on the reactor's goroutine in the next turn, after those that were asked
// for earlier. It returns at once, and any goroutine may call it at any time. If the reactor does not
// run, f waits for the next Run, and is lost if there is none.
func (r *Reactor) CallFromGoroutine(f func()) {
	r.mu.Lock()
	r.incoming = append(r.incoming, f)
	r.mu.Unlock()
	r.poller.Wake()
}

// runIncoming calls what other goroutines have left.
func (r *Reactor) runIncoming() {
	r.mu.Lock()
	r.taken, r.incoming = r.incoming, r.taken[:0]
	r.mu.Unlock()
	for _, f := range r.taken {
		r.guard(f, f)
	}
	if clear(r.taken); cap(r.taken) > 1024 {
		r.taken = nil // a rush is over
	}
}

// dispatch calls the owner of a source that is ready, unless a callback of this turn has removed it.
func (r *Reactor) dispatch(e socket.Event) {
	g := e.Owner.(*registration)
	if e.Ready&g.interest&socket.Readable != 0 {
		r.call(g, g.reader, "DoRead", g.reader.DoRead)
	}
	if e.Ready&g.interest&socket.Writable != 0 {
		r.call(g, g.writer, "DoWrite", g.writer.DoWrite)
	}
}
