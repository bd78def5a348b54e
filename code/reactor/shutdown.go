package reactor

import (
	"slices"
	"sync"
)

// A Phase is a part of the shutdown.
type Phase uint8

const (
	BeforeShutdown Phase = iota // connections are open: time to say goodbye
	DuringShutdown              // then everything that is watched is closed
	AfterShutdown               // nothing is left but us
	phases
)

// A Trigger is a function for the shutdown to call.
type Trigger struct {
	reactor *Reactor
	phase   Phase
	f       func()
}

// AddTrigger calls f once, when the reactor stops, in this phase, after those added to it earlier. A
// trigger that adds one to its own phase adds it for the next Run.
func (r *Reactor) AddTrigger(phase Phase, f func()) *Trigger {
	t := &Trigger{r, phase, f}
	r.triggers[phase] = append(r.triggers[phase], t)
	return t
}

// Remove makes sure that t is not called any more.
func (t *Trigger) Remove() {
	t.f = nil // its phase may be under way
	all := t.reactor.triggers[t.phase]
	if i := slices.Index(all, t); i >= 0 {
		t.reactor.triggers[t.phase] = slices.Delete(all, i, i+1)
	}
}

// HoldShutdown lets the loop go on after the triggers of BeforeShutdown until release is called: for
// what takes a while, like the end of a poem. Several holds need all their releases. Another Stop, or
// the end of Run's context meanwhile, ends all holds.
func (r *Reactor) HoldShutdown() (release func()) {
	holds := r.holds
	*holds++
	return sync.OnceFunc(func() { *holds-- })
}

// shutDown goes through the phases. An error is the poller's: there is nothing left to wait with.
func (r *Reactor) shutDown(err error) error {
	r.fire(BeforeShutdown)
	for *r.holds > 0 && err == nil {
		err = r.turn()
		r.fire(BeforeShutdown) // what was added meanwhile
	}
	r.holds = new(int) // what still holds does not hold the next Run
	r.state = closing
	r.fire(DuringShutdown)
	for r.all.next != &r.all || len(r.later) > 0 {
		for r.all.next != &r.all {
			r.lose(r.all.next, ErrStopped)
		}
		r.runLater() // which may close others, or open something
	}
	r.fire(AfterShutdown)
	for _, t := range r.renewed {
		r.triggers[t.phase] = append(r.triggers[t.phase], t)
	}
	r.renewed = nil
	return err
}

// fire calls the triggers of a phase. Those that they add to it wait for the next Run.
func (r *Reactor) fire(phase Phase) {
	due := r.triggers[phase]
	r.triggers[phase] = nil
	for _, t := range due {
		if t.f != nil {
			r.guard(t.f, t.f)
		}
	}
	r.renewed = append(r.renewed, r.triggers[phase]...)
	r.triggers[phase] = nil
}
