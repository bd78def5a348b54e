// Package deferred provides Deferreds: results that may not be there yet, each with the functions
// to call when it comes.
//
// A function that starts something slow returns a [Deferred] at once and fires it later, with a
// value by [Deferred.Callback] or with an error by [Deferred.Errback]. The caller adds functions to
// the Deferred. They are called one after another, each with what the one before it returned:
// callbacks with a value, errbacks with an error.
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
// A function may return another Deferred's result, by [Deferred.Later]; the chain then waits for
// it. [Then] takes a function that returns another type. [List] and [Gather] make one Deferred of
// many. [Timeout] and [Deferred.Cancel] end the waiting. In a coroutine, which [Inline] runs,
// [Deferred.Await] replaces the functions.
//
// The semantics are those of Twisted's Deferred, also when one of the functions adds others, fires,
// pauses or cancels. A test compares the two on thousands of random programs.
//
// Nothing here blocks. Functions are called inside Callback, Errback, Cancel, Unpause and the
// methods that add them, on the caller's goroutine. A panic in one of them reaches the next errback
// as a *panics.Error. An error that no errback has handled is reported when its Deferred is
// collected; see [OnUnhandled].
//
// A Deferred takes 64 bytes if its values take 16, and 96 more if it has several functions, a
// canceller or an unhandled error.
//
// The one rule: a Deferred belongs to one goroutine, with everything that it waits for and
// everything that its functions touch. A result that arrives on another goroutine must be brought
// to that one first; a reactor has CallFromGoroutine for this.
package deferred

import "errors"

// A Deferred is a result that may not be there yet, with the chain of functions that will be called
// with it. The zero Deferred has not fired, and its chain is empty. A Deferred must not be copied.
type Deferred[T any] struct {
	_ noCopy

	value T     // the result so far
	err   error // the error so far; while waiting, a *later: the Deferred it waits for

	first stage[T] // the first stage, often the only one; nil when it has run
	more  *more[T] // what many Deferreds do without: the rest of the chain, a canceller

	pauses int32 // calls of Pause that no Unpause has undone
	state  state
	by     origin
}

// A state is a set of facts about a Deferred.
type state uint16

const (
	fired      state = 1 << iota // it has been given a result
	ignoreNext                   // it was cancelled, and the next Callback or Errback has no effect
	running                      // its functions are being called
	waiting                      // it continues when another Deferred gives it a result
	cancelling                   // its canceller is being called
	awaited                      // another Deferred has waited for it
	delegating                   // it is a list: its members are cancelled in its place
)

// New returns a Deferred that has not fired.
func New[T any]() *Deferred[T] { return created(new(Deferred[T])) }

// NewWithCanceller returns a Deferred that has not fired. [Deferred.Cancel] calls canceller, which
// may be nil.
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

// MaybeDeferred calls f and returns a Deferred in any case: one that has fired with f's value,
// error or panic or, if f returned the [Deferred.Later] of a Deferred, that one.
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

// Callback fires d with a value and calls the functions in its chain, up to the end or to one that
// returns a Deferred without a result. Then it returns.
//
// If d has already fired, Callback changes nothing and returns an [*AlreadyFiredError]. The first
// Callback or Errback after a Cancel without a canceller changes nothing either, but returns nil.
func (d *Deferred[T]) Callback(value T) error { return d.fire(value, nil, byCallback) }

// Errback fires d with an error. In everything else it is like Callback. If err is nil, d gets an
// error that says so.
func (d *Deferred[T]) Errback(err error) error {
	var none T
	return d.fire(none, orNil(err), byErrback)
}

// orNil returns err or, if it is nil, an error that says so. Ignoring the call would leave a
// Deferred that never fires.
func orNil(err error) error {
	if err == nil {
		return errNil
	}
	return err
}

var errNil = errors.New("errback without an error")

// Fired reports whether d has been given a result. Its chain may still be running or waiting.
func (d *Deferred[T]) Fired() bool { return d.state&fired != 0 }

// mustHave panics unless has is true: caller was called with a nil function.
func mustHave(has bool, caller string) {
	if !has {
		panic("deferred: " + caller + " of a nil function")
	}
}

// A noCopy makes go vet report copies of what contains it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}
