package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// getPanic asks for poems with every precaution, and has a callback that panics.
func getPanic(ctx context.Context, env *program.Env, args []string) error {
	addresses, err := addressesIn(env, args)
	if err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	for _, address := range addresses {
		askCarefully(env, r, address)
	}
	r.CallLater(time.Second, func() {
		fmt.Fprintln(env.Stdout, "that was a second, and nobody stops us")
		r.Stop()
	})
	if err := r.Run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// askCarefully asks for a poem. It is not careful enough: the callback is broken, on purpose.
func askCarefully(env *program.Env, r *reactor.Reactor, address string) {
	defer func() {
		fmt.Fprintln(env.Stdout, "askCarefully returns, having recovered:", recover())
	}()
	tryPoetry(r, address,
		func(text []byte) { fmt.Fprintf(env.Stdout, "the ninth stanza:\n%s\n", stanza(text, 9)) },
		func(err error) { fmt.Fprintln(env.Stdout, "the errback is told:", err) })
}

// stanza returns a part of a poem, numbered from 1.
func stanza(text []byte, number int) []byte {
	return bytes.Split(text, []byte("\n\n"))[number-1]
}
