package deferred

import (
	"fmt"
	"slices"
)

// A Result is the result of one Deferred of a list.
type Result[T any] struct {
	Index int // of the Deferred in the list
	Value T
	Err   error // nil if there is a value
}

// A ListOption changes what a [List] does.
type ListOption uint8

const (
	// FireOnOneCallback fires the list with the first value: the list's result is that one Result. If
	// no value comes, it is all of the errors. An empty list never fires.
	FireOnOneCallback ListOption = 1 << iota

	// FireOnOneErrback fires the list with the first error, as a [*FirstError].
	FireOnOneErrback

	// ConsumeErrors leaves the zero value and no error to a Deferred of the list that had an error,
	// for the functions added after the list's.
	ConsumeErrors
)

// A FirstError is the error of a list that fired with the first error that came.
type FirstError struct {
	Index int // of the Deferred in the list
	Err   error
}

func (e *FirstError) Error() string {
	return fmt.Sprintf("deferred %d of the list: %v", e.Index, e.Err)
}

// Unwrap returns Err.
func (e *FirstError) Unwrap() error { return e.Err }

// List returns a Deferred that fires when all of deferreds have results: with these results, errors
// included, in the order of deferreds. It adds a function to the chain of each that passes every
// result on, so an error must still be handled there.
//
// Cancelling a list that has not fired cancels all of its Deferreds; the list then fires as their
// results come. Cancelling a list that has fired has no effect.
func List[T any](deferreds []*Deferred[T], options ...ListOption) *Deferred[[]Result[T]] {
	return newList(deferreds, options, func(results []Result[T]) []Result[T] { return results })
}

// Gather is a [List] that fires with all values, in the order of deferreds, or with the first error
// that comes, as a [*FirstError]. The one option of use to it is ConsumeErrors.
func Gather[T any](deferreds []*Deferred[T], options ...ListOption) *Deferred[[]T] {
	options = append([]ListOption{FireOnOneErrback}, options...)
	return newList(deferreds, options, func(results []Result[T]) []T {
		values := make([]T, len(results))
		for i, r := range results {
			values[i] = r.Value
		}
		return values
	})
}

// A list is the state of a [List] or a [Gather]. R is the type of its result.
type list[T, R any] struct {
	options ListOption
	members []*Deferred[T]
	results []Result[T]
	missing int
	done    func([]Result[T]) R
	fires   *Deferred[R]
}

func newList[T, R any](deferreds []*Deferred[T], options []ListOption, done func([]Result[T]) R) *Deferred[R] {
	l := &list[T, R]{
		members: slices.Clone(deferreds),
		results: make([]Result[T], len(deferreds)),
		missing: len(deferreds),
		done:    done,
		fires:   New[R](),
	}
	for _, o := range options {
		l.options |= o
	}
	for i, d := range deferreds {
		if d == nil {
			panic(fmt.Sprintf("deferred: number %d of the list is nil", i))
		}
	}
	l.fires.state |= delegating
	l.fires.note().members = l
	if len(deferreds) == 0 && l.options&FireOnOneCallback == 0 {
		l.fires.fire(done(nil), nil, byList)
	}
	stages := make([]member[T, R], len(deferreds))
	for i, d := range l.members {
		stages[i] = member[T, R]{l, i}
		d.add(&stages[i])
	}
	return l.fires
}

// A member is the stage of a list in the chain of one of its Deferreds.
type member[T, R any] struct {
	list  *list[T, R]
	index int
}

func (m *member[T, R]) run(d *Deferred[T]) link {
	value, err := d.value, d.err
	m.list.take(Result[T]{m.index, value, err})
	if err != nil && m.list.options&ConsumeErrors != 0 {
		err = nil
	}
	d.settle(value, err)
	return nil
}

// take notes the result of a member, and fires the list if that is the last it needs.
func (l *list[T, R]) take(r Result[T]) {
	l.results[r.Index] = r
	l.missing--
	switch {
	case l.fires.Fired():
	case r.Err == nil && l.options&FireOnOneCallback != 0:
		l.fires.fire(l.done([]Result[T]{r}), nil, byList)
	case r.Err != nil && l.options&FireOnOneErrback != 0:
		var none R
		l.fires.fire(none, &FirstError{r.Index, r.Err}, byList)
	case l.missing == 0:
		l.fires.fire(l.done(l.results), nil, byList)
	}
}

// cancelAll cancels the members. It reports panics of their cancellers and goes on.
func (l *list[T, R]) cancelAll(lists []link) {
	for _, d := range l.members {
		_, err := call(func() (none T, err error) { cancel(d, lists); return })
		if err != nil {
			report("canceller of a Deferred of a list", err)
		}
	}
}
