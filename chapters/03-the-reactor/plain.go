package main

import (
	"context"
	"time"

	"slowpoetry/code/book/program"
)

//listing:owner

// An owner is a goroutine that owns what its callbacks change. Timers don't call them: they send
// them to it.
type owner struct {
	calls chan func()
	ctx   context.Context
}

// later sends f to the owner when delay has passed.
func (o *owner) later(delay time.Duration, f func()) {
	time.AfterFunc(delay, func() { // on a goroutine of its own
		select {
		case o.calls <- f:
		case <-o.ctx.Done():
		}
	})
}

// run calls the functions that it is sent, until ctx is done.
func (o *owner) run() {
	for {
		select {
		case f := <-o.calls:
			f()
		case <-o.ctx.Done():
			return
		}
	}
}

//listing:end

// plain makes breakfast without a loop of ours.
func plain(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	shared := flags.Bool("shared", false, "no goroutine owns anything: each timer calls its counter itself")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *shared {
		return sharedKitchen(ctx, env)
	}
	kitchen, stop := context.WithCancel(ctx)
	defer stop()
	o := &owner{make(chan func()), kitchen}
	for _, c := range breakfast(env.Stdout, env.Trace) {
		c.later = o.later
		o.later(0, c.tick)
	}
	o.later(served, stop)
	o.run()
	return ctx.Err()
}

// sharedKitchen is broken on purpose: the timers' goroutines call the counters themselves, and the
// counters share a variable.
func sharedKitchen(ctx context.Context, env *program.Env) error {
	kitchen, stop := context.WithCancel(ctx)
	defer stop()
	//listing:shared
	missing := 0
	for _, c := range breakfast(env.Stdout, nil) {
		missing++
		c.later = func(delay time.Duration, f func()) { time.AfterFunc(delay, f) }
		c.done = func() {
			if missing--; missing == 0 {
				stop()
			}
		}
		c.later(0, c.tick)
	}
	<-kitchen.Done()
	//listing:end
	return ctx.Err()
}
