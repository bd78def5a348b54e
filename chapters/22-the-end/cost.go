package main

import (
	"context"
	"fmt"
	"log/slog"
	"text/tabwriter"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
)

// cost measures what it costs to have a poem changed by a worker, and not to do it oneself.
func cost(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 500, "change `n` poems, one after another")
	most := flags.Int("cluster", 3, "try up to `n` NATS servers")
	if err := flags.Parse(args); err != nil {
		return err
	}
	tide, err := poetry.Find("tide")
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	measure := func(what string, c poem.Changer) error {
		start := time.Now()
		for i := range *n {
			if _, err := c.Change(ctx, "lower", fmt.Sprintf("Page %d\n\n%s", i, tide.Text)); err != nil {
				return err
			}
		}
		_, err := fmt.Fprintf(table, "%s\t%d µs\t\n", what, time.Since(start).Microseconds()/int64(*n))
		return err
	}
	if err := measure("a call", poem.Here{}); err != nil {
		return err
	}
	for _, nodes := range []int{0, 1, 3} {
		if nodes > *most {
			break
		}
		q := keepInMemory(lease)
		if nodes > 0 {
			if q, err = keepByNATS(ctx, "", nodes, lease); err != nil {
				return err
			}
		}
		stop := (&house{env: env, log: slog.New(slog.DiscardHandler), queue: q, workers: 1}).hire()
		err := measure("a worker, the queue kept by "+q.about, &work.Client{Queue: q})
		stop()
		q.close()
		if err != nil {
			return err
		}
	}
	return table.Flush()
}
