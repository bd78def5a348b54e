package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
)

// say sends bytes as they are typed, and prints what comes back: a small nc.
func say(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("TEXT [HOST:]PORT")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 2 {
		return program.Usagef("what, and to which server? Write TEXT [HOST:]PORT; in the text, %s is the end of a line", `\n`)
	}
	addresses, err := poetry.Addresses(flags.Args()[1:])
	if err != nil {
		return err
	}
	r, err := setup.Reactor(env)
	if err != nil {
		return err
	}
	defer r.Close()
	text := strings.ReplaceAll(flags.Arg(0), `\n`, "\n")
	s := &speaker{reactor: r, pieces: []string{text}}
	s.done = func(heard string, failure error) {
		err = failure
		if heard != "" {
			fmt.Fprintln(env.Stdout, strings.TrimSuffix(heard, "\n"))
		}
		r.Stop()
	}
	r.ConnectTCP(addresses[0], s, 0)
	if failure := r.Run(ctx); failure != nil || ctx.Err() != nil {
		return cmp.Or(failure, ctx.Err())
	}
	return err
}
