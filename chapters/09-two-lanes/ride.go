package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// ride is climb with a poem that comes later: what was a stack of calls is a chain.
func ride(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	fetching := deferred.New[string]()
	hangUp(fetching, func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) })
	fmt.Fprintln(env.Stdout, "the chain is made, and there is no poem yet")
	fetching.Errback(errNoInk)
	return ctx.Err()
}

// hangUp hangs up the poem when it has been fetched or, if that fails, an apology.
func hangUp(fetching *deferred.Deferred[string], say func(format string, args ...any)) {
	fetching.
		AddCallback(func(poem string) (string, error) {
			say("frame is called with %s", poem)
			return poem + ", framed", nil
		}).
		AddErrback(func(err error) (string, error) {
			say("apologise is called: %v", err)
			return "an apology", nil
		}).
		AddCallback(func(poem string) (string, error) {
			say("hang is called with %s", poem)
			return poem, nil
		})
}
