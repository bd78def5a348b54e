package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
)

// An anthology is the poems that a client has asked for, and what has become of them.
type anthology struct {
	env     *program.Env
	reactor *reactor.Reactor
	poems   []*poem
	missing int  // poems of which nothing has been heard
	draw    bool // the way of each poem through its chain
}

// A poem is one of an anthology.
type poem struct {
	*anthology
	task    string // what we call it before we know it: "poem 1"
	address string // of its server
	text    string // "" until it is here
	err     error  // why it will not come

	events, sheetEvents []deferred.Event // what happened to the Deferreds
}

// newAnthology reads a client's command line. The caller closes the reactor.
func newAnthology(env *program.Env, args []string) (*anthology, error) {
	flags := env.Flags("[HOST:]PORT...")
	draw := flags.Bool("draw", false, "draw the way of each poem through its chain")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return nil, err
	}
	a := &anthology{env: env, missing: len(addresses), draw: *draw}
	for i, address := range addresses {
		a.poems = append(a.poems, &poem{anthology: a, task: fmt.Sprintf("poem %d", i+1), address: address})
	}
	a.reactor, err = setup.Reactor(env)
	return a, err
}

// fetch is a client: it asks for the poems that args name, and adds to the chain of each.
func fetch(ctx context.Context, env *program.Env, args []string, c chain) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	if err := a.ask(ctx, c); err != nil {
		return err
	}
	if a.draw {
		a.drawChains(env.Stdout, c)
	}
	return a.publish()
}

// A chain is what a client does with a poem, and what the stages of that are called in drawings.
type chain struct {
	expect func(p *poem, d *deferred.Deferred[string])
	stages []figure.Stage
	sheets []figure.Stage // of a second chain, where there is one
}

// ask asks for all poems, and runs the reactor until nothing is missing.
func (a *anthology) ask(ctx context.Context, c chain) error {
	for _, p := range a.poems {
		d := getPoetry(a.reactor, p.address)
		d.Trace(p.task, p.note)
		c.expect(p, d)
	}
	if err := a.reactor.Run(ctx); err != nil {
		return err
	}
	return ctx.Err() // the reader may have left
}

// note notes what happens in the chain of p. Of a text it keeps the title, and of an error what it
// comes down to.
func (p *poem) note(e deferred.Event) {
	if text, ok := e.Value.(string); ok {
		e.Value, _, _ = strings.Cut(text, "\n")
	}
	if e.Err != nil {
		text := e.Err.Error()
		e.Err = errors.New(strings.TrimSpace(text[strings.LastIndex(text, ": ")+1:]))
	}
	p.events = append(p.events, e)
}

// drawChains draws what has become of the poems.
func (a *anthology) drawChains(w io.Writer, c chain) {
	for _, p := range a.poems {
		fmt.Fprintf(w, "%s:\n", p.task)
		figure.Chain{Stages: c.stages, Events: p.events}.Text(w)
		if c.sheets != nil {
			fmt.Fprintf(w, "%s, as a sheet:\n", p.task)
			figure.Chain{Stages: c.sheets, Events: p.sheetEvents}.Text(w)
		}
		fmt.Fprintln(w)
	}
}

// publish prints the poems that came, and returns an error when some did not.
func (a *anthology) publish() error {
	failed := 0
	for i, p := range a.poems {
		if p.err != nil {
			failed++
			continue
		}
		if i > failed { // not the first that is printed
			fmt.Fprintln(a.env.Stdout)
		}
		if _, err := fmt.Fprint(a.env.Stdout, p.text); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d poems did not come", failed, len(a.poems))
	}
	return nil
}

// say reports progress.
func (a *anthology) say(format string, args ...any) {
	fmt.Fprintf(a.env.Stderr, format+"\n", args...)
}
