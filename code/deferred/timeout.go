package deferred

import "time"

// A Clock calls functions later. A reactor is one, C being the type of what its CallLater returns.
type Clock[C Timer] interface {
	CallLater(delay time.Duration, f func()) C
}

// A Timer is a call that is still to come.
type Timer interface {
	Cancel() bool // makes sure that it does not come, and reports whether it would have
}

// A TimeoutError is the error of a Deferred that took too long.
type TimeoutError struct{ After time.Duration }

func (e *TimeoutError) Error() string { return "timed out after " + e.After.String() }

// Timeout reports true. With Temporary it makes the error a [net.Error].
func (e *TimeoutError) Timeout() bool { return true }

// Temporary reports true, as it does for the time-outs of package net.
func (e *TimeoutError) Temporary() bool { return true }

// Timeout gives d, with the chain it has now, so much time. If it is not through by then, it is
// cancelled, and if that gives it the error [ErrCancelled], it has a [*TimeoutError] instead. What
// is added to the chain later is not subject to the timeout. It returns d.
//
// Only ErrCancelled itself is replaced: an error that wraps it, be it a canceller's own or the
// [*FirstError] of a list, stays as it is.
func Timeout[T any, C Timer](d *Deferred[T], delay time.Duration, clock Clock[C]) *Deferred[T] {
	return TimeoutFunc(d, delay, clock, nil)
}

// TimeoutFunc is [Timeout] for those who know better what a late d is to have. When the time is up,
// late is called with what comes of cancelling d, and what it returns is d's result. If late is nil,
// the result is that of Timeout.
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
