package main

import (
	"context"
	"errors"

	"slowpoetry/code/book/program"
	"slowpoetry/code/panics"
)

// get is client 5.0. It has the poems drawled on their way.
func get(ctx context.Context, env *program.Env, args []string) error {
	return fetch(ctx, env, args, together)
}

// together makes the chain of client 5.0.
func together(p *poem, d *drawn[string]) {
	d.AddCallback(p.tryDrawl)
	d.AddCallbacks(p.came, p.failed)
	d.AddBoth(p.settled)
}

// tryDrawl is a callback. It returns the poem in a drawl, or as it is if it has letters that the
// engine does not know.
func (p *poem) tryDrawl(text string) (string, error) {
	slow, err := drawl(text)
	if _, ok := errors.AsType[*LetterError](err); ok {
		p.say("%s: %v So it stays as it is.", p.task, err)
		return text, nil
	}
	return slow, err
}

// came is a callback: p is here.
func (p *poem) came(text string) (string, error) {
	p.text = text
	p.say("%s: complete, %d bytes", p.task, len(text))
	return text, nil
}

// failed is an errback: p will not come.
func (p *poem) failed(err error) (string, error) {
	p.err = err
	p.say("%s: %v%s", p.task, err, place(err))
	return "", nil
}

// place returns where err happened, if it is a panic: then the words alone do not tell much.
func place(err error) string {
	panicked, ok := errors.AsType[*panics.Error](err)
	if !ok {
		return ""
	}
	return " in " + panicked.Stack()[0]
}

// settled is for both: nothing more will be heard of p. If it was the last, the reactor stops.
func (p *poem) settled(text string, err error) (string, error) {
	if p.missing--; p.missing == 0 {
		p.reactor.Stop()
	}
	return text, err
}
