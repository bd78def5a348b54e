package main

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
)

var errClosed = errors.New("the page was closed")

// contexts crosses both bridges, in time and too late.
func contexts(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	var running sync.WaitGroup
	defer running.Wait()
	s := stage{script{env.Stdout}, r}
	ended := make(chan error, 1) // takes the cause that the function of the second bridge sees
	r.CallWhenRunning(func() {
		s.script.say("A context cancels a Deferred:")
		page, closePage := context.WithCancelCause(ctx)
		until(page, r, s.later("poem", 500*time.Millisecond)).AddCallbacks(s.callback, s.errback)
		s.CallLater(200*time.Millisecond, func() { closePage(errClosed) })
	})
	r.CallLater(time.Second, func() {
		s.script.say("The poem is there first, and what comes after it is not bound:")
		page, closePage := context.WithCancelCause(ctx)
		d := until(page, r, s.later("poem", 200*time.Millisecond))
		d.AddCallback(func(string) (string, error) { return s.later("translation", 400*time.Millisecond).Later() })
		d.AddCallbacks(s.callback, s.errback)
		s.CallLater(400*time.Millisecond, func() { closePage(errClosed) })
	})
	r.CallLater(2*time.Second, func() {
		s.script.say("A Deferred ends a context:")
		d := background(ctx, r, func(ctx context.Context) (string, error) {
			<-ctx.Done() // and we take our time
			time.Sleep(200 * time.Millisecond)
			ended <- context.Cause(ctx)
			return "tide", nil
		})
		d.AddCallbacks(s.callback, s.errback)
		s.CallLater(200*time.Millisecond, d.Cancel)
		running.Go(func() {
			cause := <-ended
			r.CallFromGoroutine(func() {
				s.say("the function has returned; it was told: %v", cause)
				r.Stop()
			})
		})
	})
	return cmp.Or(r.Run(ctx), ctx.Err())
}
