package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// demo starts three servers, fetches their poems, and draws when the protocols were called.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	var servers sync.WaitGroup
	defer servers.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()

	var addresses []string
	for i, pace := range paces {
		o, err := pace.options()
		if err != nil {
			return err
		}
		door, err := env.Net.Listen(ctx, "tcp", o.Address())
		if err != nil {
			return err
		}
		quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
		servers.Go(func() { poetry.ReciteToAll(ctx, quiet, door, o) })
		addresses = append(addresses, door.Addr().String())
		fmt.Fprintf(env.Stdout, "poem %d is %-10s %d bytes, %d at a time, every %v\n",
			i+1, o.Poem.Name+",", len(o.Poem.Text), o.Bytes, o.Delay)
	}
	fmt.Fprintln(env.Stdout)

	run := env.Trace.Part("")
	client := &program.Env{Stdout: io.Discard, Stderr: env.Stdout, Net: env.Net, Trace: run}
	if err := get(ctx, client, addresses); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "\n# running, however briefly   . waiting   - could run\n\n")
	return figure.Text(env.Stdout, run.Trace(), 72)
}

// A pace is how a server of the demo recites.
type pace struct {
	poem  string
	bytes int
	delay time.Duration
}

var paces = []pace{
	{"tide", 160, 100 * time.Millisecond},
	{"splitflap", 160, 130 * time.Millisecond},
	{"kettle", 160, 200 * time.Millisecond},
}

func (p pace) options() (poetry.Options, error) {
	poem, err := poetry.Find(p.poem)
	return poetry.Options{Host: "127.0.0.1", Bytes: p.bytes, Delay: p.delay, Poem: poem}, err
}
