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

// demo starts three servers, recites a poem from the quickest, and lets the three clients fetch
// all three poems, one client after another.
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
		listener, err := env.Net.Listen(ctx, "tcp", o.Address())
		if err != nil {
			return err
		}
		quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
		servers.Go(func() { reciteToAll(ctx, quiet, listener, o) })
		addresses = append(addresses, listener.Addr().String())
		fmt.Fprintf(env.Stdout, "poem %d is %-10s %d bytes, %d at a time, every %v\n",
			i+1, o.Poem.Name+",", len(o.Poem.Text), o.Bytes, o.Delay)
	}

	fmt.Fprintf(env.Stdout, "\nThe first server, by itself:\n\n")
	if err := eavesdrop(ctx, env, addresses[0]); err != nil {
		return err
	}

	fmt.Fprintf(env.Stdout, "\nAll three, by three clients:\n\n")
	chart := figure.Timeline{Ends: true}
	for _, client := range clients {
		run := &program.Env{Stdout: io.Discard, Stderr: io.Discard, Net: env.Net, Trace: env.Trace.Part(client.Name + ", ")}
		fmt.Fprintf(env.Stdout, "%s ...\n", client.Name)
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
var clients = []program.Program{
	{Name: "get-blocking", Run: getBlocking},
	{Name: "get-async", Run: getAsync},
	{Name: "get-goroutines", Run: getGoroutines},
}

// A pace is how a server of the demo recites.
type pace struct {
	poem  string
	bytes int
	delay time.Duration
}

var paces = []pace{
	{"tide", 20, 50 * time.Millisecond},
	{"splitflap", 20, 40 * time.Millisecond},
	{"kettle", 20, 60 * time.Millisecond},
}

func (p pace) options() (poetry.Options, error) {
	poem, err := poetry.Find(p.poem)
	return poetry.Options{Host: "127.0.0.1", Bytes: p.bytes, Delay: p.delay, Poem: poem}, err
}

// eavesdrop prints a poem as it comes.
func eavesdrop(ctx context.Context, env *program.Env, address string) error {
	conn, err := env.Net.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	// A writer and nothing else: the system's short cuts from a socket to a pipe would have a
	// closed pipe (demo | head) reported as an error, where a write ends the program in silence.
	if _, err = io.Copy(struct{ io.Writer }{env.Stdout}, conn); ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
