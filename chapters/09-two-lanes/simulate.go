package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"slowpoetry/code/book/chain"
	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
)

// example is what simulate describes when it is not told anything.
const example = `fire value tide
return %v, translated
fail no ink | return the original
pass        | return an apology
later return %v, hung
`

// simulate reads the description of a chain, a line from each argument or all of it from a file,
// fires it, and draws what happened.
func simulate(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[LINE...]")
	file := flags.String("file", "", "read the description from `FILE`")
	tell := flags.Bool("tell", false, "tell it in words, too")
	step := flags.Int("step", -1, "show it after `n` events, of those that -tell tells")
	both := flags.Bool("both", false, "draw it unfired, fired with a value, and fired with an error")
	if err := flags.Parse(args); err != nil {
		return err
	}
	text, err := description(*file, flags.Args())
	if err != nil {
		return err
	}
	d, err := chain.Parse(text)
	if err != nil {
		return program.Usagef("%v", err)
	}
	if *both {
		return figure.Chains{Chains: d.Firings()}.Text(env.Stdout)
	}
	events := d.Run()
	if *step >= 0 && *step < len(events) {
		events = events[:*step]
	}
	picture := d.Figure(events)
	if *tell {
		for _, step := range picture.Steps() {
			fmt.Fprintln(env.Stdout, step)
		}
		fmt.Fprintln(env.Stdout)
	}
	if err := picture.Text(env.Stdout); err != nil {
		return err
	}
	return ctx.Err()
}

// description returns the text to simulate.
func description(file string, lines []string) (string, error) {
	switch {
	case file != "" && len(lines) > 0:
		return "", program.Usagef("a file or lines, and not both (-h lists the flags)")
	case file != "":
		text, err := os.ReadFile(file)
		return string(text), err
	case len(lines) > 0:
		return strings.Join(lines, "\n"), nil
	}
	return example, nil
}
