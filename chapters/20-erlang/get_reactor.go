package main

import (
	"bytes"
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
		var text bytes.Buffer
		r.ConnectTCP(address, &reading{
			news: func(_ string, piece []byte) {
				if text.Write(piece); len(piece) > 0 {
					fmt.Fprintf(env.Stderr, "poem %d: %d bytes from %s\n", i+1, len(piece), address)
				}
			},
			lost: func(reason error) {
				switch poems[i] = text.String(); {
				case ctx.Err() != nil: // it was Ctrl-C, which needs no explanation
				case reason != io.EOF:
					poems[i] = ""
					missing++
					fmt.Fprintf(env.Stderr, "poem %d: %v\n", i+1, reason)
				case text.Len() == 0:
					missing++
					fmt.Fprintf(env.Stderr, "poem %d: %s said nothing\n", i+1, address)
				}
				if running--; running == 0 {
					r.CallWhenRunning(func() { r.Stop() })
				}
			},
		}, 0)
	}
	if err := r.Run(ctx); err != nil || ctx.Err() != nil {
		return cmp.Or(err, ctx.Err())
	}
	return poetry.Publish(env.Stdout, poems, missing)
}
