package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// lookup looks up a name whose server does not answer, beside a clock that should not notice.
func lookup(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	inside := flags.Bool("inside", false, "look it up in a callback, on the loop in loop.go")
	outside := flags.Bool("outside", false, "look it up in a goroutine, which calls later of that loop")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *inside && *outside {
		return program.Usagef("-inside and -outside do not go together")
	}
	var away sync.WaitGroup
	defer away.Wait()
	start := time.Now()
	say := func(text any) { fmt.Fprintf(env.Stdout, "%.1f s: %v\n", time.Since(start).Seconds(), text) }
	tick := func() { say("tick") }
	resolve := func() error { return askNameServer(ctx, env.Trace, "poetry.example") }

	if *inside || *outside {
		l, err := newLoop(socket.Over(env.Net), env.Trace)
		if err != nil {
			return err
		}
		for i := range 3 {
			l.later(time.Duration(i)*tickEvery, tick)
		}
		l.later(2*tickEvery, l.stop)
		if *inside {
			//listing:inside
			l.later(0, func() { say(resolve()) }) // blocks the loop
			//listing:end
		} else {
			//listing:outside
			away.Go(func() {
				err := resolve()
				l.later(0, func() { say(err) }) // wrong: this goroutine isn't the loop's
			})
			//listing:end
		}
		return l.run(ctx)
	}

	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	for i := range 3 {
		r.CallLater(time.Duration(i)*tickEvery, tick)
	}
	r.CallLater(2*tickEvery, func() { r.Stop() })
	//listing:lookup
	away.Go(func() {
		err := resolve() // blocks this goroutine, and no other
		r.CallFromGoroutine(func() { say(err) })
	})
	//listing:end
	return r.Run(ctx)
}

const tickEvery = 500 * time.Millisecond

// askNameServer stands for a resolver whose name server has died. The real ones take ten seconds to
// find that out.
func askNameServer(ctx context.Context, recorder *trace.Recorder, host string) error {
	recorder.Wait("lookup")
	defer recorder.End("lookup")
	select {
	case <-time.After(700 * time.Millisecond):
		return errors.New(host + ": the name server does not answer")
	case <-ctx.Done():
		return ctx.Err()
	}
}
