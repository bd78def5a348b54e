package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

// demo makes breakfast: three countdowns at three paces, on one loop, and a picture of who had the
// goroutine when.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	run := env.Trace.Part("")
	l, err := newLoop(socket.Over(env.Net), run)
	if err != nil {
		return err
	}
	for _, c := range breakfast(env.Stdout, run) {
		c.later = l.later
		l.later(0, c.tick)
	}
	l.later(served, l.stop)
	if err := l.run(ctx); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fmt.Fprintf(env.Stdout, "\n# running, however briefly   . waiting\n\n")
	return figure.Text(env.Stdout, run.Trace(), 72)
}

// breakfast returns three counters that still need to be told who calls them.
func breakfast(out io.Writer, run *trace.Recorder) []*counter {
	return []*counter{
		{name: "tea", left: 4, every: 320 * time.Millisecond, out: out, trace: run},
		{name: "eggs", left: 3, every: 520 * time.Millisecond, out: out, trace: run},
		{name: "toast", left: 2, every: 400 * time.Millisecond, out: out, trace: run},
	}
}

// served is how long breakfast takes, and a little.
const served = 1800 * time.Millisecond
