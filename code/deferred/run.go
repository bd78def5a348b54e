package deferred

import (
	"errors"
	"math"

	"slowpoetry/code/panics"
)

// fire gives d its first result, and sets things going.
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

// settle makes this d's result. If it is to come from another Deferred, see await.
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

//listing:proceed

// proceed gives all that is in d's chain its turn, as far as that goes.
func (d *Deferred[T]) proceed() {
	if d.state&(fired|running) != fired || d.halted() {
		return // whoever fires d, is at work on it, or makes it go on, does it
	}
	if c := leave(); c != nil {
		defer current.Store(c)
	}
	if outer, more := d.advance(); outer != nil {
		proceedOutward(d, outer, more)
	}
}

// proceedOutward goes on when d has given its result to an outer Deferred that waited for it: the
// outer one proceeds first, then the one that waits for that one, and so on outward. Those that have
// stages left are kept in a slice and not in a recursion, since Deferreds may be nested deeper than
// a stack can grow.
func proceedOutward(d, outer link, more bool) {
	var unfinished []link
	for {
		switch {
		case outer != nil:
			if more || len(unfinished) > 0 {
				unfinished = append(unfinished, d) // it goes on, with nothing, after the outer one
			}
			d = outer
		case len(unfinished) > 0:
			d = unfinished[len(unfinished)-1]
			unfinished = unfinished[:len(unfinished)-1]
		default:
			return
		}
		if d.halted() {
			return // and with it those that are unfinished
		}
		outer, more = d.advance()
	}
}

// advance gives the stages of d their turn, one by one, until there are no more, d has to wait, or
// an outer Deferred has got its result: then more says whether there are stages left.
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

// runStages does the work of advance. If a stage panics, it is not done: the others are to come.
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

//listing:end

// contain ends runStages. A panic becomes an error. One defer for a whole chain is what makes
// this cheap.
//
// So does runtime.Goexit, which t.FailNow calls. It cannot be stopped, so what is left of the chain
// has its turn here, on the way out.
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

// ErrGoexit is the error of a function in a chain or a coroutine that called [runtime.Goexit], as
// t.FailNow does in a test, and so ended its goroutine instead of returning. The goroutine ends
// when the rest of the chain has had its turn.
var ErrGoexit = errors.New("goroutine exited in a function of a Deferred")

// halted reports whether d's callbacks have to wait.
func (d *Deferred[T]) halted() bool { return d.pauses != 0 || d.state&waiting != 0 }

// Pause keeps the functions in d's chain from being called, until Unpause has been called as
// many times. If one of them calls Pause, the others have their turn all the same.
func (d *Deferred[T]) Pause() {
	if d.pauses == math.MaxInt32 {
		panic("deferred: two billion calls of Pause without Unpause")
	}
	d.pauses++
}

// Unpause takes back a call of Pause. With the last of them it calls the functions. Without a
// Pause to take back it has no effect.
func (d *Deferred[T]) Unpause() {
	if d.pauses == 0 {
		return
	}
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
