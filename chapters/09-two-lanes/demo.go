package main

import (
	"context"
	"fmt"
	"io"

	"slowpoetry/code/book/chain"
	"slowpoetry/code/book/program"
)

// demo fires three chains, and draws what happened.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	for _, e := range []struct{ title, text string }{
		{"A poem is printed. There is no ink, and an errback stands beside the printing:", besides},
		{"The same, with the errback behind the printing:", behind},
		{"There is ink, and no poem:", noPoem},
	} {
		fmt.Fprintln(env.Stdout, e.title)
		if err := draw(env.Stdout, e.text); err != nil {
			return err
		}
		fmt.Fprintln(env.Stdout)
	}
	return ctx.Err()
}

const (
	besides = "fire value tide\n" +
		"fail no ink | return an apology\n" +
		"return %v, framed"
	behind = "fire value tide\n" +
		"fail no ink\n" +
		"pass | return an apology\n" +
		"return %v, framed"
	noPoem = "fire error no line\n" +
		"return %v, printed\n" +
		"pass | return an apology\n" +
		"return %v, framed"
)

// draw fires the chain of a description, and draws what happened.
func draw(w io.Writer, text string) error {
	d, err := chain.Parse(text)
	if err != nil {
		return err
	}
	return d.Figure(d.Run()).Text(w)
}
