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

// demo has two servers, and a third that is out, and lets both clients of the chapter ask all
// three.
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
			fmt.Fprintf(env.Stdout, "%s has no server, so there is no poem %d\n", addresses[i], i+1)
			continue
		}
		o, err := p.options()
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%s has poem %d, %s: %d bytes, %d every %v\n",
			addresses[i], i+1, o.Poem.Name, len(o.Poem.Text), o.Bytes, o.Delay)
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

// enough is how long the demo lets a client try.
const enough = 2500 * time.Millisecond

// watch runs a client, prints what it says, and returns what it did. It interrupts a client that
// does not end.
func watch(ctx context.Context, env *program.Env, client program.Program, addresses []string) (figure.Panel, error) {
	fmt.Fprintf(env.Stdout, "\n%s:\n", client.Name)
	trying, stop := context.WithTimeout(ctx, enough)
	defer stop()
	run := &program.Env{Stdout: io.Discard, Stderr: env.Stdout, Net: env.Net, Trace: env.Trace.Part(client.Name + ", ")}
	err := client.Run(trying, run, addresses)
	switch {
	case ctx.Err() != nil:
		return figure.Panel{}, ctx.Err()
	case trying.Err() != nil:
		fmt.Fprintf(env.Stdout, "nothing else, for %v: we press Ctrl-C\n", enough)
	case err != nil:
		fmt.Fprintln(env.Stdout, err)
	}
	return figure.Panel{Title: client.Name, Trace: run.Trace.Trace()}, nil
}

// clients are the ones that the demo compares.
var clients = []program.Program{
	{Name: "get", Run: get},
	{Name: "get-errback", Run: getErrback},
}

// A pace is how a server of the demo recites. Without a poem there is no server.
type pace struct {
	poem  string
	bytes int
	delay time.Duration
}

var paces = []pace{
	{"tide", 40, 50 * time.Millisecond},
	{},
	{"kettle", 40, 80 * time.Millisecond},
}

func (p pace) options() (poetry.Options, error) {
	poem, err := poetry.Find(p.poem)
	return poetry.Options{Host: "127.0.0.1", Bytes: p.bytes, Delay: p.delay, Poem: poem}, err
}
