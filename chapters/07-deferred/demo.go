package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/trace"
)

// demo has three people ask for one poem, the last of them late, and a postman who brings it twice.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(&program.Env{Stderr: env.Stderr, Net: env.Net}) // the trace is for the people
	if err != nil {
		return err
	}
	defer r.Close()
	deferred.Debug(true)
	defer deferred.Debug(false)

	d := deferred.New[string]()
	for i, step := range []func(){
		func() { ask(env, d, "Anna") },
		func() { ask(env, d, "Ben") },
		func() { postman(env, d.Callback(poem)) },
		func() { ask(env, d, "Cleo") },
		func() { postman(env, d.Callback("An unwatched one boils over.")) },
		func() { r.Stop() },
	} {
		r.CallLater(time.Duration(i)*200*time.Millisecond, step)
	}
	if err := r.Run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// ask has a reader ask for the poem that d has or will have.
func ask(env *program.Env, d *deferred.Deferred[string], name string) {
	fmt.Fprintf(env.Stdout, "%s asks for the poem and finds %v\n", name, d)
	env.Trace.Wait(name)
	d.AddCallback(func(poem string) (string, error) {
		env.Trace.Run(name)
		defer env.Trace.End(name)
		fmt.Fprintf(env.Stdout, "  %s reads: %s\n", name, poem)
		return poem, nil
	})
}

// postman notes what the Deferred said to the one who fired it.
func postman(env *program.Env, err error) {
	env.Trace.Record(trace.Event{Task: "the poem", Kind: trace.Fire, Note: fmt.Sprint(err)})
	fmt.Fprintln(env.Stdout, "the postman hears:", err)
}
