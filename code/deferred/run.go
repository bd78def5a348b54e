package deferred

import (
	"errors"
	"math"

	"slowpoetry/code/panics"
)

// fire gives d its first result and runs its chain.
func (d *Deferred[T]) fire(value T, err error, by origin) error {
	if d.state&fired != 0 {
		if d.state&ignoreNext == 0 {
			return d.alreadyFired()
		}
		d.state &^= ignoreNext
		return nil
	}
	d.state |= fired
	d.by = by
	if debugging.Load() {
		d.note().fired = caller()
	}
	d.settle(value, err)
	d.tell(Fired)
	d.proceed()
	return nil
}

// settle makes value and err the result of d. If err is the token of another Deferred, d awaits
// that.
func (d *Deferred[T]) settle(value T, err error) {
	var none T
	d.value, d.err = value, err
	if err == nil {
		if _, ok := any(value).(link); ok && any(none) == nil { // and T is an interface
			d.value, d.err = none, errDeferredAsValue
		}
		return
	}
	d.value = none
	switch l := err.(type) {
	case *later[T]:
		d.await((*Deferred[T])(l))
	case interface{ awaited() link }:
		d.err = otherType(l.awaited(), d)
	}
}

// proceed runs d's chain as far as it can go now.
func (d *Deferred[T]) proceed() {
	if d.state&(fired|running) != fired || d.halted() {
		return // a call that fires d, runs it or wakes it will do it
	}
	if c := leave(); c != nil {
		defer current.Store(c)
	}
	if outer, more := d.advance(); outer != nil {
		proceedOutward(d, outer, more)
	}
}

// proceedOutward continues when d has given its result to outer, which waited for it: outer
// proceeds first, then the Deferred that waits for outer, and so on. It keeps those that have
// stages left in a slice. Recursion would overflow the stack, because Deferreds may be nested very
// deep.
func proceedOutward(d, outer link, more bool) {
	var unfinished []link
	for {
		switch {
		case outer != nil:
			if more || len(unfinished) > 0 {
				unfinished = append(unfinished, d) // it continues, without its result, after the outer one
			}
			d = outer
		case len(unfinished) > 0:
			d = unfinished[len(unfinished)-1]
			unfinished = unfinished[:len(unfinished)-1]
		default:
			return
		}
		if d.halted() {
			return // the unfinished ones stay as they are, as in Twisted
		}
		outer, more = d.advance()
	}
}

// advance runs d's stages one by one until none is left, d has to wait, or a stage has given d's
// result to an outer Deferred. In the last case more reports whether d has stages left.
func (d *Deferred[T]) advance() (outer link, more bool) {
	for done := false; !done; {
		outer, done = d.runStages()
	}
	if outer != nil {
		return outer, !d.empty()
	}
	if d.err != nil && d.state&waiting == 0 {
		d.unhandled()
	} else {
		d.handled()
	}
	return nil, false
}

// runStages does the work of advance. If a stage panics, done is false, and the other stages are
// still to come.
func (d *Deferred[T]) runStages() (outer link, done bool) {
	d.state |= running
	defer d.contain(&done)
	for d.state&waiting == 0 && outer == nil {
		s := d.pop()
		if s == nil {
			break
		}
		outer = s.run(d)
	}
	return outer, true
}

// contain ends runStages and turns a panic into an error. One defer for a whole chain keeps this
// cheap.
//
// It also turns [runtime.Goexit], which t.FailNow calls, into an error. Goexit cannot be stopped,
// so contain runs the rest of the chain itself, on the way out.
func (d *Deferred[T]) contain(done *bool) {
	d.state &^= running
	if *done {
		return
	}
	var none T
	if v := recover(); v != nil {
		d.settle(none, panics.New(v, ownPrefix))
		d.tell(Returned)
		return
	}
	d.settle(none, ErrGoexit)
	d.tell(Returned)
	d.proceed()
}

// ErrGoexit is the error of a function in a chain, or a coroutine, that called [runtime.Goexit], as
// t.FailNow does in a test. The goroutine ends when the rest of the chain has run.
var ErrGoexit = errors.New("goroutine exited in a function of a Deferred")

// halted reports whether d is paused or waits for another Deferred.
func (d *Deferred[T]) halted() bool { return d.pauses != 0 || d.state&waiting != 0 }

// Pause keeps d from calling the functions in its chain until Unpause has been called as many
// times. A Pause by one of these functions does not stop the others that are due.
func (d *Deferred[T]) Pause() {
	if d.pauses == math.MaxInt32 {
		panic("deferred: two billion calls of Pause without Unpause")
	}
	d.pauses++
}

// Unpause undoes one call of Pause. The last one calls the functions that are due before it
// returns. Without a Pause to undo, Unpause has no effect.
func (d *Deferred[T]) Unpause() {
	if d.pauses == 0 {
		return
	}
	d.pauses--
	d.proceed()
}

// call calls f. It returns a panic of f as an error.
func call[T any](f func() (T, error)) (value T, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = panics.New(v, ownPrefix)
		}
	}()
	return f()
}
