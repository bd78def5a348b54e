package main

import (
	"context"
	"sync"

	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// getGoroutines fetches the poems all at once, each in a goroutine of its own that waits for no
// other.
func getGoroutines(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	var all sync.WaitGroup
	for _, p := range a.poems {
		all.Go(func() { a.ended(p, a.fetch(ctx, p, trace.Wait)) })
	}
	all.Wait()
	return a.publish(ctx)
}
