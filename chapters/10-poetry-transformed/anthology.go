package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

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

	drawn *drawn[string] // its Deferred
	sheet *drawn[sheet]  // the one behind that, if there is one
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

// An expect function adds to the chain of a Deferred what is to be done with a poem.
type expect func(p *poem, d *drawn[string])

// fetch is a client: it asks for the poems that args name, and does with each what expect says.
func fetch(ctx context.Context, env *program.Env, args []string, expect expect) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	if err := a.ask(ctx, expect); err != nil {
		return err
	}
	if a.draw {
		a.drawChains(env.Stdout)
	}
	return a.publish()
}

// ask asks for all poems, and runs the reactor until nothing is missing.
func (a *anthology) ask(ctx context.Context, expect expect) error {
	for _, p := range a.poems {
		p.drawn = draw(getPoetry(a.reactor, p.address))
		expect(p, p.drawn)
	}
	if err := a.reactor.Run(ctx); err != nil {
		return err
	}
	return ctx.Err() // after Ctrl-C, why we stopped
}

// brief shortens what is in an event: a text to its title, an error to what it comes down to.
func brief(e deferred.Event) deferred.Event {
	if text, ok := e.Value.(string); ok {
		e.Value, _, _ = strings.Cut(text, "\n")
	}
	if e.Err != nil {
		text := e.Err.Error()
		e.Err = errors.New(strings.TrimSpace(text[strings.LastIndex(text, ": ")+1:]))
	}
	return e
}

// drawChains draws what has become of the poems.
func (a *anthology) drawChains(w io.Writer) {
	for _, p := range a.poems {
		fmt.Fprintf(w, "%s:\n", p.task)
		p.drawn.Chain().Text(w)
		if p.sheet != nil {
			fmt.Fprintf(w, "%s, as a sheet:\n", p.task)
			p.sheet.Chain().Text(w)
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
