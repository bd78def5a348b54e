package main

import (
	"context"
	"fmt"
	"io"

	"slowpoetry/code/book/program"
	"slowpoetry/code/book/unhandled"
)

// A script says what happens.
type script struct{ out io.Writer }

func (s script) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// callback and errback are for the chain of any poem.
func (s script) callback(poem string) (string, error) {
	s.say("  the callback hears: %s", poem)
	return poem, nil
}

func (s script) errback(err error) (string, error) {
	s.say("  the errback hears: %v", err)
	return "", nil
}

// scripted returns a program that runs a script, and then says which errors nothing has handled.
func scripted(run func(script)) func(context.Context, *program.Env, []string) error {
	return func(ctx context.Context, env *program.Env, args []string) error {
		if err := env.Flags("").Parse(args); err != nil {
			return err
		}
		s := script{env.Stdout}
		for _, err := range unhandled.During(func() { run(s) }) {
			s.say("unhandled: %v", err)
		}
		return ctx.Err()
	}
}
