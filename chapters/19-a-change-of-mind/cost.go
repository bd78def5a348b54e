package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// cost measures what it takes to make something that can be called off, and to call it off: the best of
// five rounds.
func cost(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	times := flags.Int("times", 20_000, "do each `n` times in a round")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *times < 1 {
		return program.Usagef("-times is more than nothing")
	}
	for _, way := range ways {
		best := time.Duration(1<<63 - 1)
		for round := 0; round < 5 && ctx.Err() == nil; round++ {
			start := time.Now()
			for range *times {
				way.do()
			}
			best = min(best, time.Since(start))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		fmt.Fprintf(env.Stdout, "%-42s%7.0f ns\n", way.name, float64(best.Nanoseconds())/float64(*times))
	}
	return nil
}

var ways = []struct {
	name string
	do   func()
}{
	{"a Deferred with a canceller and an errback", func() {
		d := deferred.NewWithCanceller(func(*deferred.Deferred[int]) {})
		d.AddErrback(func(error) (int, error) { return 0, nil })
		d.Cancel()
	}},
	{"a context, and nothing that listens", func() {
		_, cancel := context.WithCancel(context.Background())
		cancel()
	}},
	{"a context with an AfterFunc", func() {
		ctx, cancel := context.WithCancel(context.Background())
		called := make(chan struct{})
		context.AfterFunc(ctx, func() { close(called) })
		cancel()
		<-called
	}},
	{"a goroutine that waits for Done", func() {
		ctx, cancel := context.WithCancel(context.Background())
		heard := make(chan struct{})
		go func() {
			<-ctx.Done()
			close(heard)
		}()
		cancel()
		<-heard
	}},
}
