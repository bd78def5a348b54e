package main

import (
	"context"
	"fmt"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// An anthology is the poems that a client has asked for, and what has become of them.
type anthology struct {
	env     *program.Env
	reactor *reactor.Reactor
	poems   []*poem
	missing int // poems of which nothing has been heard
}

// A poem is one of an anthology.
type poem struct {
	*anthology
	task    string // what we call it before we know it: "poem 1"
	address string // of its server
	text    string // "" until it is here
	err     error  // why it will not come
}

// newAnthology reads a client's command line. The caller closes the reactor.
func newAnthology(env *program.Env, args []string) (*anthology, error) {
	addresses, err := addressesIn(env, args)
	if err != nil {
		return nil, err
	}
	a := &anthology{env: env, missing: len(addresses)}
	for i, address := range addresses {
		a.poems = append(a.poems, &poem{anthology: a, task: fmt.Sprintf("poem %d", i+1), address: address})
	}
	a.reactor, err = setup.Reactor(env)
	return a, err
}

// addressesIn reads a command line that has nothing but the addresses of servers.
func addressesIn(env *program.Env, args []string) ([]string, error) {
	flags := env.Flags("[HOST:]PORT...")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	return poetry.Addresses(flags.Args())
}

// run runs the reactor until nothing is missing, and prints the poems. It may be that nothing is
// missing any more: a Deferred can have fired before we had it.
func (a *anthology) run(ctx context.Context) error {
	start := a.reactor.Now()
	if a.missing > 0 {
		if err := a.reactor.Run(ctx); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err // Ctrl-C
	}
	if err := a.publish(); err != nil {
		return err
	}
	a.say("%s in %.1f s", count(len(a.poems), "poem"), (a.reactor.Now() - start).Seconds())
	return nil
}

// came is a callback. It keeps the text of p.
func (p *poem) came(text string) (string, error) {
	p.text = text
	p.say("%s: complete, %d bytes", p.task, len(text))
	return text, nil
}

// failed is an errback: p will not come.
func (p *poem) failed(err error) (string, error) {
	p.err = err
	p.say("%s: %v", p.task, err)
	return "", nil
}

// settled is for both. It counts p, which has come or has failed, and stops the reactor after the
// last poem.
func (p *poem) settled(text string, err error) (string, error) {
	if p.missing--; p.missing == 0 {
		p.reactor.Stop()
	}
	return text, err
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

// count returns a number and what it counts: "1 poem", "3 poems".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
