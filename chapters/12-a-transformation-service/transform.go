package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// transformPoem is the client of a transform server: it prints what the server makes of a poem.
func transformPoem(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("NAME [HOST:]PORT")
	name := flags.String("poem", "kettle", "send the poem of this `name`, or the one in this file")
	timeout := flags.Duration("timeout", 10*time.Second, "wait for a reply as long as this `duration`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return program.Usagef("which transform, and which server? Write NAME [HOST:]PORT")
	}
	addresses, err := poetry.Addresses(flags.Args()[1:])
	if err != nil {
		return err
	}
	poem, err := poetry.Find(*name)
	if err != nil {
		return program.Usagef("%v", err)
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	d := ask(r, addresses[0], flags.Arg(0)+"."+string(poem.Text))
	deferred.Timeout(d, *timeout, r)
	reply, err := await(ctx, r, d)
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(env.Stdout, reply)
	return err
}

// await runs the reactor until d has a result, and returns that.
func await(ctx context.Context, r *reactor.Reactor, d *deferred.Deferred[string]) (result string, err error) {
	d.AddBoth(func(text string, failure error) (string, error) {
		result, err = text, failure
		r.CallWhenRunning(func() { r.Stop() }) // it may have failed before the reactor runs
		return "", nil
	})
	if failure := r.Run(ctx); failure != nil || ctx.Err() != nil {
		return "", cmp.Or(failure, ctx.Err())
	}
	return result, err
}
