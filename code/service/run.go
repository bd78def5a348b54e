package service

import (
	"context"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// Run starts root, calls ready when it runs, and turns r until ctx is done or r is stopped. Then it
// stops root, and cancels that if it takes longer than grace. It blocks, and returns why root did not
// start, or what went wrong in stopping, or the error of the reactor.
func Run(ctx context.Context, r *reactor.Reactor, root *Group, grace time.Duration, ready func()) (err error) {
	r.CallWhenRunning(func() {
		root.Start().AddCallbacks(func(Done) (Done, error) {
			ready()
			return Done{}, nil
		}, func(failed error) (Done, error) {
			if r.Running() { // otherwise it was stopped in the middle
				err = failed
				r.Stop()
			}
			return Done{}, nil
		})
	})
	defer r.AddTrigger(reactor.BeforeShutdown, func() {
		release := r.HoldShutdown()
		deferred.Timeout(root.Stop(), grace, r).AddBoth(func(_ Done, failed error) (Done, error) {
			if err == nil {
				err = failed
			}
			release()
			return Done{}, nil
		})
	}).Remove()
	if failed := r.Run(ctx); failed != nil {
		return failed
	}
	return err
}
