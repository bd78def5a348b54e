package main

import (
	"context"
	"fmt"
	"io"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// stopTwice asks for a poem by way of deliver, and by way of fire, which make the same mistake, and
// stops the reactor when there is an answer.
func stopTwice(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	deferred.Debug(true)
	defer deferred.Debug(false)

	fmt.Fprintln(env.Stdout, "With two functions:")
	r.CallWhenRunning(func() { askWithFunctions(env.Stdout, r) })
	if err := r.Run(ctx); err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, "\nWith a Deferred:")
	r.CallWhenRunning(func() { askWithADeferred(env.Stdout, r) })
	return r.Run(ctx)
}

// deliver tells one of two functions what came of a poem. It is broken on purpose: it has lost a
// return.
func deliver(text string, err error, callback func(string), errback func(error)) {
	if err != nil {
		errback(err)
	}
	callback(text)
}

// askWithFunctions stops the reactor when there is an answer.
func askWithFunctions(out io.Writer, r *reactor.Reactor) {
	deliver("", errSilent,
		func(poem string) {
			fmt.Fprintf(out, "a poem: %q\n", poem)
			fmt.Fprintln(out, "stopping the reactor:", r.Stop())
		},
		func(err error) {
			fmt.Fprintln(out, "no poem:", err)
			fmt.Fprintln(out, "stopping the reactor:", r.Stop())
		})
}

// fire tells a Deferred what came of a poem. It has lost the same return.
func fire(d *deferred.Deferred[string], text string, err error) error {
	if err != nil {
		d.Errback(err)
	}
	return d.Callback(text)
}

// askWithADeferred does the same with a Deferred, and prints what its firing returned.
func askWithADeferred(out io.Writer, r *reactor.Reactor) {
	d := deferred.New[string]()
	d.AddCallbacks(reader{out}.gotPoem, reader{out}.noPoem)
	d.AddBoth(func(poem string, err error) (string, error) {
		fmt.Fprintln(out, "stopping the reactor:", r.Stop())
		return poem, err
	})
	fmt.Fprintln(out, "fire returns:", fire(d, "", errSilent))
}
