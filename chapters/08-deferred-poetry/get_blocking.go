package main

import (
	"context"
	"fmt"
	"io"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/trace"
)

// getBlocking is client 4.0 with another function to get poetry by.
func getBlocking(ctx context.Context, env *program.Env, args []string) error {
	a, err := newAnthology(env, args)
	if err != nil {
		return err
	}
	defer a.reactor.Close()
	for _, p := range a.poems {
		d := waitForPoetry(ctx, env, p.address)
		d.AddCallbacks(p.came, p.failed)
		d.AddBoth(p.settled)
	}
	return a.run(ctx)
}

// waitForPoetry asks the server at address for its poem, and returns a Deferred. It is broken on
// purpose: it does not return before the poem is here.
func waitForPoetry(ctx context.Context, env *program.Env, address string) *deferred.Deferred[string] {
	text, err := fetchPoetry(ctx, env, address, trace.Block)
	switch {
	case ctx.Err() != nil:
		return deferred.New[string]() // Ctrl-C: the client is about to end
	case err != nil:
		return deferred.Fail[string](err)
	}
	return deferred.Succeed(text)
}

// fetchPoetry returns the poem that the server at address has, or why there is none. It blocks
// until it is here, or ctx is done; waiting is how that looks in the trace.
func fetchPoetry(ctx context.Context, env *program.Env, address string, waiting trace.Kind) (string, error) {
	env.Trace.Record(trace.Event{Task: address, Kind: waiting})
	defer env.Trace.End(address)
	conn, err := env.Net.DialContext(ctx, "tcp", address)
	if err != nil {
		return "", fmt.Errorf("no poem at %s: %w", address, err)
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	text, err := io.ReadAll(conn)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		return "", fmt.Errorf("no poem at %s: %w", address, err)
	case len(text) == 0:
		return "", fmt.Errorf("no poem at %s: %w", address, errSilent)
	}
	return string(text), nil
}
