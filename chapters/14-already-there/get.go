package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
)

// get is client 4.0, and has a watch.
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
	poems, missing, failed, start := make([]string, len(addresses)), len(addresses), 0, time.Now()
	for i, address := range addresses {
		getPoetry(r, address).AddBoth(func(text string, err error) (string, error) {
			if err != nil {
				failed++
				fmt.Fprintf(env.Stderr, "poem %d: %v\n", i+1, err)
			} else {
				fmt.Fprintf(env.Stderr, "poem %d: complete, %d bytes in %.1f s\n", i+1, len(text), time.Since(start).Seconds())
			}
			poems[i] = text
			if missing--; missing == 0 {
				r.Stop()
			}
			return "", nil
		})
	}
	if err := r.Run(ctx); err != nil || ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	return poetry.Publish(env.Stdout, poems, failed)
}
