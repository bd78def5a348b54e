package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
)

// A proxy has a way to a poem. Its methods are three versions of that.
type proxy struct {
	cache
	waiting []*deferred.Deferred[string] // of those for whom a poem is being fetched
	shared  *deferred.Deferred[string]   // see getShared
}

//listing:poem

// poem returns the poem that is in the cache, and otherwise one that comes later.
func (p *proxy) poem() (string, error) {
	if p.fresh() {
		return p.text, nil
	}
	return p.fetch().AddCallback(p.keep).Later()
}

//listing:end

// serveProxy1 is proxy 1.0.
func serveProxy1(ctx context.Context, env *program.Env, args []string) error {
	return serveProxy(ctx, env, args, func(p *proxy, together bool) func() *deferred.Deferred[string] {
		if together {
			return nil
		}
		//listing:maybe
		return func() *deferred.Deferred[string] { return deferred.MaybeDeferred(p.poem) }
		//listing:end
	})
}

// serveProxy serves a poem that it fetches from a server, until ctx is done. The function way returns
// the function by which it gets poems, or nil if it cannot do that.
func serveProxy(ctx context.Context, env *program.Env, args []string, way func(p *proxy, together bool) func() *deferred.Deferred[string]) error {
	o := poetry.Options{Host: "127.0.0.1"}
	flags := env.Flags("[HOST:]PORT")
	o.RegisterAddress(flags.FlagSet)
	p := &proxy{}
	flags.DurationVar(&p.keeps, "keep", 2*time.Hour, "fetch the poem anew after this `duration`")
	announces := flags.Bool("announced", false, "the server says first how long its poem is, in a netstring")
	together := flags.Bool("together", false, "fetch once for all who wait (proxy-2)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	getPoem := way(p, *together)
	switch {
	case len(addresses) > 1:
		return program.Usagef("a proxy has one server, and not %d", len(addresses))
	case p.keeps < 0:
		return program.Usagef("-keep is no shorter than nothing")
	case getPoem == nil:
		return program.Usagef("-together is for proxy-2")
	}
	p.reactor, err = setup.Reactor(env)
	if err != nil {
		return err
	}
	defer p.reactor.Close()
	say := func(format string, args ...any) { fmt.Fprintf(env.Stderr, format+"\n", args...) }
	wire := plainly
	if *announces {
		wire = announced
	}
	p.fetch = func() *deferred.Deferred[string] {
		say("fetching the poem of %s", addresses[0])
		return newRequest(p.reactor, addresses[0], addresses[0]).ask(wire)
	}
	port, err := p.reactor.ListenTCP(o.Address(), &inn{reactor: p.reactor, getPoem: getPoem, say: say})
	if err != nil {
		return err
	}
	defer port.StopListening()
	if _, err := fmt.Fprintf(env.Stdout, "Serving the poem of %s on %v\n", addresses[0], port.LocalAddr()); err != nil {
		return err
	}
	return p.reactor.Run(ctx)
}
