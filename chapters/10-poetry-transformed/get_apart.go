package main

import (
	"context"
	"errors"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// getApart is client 5.1. It does what 5.0 does, with a stage for each thing.
func getApart(ctx context.Context, env *program.Env, args []string) error {
	return fetch(ctx, env, args, apart)
}

// apart is the chain of client 5.1.
var apart = chain{
	expect: func(p *poem, d *deferred.Deferred[string]) {
		d.AddCallback(drawl)
		d.AddErrback(p.original)
		d.AddCallbacks(p.came, p.failed)
		d.AddBoth(p.settled)
	},
	stages: []figure.Stage{
		{Callback: "drawl"},
		{Errback: "original"},
		{Callback: "came", Errback: "failed"},
		{Both: "settled"},
	},
}

// original is an errback for what drawl does not know. It returns the poem as it was. Any other
// error it returns as it is.
func (p *poem) original(err error) (string, error) {
	letter, ok := errors.AsType[*LetterError](err)
	if !ok {
		return "", err // it is somebody else's
	}
	p.say("%s: %v So it stays as it is.", p.task, err)
	return letter.Poem, nil
}
