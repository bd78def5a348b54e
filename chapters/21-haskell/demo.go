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
	"slowpoetry/code/trace"
)

// demo fetches two poems twice: each is read when it is needed, and then when it is there.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	for i, ahead := range []int{0, 50_000} {
		if i > 0 {
			fmt.Fprintln(env.Stdout)
		}
		fmt.Fprintln(env.Stdout, []string{"read when it is needed", "read when it is there"}[i])
		run, err := haveOrNeed(ctx, env, ahead)
		if err != nil {
			return err
		}
		if err := figure.Text(env.Stdout, run, 72); err != nil {
			return err
		}
	}
	return nil
}

// haveOrNeed fetches a slow poem and a long one from two servers, and returns a trace of all four. The
// client prints the slow one first.
func haveOrNeed(ctx context.Context, env *program.Env, ahead int) (trace.Trace, error) {
	recorder := env.Trace.Part("")
	for _, lane := range []string{"server 1", "poem 1", "server 2", "poem 2"} {
		recorder.Wait(lane)
	}
	quiet := &program.Env{Stdout: io.Discard, Stderr: io.Discard, Net: env.Net, Trace: recorder}
	var servers sync.WaitGroup
	defer servers.Wait()
	serving, stop := context.WithCancel(ctx)
	defer stop()

	tide, err := poetry.Find("tide")
	if err != nil {
		return nil, err
	}
	text, err := epic(plenty)
	if err != nil {
		return nil, err
	}
	slow, err := serveOnce(serving, env, &servers, func(conn net.Conn) {
		poetry.Recite(serving, slowly{conn, recorder}, tide, 40, 100*time.Millisecond)
		recorder.End("server 1")
	})
	if err != nil {
		return nil, err
	}
	long, err := serveOnce(serving, env, &servers, func(conn net.Conn) { (&jug{conn, "server 2", quiet, new(sync.Mutex)}).pour(text) })
	if err != nil {
		return nil, err
	}
	c := &client{env: quiet, ahead: ahead, lanes: []string{"poem 1", "poem 2"}}
	err = c.getAll(ctx, []string{slow, long})
	return recorder.Trace(), err
}

// slowly writes as server 1, and notes when.
type slowly struct {
	io.Writer
	trace *trace.Recorder
}

// Write sends a piece of the poem, and rests.
func (s slowly) Write(piece []byte) (int, error) {
	s.trace.Run("server 1")
	n, err := s.Writer.Write(piece)
	s.trace.Send("server 1", n)
	s.trace.Wait("server 1")
	return n, err
}

// serveOnce starts a server for one client, in a goroutine, and returns its address. The connection is
// closed when serve returns, and when ctx ends.
func serveOnce(ctx context.Context, env *program.Env, servers *sync.WaitGroup, serve func(net.Conn)) (address string, err error) {
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	servers.Go(func() {
		defer door.Close()
		defer context.AfterFunc(ctx, func() { door.Close() })()
		conn, err := door.Accept()
		if err != nil {
			return // the client has changed its mind
		}
		defer conn.Close()
		defer context.AfterFunc(ctx, func() { conn.Close() })()
		serve(conn)
	})
	return door.Addr().String(), nil
}
