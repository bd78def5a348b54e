package main

import (
	"cmp"
	"context"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
)

// deadline is a client that gives its poem so much time and no more.
func deadline(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT")
	within := flags.Duration("within", time.Second, "the poem has this `duration`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	switch {
	case err != nil:
		return err
	case len(addresses) > 1:
		return program.Usagef("one server, and not %d", len(addresses))
	case *within <= 0:
		return program.Usagef("-within is more than nothing")
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	var text string
	var failed error
	d := getPoetry(r, "poem", addresses[0])
	deferred.TimeoutFunc(d, *within, r, func(_ string, err error) (string, error) {
		return "", &tooSlow{*within, err}
	})
	d.AddBoth(func(poem string, err error) (string, error) {
		text, failed = poem, err
		r.Stop()
		return "", nil
	})
	if err := cmp.Or(r.Run(ctx), ctx.Err(), failed); err != nil {
		return err
	}
	_, err = env.Stdout.Write([]byte(text))
	return err
}

// A tooSlow is the error of a poem that was called off because of its time.
type tooSlow struct {
	limit time.Duration
	err   error // of calling it off
}

func (e *tooSlow) Error() string { return "not within " + e.limit.String() + ": " + e.err.Error() }

func (e *tooSlow) Unwrap() error { return e.err }
