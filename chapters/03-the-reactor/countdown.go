package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/socket"
	"slowpoetry/code/trace"
)

//listing:counter

// A counter counts down. Each number is a call of tick, which asks for the next.
type counter struct {
	name  string
	left  int
	every time.Duration
	out   io.Writer
	later func(delay time.Duration, f func())
	done  func() // called at the end, if not nil
	trace *trace.Recorder
}

// tick prints how many are left, and asks to be called again unless that is 0.
func (c *counter) tick() {
	c.trace.Run(c.name)
	if c.left == 0 {
		fmt.Fprintf(c.out, "%s: ready\n", c.name)
		c.trace.End(c.name)
		if c.done != nil {
			c.done()
		}
		return
	}
	fmt.Fprintf(c.out, "%s: %d\n", c.name, c.left)
	c.left--
	c.later(c.every, c.tick)
	c.trace.Wait(c.name)
}

//listing:end

// countdown counts down on a loop, and stops it.
func countdown(ctx context.Context, env *program.Env, args []string) error {
	p, err := parsePace(env.Flags(""), args, pace{from: 5, every: 500 * time.Millisecond})
	if err != nil {
		return err
	}
	l, err := newLoop(socket.Over(env.Net), env.Trace)
	if err != nil {
		return err
	}
	c := &counter{"tea", p.from, p.every, env.Stdout, l.later, l.stop, env.Trace}
	l.later(0, c.tick)
	if err := l.run(ctx); err != nil {
		return err
	}
	return ctx.Err()
}

// A pace is where a countdown begins, and how it goes.
type pace struct {
	from  int
	every time.Duration
}

// parsePace adds the flags of a countdown, with the defaults that p has, and parses args.
func parsePace(flags *program.Flags, args []string, p pace) (pace, error) {
	flags.IntVar(&p.from, "from", p.from, "count down from `n`")
	flags.DurationVar(&p.every, "every", p.every, "the `time` from one number to the next")
	if err := flags.Parse(args); err != nil {
		return pace{}, err
	}
	switch {
	case p.from < 0:
		return pace{}, program.Usagef("-from cannot be less than nothing")
	case p.every < 0:
		return pace{}, program.Usagef("-every cannot be less than nothing")
	}
	return p, nil
}
