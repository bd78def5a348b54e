package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"slowpoetry/code/book/chain"
	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// ask shows a chain of four stages, and takes an answer to where it goes.
func ask(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("NUMBER [WAY END]")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if n := flags.NArg(); n != 1 && n != 3 {
		return program.Usagef("ask for a chain by its number, and answer as in \"ask 7 c.ec value\"")
	}
	number, err := strconv.ParseUint(flags.Arg(0), 10, 64)
	if err != nil {
		return program.Usagef("%q is not the number of a chain, such as 0, 1 or 2", flags.Arg(0))
	}
	d := chain.Random(number, 4)
	if flags.NArg() == 1 {
		fmt.Fprint(env.Stdout, d, howToAnswer)
		return ctx.Err()
	}
	way, end := flags.Arg(1), flags.Arg(2)
	if len(way) != len(d.Pairs) || strings.Trim(way, "ceb.") != "" || end != "value" && end != "error" {
		return program.Usagef("an answer is a letter for each of the four stages, of c, e, b and a dot, and then value or error")
	}
	events := d.Run()
	if err := d.Figure(events).Text(env.Stdout); err != nil {
		return err
	}
	if rightWay, rightEnd := goes(d, events); way != rightWay || end != rightEnd {
		return fmt.Errorf("not %s %s: it goes %s %s", way, end, rightWay, rightEnd)
	}
	fmt.Fprintln(env.Stdout, "That is right.")
	return nil
}

const howToAnswer = `
Where does it go? A letter for each stage: c where its callback is called, e where
its errback is, b where it is one for both, a dot where it passes. Then how it ends:
value or error.
`

// goes returns the right answer.
func goes(d chain.Description, events []deferred.Event) (way, end string) {
	letters := []byte(strings.Repeat(".", len(d.Pairs)))
	end = "value"
	for _, e := range events {
		if e.Kind == deferred.Called {
			letters[e.Stage] = 'c'
			if d.Pairs[e.Stage].Both {
				letters[e.Stage] = 'b'
			} else if e.Err != nil {
				letters[e.Stage] = 'e'
			}
		}
		end = "value"
		if e.Err != nil {
			end = "error"
		}
	}
	return string(letters), end
}
