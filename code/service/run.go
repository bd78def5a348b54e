package service

import (
	"context"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// Run starts root, calls ready if it runs, and turns r until ctx is done or r is stopped. Then it
// stops root, for which there is as much time as grace. After that the Stop that is under way is
// cancelled. It blocks, and returns why root did not start, or what went wrong in stopping, or the
// error of the reactor.
func Run(ctx context.Context, r *reactor.Reactor, root Service, grace time.Duration, ready func()) (err error) {
	running := false
	var starting *deferred.Deferred[Done]
	r.CallWhenRunning(func() {
		starting = root.Start()
		starting.AddCallbacks(func(Done) (Done, error) {
			running = true
			ready()
			return Done{}, nil
		}, func(failed error) (Done, error) {
			if r.Running() { // it is not that somebody wanted to stop
				err = failed
				r.Stop()
			}
			return Done{}, nil
		})
	})
	stopping := r.AddTrigger(reactor.BeforeShutdown, func() {
		release := r.HoldShutdown()
		stop := Ended(nil)
		if running {
			stop = root.Stop()
		} else if starting != nil {
			stop = after(starting)
			starting.Cancel()
		}
		deferred.Timeout(stop, grace, r).AddBoth(func(_ Done, failed error) (Done, error) {
			if err == nil {
				err = failed
			}
			release()
			return Done{}, nil
		})
	})
	defer stopping.Remove()
	if failed := r.Run(ctx); failed != nil {
		return failed
	}
	return err
}
