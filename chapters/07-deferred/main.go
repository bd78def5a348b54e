// Command 07-deferred has the programs of chapter 7: short ones with a Deferred in each, and what
// goes wrong without.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"slowpoetry/code/book/program"
)

func main() { program.Main("7 · Interlude: Deferred", programs...) }

var programs = []program.Program{
	{Name: "demo", Synopsis: "three people want one poem, and one of them comes late", Run: demo},
	{Name: "miscount", Synopsis: "a missing return loses a healthy poem", Run: miscount},
	{Name: "callback", Synopsis: "1: fire a Deferred with a poem", Run: example(callback)},
	{Name: "errback", Synopsis: "2: fire one with an error", Run: example(errback)},
	{Name: "wrapped", Synopsis: "3: an error is wrapped on its way", Run: example(wrapped)},
	{Name: "twice", Synopsis: "4 to 7: fire one twice, in each of the four ways", Run: example(twice)},
	{Name: "stop-twice", Synopsis: "8: a missing return, with two functions and with a Deferred", Run: stopTwice},
	{Name: "both", Synopsis: "9: what has to be done in either case", Run: both},
	{Name: "plain", Synopsis: "what else in Go happens once, and what becomes of the second time", Run: example(plain)},
}

// example makes a program of a function that needs nothing but somewhere to print.
func example(show func(out io.Writer)) func(context.Context, *program.Env, []string) error {
	return func(_ context.Context, env *program.Env, args []string) error {
		if err := env.Flags("").Parse(args); err != nil {
			return err
		}
		show(env.Stdout)
		return nil
	}
}

// The two things that a server may have for us.
const poem = "A watched kettle hums another tune."

var errSilent = errors.New("the server said nothing")

// A reader waits for a poem, and prints what comes.
type reader struct{ out io.Writer }

func (r reader) gotPoem(poem string) (string, error) {
	fmt.Fprintf(r.out, "a poem: %q\n", poem)
	return poem, nil
}

func (r reader) noPoem(err error) (string, error) {
	fmt.Fprintln(r.out, "no poem:", err)
	return "(silence)", nil
}
