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

// demo has three clients wait for the same four servers, of which one is down, and shows when they are
// done with whom.
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
			fmt.Fprintf(env.Stdout, "poem %d: no server at %s\n", i+1, addresses[i])
			continue
		}
		o, err := p.options()
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "poem %d: %s at %s\n", i+1, o.Poem.Name, addresses[i])
		quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
		servers.Go(func() { poetry.ReciteToAll(serving, quiet, door, o) })
	}

	chart := figure.Timeline{Ends: true}
	for _, client := range clients {
		panel, err := watch(ctx, env, client, addresses)
		if err != nil {
			return err
		}
		chart.Panels = append(chart.Panels, panel)
	}
	fmt.Fprint(env.Stdout, "\n# running, however briefly   . waiting   - could run\n\n")
	return chart.Text(env.Stdout, 72)
}

// watch runs a client, and returns what it did. That one poem does not come is no error here.
func watch(ctx context.Context, env *program.Env, client program.Program, addresses []string) (figure.Panel, error) {
	run := &program.Env{Stdout: io.Discard, Stderr: io.Discard, Net: env.Net, Trace: env.Trace.Part(client.Name + ", ")}
	client.Run(ctx, run, addresses)
	return figure.Panel{Title: client.Name, Trace: run.Trace.Trace()}, ctx.Err()
}

// clients are the ones that the demo compares.
var clients = []program.Program{
	{Name: "get", Run: get},
	{Name: "first", Run: first},
	{Name: "pool", Run: pool},
}

// A pace is how a server of the demo recites. Without a poem there is no server.
type pace struct {
	poem  string
	bytes int
	delay time.Duration
}

var paces = []pace{
	{"splitflap", 60, 70 * time.Millisecond},
	{},
	{"tide", 40, 50 * time.Millisecond},
	{"kettle", 40, 80 * time.Millisecond},
}

func (p pace) options() (poetry.Options, error) {
	poem, err := poetry.Find(p.poem)
	return poetry.Options{Host: "127.0.0.1", Bytes: p.bytes, Delay: p.delay, Poem: poem}, err
}
