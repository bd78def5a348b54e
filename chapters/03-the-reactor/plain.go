package main

import (
	"context"
	"time"

	"slowpoetry/code/book/program"
)

// An owner is a goroutine that owns what its callbacks change. Others, timers for instance, do not
// call them: they send them to it.
type owner struct {
	calls chan func()
	ctx   context.Context
}

// later has f called by the owner when delay has passed.
func (o *owner) later(delay time.Duration, f func()) {
	time.AfterFunc(delay, func() { // on a goroutine of its own
		select {
		case o.calls <- f:
		case <-o.ctx.Done():
		}
	})
}

// run calls what is sent, until ctx is done.
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

// plain makes breakfast without a loop of ours.
func plain(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
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
