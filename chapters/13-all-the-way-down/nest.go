package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// nest fires a chain of three callbacks, and then the same with a Deferred in the middle, which is
// fired from outside. There is no reactor in it.
func nest(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	say := func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) }
	// returns makes a callback that says what it gets, and returns n.
	returns := func(name string, n int) func(int) (int, error) {
		return func(got int) (int, error) {
			say("  %s gets %d, returns %d", name, got, n)
			return n, nil
		}
	}

	say("three callbacks:")
	//listing:three
	d := deferred.New[int]()
	d.AddCallback(returns("first", 1))
	d.AddCallback(returns("second", 2))
	d.AddCallback(returns("third", 3))
	d.Callback(0)
	say("  Callback has returned")
	//listing:end

	say("the same, and the second returns a Deferred:")
	//listing:pause
	inner := deferred.New[int]().Trace("inner", func(deferred.Event) {})
	outer := deferred.New[int]()
	outer.AddCallback(returns("first", 1))
	outer.AddCallback(func(got int) (int, error) {
		say("  second gets %d, returns a Deferred", got)
		return inner.Later()
	})
	outer.AddCallback(returns("third", 3))
	outer.Callback(0)
	say("  Callback has returned; outer: %v", outer)
	inner.Callback(2)
	say("  outer: %v; inner: %v", outer, inner)
	//listing:end
	return ctx.Err()
}
