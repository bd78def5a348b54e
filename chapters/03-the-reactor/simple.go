package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
)

// simple runs a loop that has nothing to do, until Ctrl-C.
func simple(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	l, err := newLoop(socket.Over(env.Net), env.Trace)
	if err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, "The loop runs, and has nothing to do. Ctrl-C stops it.")
	start, before := time.Now(), processorTime()
	if err := l.run(ctx); err != nil {
		return err
	}
	fmt.Fprintf(env.Stdout, "It ran for %.1f s, and went round %s", time.Since(start).Seconds(), times(l.turns))
	if used := processorTime() - before; used > 0 {
		fmt.Fprintf(env.Stdout, ", in %.1f ms of processor time", float64(used.Microseconds())/1000)
	}
	_, err = fmt.Fprintln(env.Stdout, ".")
	return err
}

// times returns a number as a word, where there is one.
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	default:
		return fmt.Sprintf("%d times", n)
	}
}
