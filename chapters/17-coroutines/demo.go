package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/book/transform"
	"slowpoetry/code/book/transform/transformd"
	"slowpoetry/code/deferred"
)

// demo runs client 7.0 for three poems, the third of which has no server, and prints what each of the
// three functions does, in a column for each.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	quiet := *env
	quiet.Stderr = io.Discard
	r, err := setup.Reactor(&quiet)
	if err != nil {
		return err
	}
	defer r.Close()
	door, err := r.ListenTCP("127.0.0.1:0", &transformd.Server{Reactor: r, Service: transform.NewService(transform.Engines()), Timeout: time.Minute})
	if err != nil {
		return err
	}
	addresses := []string{door.LocalAddr().String()}

	var servers sync.WaitGroup
	defer servers.Wait()
	serving, stop := context.WithCancel(ctx)
	defer stop()
	for i, name := range []string{"kettle", "tide", ""} {
		address, err := recite(serving, &quiet, &servers, name, time.Duration(200-150*i)*time.Millisecond)
		if err != nil {
			return err
		}
		addresses = append(addresses, address)
	}
	a := newAnthology(&quiet, r, "drawl", addresses)
	fmt.Fprintln(env.Stdout, "poem 1, slow            poem 2, quick           poem 3, no server")
	a.watch = func(p *poem, what string, e deferred.Event) {
		if text := step(p, what, e); text != "" {
			fmt.Fprintf(env.Stdout, "%s%s\n", strings.Repeat(" ", 24*column(p)), text)
		}
	}
	return a.run(ctx)
}

// column returns which poem p is, from 0.
func column(p *poem) int {
	for i, q := range p.poems {
		if q == p {
			return i
		}
	}
	return -1
}

// step says what an event means to the function that orders p, or "".
func step(p *poem, what string, e deferred.Event) string {
	switch {
	case what == "settled" && p.err != nil:
		return "  returns an error"
	case what == "settled":
		return "  returns a poem"
	case e.Kind == asked:
		return "  asks for a " + what
	case e.Kind == deferred.Called && e.Err != nil:
		return "has an error"
	case e.Kind == deferred.Called:
		return "has the " + what
	}
	return ""
}

// recite starts a server that recites the poem of this name, or makes sure that there is none.
func recite(ctx context.Context, env *program.Env, servers *sync.WaitGroup, name string, delay time.Duration) (address string, err error) {
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	if name == "" {
		return door.Addr().String(), door.Close()
	}
	poem, err := poetry.Find(name)
	if err != nil {
		return "", err
	}
	o := poetry.Options{Bytes: 100, Delay: delay, Poem: poem}
	quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
	servers.Go(func() { poetry.ReciteToAll(ctx, quiet, door, o) })
	return door.Addr().String(), nil
}
