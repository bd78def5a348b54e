package main

import (
	"context"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// get is client 8.0. A list tells it when it is done.
func get(ctx context.Context, env *program.Env, args []string) error {
	addresses, err := addressesIn(env, args)
	if err != nil {
		return err
	}
	a, err := newAnthology(env, addresses)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	a.orderAll()
	if err := a.run(ctx); err != nil {
		return err
	}
	return a.publish()
}

// orderAll asks for all poems at once, and stops the reactor when there is nothing left to wait for. It
// returns the Deferreds of the poems.
func (a *anthology) orderAll() poems {
	var ordered poems
	for _, p := range a.poems {
		ordered = append(ordered, p.order())
	}
	all := deferred.List(ordered, deferred.ConsumeErrors)
	all.AddCallback(func(r results) (results, error) {
		a.reactor.Stop()
		return r, nil
	})
	return ordered
}
