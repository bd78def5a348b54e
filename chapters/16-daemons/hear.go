package main

import (
	"context"
	"fmt"
	"io"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// hear prints what a server has to say.
func hear(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[HOST:]PORT")
	health := flags.Bool("health", false, "ask with HTTP, and print the answer without its head")
	if err := flags.Parse(args); err != nil {
		return err
	}
	addresses, err := poetry.Addresses(flags.Args())
	if err != nil {
		return err
	}
	if len(addresses) > 1 {
		return program.Usagef("one server (-h lists the flags)")
	}
	conn, err := env.Net.DialContext(ctx, "tcp", addresses[0])
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	out := env.Stdout
	if *health {
		out = &body{out: out}
		if _, err := fmt.Fprint(conn, "GET / HTTP/1.0\r\n\r\n"); err != nil {
			return err
		}
	}
	if _, err = io.Copy(out, conn); ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// A body is a writer that leaves out the head of an HTTP response.
type body struct {
	out  io.Writer
	last byte // before a line feed, carriage returns left out
	past bool
}

func (b *body) Write(p []byte) (int, error) {
	for i, c := range p {
		if b.past {
			n, err := b.out.Write(p[i:])
			return i + n, err
		}
		b.past = c == '\n' && b.last == '\n'
		if c != '\r' {
			b.last = c
		}
	}
	return len(p), nil
}
