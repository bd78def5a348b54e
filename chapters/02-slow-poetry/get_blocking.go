package main

import (
	"context"
	"io"

	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// getBlocking fetches the poems one after another.
func getBlocking(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	for _, p := range a.poems {
		a.ended(p, a.fetch(ctx, p, trace.Block))
	}
	return a.publish(ctx)
}

// fetch reads p from its server until the server closes the connection. It blocks all the while,
// which the trace calls waiting.
func (a *anthology) fetch(ctx context.Context, p *poem, waiting trace.Kind) error {
	a.enter(p, waiting)
	conn, err := a.env.Net.DialContext(ctx, "tcp", p.address)
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()

	buffer := make([]byte, 1024)
	for {
		n, err := conn.Read(buffer) // blocks until some bytes are there
		a.enter(p, trace.Run)
		a.got(p, buffer[:n])
		a.enter(p, waiting)
		switch {
		case err == io.EOF:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return err
		}
	}
}
