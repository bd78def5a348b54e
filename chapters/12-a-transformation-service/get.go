package main

import (
	"cmp"
	"context"
	"fmt"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
)

// get fetches poems from servers that say how long they are.
func get(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT...")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	poems, missing, failed := make([]string, len(addresses)), len(addresses), 0
	for i, address := range addresses {
		ask(r, address, "").AddBoth(func(text string, err error) (string, error) {
			if err != nil {
				failed++
				fmt.Fprintf(env.Stderr, "poem %d: %v\n", i+1, err)
			} else {
				fmt.Fprintf(env.Stderr, "poem %d: complete, %d bytes\n", i+1, len(text))
			}
			poems[i] = text
			if missing--; missing == 0 {
				r.CallWhenRunning(func() { r.Stop() })
			}
			return text, nil
		})
	}
	if err := r.Run(ctx); err != nil || ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	return poetry.Publish(env.Stdout, poems, failed)
}
