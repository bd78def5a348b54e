package deferred

import (
	"errors"
	"fmt"
)

// Later returns what a function in a chain has to return so that the chain waits for d:
//
//	d.AddCallback(func(poem string) (string, error) {
//		return translate(poem).Later()
//	})
//
// The chain continues with the result of the Deferred whose Later it was. If that one has no
// result, because it has not fired, is paused or itself waits, the chain waits for it. Taking the
// result leaves it with the zero value and no error.
//
// Later does not block, and its error reports no failure: it is a token for d. The function must
// return it unchanged; if it is wrapped, the chain fails.
func (d *Deferred[T]) Later() (T, error) {
	if d == nil {
		panic("deferred: Later of a nil Deferred")
	}
	var none T
	return none, (*later[T])(d)
}

// A later is a Deferred in the place of an error. Like io.EOF, it reports no failure. So there is
// one kind of callback, which may return a value, an error or a Deferred, and pays nothing for the
// choice. The alternatives do:
//
//   - Functions that return Deferreds need five more methods to add them with, and a Deferred for
//     every value that is there already.
//   - A result type that holds any of the three has to be made and inspected at every step.
//   - Looking for Deferreds among the values works if T is any, and for no other type.
type later[T any] Deferred[T]

func (l *later[T]) Error() string {
	return "a result that comes later: return it from a callback as it is"
}

func (l *later[T]) awaited() link { return (*Deferred[T])(l) }

// A link is a Deferred of any type in a line of Deferreds, each of which waits for the next.
type link interface {
	advance() (outer link, more bool)
	halted() bool
	awaits() link
	waitsFor() link
	cancelThis(lists []link)
	traceName() string
	places() (created, fired string)
}

var errDeferredAsValue = errors.New("the value is a Deferred: return its Later() to have its result")

// otherType returns the error for a Later whose type is not that of the chain.
func otherType(inner, d link) error {
	return fmt.Errorf("the Later of a %T does not fit a %T: use Then to change the type", inner, d)
}

// await makes inner's result the result of d: at once if inner has one, otherwise when it comes.
func (d *Deferred[T]) await(inner *Deferred[T]) {
	d.state |= waiting // also if inner is d, which is then stuck
	if inner.state&fired == 0 || inner.halted() {
		inner.push((*waiter[T])(d))
		inner.state |= awaited
		d.tell(Waiting)
		if d.state&awaited != 0 {
			reportCircle(d, inner)
		}
		return
	}
	// inner may be running and its result half done. d takes it all the same.
	d.state &^= waiting
	d.value, d.err = inner.takeResult()
}

// takeResult returns d's result and leaves d with the zero value and no error.
func (d *Deferred[T]) takeResult() (value T, err error) {
	value, err = d.value, d.err
	var none T
	d.value, d.err = none, nil
	d.handled()
	d.tell(Gave)
	return value, err
}

// A waiter is a Deferred as a stage in the chain of the one that it waits for.
type waiter[T any] Deferred[T]

func (w *waiter[T]) run(inner *Deferred[T]) link {
	outer := (*Deferred[T])(w)
	outer.value, outer.err = inner.takeResult()
	outer.state &^= waiting
	outer.tell(Resumed)
	return outer
}
