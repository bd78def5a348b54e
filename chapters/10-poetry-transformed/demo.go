package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// demo has three servers, and a fourth that is out, and asks them all for poems in a drawl.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	var servers sync.WaitGroup
	defer servers.Wait()
	serving, stop := context.WithCancel(ctx)
	defer stop()
	var addresses []string
	for i, p := range paces {
		door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		addresses = append(addresses, door.Addr().String())
		if p.poem == "" {
			door.Close()
			fmt.Fprintf(env.Stdout, "at %s there is no server, so there is no poem %d\n", addresses[i], i+1)
			continue
		}
		poem, err := poetry.Find(p.poem)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%s has poem %d, %s\n", addresses[i], i+1, poem.Name)
		quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
		o := poetry.Options{Host: "127.0.0.1", Bytes: 100, Delay: p.delay, Poem: poem}
		servers.Go(func() { poetry.ReciteToAll(serving, quiet, door, o) })
	}
	fmt.Fprintln(env.Stdout)
	return drawAll(ctx, env, addresses)
}

// drawAll asks for all poems, and draws what has become of them instead of printing them.
func drawAll(ctx context.Context, env *program.Env, addresses []string) error {
	run := *env
	run.Stderr = env.Stdout
	a, err := newAnthology(&run, addresses)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	if err := a.ask(ctx, apart); err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout)
	a.drawChains(env.Stdout)
	return nil
}

// A pace is what a server of the demo recites, and how. Without a poem there is no server.
type pace struct {
	poem  string
	delay time.Duration
}

var paces = []pace{
	{"tide", 50 * time.Millisecond},
	{"splitflap", 70 * time.Millisecond},
	{"kettle", 120 * time.Millisecond},
	{},
}
