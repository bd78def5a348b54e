package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/reactor"
)

// stray is climb with a poem that comes later. The apology is as ready as it was there.
func stray(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	g := gallery{out: env.Stdout, panics: true}
	r.CallWhenRunning(func() { g.hangLater(r) })
	r.CallLater(time.Second, func() {
		fmt.Fprintln(g.out, "closing time, and the wall is empty")
		r.Stop()
	})
	if err := r.Run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// hangLater is hang, for a poem that comes later. Its care comes too early, on purpose.
func (g *gallery) hangLater(r *reactor.Reactor) {
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintln(g.out, "hangLater hangs up an apology")
		}
	}()
	fmt.Fprintln(g.out, "hangLater asks for a poem")
	g.ask(r, func(poem string) { fmt.Fprintf(g.out, "hung up: %s\n", poem) })
	fmt.Fprintln(g.out, "hangLater returns: nothing has gone wrong")
}

// ask calls back with a poem after a while. Before that it copies it out.
func (g *gallery) ask(r *reactor.Reactor, callback func(poem string)) {
	r.CallLater(200*time.Millisecond, func() {
		fmt.Fprintln(g.out, "the loop calls us: the poem is there")
		poem, _ := g.fetch() // which panics
		callback(poem)
	})
}
