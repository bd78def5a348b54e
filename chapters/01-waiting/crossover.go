package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"slowpoetry/code/book/program"
)

// crossover prints how much faster than one after another interleaving is, on one processor and on
// several, for jobs that wait from not at all to much longer than they work.
func crossover(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("jobs", 10, "do `n` jobs")
	pickUp := flags.Duration("pickup", 5*time.Millisecond, "the `time` it costs to pick up a job, beside 100ms for a piece of work")
	processors := flags.Int("processors", 4, "the `number` of processors in the last column")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *n < 1 || *n > 1000:
		return program.Usagef("-jobs is a number from 1 to 1000")
	case *pickUp < 0 || *pickUp > longest:
		return program.Usagef("-pickup is a time from nothing to a day")
	case *processors < 1:
		return program.Usagef("-processors is 1 at least")
	}

	fmt.Fprintf(env.Stdout, "%d jobs of 10 pieces, interleaved: how many times as fast as one after another\n\n", *n)
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "wait / work\ton 1 processor\ton %d\t\n", *processors)
	for _, ratio := range ratios {
		g := gainsAt(ratio, *n, *pickUp, *processors)
		fmt.Fprintf(table, "%v\t%.2f\t%.2f\t\n", ratio, g.onOne, g.onMany)
	}
	return table.Flush()
}

// ratios are the rows of the table: how long a job waits for each unit of work.
var ratios = []float64{0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100}

// gains are speeds, in units of the speed of one after another.
type gains struct{ onOne, onMany float64 }

// gainsAt measures n jobs that wait ratio times as long as they work. Picking up a job costs the
// same in all models, so the two gains differ in the number of processors and nothing else.
func gainsAt(ratio float64, n int, pickUp time.Duration, processors int) gains {
	const work = 100 * time.Millisecond
	jobs := make([]job, n)
	for i := range jobs {
		jobs[i] = job{pieces: 10, work: work, wait: time.Duration(ratio * float64(work))}
	}
	took := func(m machine) float64 { return float64(m.do(jobs).Duration()) }
	base := took(machine{processors: 1, holds: true, pickUp: pickUp})
	return gains{
		onOne:  base / took(machine{processors: 1, pickUp: pickUp}),
		onMany: base / took(machine{processors: processors, pickUp: pickUp}),
	}
}
