package deferred

import "sync/atomic"

// An Observation is something that happened to a Deferred, for a tool that looks at all of them. See
// [Observe].
type Observation struct {
	Number   int    // of the Deferred, from 1 on
	Name     string // that Trace gave it, or ""
	Kind     Kind
	Function any // with Called, the function, or nil if the package itself does what is called
}

// Observe calls f with what happens to all Deferreds that are made from now on, as it happens, on the
// goroutine that it happens on. If f is nil, Observe stops that. f must not touch a Deferred. Observe
// may be called from any goroutine. While nobody observes, Deferreds pay nothing for it but a look when
// they are made.
func Observe(f func(Observation)) {
	if f == nil {
		observer.Store(nil)
		return
	}
	observer.Store(&f)
}

var (
	observer atomic.Pointer[func(Observation)]
	numbers  atomic.Int64
)

// observe tells the observer, if there is one and the Deferred is observed.
func observe(o Observation) {
	if f := observer.Load(); f != nil && o.Number > 0 {
		(*f)(o)
	}
}

// observed gives d a number, if there is an observer.
func (d *Deferred[T]) observed() {
	if observer.Load() == nil {
		return
	}
	number := int(numbers.Add(1))
	d.note().tracing = &tracing{number: number}
	if d.state&fired == 0 {
		observe(Observation{Number: number, Kind: Made})
	}
}

// function returns the function that s calls with this error, or with none.
func function[T any](s stage[T], err error) any {
	switch s := s.(type) {
	case callback[T]:
		return (func(T) (T, error))(s)
	case errback[T]:
		return (func(error) (T, error))(s)
	case both[T]:
		return (func(T, error) (T, error))(s)
	case *pair[T]:
		if err != nil {
			return (func(error) (T, error))(s.errback)
		}
		return (func(T) (T, error))(s.callback)
	}
	return nil
}
