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

// stopTwice asks for a poem from somebody who makes a mistake: with two functions, and with a
// Deferred.
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

// deliver tells one of two functions what came of a poem. It is broken on purpose: a return is
// missing.
func deliver(text string, callback func(string), errback func(error)) {
	if text == "" {
		errback(errSilent)
	}
	callback(text)
}

// askWithFunctions stops the reactor when there is an answer.
func askWithFunctions(out io.Writer, r *reactor.Reactor) {
	deliver("",
		func(poem string) {
			fmt.Fprintf(out, "a poem: %q\n", poem)
			fmt.Fprintln(out, "stopping the reactor:", r.Stop())
		},
		func(err error) {
			fmt.Fprintln(out, "no poem:", err)
			fmt.Fprintln(out, "stopping the reactor:", r.Stop())
		})
}

// fire tells a Deferred what came of a poem. The same return is missing.
func fire(text string, d *deferred.Deferred[string]) error {
	if text == "" {
		d.Errback(errSilent)
	}
	return d.Callback(text)
}

// askWithADeferred does the same, and prints what becomes of the mistake.
func askWithADeferred(out io.Writer, r *reactor.Reactor) {
	d := deferred.New[string]()
	d.AddCallbacks(reader{out}.gotPoem, reader{out}.noPoem)
	d.AddBoth(func(poem string, err error) (string, error) {
		fmt.Fprintln(out, "stopping the reactor:", r.Stop())
		return poem, err
	})
	fmt.Fprintln(out, "the one who fired it is told:", fire("", d))
}
