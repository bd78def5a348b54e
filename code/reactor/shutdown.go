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

// AddTrigger calls f when the reactor stops, in this phase, after those that were added to it
// earlier. It is called once: the next Run begins without it. A trigger that adds one to its own
// phase adds it for the next Run.
func (r *Reactor) AddTrigger(phase Phase, f func()) *Trigger {
	t := &Trigger{r, phase, f}
	r.triggers[phase] = append(r.triggers[phase], t)
	return t
}

//listing:end

// Remove makes sure that t is not called, if it has not been.
func (t *Trigger) Remove() {
	t.f = nil // it may be the turn of its phase
	all := t.reactor.triggers[t.phase]
	if i := slices.Index(all, t); i >= 0 {
		t.reactor.triggers[t.phase] = slices.Delete(all, i, i+1)
	}
}

// HoldShutdown lets the loop go on after the triggers of BeforeShutdown, until release is called:
// for what takes a while, like the end of a poem. With several holds it takes all their releases.
// Releasing a second time does nothing. Another Stop, or the end of Run's context meanwhile, ends
// all holds.
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
// then there is nothing to wait with.
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
