package reactor

import "slices"

//listing:phases

// A Phase is a part of the shutdown.
type Phase uint8

const (
	BeforeShutdown Phase = iota // connections are open: time to say goodbye
	DuringShutdown              // then everything that is watched is closed
	AfterShutdown               // nothing is left but us
	phases
)

// A Trigger is a function that the shutdown will call.
type Trigger struct {
	reactor *Reactor
	phase   Phase
	f       func()
}

// AddTrigger has f called when the reactor stops, in this phase, after those that were added to it
// earlier. It is called once: the next Run begins without it.
func (r *Reactor) AddTrigger(phase Phase, f func()) *Trigger {
	t := &Trigger{r, phase, f}
	r.triggers[phase] = append(r.triggers[phase], t)
	return t
}

//listing:end

// Remove makes sure that t is not called, if it has not been.
func (t *Trigger) Remove() {
	all := t.reactor.triggers[t.phase]
	if i := slices.Index(all, t); i >= 0 {
		t.reactor.triggers[t.phase] = slices.Delete(all, i, i+1)
	}
}

// HoldShutdown lets the loop go on after the triggers of BeforeShutdown, until release is called:
// for what takes a while, like the end of a poem. With several holds it takes all their releases.
// To release a second time does nothing.
func (r *Reactor) HoldShutdown() (release func()) {
	holds := r.holds
	*holds++
	released := false
	return func() {
		if !released {
			released = true
			*holds--
		}
	}
}

// shutDown goes through the phases. The error is the poller's, if that was what ended the loop, and
// then nobody can be waited for.
func (r *Reactor) shutDown(err error) error {
	r.fire(BeforeShutdown)
	for *r.holds > 0 && err == nil {
		err = r.turn()
		r.fire(BeforeShutdown) // what was added meanwhile
	}
	r.holds = new(int) // those that are left are no business of the next Run
	r.state = closing
	r.fire(DuringShutdown)
	for r.all.next != &r.all || len(r.later) > 0 {
		for r.all.next != &r.all {
			r.lose(r.all.next, ErrStopped)
		}
		r.runLater() // one that is lost may have others closed, or something opened
	}
	r.fire(AfterShutdown)
	return err
}

// fire calls the triggers of a phase, and those that they add to it.
func (r *Reactor) fire(phase Phase) {
	for len(r.triggers[phase]) > 0 {
		t := r.triggers[phase][0]
		t.Remove()
		r.guard(t.f, t.f)
	}
}
