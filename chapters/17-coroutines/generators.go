package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"slowpoetry/code/book/program"
)

// A speech prints lines.
type speech func(format string, args ...any)

// speaking makes a program of a function that prints and takes no arguments.
func speaking(f func(say speech)) func(context.Context, *program.Env, []string) error {
	return func(ctx context.Context, env *program.Env, args []string) error {
		if err := env.Flags("").Parse(args); err != nil {
			return err
		}
		f(func(format string, args ...any) { fmt.Fprintf(env.Stdout, format+"\n", args...) })
		return ctx.Err()
	}
}

// three yields 1, 2 and 3, and says what it does.
func three(say speech) iter.Seq[int] {
	return func(yield func(int) bool) {
		say("  the generator begins")
		for n := 1; n <= 3; n++ {
			if !yield(n) {
				return
			}
			say("  the generator goes on after %d", n)
		}
		say("  the generator ends")
	}
}

// gen1 runs a generator and a loop in turn.
func gen1(say speech) {
	numbers := three(say)
	say("the loop begins")
	for n := range numbers {
		say("the loop has %d", n)
	}
	say("the loop is over")
}

// gen2 drives the same generator by hand, to its end and beyond.
func gen2(say speech) {
	next, stop := iter.Pull(three(say))
	defer stop()
	say("we have next, and nothing has run")
	for range 5 {
		n, more := next()
		say("next returns %d, %v", n, more)
	}
}

// gen3 gives two generators a turn each until both have ended. The second is longer.
func gen3(say speech) {
	var turns []func() (int, bool)
	for _, numbers := range [][]int{{1, 2, 3}, {10, 20, 30, 40}} {
		next, stop := iter.Pull(slices.Values(numbers))
		defer stop()
		turns = append(turns, next)
	}
	said := "in turn:"
	for len(turns) > 0 {
		turns = slices.DeleteFunc(turns, func(next func() (int, bool)) bool {
			n, more := next()
			if more {
				said += fmt.Sprint(" ", n)
			}
			return !more
		})
	}
	say("%s", said)
}

// speakTo makes a generator that is spoken to. Each send puts in what the yield that it waits in returns,
// and returns what it yields next, or false at its end. The first send begins it.
func speakTo[Out, In any](body func(yield func(Out) (In, error))) (send func(In, error) (Out, bool)) {
	var in In
	var err error
	next, _ := iter.Pull(func(yield func(Out) bool) {
		body(func(out Out) (In, error) {
			yield(out)
			return in, err
		})
	})
	return func(sent In, failure error) (Out, bool) {
		in, err = sent, failure
		return next()
	}
}

// gen4 sends two values and an error into a generator.
func gen4(say speech) {
	//listing:talk
	send := speakTo(func(yield func(int) (string, error)) {
		for n := 1; n <= 4; n++ {
			word, err := yield(n)
			if err != nil {
				say("  yield fails: %v; we go on", err)
				continue
			}
			say("  yield returns %q", word)
		}
	})
	//listing:end
	for _, sent := range []struct {
		word string
		err  error
	}{{"", nil}, {"slack", nil}, {"water", nil}, {"", errors.New("no ink")}, {"", nil}} {
		n, more := send(sent.word, sent.err)
		say("it yields %d, %v", n, more)
	}
}
