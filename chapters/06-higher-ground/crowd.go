package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"text/tabwriter"
	"time"

	"slowpoetry/code/book/program"
)

// An experiment is how many clients listen to slow poems at once, and for how long we watch.
type experiment struct {
	env     *program.Env
	clients int
	delay   time.Duration // between two pieces of a poem
	length  time.Duration
}

// crowd has a server recite ten thousand poems at once, and tells what that takes: with a
// reactor, and with a goroutine for each client.
func crowd(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	e := experiment{env: env}
	flags.IntVar(&e.clients, "n", 10_000, "as many clients as `n`")
	model := flags.String("model", "both", "the `model` of the server: reactor, goroutines, or both in turn")
	flags.DurationVar(&e.delay, "delay", 100*time.Millisecond, "a piece for each client every so `often`")
	seconds := flags.Float64("seconds", 5, "measure for `n` seconds")
	if err := flags.Parse(args); err != nil {
		return err
	}
	e.length = time.Duration(*seconds * float64(time.Second))
	models := []string{*model}
	if *model == "both" {
		models = []string{"reactor", "goroutines"}
	}
	if err := e.check(models); err != nil {
		return err
	}
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tdelivered\tlate p50\tp99\tprocessor\tmemory a client\t")
	for _, model := range models {
		if err := e.try(ctx, table, model); err != nil {
			return err
		}
	}
	return table.Flush()
}

// check returns why an experiment cannot be made.
func (e *experiment) check(models []string) error {
	room := openFiles() - 50 // for what a process has open beside its connections
	switch {
	case recitals[models[0]] == nil:
		return program.Usagef("-model is reactor, goroutines or both")
	case e.clients < 1 || e.clients > 20_000:
		return program.Usagef("-n is a number from 1 to 20000")
	case e.delay < time.Millisecond || e.delay > time.Minute:
		return program.Usagef("-delay is a duration from 1ms to 1m")
	case e.length < 100*time.Millisecond || e.length > time.Hour:
		return program.Usagef("-seconds is a number from 0.1 to 3600")
	case runtime.GOOS == "js":
		return errors.New("the server is a process of its own, and a page has no processes")
	case e.clients > room:
		return fmt.Errorf("a process may have %d files open here, so -n %d is the most (ulimit -n may raise it)",
			openFiles(), max(0, room))
	}
	return nil
}

// try makes the experiment with one model, and writes a line of the table.
func (e *experiment) try(ctx context.Context, table io.Writer, model string) error {
	s, err := startCrowdServer(ctx, e.env, model, e.delay)
	if err != nil {
		return err
	}
	defer s.stop()
	alone := s.memory()
	a, err := e.attend(ctx, s)
	if err != nil {
		return err
	}
	s.stop()
	memory := "unknown"
	if alone > 0 {
		memory = fmt.Sprintf("%d B", (a.memory-alone)/e.clients)
	}
	fmt.Fprintf(table, "%s\t%.1f %%\t%.1f ms\t%.1f ms\t%.1f s\t%s\t\n", model,
		100*a.delivered(), 1000*a.late(0.5).Seconds(), 1000*a.late(0.99).Seconds(),
		s.processor().Seconds(), memory)
	return nil
}
