package main

import (
	"context"
	"errors"

	"slowpoetry/code/book/program"
)

// getApart is client 5.1. It does what 5.0 does, with a stage for each thing.
func getApart(ctx context.Context, env *program.Env, args []string) error {
	return fetch(ctx, env, args, apart)
}

// apart makes the chain of client 5.1.
func apart(p *poem, d *drawn[string]) {
	d.AddCallback(drawl)
	d.AddErrback(p.original)
	d.AddCallbacks(p.came, p.failed)
	d.AddBoth(p.settled)
}

// original is an errback for what drawl does not know. It returns the poem as it was. It returns any
// other error unchanged.
func (p *poem) original(err error) (string, error) {
	letter, ok := errors.AsType[*LetterError](err)
	if !ok {
		return "", err // not ours: let it go on
	}
	p.say("%s: %v So it stays as it is.", p.task, err)
	return letter.Poem, nil
}
