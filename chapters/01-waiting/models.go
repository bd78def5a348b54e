package main

import (
	"context"
	"fmt"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
)

// models shows the same jobs under the three models of the chapter.
func models(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("jobs", 3, "do `n` jobs")
	pieces := flags.Int("pieces", 3, "`pieces` of work in a job")
	work := flags.Duration("work", 100*time.Millisecond, "the `time` that a piece of work takes")
	wait := flags.Duration("wait", 200*time.Millisecond, "the `time` that a job waits between two pieces")
	processors := flags.Int("processors", 1, "the `number` of processors that the threads share")
	rude := flags.Int("rude", 0, "let the job of this `number` block where it should wait")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *n < 1 || *n > 20:
		return program.Usagef("-jobs is a number from 1 to 20")
	case *pieces < 1 || *pieces > 1000:
		return program.Usagef("-pieces is a number from 1 to 1000")
	case *work <= 0 || *wait < 0:
		return program.Usagef("-work must be more than nothing, and -wait no less")
	case *work > longest || *wait > longest:
		return program.Usagef("-work and -wait are a day at most")
	case *processors < 1:
		return program.Usagef("-processors is 1 at least")
	case *rude < 0 || *rude > *n:
		return program.Usagef("-rude is the number of a job, or 0 for none")
	}

	jobs := make([]job, *n)
	for i := range jobs {
		jobs[i] = job{pieces: *pieces, work: *work, wait: *wait, rude: i+1 == *rude}
	}
	fmt.Fprintf(env.Stdout, "%d jobs, each with %d pieces of work that take %v, and %v of waiting between them.\n",
		*n, *pieces, *work, *wait)
	fmt.Fprintln(env.Stdout, "# running   . waiting   - could run   ! waiting, and letting nobody else run")
	fmt.Fprintln(env.Stdout)
	chart := figure.Timeline{Ends: true}
	for _, m := range []machine{oneAfterAnother, threads(*processors, *work), interleaved} {
		t := m.do(jobs)
		chart.Panels = append(chart.Panels, figure.Panel{Title: m.name, Trace: t})
		env.Trace.Include(m.name+", ", 0, t)
	}
	return chart.Text(env.Stdout, 70)
}

// longest is the limit for each time, so that their sum still fits into a time.Duration.
const longest = 24 * time.Hour

// Two of the models; the third depends on how long the slices are.
var (
	oneAfterAnother = machine{name: "one after another", processors: 1, holds: true}
	interleaved     = machine{name: "interleaved by hand", processors: 1}
)

// threads has a thread for each job, on so many processors. The slices of an operating system are
// some milliseconds long; here they are a third of a piece of work (rounded up),
// so that we can see them.
func threads(processors int, work time.Duration) machine {
	return machine{name: "a thread each", processors: processors, slice: (work + 2) / 3}
}
