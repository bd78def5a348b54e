package deferred

import (
	"errors"
	"iter"
	"sync/atomic"
)

// ErrStopped is what Await returns in a coroutine that was stopped.
var ErrStopped = errors.New("coroutine stopped")

// A Coroutine is a function that runs in turns: up to an [Deferred.Await] of a result that is not
// there, later from there to the next such, and so on to its end. A turn begins within the Callback
// that brings the result, and Callback returns when the turn is over: as with functions in a chain,
// there is one thing going on at a time.
type Coroutine struct {
	_       noCopy
	resume  func() (struct{}, bool) // gives it a turn, and reports whether it came to another Await
	stop    func()                  // gives it the last turn, in which every Await fails
	suspend func(struct{}) bool     // ends the turn; false in the last
	end     func() error            // fires the Deferred with what the function returned
	awaited link                    // what it has waited for last
	running bool
	stopped bool
	ended   bool
	asleep  bool                   // the turn is over
	early   any                    // a *Result that came before it was
	nested  bool                   // its first turn was within that of another
	id      atomic.Pointer[string] // of its goroutine, once that is needed; others may look
}

// Inline starts a coroutine that runs body, and returns when its first turn is over. The Deferred
// fires when body returns, with what it returns, or with its panic. If body calls [runtime.Goexit],
// as t.FailNow does, the Deferred fires with ErrGoexit, and the goroutine ends that gave the
// coroutine its turn.
//
// Cancelling the Deferred cancels what the coroutine awaits. Await then returns that one's error,
// as a rule ErrCancelled, and it is up to body whether it returns that, or goes on.
//
// A coroutine that waits takes 3 kB, and is never collected, not even when nobody is left to fire
// what it waits for. Cancel it, or if that is no help, stop it.
func Inline[T any](body func(*Coroutine) (T, error)) *Deferred[T] {
	mustHave(body != nil, "Inline")
	r := new(routine[T])
	r.fires = NewWithCanceller(r.cancel)
	r.end = func() error { return r.fires.fire(r.value, r.err, byCoroutine) }
	r.resume, r.stop = iter.Pull(func(yield func(struct{}) bool) {
		r.suspend = yield
		r.enter()
		r.err = ErrGoexit // unless body returns
		r.value, r.err = call(func() (T, error) { return body(&r.Coroutine) })
	})
	d := r.fires
	r.turn(r.resume)
	return d
}

// A routine is a coroutine with what is to come of it.
type routine[T any] struct {
	Coroutine
	fires *Deferred[T] // when it ends
	value T            // which it returned
	err   error
}

// turn gives the coroutine a turn. The error is that of firing its Deferred, if it has ended.
func (c *Coroutine) turn(resume func() (struct{}, bool)) (err error) {
	outer := current.Swap(c)
	c.nested = c.nested || outer != nil
	c.running = true
	more := false
	defer func() { // after Goexit, too
		c.running = false
		current.Store(outer)
		if !more {
			c.ended = true
			err = c.end()
		}
	}()
	_, more = resume()
	return nil
}

// Await returns the result of d when there is one, and as long as there is none, c waits. Only the
// function that c runs may call it; that, and not a callback. Like a function in d's chain, it has
// the result as it is when its turn comes, and leaves d with nothing. In a callback that is called
// within c's turn, in another coroutine or outside of any, Await panics.
func (d *Deferred[T]) Await(c *Coroutine) (value T, err error) {
	switch {
	case c == nil || !c.running:
		panic("deferred: Await outside of its coroutine")
	case current.Load() != c && c.elsewhere() != "":
		panic("deferred: Await " + c.elsewhere())
	case c.stopped:
		return value, ErrStopped
	case d.idle(): // as mostly, when the function goes through things that are there
		return d.takeResult()
	}
	d.add((*awaiter[T])(c))
	if early, ok := c.early.(*Result[T]); ok {
		c.early = nil
		return early.Value, early.Err
	}
	d.state |= awaited
	c.awaited, c.asleep = d, true
	if !c.suspend(struct{}{}) {
		return value, ErrStopped
	}
	c.enter()
	return d.value, d.err
}

// idle reports whether d has a result, and nothing to do with it.
func (d *Deferred[T]) idle() bool {
	return d.state&(fired|running) == fired && !d.halted() && d.empty()
}

// An awaiter is a coroutine as a stage in the chain of a Deferred that it awaits.
type awaiter[T any] Coroutine

func (a *awaiter[T]) run(d *Deferred[T]) link {
	c := (*Coroutine)(a)
	var none T
	var err error
	switch {
	case c.stopped:
		return nil // it does not wait any more
	case c.asleep:
		c.asleep = false
		err = c.turn(c.resume) // and Await returns what d has
	default: // Await has not got so far yet
		c.early = &Result[T]{Value: d.value, Err: d.err}
	}
	d.settle(none, err)
	return nil
}

// Stop ends a coroutine that nothing else can end. The Await it waits in returns ErrStopped, at
// once, and so does every later one, until the function has returned and the Deferred has fired.
// What was awaited is not cancelled.
//
// In its own turn a coroutine may be stopped, too: it goes on to the next Await. One that has
// ended is not affected.
func (c *Coroutine) Stop() {
	if c.stopped {
		return
	}
	c.stopped = true
	if !c.running && !c.ended {
		c.turn(func() (struct{}, bool) { c.stop(); return struct{}{}, false })
	}
}

// cancel is the canceller of d, which is the Deferred that fires when the coroutine ends. Now it
// fires early, and has something done before all that is in its chain: cancel what is awaited,
// and wait for the coroutine to end, which fires a Deferred that has taken the place of d.
func (r *routine[T]) cancel(d *Deferred[T]) {
	d.pushFront(errback[T](func(error) (T, error) {
		r.fires = NewWithCanceller(r.cancel)
		cancel(r.awaited, nil)
		return r.fires.Later()
	}))
	var none T
	d.fire(none, ErrCancelled, byCancel)
}
