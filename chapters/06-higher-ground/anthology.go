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
	missing int // poems that have neither come nor failed
}

// A poem is one of an anthology.
type poem struct {
	task    string // what we call it before we know it: "poem 1"
	address string // of its server
	text    []byte // nil until it is here
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
		a.poems = append(a.poems, &poem{task: fmt.Sprintf("poem %d", i+1), address: address})
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

// run runs the reactor until nothing is missing, and prints the poems.
func (a *anthology) run(ctx context.Context) error {
	start := a.reactor.Now()
	if err := a.reactor.Run(ctx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // the reader has left
	}
	if err := a.publish(); err != nil {
		return err
	}
	a.say("%s in %.1f s", count(len(a.poems), "poem"), (a.reactor.Now() - start).Seconds())
	return nil
}

// came notes that p is here.
func (a *anthology) came(p *poem, text []byte) {
	p.text = text
	a.say("%s: complete, %d bytes", p.task, len(text))
	a.settled()
}

// failed notes that p will not come.
func (a *anthology) failed(p *poem, err error) {
	p.err = err
	a.say("%s: %v", p.task, err)
	a.settled()
}

// settled counts down, and stops the reactor after the last poem.
func (a *anthology) settled() {
	if a.missing--; a.missing == 0 {
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
