package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"slowpoetry/code/book/program"
)

// now returns a function whose result is there.
func now[T any](f func() T) func() T {
	v := f()
	return func() T { return v }
}

// whenNeeded returns a thunk: a function that calls f the first time that it is called itself.
func whenNeeded[T any](f func() T) func() T { return sync.OnceValue(f) }

// meanwhile returns a future: f runs at once, in a goroutine, and the function waits for its result.
func meanwhile[T any](f func() T) func() T {
	var v T
	done := make(chan struct{})
	go func() {
		defer close(done)
		v = f()
	}()
	return func() T {
		<-done
		return v
	}
}

// ways are those to hold a poem.
var ways = []struct {
	name string
	hold func(f func() string) func() string
}{
	{"now", now[string]},
	{"when needed", whenNeeded[string]},
	{"meanwhile", meanwhile[string]},
}

// future has a poem fetched in three ways, and then needs it or does not.
func future(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	const needs = 3 // from 0 to 2 times
	cells := make([][needs]string, len(ways))
	var all sync.WaitGroup
	for i, way := range ways {
		for n := range needs {
			all.Go(func() { cells[i][n] = use(ctx, way.hold, n) })
		}
	}
	all.Wait()
	fmt.Fprintln(env.Stdout, "needed:       not at all        once              twice")
	for i, way := range ways {
		fmt.Fprintf(env.Stdout, "%-14s%-18s%-18s%s\n", way.name, cells[i][0], cells[i][1], cells[i][2])
	}
	return ctx.Err()
}

const (
	fetching = 300 * time.Millisecond
	working  = 200 * time.Millisecond
)

// use holds a poem in a way, works for a while, and then needs the poem so many times. It returns how long
// that took, and how often the poem was fetched.
func use(ctx context.Context, hold func(f func() string) func() string, needs int) string {
	var fetched atomic.Int32
	start := time.Now()
	poem := hold(func() string {
		fetched.Add(1)
		sleep(ctx, fetching)
		return "Slack Water"
	})
	sleep(ctx, working)
	for range needs {
		poem()
	}
	took := time.Since(start)
	n := fetched.Load()
	if n > 0 {
		poem() // so that nothing is under way any more
	}
	return fmt.Sprintf("%.1f s, %s", took.Seconds(), []string{"no fetch", "one fetch", "two fetches"}[n])
}

// sleep returns after d, or when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
