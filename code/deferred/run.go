package deferred

import "slowpoetry/code/panics"

// fire gives d its first result, and sets things going.
func (d *Deferred[T]) fire(value T, err error) error {
	if d.state&fired != 0 {
		if d.state&deaf == 0 {
			return d.alreadyFired()
		}
		d.state &^= deaf
		return nil
	}
	d.state |= fired
	d.settle(value, err)
	if d.err != nil {
		d.state |= failed
	}
	if debugging.Load() {
		d.note().place = caller()
	}
	d.tell(Fired)
	d.proceed()
	return nil
}

// settle makes this d's result. If it is to come from another Deferred, see await.
func (d *Deferred[T]) settle(value T, err error) {
	d.value, d.err = value, err
	if err == nil {
		return
	}
	var none T
	d.value = none
	if l, ok := err.(*later[T]); ok {
		d.await((*Deferred[T])(l))
	}
}

//listing:proceed

// proceed gives all that is in d's chain its turn, as far as that goes. When a Deferred that has
// waited for d gets d's result on the way, it proceeds first, and the one that has waited for
// that one, and so on. They form a line here, which may get long, and not a stack of calls, which
// could get too deep.
func (d *Deferred[T]) proceed() {
	if d.state&(fired|running) != fired {
		return // it is for whoever fires d, or is at work on it now
	}
	line := []link{d}
	for len(line) > 0 {
		last := line[len(line)-1]
		if last.halted() {
			return // and those before it have to wait, too
		}
		if heir := last.advance(); heir != nil {
			line = append(line, heir) // and last goes on, with nothing, when the heir is done
		} else {
			line = line[:len(line)-1]
		}
	}
}

// advance gives the stages of d their turn, one by one, until there are no more, d has to wait, or
// its result has gone to an heir.
func (d *Deferred[T]) advance() (heir link) {
	for done := false; !done; {
		heir, done = d.runStages()
	}
	if heir != nil {
		return heir
	}
	if d.err != nil && d.state&waiting == 0 {
		d.unhandled()
	} else {
		d.handled()
	}
	return nil
}

// runStages does the work of advance. If a stage panics, it is not done: the others are to come.
func (d *Deferred[T]) runStages() (heir link, done bool) {
	d.state |= running
	defer d.contain()
	for len(d.stages) > 0 && d.state&waiting == 0 && heir == nil {
		heir = d.pop().run(d)
	}
	return heir, true
}

//listing:end

// contain ends runStages. A panic becomes an error. One defer for a whole chain is what makes
// this cheap.
func (d *Deferred[T]) contain() {
	d.state &^= running
	if v := recover(); v != nil {
		var none T
		d.settle(none, panics.New(v, ownPrefix))
		d.tell(Returned)
	}
}

// halted reports whether d's callbacks have to wait.
func (d *Deferred[T]) halted() bool { return d.pauses != 0 || d.state&waiting != 0 }

// Pause keeps the functions in d's chain from being called, until Unpause has been called as
// many times. If one of them calls Pause, the others have their turn all the same.
func (d *Deferred[T]) Pause() { d.pauses++ }

// Unpause takes back a call of Pause. With the last of them it calls the functions.
func (d *Deferred[T]) Unpause() {
	d.pauses--
	d.proceed()
}

// call calls f. A panic becomes an error.
func call[T any](f func() (T, error)) (value T, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panics.New(v, ownPrefix)
		}
	}()
	return f()
}
