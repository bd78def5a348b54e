package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// An anthology is what the poems of one client have in common.
type anthology struct {
	env     *program.Env
	reactor *reactor.Reactor
	start   time.Duration
	poems   []*poem
	missing int // poems that may still come
}

// newAnthology reads a client's command line. The caller closes the reactor.
func newAnthology(env *program.Env, args []string) (*anthology, error) {
	flags := env.Flags("[HOST:]PORT...")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return nil, err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return nil, err
	}
	a := &anthology{env: env, reactor: r, start: r.Now(), missing: len(addresses)}
	for i, address := range addresses {
		a.poems = append(a.poems, &poem{anthology: a, task: fmt.Sprintf("poem %d", i+1), address: address})
	}
	return a, nil
}

// run runs the reactor until no poem is missing, and prints them.
func (a *anthology) run(ctx context.Context) error {
	if err := a.reactor.Run(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err() // by Ctrl-C
	}
	return a.publish()
}

// ended counts a poem that is complete, or never will be. After the last it stops the reactor.
func (a *anthology) ended(p *poem) {
	switch {
	case errors.Is(p.err, reactor.ErrStopped): // it was Ctrl-C, which needs no explanation
	case p.err != nil:
		p.say("%v", p.err)
	default:
		p.say("complete, %d bytes in %.1f s", len(p.text), (a.reactor.Now() - a.start).Seconds())
	}
	a.missing--
	if a.missing == 0 {
		a.reactor.Stop()
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
		if _, err := a.env.Stdout.Write(p.text); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d poems did not come", failed, len(a.poems))
	}
	a.say("%s in %.1f s", count(len(a.poems), "poem"), (a.reactor.Now() - a.start).Seconds())
	return nil
}

// say reports progress.
func (a *anthology) say(format string, args ...any) {
	fmt.Fprintf(a.env.Stderr, format+"\n", args...)
}

// count returns a number and what it counts: "1 poem", "3 poems".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
