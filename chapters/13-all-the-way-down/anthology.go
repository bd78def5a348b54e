package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/book/sketch"
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
}

// A poem is one of an anthology.
type poem struct {
	*anthology
	task    string // what we call it before we know it: "poem 1"
	address string // of its server
	text    string // "" until it is here
	err     error  // why it will not come

	drawn *sketch.Deferred[string]
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

// get is client 6.0. It has the poems transformed by a server.
func get(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT [HOST:]PORT...")
	transform := flags.String("transform", "lower", "ask for the transform of this `name`")
	limit := flags.Duration("patience", patience, "wait for a transform for this `time`, and then take the original")
	draw := flags.Bool("draw", false, "draw the way of each poem through its chain")
	look := flags.Duration("look", 0, "after this `time`, say what waits for what")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	if len(addresses) < 2 {
		return errFew
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
	if *look > 0 {
		r.CallLater(*look, a.look)
	}
	if err := a.run(ctx); err != nil {
		return err
	}
	if *draw {
		a.drawChains(env.Stdout)
	}
	return a.publish()
}

var errFew = program.Usagef("which poems? Name the transform server, and then a poem's at least")

// run asks for all poems, and runs the reactor until nothing is missing.
func (a *anthology) run(ctx context.Context) error {
	for _, p := range a.poems {
		p.order()
	}
	if err := a.reactor.Run(ctx); err != nil {
		return err
	}
	return ctx.Err() // after Ctrl-C, why we stopped
}

// look says what waits for what.
func (a *anthology) look() {
	a.say("after %.1f s", a.reactor.Now().Seconds())
	for _, p := range a.poems {
		state := p.drawn.Chain().Waits()
		switch {
		case state != "":
		case p.drawn.Fired():
			state = "is settled"
		default:
			state = "has not fired yet"
		}
		a.say("  %s %s", p.task, state)
	}
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
		fmt.Fprintln(w)
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

// say reports progress.
func (a *anthology) say(format string, args ...any) {
	fmt.Fprintf(a.env.Stderr, format+"\n", args...)
}

// patience is how long a transform may take, unless -patience says otherwise.
const patience = 10 * time.Second
