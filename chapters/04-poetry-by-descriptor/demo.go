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

// demo starts three servers, fetches their poems with the one client and with the other, and shows
// how each of them spent its time.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	var servers sync.WaitGroup
	defer servers.Wait()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var addresses []string
	for _, pace := range paces {
		address, err := pace.serve(ctx, env, &servers)
		if err != nil {
			return err
		}
		addresses = append(addresses, address)
	}

	chart := figure.Timeline{Ends: true}
	for _, client := range compared {
		fmt.Fprintf(env.Stdout, "%s ...\n", client.Name)
		run := &program.Env{Stdout: io.Discard, Stderr: io.Discard, Net: env.Net, Trace: env.Trace.Part(client.Name + ", ")}
		if err := client.Run(ctx, run, addresses); err != nil {
			return err
		}
		chart.Panels = append(chart.Panels, figure.Panel{Title: client.Name, Trace: run.Trace.Trace()})
	}
	fmt.Fprintln(env.Stdout)
	fmt.Fprintln(env.Stdout, "# running, however briefly   . waiting   - could run   ! waiting, and letting nobody else run")
	fmt.Fprintln(env.Stdout)
	return chart.Text(env.Stdout, 72)
}

// clients are the ones that the demo compares.
var compared = []program.Program{
	{Name: "get", Run: get},
	{Name: "get-broken", Run: getBroken},
}

// A pace is how a server of the demo recites.
type pace struct {
	poem  string
	bytes int
	delay time.Duration
}

var paces = []pace{
	{"tide", 40, 50 * time.Millisecond},
	{"nightshift", 40, 40 * time.Millisecond},
	{"kettle", 40, 60 * time.Millisecond},
}

// serve starts a server in the background, and returns its address. It ends with ctx.
func (p pace) serve(ctx context.Context, env *program.Env, servers *sync.WaitGroup) (string, error) {
	poem, err := poetry.Find(p.poem)
	if err != nil {
		return "", err
	}
	o := poetry.Options{Host: "127.0.0.1", Bytes: p.bytes, Delay: p.delay, Poem: poem}
	listener, err := env.Net.Listen(ctx, "tcp", o.Address())
	if err != nil {
		return "", err
	}
	quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
	servers.Go(func() { poetry.ReciteToAll(ctx, quiet, listener, o) })
	return listener.Addr().String(), nil
}
