package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// hello says which part of it is called when.
func hello(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	//listing:reactor
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	say := func(line string) func() {
		return func() { fmt.Fprintln(env.Stdout, line) }
	}
	r.AddTrigger(reactor.AfterShutdown, say("after: nothing is left but us"))
	r.AddTrigger(reactor.DuringShutdown, say("during: connections are about to be closed"))
	r.AddTrigger(reactor.BeforeShutdown, say("before: connections are still open"))
	r.CallLater(time.Second, func() {
		fmt.Fprintln(env.Stdout, "stop")
		r.Stop()
	})
	r.CallWhenRunning(say("hello"))
	fmt.Fprintln(env.Stdout, "nothing has been called yet")
	err = r.Run(ctx)
	fmt.Fprintln(env.Stdout, "Run has returned")
	return err
	//listing:end
}
