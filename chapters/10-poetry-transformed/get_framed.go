package main

import (
	"context"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// getFramed has the poems drawled, and puts each into a frame.
func getFramed(ctx context.Context, env *program.Env, args []string) error {
	return fetch(ctx, env, args, framed)
}

// framed makes the chain of getFramed, and the chain behind that.
func framed(p *poem, d *drawn[string]) {
	d.AddCallback(drawl)
	d.AddErrback(p.original)
	s := draw(deferred.Then(d.Deferred, typeset)) // a Deferred of a sheet
	s.AddCallbacks(p.framed, p.unframed)
	s.AddBoth(p.hung)
	p.sheet = s
}

// framed is a callback: p is here, and set.
func (p *poem) framed(s sheet) (sheet, error) {
	_, err := p.came(s.framed())
	return s, err
}

// unframed is an errback: p will not come, or not as a sheet.
func (p *poem) unframed(err error) (sheet, error) {
	_, err = p.failed(err)
	return sheet{}, err
}

// hung is for both: nothing more will be heard of p.
func (p *poem) hung(s sheet, err error) (sheet, error) {
	_, err = p.settled("", err)
	return s, err
}
