package main

import (
	"context"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

//listing:until

// until cancels d when ctx is done, on r's goroutine, unless the functions in d's chain now have all run
// by then. If that leaves ErrCancelled, d gets ctx's cause instead. It returns d.
//
// If r does not run any more, d is not cancelled.
func until[T any](ctx context.Context, r *reactor.Reactor, d *deferred.Deferred[T]) *deferred.Deferred[T] {
	over, cancelled := false, false
	stop := context.AfterFunc(ctx, func() { // on a goroutine of its own
		r.CallFromGoroutine(func() {
			if !over {
				cancelled = true
				d.Cancel()
			}
		})
	})
	return d.AddBoth(func(value T, err error) (T, error) {
		over = true
		stop()
		if cancelled && err == deferred.ErrCancelled {
			err = context.Cause(ctx)
		}
		return value, err
	})
}

//listing:end

//listing:background

// background calls f on a goroutine and returns a Deferred for its result. Cancelling that ends f's
// context, with ErrCancelled as its cause, and fires the Deferred at once. It does not wait for f,
// whose result is then dropped.
func background[T any](ctx context.Context, r *reactor.Reactor, f func(context.Context) (T, error)) *deferred.Deferred[T] {
	ctx, end := context.WithCancelCause(ctx)
	d := deferred.NewWithCanceller(func(*deferred.Deferred[T]) { end(deferred.ErrCancelled) })
	go func() {
		value, err := f(ctx)
		end(nil)
		r.CallFromGoroutine(func() {
			switch {
			case d.Fired(): // it was cancelled
			case err != nil:
				d.Errback(err)
			default:
				d.Callback(value)
			}
		})
	}()
	return d
}

//listing:end
