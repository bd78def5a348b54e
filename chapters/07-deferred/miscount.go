package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// miscount is chapter 6's client in small. It counts down what is missing, and stops at zero; and
// its answers come from deliver, which gives some of them twice.
func miscount(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	lost := 0
	//listing:client
	missing := len(servers)
	for _, s := range servers {
		s.ask(r,
			func(text string) {
				fmt.Fprintf(env.Stdout, "%s: complete, %d bytes\n", s.poem, len(text))
				if missing--; missing == 0 {
					r.Stop()
				}
			},
			func(err error) {
				lost++
				fmt.Fprintf(env.Stdout, "%s: no poem: %v\n", s.poem, err)
				if missing--; missing == 0 {
					r.Stop()
				}
			})
	}
	//listing:end
	if err := r.Run(ctx); err != nil {
		return err
	}
	if ctx.Err() == nil {
		fmt.Fprintf(env.Stdout, "%d of %d poems did not come\n", lost, len(servers))
	}
	return ctx.Err()
}

// A server is a timer that stands in for one.
type server struct {
	poem  string
	delay time.Duration
	text  string
	err   error
}

var servers = []server{
	{poem: "poem 1", delay: 200 * time.Millisecond, text: poem},
	{poem: "poem 2", err: errSilent},
	{poem: "poem 3", delay: 400 * time.Millisecond, text: poem},
}

// ask has s answer after its delay, or when the reactor stops, if that is earlier.
func (s server) ask(r *reactor.Reactor, callback func(string), errback func(error)) {
	var stopping *reactor.Trigger
	answer := r.CallLater(s.delay, func() {
		stopping.Remove()
		deliver(s.text, s.err, callback, errback)
	})
	stopping = r.AddTrigger(reactor.DuringShutdown, func() {
		answer.Cancel()
		deliver("", reactor.ErrStopped, callback, errback)
	})
}
