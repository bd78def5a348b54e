package main

import (
	"bytes"
	"context"

	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// getLoud fetches the poems one after another, and turns them into capitals.
//
// It is broken on purpose: it takes every piece for text, and a piece is only bytes.
func getLoud(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	a.each = bytes.ToUpper
	for _, p := range a.poems {
		a.ended(p, a.fetch(ctx, p, trace.Block))
	}
	return a.publish(ctx)
}
