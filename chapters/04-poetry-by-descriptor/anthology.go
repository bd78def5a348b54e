package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// An anthology is the poems that a client is fetching, and the reactor that it fetches them with.
type anthology struct {
	env     *program.Env
	reactor *reactor.Reactor
	poems   []*poem
	missing int // poems that may still come
	start   time.Duration
	ticks   time.Duration // how often to say how far we are, 0 for never
}

// A poem is on its way, or here.
type poem struct {
	task    string // what we call it before we know it: "poem 1"
	address string // of its server
	text    []byte // what has come so far, cut anywhere
	err     error  // why there will be no more
}

// String returns the name of the poem in traces.
func (p *poem) String() string { return p.task }

// newAnthology reads a client's command line. The caller closes the reactor.
func newAnthology(env *program.Env, args []string) (*anthology, error) {
	flags := env.Flags("[HOST:]PORT...")
	ticks := flags.Duration("clock", 0, "say how far it is, every `duration` (default never)")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if *ticks < 0 {
		return nil, program.Usagef("a clock cannot go backwards: -clock %v", *ticks)
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return nil, err
	}
	a := &anthology{env: env, missing: len(addresses), ticks: *ticks}
	for i, address := range addresses {
		p := &poem{task: fmt.Sprintf("poem %d", i+1), address: address}
		a.poems = append(a.poems, p)
		env.Trace.Ready(p.task)
	}
	a.reactor, err = setup.Reactor(env)
	return a, err
}

// run runs the reactor until no poem is missing, and prints them.
func (a *anthology) run(ctx context.Context) error {
	a.start = a.reactor.Now()
	if a.ticks > 0 {
		beat := reactor.NewLoopingCall(a.reactor, clock{a}.tick)
		beat.Start(a.ticks, false)
		defer beat.Stop()
	}
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
	a.say("%s in %.1f s", count(len(a.poems), "poem"), a.since().Seconds())
	return nil
}

// since returns how long it has been running.
func (a *anthology) since() time.Duration { return a.reactor.Now() - a.start }

// got adds a piece to p. It copies the piece.
func (a *anthology) got(p *poem, piece []byte) {
	if len(piece) > 0 {
		a.env.Trace.Receive(p.task, len(piece))
		a.say("%s: %d bytes", p.task, len(piece))
		p.text = append(p.text, piece...)
	}
}

// ended notes that p is complete, or why it never will be. After the last poem it stops the reactor.
func (a *anthology) ended(p *poem, reason error) {
	//listing:reason
	switch {
	case reason == io.EOF && len(p.text) == 0:
		p.err = errors.New("the server said nothing")
	case reason != io.EOF: // connecting failed, or the connection broke
		p.err = reason
	}
	switch {
	case p.err == nil:
		a.say("%s: complete, %d bytes", p.task, len(p.text))
	case p.err != reactor.ErrStopped: // otherwise it was Ctrl-C, which needs no explanation
		a.say("%s: %v", p.task, p.err)
	}
	//listing:end
	//listing:stop
	a.missing--
	if a.missing == 0 {
		a.reactor.Stop()
	}
	//listing:end
}

// say reports progress.
func (a *anthology) say(format string, args ...any) {
	fmt.Fprintf(a.env.Stderr, format+"\n", args...)
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

// A clock says how far an anthology is.
type clock struct{ *anthology }

func (c clock) tick() {
	bytes := 0
	for _, p := range c.poems {
		bytes += len(p.text)
	}
	c.say("%.2f s: %d bytes so far", c.since().Seconds(), bytes)
}

// count returns a number and what it counts: "1 poem", "3 poems".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
