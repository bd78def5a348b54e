package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// first asks several servers for a poem and prints the one that is complete first. It ends when no
// connection is left.
func first(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT...")
	keep := flags.Bool("keep", false, "do not cancel the others")
	if err := flags.Parse(args); err != nil {
		return err
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
	text := a.orderFirst(!*keep)
	if err := a.run(ctx); err != nil {
		return err
	}
	if *text == "" {
		return fmt.Errorf("none of %d poems came", len(a.poems))
	}
	_, err = fmt.Fprint(env.Stdout, *text)
	return err
}

// orderFirst asks for all poems at once. The first that is complete will be the text that it returns.
func (a *anthology) orderFirst(cancelOthers bool) (text *string) {
	text = new(string)
	var ordered poems
	for _, p := range a.poems {
		ordered = append(ordered, p.order())
	}
	//listing:first
	one := deferred.List(ordered, deferred.FireOnOneCallback)
	one.AddCallback(func(r results) (results, error) {
		*text = r[0].Value // "" if none has come
		if cancelOthers {
			for _, d := range ordered {
				d.Cancel()
			}
		}
		return r, nil
	})
	//listing:end

	all := deferred.List(ordered, deferred.ConsumeErrors)
	all.AddCallback(func(r results) (results, error) {
		a.reactor.Stop()
		return r, nil
	})
	return text
}
