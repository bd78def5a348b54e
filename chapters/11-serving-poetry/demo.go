package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/trace"
)

// demo sends three listeners at once to a server that blocks, and to one that does not, and draws how
// long each has to wait.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	poem, err := poetry.Find("tide")
	if err != nil {
		return err
	}
	o := poetry.Options{Host: "127.0.0.1", Delay: 50 * time.Millisecond, Bytes: 60, Poem: poem}
	fmt.Fprintf(env.Stdout, "%s, %d bytes, %d every %v, and three listeners who come at once:\n\n",
		poem.Name, len(poem.Text), o.Bytes, o.Delay)
	chart := figure.Timeline{Ends: true}
	for _, server := range []struct {
		name  string
		start func(ctx context.Context, env *program.Env, o poetry.Options, ready func(address string)) error
	}{
		{"a server that blocks", startBlocking},
		{"a server on the reactor", startReactor},
	} {
		run := env.Trace.Part(server.name + ", ")
		if err := attend(ctx, env.Net, o, server.start, run); err != nil {
			return err
		}
		for _, lane := range run.Trace().Lanes() {
			fmt.Fprintf(env.Stdout, "%s: %s has heard it all after %.2f s\n",
				server.name, lane.Task, lane.Spans[len(lane.Spans)-1].To.Seconds())
		}
		chart.Panels = append(chart.Panels, figure.Panel{Title: server.name, Trace: run.Trace()})
	}
	fmt.Fprintf(env.Stdout, "\n# hears a piece   . waits\n\n")
	return chart.Text(env.Stdout, 72)
}

// attend starts a server, sends the three listeners, and returns when they have heard it all.
func attend(ctx context.Context, network program.Network, o poetry.Options,
	start func(context.Context, *program.Env, poetry.Options, func(string)) error, run *trace.Recorder) error {
	ctx, stop := context.WithCancel(ctx)
	quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard, Net: network, Trace: run.Only(nil)}
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- start(ctx, quiet, o, func(a string) { address <- a }) }()
	var server string
	select {
	case server = <-address:
	case err := <-ended:
		stop()
		return err
	}
	var listeners sync.WaitGroup
	var failed [3]error
	for i := range failed {
		l := attentive{ctx, run, fmt.Sprintf("listener %d", i+1)}
		run.Wait(l.name)
		conn, err := network.DialContext(ctx, "tcp", server) // in their order
		if err != nil {
			failed[i] = err
			break
		}
		listeners.Go(func() { failed[i] = l.listen(conn) })
	}
	listeners.Wait()
	stop()
	for _, err := range append(failed[:], <-ended) {
		if err != nil {
			return err
		}
	}
	return nil
}

// An attentive listener notes when it hears something.
type attentive struct {
	ctx  context.Context
	run  *trace.Recorder
	name string
}

func (a attentive) listen(conn net.Conn) error {
	defer conn.Close()
	defer context.AfterFunc(a.ctx, func() { conn.Close() })()
	buffer := make([]byte, 1024)
	for {
		n, err := conn.Read(buffer)
		switch {
		case a.ctx.Err() != nil:
			return a.ctx.Err()
		case err == io.EOF:
			a.run.End(a.name)
			return nil
		case err != nil:
			return err
		}
		a.run.Run(a.name)
		a.run.Receive(a.name, n)
		a.run.Wait(a.name)
	}
}

// startBlocking is chapter 2's server: it recites to one client, and only then takes the next.
func startBlocking(ctx context.Context, env *program.Env, o poetry.Options, ready func(address string)) error {
	door, err := env.Net.Listen(ctx, "tcp", o.Address())
	if err != nil {
		return err
	}
	defer door.Close()
	defer context.AfterFunc(ctx, func() { door.Close() })()
	ready(door.Addr().String())
	for {
		conn, err := door.Accept()
		if err != nil {
			return ignoreStopped(ctx, err)
		}
		err = reciteAndClose(ctx, conn, o)
		if err != nil {
			return ignoreStopped(ctx, err)
		}
	}
}

func reciteAndClose(ctx context.Context, conn net.Conn, o poetry.Options) error {
	defer conn.Close()
	return poetry.Recite(ctx, conn, o.Poem, o.Bytes, o.Delay)
}

// ignoreStopped returns err, unless it is our own doing.
func ignoreStopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// startReactor is the server of this chapter.
func startReactor(ctx context.Context, env *program.Env, o poetry.Options, ready func(address string)) error {
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	port, err := r.ListenTCP(o.Address(), &recital{Options: o, house: &house{env: env}, reactor: r, patience: time.Minute})
	if err != nil {
		return err
	}
	defer port.StopListening()
	ready(port.LocalAddr().String())
	return r.Run(ctx)
}
