package service

import (
	"cmp"
	"context"
	"time"

	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// Run starts root, calls ready when it runs, and turns r until ctx is done or r is stopped. Then it
// stops root, and cancels that if it takes longer than grace. If root does not start, what has to be
// undone has as much time. Run blocks, and returns why root did not start, or what went wrong in
// stopping, or the error of the reactor.
func Run(ctx context.Context, r *reactor.Reactor, root *Group, grace time.Duration, ready func()) (err error) {
	defer root.limitUndoing(grace, r)()
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
	stop := r.AddTrigger(reactor.BeforeShutdown, func() {
		release := r.HoldShutdown()
		deferred.Timeout(root.Stop(), grace, r).AddBoth(func(_ Done, failed error) (Done, error) {
			err = cmp.Or(err, failed)
			release()
			return Done{}, nil
		})
	})
	defer stop.Remove()
	failed := r.Run(ctx)
	return cmp.Or(failed, err)
}

// limitUndoing gives g, when its start has failed, as much time as grace to undo what it has begun.
func (g *Group) limitUndoing(grace time.Duration, r *reactor.Reactor) (end func()) {
	var late *reactor.Call
	g.failed = func() {
		if g.starting != nil && late == nil { // otherwise it is a change that has failed
			late = r.CallLater(grace, g.rush)
		}
	}
	return func() {
		if g.failed = nil; late != nil {
			late.Cancel()
		}
	}
}
