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
	p, flags := &proxy{}, proxyFlags(env)
	together := flags.Bool("together", false, "fetch once for all who wait")
	return p.serve(ctx, env, flags, args, func() *deferred.Deferred[string] {
		if *together {
			return p.getTogether()
		}
		return p.getPoem()
	})
}
