package main

import (
	"context"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

//listing:get

// getPoem returns a Deferred that has the poem, or will have it.
func (p *proxy) getPoem() *deferred.Deferred[string] {
	if p.fresh() {
		return deferred.Succeed(p.text)
	}
	return p.fetch().AddCallback(p.keep)
}

//listing:end

// serveProxy2 is proxy 2.0.
func serveProxy2(ctx context.Context, env *program.Env, args []string) error {
	return serveProxy(ctx, env, args, func(p *proxy, together bool) func() *deferred.Deferred[string] {
		if together {
			return p.getTogether
		}
		return p.getPoem
	})
}
