package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"slowpoetry/code/book/program"
)

// climb has a poem fetched for a frame, and hung up in it. There is no ink, twice: the first time
// fetch returns an error, the second time it panics.
func climb(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	g := gallery{out: env.Stdout}
	fmt.Fprintln(g.out, "An error is returned:")
	g.hang()
	g.panics = true
	fmt.Fprintln(g.out, "The same error, in a panic:")
	g.hang()
	return ctx.Err()
}

// A gallery hangs up poems. It has no ink.
type gallery struct {
	out    io.Writer
	panics bool
}

var errNoInk = errors.New("no ink")

// hang hangs up a poem, or an apology. It catches whatever goes wrong.
func (g *gallery) hang() {
	defer func() {
		if v := recover(); v != nil {
			fmt.Fprintf(g.out, "hang recovers: %v\n", v)
			fmt.Fprintln(g.out, "hang hangs up an apology")
		}
	}()
	fmt.Fprintln(g.out, "hang calls frame")
	poem, err := g.frame()
	if err != nil {
		poem = "an apology"
	}
	fmt.Fprintf(g.out, "hang hangs up %s\n", poem)
}

// frame puts a poem into a frame. Its errors are those of fetch.
func (g *gallery) frame() (string, error) {
	fmt.Fprintln(g.out, "  frame calls fetch")
	poem, err := g.fetch()
	if err != nil {
		fmt.Fprintf(g.out, "  frame returns: %v\n", err)
		return "", err
	}
	return poem + ", framed", nil
}

// fetch copies out a poem.
func (g *gallery) fetch() (string, error) {
	if g.panics {
		fmt.Fprintf(g.out, "    fetch panics: %v\n", errNoInk)
		panic(errNoInk)
	}
	fmt.Fprintf(g.out, "    fetch returns: %v\n", errNoInk)
	return "", errNoInk
}
