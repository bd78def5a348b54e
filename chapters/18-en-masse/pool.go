package main

import (
	"context"
	"errors"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// pool fetches poems, a few at a time.
func pool(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT...")
	n := flags.Int("n", 2, "fetch `n` poems at a time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 {
		return program.Usagef("-n %d: it takes one worker at least", *n)
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	a, err := newAnthology(env, addresses)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	workers := a.work(*n)
	defer workers.Cancel() // which matters after Ctrl-C; otherwise they are done
	var shifts []deferred.Result[int]
	workers.AddCallback(func(r []deferred.Result[int]) ([]deferred.Result[int], error) {
		shifts = r
		a.reactor.Stop()
		return r, nil
	})
	if err := a.run(ctx); err != nil {
		return err
	}
	for i, shift := range shifts {
		a.say("worker %d has asked for %d", i+1, shift.Value)
	}
	return a.publish()
}

// work has all poems fetched by n workers. It returns a list of the workers, each of which ends with the
// number of poems that it has asked for.
func (a *anthology) work(n int) *deferred.Deferred[[]deferred.Result[int]] {
	left := a.poems
	worker := func(c *deferred.Coroutine) (asked int, err error) {
		for len(left) > 0 {
			p := left[0]
			left = left[1:]
			asked++
			_, err := p.order().Await(c)
			if errors.Is(err, deferred.ErrCancelled) {
				return asked, err
			}
		}
		return asked, nil
	}
	var workers []*deferred.Deferred[int]
	for range n {
		workers = append(workers, deferred.Inline(worker))
	}
	return deferred.List(workers, deferred.ConsumeErrors)
}
