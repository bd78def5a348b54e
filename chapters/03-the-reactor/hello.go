package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
	"slowpoetry/code/socket"
)

// hello says which part of it is called when.
func hello(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	small := flags.Bool("loop", false, "do what the loop in loop.go can do of it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	say := func(line string) func() {
		return func() { fmt.Fprintln(env.Stdout, line) }
	}
	if *small {
		l, err := newLoop(socket.Over(env.Net), env.Trace)
		if err != nil {
			return err
		}
		l.later(0, say("hello"))
		l.later(time.Second, func() {
			say("stop")()
			l.stop()
		})
		l.later(time.Second, say("due in the same turn"))
		say("nothing has been called yet")()
		err = l.run(ctx)
		say("run has returned")()
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	//listing:reactor
	r.AddTrigger(reactor.AfterShutdown, say("after: nothing is open any more"))
	r.AddTrigger(reactor.DuringShutdown, say("during: connections are about to be closed"))
	r.AddTrigger(reactor.BeforeShutdown, say("before: connections are still open"))
	r.CallLater(time.Second, func() {
		say("stop")()
		r.Stop()
	})
	r.CallLater(time.Second, say("due in the same turn"))
	r.CallWhenRunning(say("hello"))
	say("nothing has been called yet")()
	err = r.Run(ctx)
	say("Run has returned")()
	//listing:end
	return err
}
