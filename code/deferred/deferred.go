// Package deferred has an object for a result that is not there yet, and for all that is to happen
// when it comes.
//
// Whoever starts something that takes time returns a [Deferred] at once, and fires it when the
// thing is done: with a value, by [Deferred.Callback], or an error, by [Deferred.Errback]. Whoever
// asked for it adds functions, which are called one after another with what there is: callbacks
// with a value, errbacks with an error. Each returns what the next is called with.
//
//	d := deferred.New[string]()
//	d.AddCallback(func(poem string) (string, error) {
//		return strings.ToUpper(poem), nil
//	})
//	d.AddErrback(func(err error) (string, error) {
//		return "(no poem today: " + err.Error() + ")", nil
//	})
//	d.AddCallback(func(poem string) (string, error) {
//		_, err := fmt.Println(poem)
//		return "", err
//	})
//	...
//	d.Callback("For a few minutes the estuary cannot decide.")
//
// A function may return another Deferred's result, by [Deferred.Later], and the chain waits for
// it. [Then] is for functions that return another type. [List] and [Gather] make one Deferred of
// many, [Timeout] and [Deferred.Cancel] put an end to waiting. In a coroutine, which [Inline]
// runs, [Deferred.Await] takes the place of all the functions.
//
// The semantics are those of Twisted's Deferred, whatever a function does while another is
// running: add, fire, pause, cancel. A test compares the two on thousands of random programs.
//
// Nothing here blocks, and nothing happens behind anyone's back: functions are called from within
// Callback, Errback, Cancel, Unpause or Add, by whoever calls that. A panic of theirs is an error
// to the next errback, a *panics.Error. An error that no errback handled is reported when its
// Deferred is collected, see [OnUnhandled].
//
// A Deferred takes 64 bytes when its values take 16, and 96 more if it has several functions, a
// canceller or an error that nobody has handled.
//
// The one rule: a Deferred belongs to one goroutine, with all that it waits for and all that its
// functions touch. A result that comes up in another has to be brought there first, for which a
// reactor has CallFromGoroutine.
package deferred

import "errors"

//listing:deferred

// A Deferred is a result that may not be there yet, and the chain of functions to be called with
// it. The zero Deferred has not fired, and has nothing in its chain. It must not be copied.
type Deferred[T any] struct {
	_ noCopy

	value T     // the result, as the chain has made it so far
	err   error // or why there is none; or while waiting, what for: a *later

	first stage[T] // of the chain, and often the only one; nil when it has had its turn
	more  *more[T] // what many Deferreds need not have: the rest of the chain, a canceller

	pauses int32 // calls of Pause that no Unpause has made up for
	state  state
	by     origin
}

// A state is a set of things that are true of a Deferred.
type state uint16

const (
	fired      state = 1 << iota // it has been given a result
	ignoreNext                   // it was cancelled, and the next Callback or Errback has no effect
	running                      // its functions are being called
	waiting                      // it goes on when another Deferred gives it a result
	cancelling                   // its canceller is being called
	awaited                      // another Deferred has waited for it
	delegating                   // it is a list: cancelling is its members' business
)

//listing:end

// New returns a Deferred that has not fired.
func New[T any]() *Deferred[T] { return created(new(Deferred[T])) }

// NewWithCanceller returns a Deferred that has not fired. Cancel calls canceller, which may be nil:
// see [Deferred.Cancel].
func NewWithCanceller[T any](canceller func(*Deferred[T])) *Deferred[T] {
	d := New[T]()
	if canceller != nil {
		d.needMore().canceller = canceller
	}
	return d
}

// Succeed returns a Deferred that has fired with a value.
func Succeed[T any](value T) *Deferred[T] {
	d := created(&Deferred[T]{state: fired, by: bySucceed})
	d.settle(value, nil)
	return d
}

// Fail returns a Deferred that has fired with an error, as [Deferred.Errback] would.
func Fail[T any](err error) *Deferred[T] {
	d := New[T]()
	var none T
	d.fire(none, orNil(err), byFail)
	return d
}

// MaybeDeferred calls f, and returns a Deferred whatever f does: one that has fired with the
// value, the error or the panic of f, or the one whose [Deferred.Later] f returned.
func MaybeDeferred[T any](f func() (T, error)) *Deferred[T] {
	mustHave(f != nil, "MaybeDeferred")
	value, err := call(f)
	if l, ok := err.(*later[T]); ok {
		return (*Deferred[T])(l)
	}
	d := New[T]()
	d.fire(value, err, byMaybe)
	return d
}

//listing:firing

// Callback fires d with a value, and calls the functions in its chain. When it returns, that is
// done, up to the end or to a function that returned a Deferred without a result.
//
// If d has fired before, nothing happens, and the error is an [*AlreadyFiredError]. But after a
// Cancel that had no canceller, the first Callback or Errback is expected: nothing happens, and
// there is no error.
func (d *Deferred[T]) Callback(value T) error { return d.fire(value, nil, byCallback) }

// Errback fires d with an error, and is like Callback in all else. For want of an error, if err is
// nil, there is one that says so.
func (d *Deferred[T]) Errback(err error) error {
	var none T
	return d.fire(none, orNil(err), byErrback)
}

// orNil returns err, or an error that says there is none: ignoring the call would leave a Deferred
// that never fires.
func orNil(err error) error {
	if err == nil {
		return errNil
	}
	return err
}

var errNil = errors.New("errback without an error")

//listing:end

// Fired reports whether d has been given a result. Its chain may still be at work on it, or wait.
func (d *Deferred[T]) Fired() bool { return d.state&fired != 0 }

// mustHave panics if the caller of a function of this package gave nil for a function.
func mustHave(has bool, caller string) {
	if !has {
		panic("deferred: " + caller + " of a nil function")
	}
}

// noCopy has go vet report copies.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}
