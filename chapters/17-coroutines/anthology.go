package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// An anthology is the poems that a client has asked for, and what has become of them.
type anthology struct {
	env         *program.Env
	reactor     *reactor.Reactor
	transformer *transformer
	poems       []*poem
	complete    []*poem // in the order in which they came
	missing     int     // poems of which nothing has been heard

	// watch is called, if there is one, when a poem's coroutine awaits something, with an event of
	// no kind, and with each event of what it awaits.
	watch func(p *poem, what string, e deferred.Event)
}

// A poem is one of an anthology.
type poem struct {
	*anthology
	task    string // what we call it before we know it: "poem 1"
	address string // of its server
	text    string // "" until it is here
	err     error  // why it will not come
}

// newAnthology is of the poems at these addresses, of which the first is the transform server's.
func newAnthology(env *program.Env, r *reactor.Reactor, transform string, addresses []string) *anthology {
	a := &anthology{env: env, reactor: r, missing: len(addresses) - 1,
		transformer: &transformer{r, addresses[0], transform, patience}}
	for i, address := range addresses[1:] {
		a.poems = append(a.poems, &poem{anthology: a, task: fmt.Sprintf("poem %d", i+1), address: address})
	}
	return a
}

// get is client 7.0: a function, in a coroutine, for each poem.
func get(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT [HOST:]PORT...")
	transform := flags.String("transform", "lower", "ask for the transform of this `name`")
	limit := flags.Duration("patience", patience, "wait for a transform for this `time`, and then take the original")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	if len(addresses) < 2 {
		return program.Usagef("which poems? Name the transform server, and then a poem's at least")
	}
	if strings.Contains(*transform, ".") {
		return program.Usagef("-transform %s: its name ends at the first full stop", *transform)
	}
	if *limit <= 0 {
		return program.Usagef("-patience %v: there must be some", *limit)
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	a := newAnthology(env, r, *transform, addresses)
	a.transformer.limit = *limit
	if err := a.run(ctx); err != nil {
		return err
	}
	return a.publish()
}

// run orders all poems, and runs the reactor until nothing is missing. It leaves no coroutine behind: a
// reactor that stops ends all connections, and with that what is awaited.
func (a *anthology) run(ctx context.Context) error {
	for _, p := range a.poems {
		d := deferred.Inline(p.order)
		d.AddCallbacks(p.came, p.failed)
		d.AddBoth(p.settled)
	}
	if err := a.reactor.Run(ctx); err != nil {
		return err
	}
	return ctx.Err() // after Ctrl-C, why we stopped
}

// fetch returns the Deferred of p as its server recites it.
func (p *poem) fetch() *deferred.Deferred[string] {
	p.note("poem", deferred.Event{Kind: asked})
	return p.watched("poem", getPoetry(p.reactor, p.address))
}

// transform returns the Deferred of p as the transform server has changed it.
func (p *poem) transform(text string) *deferred.Deferred[string] {
	p.note("drawl", deferred.Event{Kind: asked})
	return p.watched("drawl", p.transformer.transform(text))
}

// watched has d's events noted, if there is something to note them.
func (p *poem) watched(what string, d *deferred.Deferred[string]) *deferred.Deferred[string] {
	if p.watch != nil {
		d.Trace(what, func(e deferred.Event) { p.note(what, e) })
	}
	return d
}

// asked is the kind of the event that something is asked for.
const asked = deferred.Kind(255)

// note reports an event to watch.
func (p *poem) note(what string, e deferred.Event) {
	if p.watch != nil {
		p.watch(p, what, e)
	}
}

// publish prints the poems that came, in that order, and returns an error when some did not.
func (a *anthology) publish() error {
	for i, p := range a.complete {
		if i > 0 {
			fmt.Fprintln(a.env.Stdout)
		}
		if _, err := fmt.Fprint(a.env.Stdout, p.text); err != nil {
			return err
		}
	}
	if failed := len(a.poems) - len(a.complete); failed > 0 {
		return fmt.Errorf("%d of %d poems did not come", failed, len(a.poems))
	}
	return nil
}

// say reports progress with p.
func (p *poem) say(format string, args ...any) {
	fmt.Fprintf(p.env.Stderr, p.task+": "+format+"\n", args...)
}

// patience is how long a transform may take, unless -patience says otherwise.
const patience = 10 * time.Second
