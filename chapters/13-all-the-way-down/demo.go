package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/book/transform"
	"slowpoetry/code/book/transform/transformd"
)

// demo asks for three poems in a drawl, of which one has no server. When the first has come, it
// switches the transform server off, which lives on the same loop.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	run := *env
	run.Stderr = env.Stdout
	r, err := setup.Reactor(&run)
	if err != nil {
		return err
	}
	defer r.Close()
	door, err := r.ListenTCP("127.0.0.1:0", &transformd.Server{Reactor: r, Service: transform.NewService(transform.Engines()), Timeout: time.Minute})
	if err != nil {
		return err
	}
	addresses := []string{door.LocalAddr().String()}
	fmt.Fprintf(env.Stdout, "%v transforms poems\n", addresses[0])

	var servers sync.WaitGroup
	defer servers.Wait()
	serving, stop := context.WithCancel(ctx)
	defer stop()
	for i, name := range []string{"tide", "kettle", ""} { // of which the second is much the slower
		address, err := recite(serving, &run, &servers, name, time.Duration(20+130*i)*time.Millisecond)
		if err != nil {
			return err
		}
		addresses = append(addresses, address)
		if name == "" {
			name = "nothing"
		}
		fmt.Fprintf(env.Stdout, "%s recites %s, poem %d\n", address, name, i+1)
	}
	fmt.Fprintln(env.Stdout)

	a := newAnthology(&run, r, "drawl", addresses)
	r.CallWhenRunning(func() {
		a.poems[0].drawn.Deferred.AddCallback(func(text string) (string, error) {
			a.say("  the transform server is switched off")
			door.StopListening()
			return text, nil
		})
	})
	if err := a.run(ctx); err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout)
	a.drawChains(env.Stdout)
	return nil
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
