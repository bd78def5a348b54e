package deferred

import "time"

// A Clock calls functions later. A reactor is a Clock; C is the type that its CallLater returns.
type Clock[C Timer] interface {
	CallLater(delay time.Duration, f func()) C
}

// A Timer is a call that a [Clock] will make.
type Timer interface {
	Cancel() bool // prevents the call, and reports whether it was still to come
}

// A TimeoutError is the error of a Deferred that took too long.
type TimeoutError struct{ After time.Duration }

func (e *TimeoutError) Error() string { return "timed out after " + e.After.String() }

// Timeout reports true. With Temporary it makes the error a [net.Error].
func (e *TimeoutError) Timeout() bool { return true }

// Temporary reports true, as it does for the time-outs of package net.
func (e *TimeoutError) Temporary() bool { return true }

// Timeout cancels d if the functions in its chain now have not all run after delay. If that leaves
// [ErrCancelled], d gets a [*TimeoutError] instead. Functions that are added later are not subject
// to the timeout. Timeout returns d.
//
// It replaces ErrCancelled itself. An error that wraps it, such as a canceller's own or the
// [*FirstError] of a list, stays as it is.
func Timeout[T any, C Timer](d *Deferred[T], delay time.Duration, clock Clock[C]) *Deferred[T] {
	return TimeoutFunc(d, delay, clock, nil)
}

// TimeoutFunc is like [Timeout], but when the time is up it calls late with the result of
// cancelling d, and d's result becomes what late returns. If late is nil, it does what Timeout
// does.
func TimeoutFunc[T any, C Timer](d *Deferred[T], delay time.Duration, clock Clock[C], late func(T, error) (T, error)) *Deferred[T] {
	if d == nil || clock == nil {
		panic("deferred: Timeout without a Deferred or a clock")
	}
	if late == nil {
		late = func(value T, err error) (T, error) {
			if err == ErrCancelled {
				err = &TimeoutError{delay}
			}
			return value, err
		}
	}
	isLate := false
	timer := clock.CallLater(delay, func() {
		isLate = true
		d.Cancel()
	})
	d.AddBoth(func(value T, err error) (T, error) {
		if isLate {
			return late(value, err)
		}
		return value, err
	})
	return d.AddBoth(func(value T, err error) (T, error) {
		timer.Cancel()
		return value, err
	})
}
