package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// drift times twenty ticks of two clocks: in the first each tick asks for the next, the second is a
// looping call.
func drift(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	work := flags.Duration("work", 5*time.Millisecond, "each tick takes this `time`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *work < 0 {
		return program.Usagef("-work cannot be less than nothing")
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()

	const interval, number = 50 * time.Millisecond, 20
	ticks := 0
	tick := func() (last bool) {
		time.Sleep(*work) // it has something to do
		ticks++
		return ticks%number == 0
	}

	var next func()
	next = func() {
		if tick() {
			r.Stop()
			return
		}
		r.CallLater(interval, next)
	}

	var beat *reactor.LoopingCall
	beat = reactor.NewLoopingCall(r, func() {
		if tick() {
			beat.Stop()
			r.Stop()
		}
	})

	for _, clock := range []struct {
		name  string
		start func()
	}{
		{"each asks for the next", func() { r.CallLater(interval, next) }},
		{"a LoopingCall", func() { beat.Start(interval, false) }},
	} {
		start := r.Now()
		clock.start()
		if err := r.Run(ctx); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		fmt.Fprintf(env.Stdout, "%-22s  %.2f s\n", clock.name, (r.Now() - start).Seconds())
	}
	return nil
}
