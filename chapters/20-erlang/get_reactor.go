package main

import (
	"cmp"
	"context"
	"fmt"
	"io"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
)

// getReactor fetches poems on a reactor, to be measured beside the others.
func getReactor(ctx context.Context, env *program.Env, args []string) error {
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
	poems, running, missing := make([]string, len(addresses)), len(addresses), 0
	for i, address := range addresses {
		p, heard := new(reading), 0
		p.tell = func(string) {
			if n := len(p.text) - heard; n > 0 {
				fmt.Fprintf(env.Stderr, "poem %d: %d bytes from %s\n", i+1, n, address)
			}
			heard = len(p.text)
		}
		p.over = func(reason error) {
			switch {
			case ctx.Err() != nil: // it was Ctrl-C, which needs no explanation
			case reason != io.EOF:
				missing++
				fmt.Fprintf(env.Stderr, "poem %d: %v\n", i+1, reason)
			case len(p.text) == 0:
				missing++
				fmt.Fprintf(env.Stderr, "poem %d: %s said nothing\n", i+1, address)
			default:
				poems[i] = string(p.text)
			}
			if running--; running == 0 {
				r.CallWhenRunning(func() { r.Stop() })
			}
		}
		r.ConnectTCP(address, p, 0)
	}
	if err := r.Run(ctx); err != nil || ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	return poetry.Publish(env.Stdout, poems, missing)
}
