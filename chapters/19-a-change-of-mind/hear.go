package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// hear listens to a poem, for some time or to its end.
func hear(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT")
	limit := flags.Duration("for", 0, "leave after this `duration` (default: at the end)")
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
	}
	conn, err := env.Net.DialContext(ctx, "tcp", addresses[0])
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if *limit > 0 {
		conn.SetReadDeadline(time.Now().Add(*limit))
	}
	text, err := io.ReadAll(conn)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, os.ErrDeadlineExceeded):
		_, err = fmt.Fprintf(env.Stdout, "left after %.1f s and %d bytes\n", limit.Seconds(), len(text))
		return err
	case err != nil:
		return err
	case len(text) == 0:
		return errSilent
	}
	_, err = env.Stdout.Write(text)
	return err
}
