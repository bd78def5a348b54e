package deferred

import (
	"errors"
	"fmt"
)

// Later is for functions in a chain that have to ask for their result themselves:
//
//	d.AddCallback(func(poem string) (string, error) {
//		return translate(poem).Later()
//	})
//
// What the chain goes on with is the result of that other Deferred. If it has none, because it has
// not fired, is paused or waits itself, the chain waits for it. When the result is taken,
// the other is left with nothing: the zero value, and no error.
//
// Later does not wait, and its error is none: it is a token for d, to be returned as it is.
func (d *Deferred[T]) Later() (T, error) {
	if d == nil {
		panic("deferred: Later of a nil Deferred")
	}
	var none T
	return none, (*later[T])(d)
}

//listing:later

// A later is a Deferred that goes where errors go, as io.EOF does, which is none either. So there
// is one kind of callback, one that may return now this and now that, and it costs nothing.
// Functions that return Deferreds would need another five methods to be added by, and a Deferred
// for every value that is there already; a type for the result of a function, to hold any of the
// three, would have to be made and looked into at every step; and to look for Deferreds among the
// values works for no type but any.
type later[T any] Deferred[T]

func (l *later[T]) Error() string {
	return "a result that comes later: return it from a callback as it is"
}

func (l *later[T]) awaited() link { return (*Deferred[T])(l) }

//listing:end

// A link is a Deferred of whatever type, as one of a line of Deferreds that wait for each other.
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

// await makes the result of inner that of d: now, or when there is one.
func (d *Deferred[T]) await(inner *Deferred[T]) {
	d.state |= waiting // even if inner is d, which is then stuck
	if inner.state&fired == 0 || inner.halted() {
		inner.push((*waiter[T])(d))
		inner.state |= awaited
		d.tell(Waiting)
		if d.state&awaited != 0 {
			reportCircle(d, inner)
		}
		return
	}
	// Inner may be running, and what it has now is half done. It is taken all the same.
	d.state &^= waiting
	d.value, d.err = inner.takeResult()
}

// takeResult returns the result of d, which is left with nothing.
func (d *Deferred[T]) takeResult() (value T, err error) {
	value, err = d.value, d.err
	var none T
	d.value, d.err = none, nil
	d.handled()
	d.tell(Gave)
	return value, err
}

// A waiter is a Deferred as a stage in the chain of the one it waits for.
type waiter[T any] Deferred[T]

func (w *waiter[T]) run(inner *Deferred[T]) link {
	outer := (*Deferred[T])(w)
	outer.value, outer.err = inner.takeResult()
	outer.state &^= waiting
	outer.tell(Resumed)
	return outer
}
