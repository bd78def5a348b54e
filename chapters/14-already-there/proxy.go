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
	p := &proxy{}
	//listing:maybe
	getPoem := func() *deferred.Deferred[string] { return deferred.MaybeDeferred(p.poem) }
	//listing:end
	return p.serve(ctx, env, proxyFlags(env), args, getPoem)
}

// proxyFlags returns a flag set for serve.
func proxyFlags(env *program.Env) *program.Flags { return env.Flags("[HOST:]PORT") }

// serve fetches the poem of the server that args name, and gives it to all who come, until ctx is done.
// It adds its flags to those that are there, and calls getPoem for each guest.
func (p *proxy) serve(ctx context.Context, env *program.Env, flags *program.Flags, args []string, getPoem func() *deferred.Deferred[string]) error {
	o := poetry.Options{Host: "127.0.0.1"}
	o.RegisterAddress(flags.FlagSet)
	flags.DurationVar(&p.keeps, "keep", 2*time.Hour, "fetch the poem anew after this `duration`")
	announces := flags.Bool("announced", false, "the server says first how long its poem is, in a netstring")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	switch {
	case err != nil:
		return err
	case len(addresses) > 1:
		return program.Usagef("a proxy has one server, and not %d", len(addresses))
	case p.keeps < 0:
		return program.Usagef("-keep is no shorter than nothing")
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
