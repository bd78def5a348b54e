package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// hear listens to a poem, for some time or to its end.
func hear(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT")
	limit := flags.Duration("for", 0, "leave after this `duration` (default: at the end)")
	stay := flags.Duration("stay", 0, "after leaving, look on for this `duration`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	switch {
	case err != nil:
		return err
	case len(addresses) > 1:
		return program.Usagef("one server, and not %d", len(addresses))
	case *limit < 0:
		return program.Usagef("-for is no shorter than nothing")
	case *stay < 0:
		return program.Usagef("-stay is no shorter than nothing")
	}
	text, left, err := listenFor(ctx, env, addresses[0], *limit)
	switch {
	case err != nil:
		return err
	case left:
		_, err = fmt.Fprintf(env.Stdout, "left after %.1f s and %d bytes\n", limit.Seconds(), len(text))
		select {
		case <-time.After(*stay):
		case <-ctx.Done():
		}
	default:
		_, err = env.Stdout.Write(text)
	}
	return err
}

// crowd has three listeners listen to a poem at once, of whom the first leaves.
func crowd(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT")
	limit := flags.Duration("for", 200*time.Millisecond, "the first leaves after this `duration`")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	switch {
	case err != nil:
		return err
	case len(addresses) > 1:
		return program.Usagef("one server, and not %d", len(addresses))
	case *limit <= 0:
		return program.Usagef("-for is more than nothing")
	}
	limits := [3]time.Duration{*limit, 0, 0}
	var says [len(limits)]string
	var listeners sync.WaitGroup
	for i, limit := range limits {
		listeners.Go(func() {
			text, left, err := listenFor(ctx, env, addresses[0], limit)
			switch {
			case err != nil:
				says[i] = "has no poem, and a broken connection"
			case left:
				says[i] = "left"
			default:
				says[i] = fmt.Sprintf("has heard %d bytes", len(text))
			}
		})
	}
	listeners.Wait()
	for i, what := range says {
		fmt.Fprintf(env.Stdout, "listener %d: %s\n", i+1, what)
	}
	return ctx.Err()
}

// listenFor listens to a poem to its end, or leaves when a limit that is not 0 is over.
func listenFor(ctx context.Context, env *program.Env, address string, limit time.Duration) (text []byte, left bool, err error) {
	conn, err := env.Net.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, false, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if limit > 0 {
		conn.SetReadDeadline(time.Now().Add(limit))
	}
	text, err = io.ReadAll(conn)
	switch {
	case ctx.Err() != nil:
		return nil, false, ctx.Err()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return text, true, nil
	case err == nil && len(text) == 0:
		err = errSilent
	}
	return text, false, err
}
