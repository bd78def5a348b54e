package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// poems are what a list of poems takes, and results what it fires with.
type (
	poems   = []*deferred.Deferred[string]
	results = []deferred.Result[string]
)

// An anthology is the poems that a client has asked for, and what has become of them.
type anthology struct {
	env     *program.Env
	reactor *reactor.Reactor
	poems   []*poem
}

// A poem is one of an anthology.
type poem struct {
	*anthology
	task    string // what we call it before we know it: "poem 1"
	address string // of its server
	text    string // "" until it is here
}

// newAnthology is of the poems at these addresses. The caller closes the reactor.
func newAnthology(env *program.Env, addresses []string) (*anthology, error) {
	r, err := setup.Reactor(env)
	if err != nil {
		return nil, err
	}
	a := &anthology{env: env, reactor: r}
	for i, address := range addresses {
		a.poems = append(a.poems, &poem{anthology: a, task: fmt.Sprintf("poem %d", i+1), address: address})
	}
	return a, nil
}

// addressesIn reads a command line that has nothing but the addresses of servers.
func addressesIn(env *program.Env, args []string) ([]string, error) {
	flags := env.Flags("[HOST:]PORT...")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	return poetry.Addresses(flags.Args())
}

// run runs the reactor until it is stopped.
func (a *anthology) run(ctx context.Context) error {
	if err := a.reactor.Run(ctx); err != nil {
		return err
	}
	return ctx.Err() // after Ctrl-C, why we stopped
}

// order asks for p.
func (p *poem) order() *deferred.Deferred[string] {
	return getPoetry(p.reactor, p.address).AddCallbacks(p.came, p.failed)
}

// came is a callback: p is here.
func (p *poem) came(text string) (string, error) {
	p.text = text
	p.say("%s: complete, %d bytes", p.task, len(text))
	return text, nil
}

// failed is an errback: p will not come. It passes the error on.
func (p *poem) failed(err error) (string, error) {
	p.say("%s: %v", p.task, err)
	return "", err
}

// publish prints the poems that came, in the order in which we asked for them, and returns an error when
// some did not.
func (a *anthology) publish() error {
	missing, separator := 0, ""
	for _, p := range a.poems {
		if p.text == "" {
			missing++
			continue
		}
		if _, err := fmt.Fprint(a.env.Stdout, separator, p.text); err != nil {
			return err
		}
		separator = "\n"
	}
	if missing > 0 {
		return fmt.Errorf("%d of %d poems did not come", missing, len(a.poems))
	}
	return nil
}

// say reports progress.
func (a *anthology) say(format string, args ...any) {
	fmt.Fprintf(a.env.Stderr, format+"\n", args...)
}
