package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"slowpoetry/chapters/22-the-end/poem"
	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
	"slowpoetry/code/trace"
)

// A visit is a client of the demo.
type visit struct {
	name string // its lane
	by   string // how it asks
	q    poem.Request

	heard strings.Builder
	err   error
}

// visits are the clients of the demo. The last asks for something that no worker can do.
func visits() []*visit {
	return []*visit{
		{name: "by tcp", by: "tcp", q: poem.Request{Poem: "tide"}},
		{name: "by netstring", by: "netstring", q: poem.Request{Poem: "nightshift", Change: "drawl"}},
		{name: "by json", by: "json", q: poem.Request{Poem: "linesman", Change: "lower"}},
		{name: "by events", by: "events", q: poem.Request{Poem: "kettle", Change: "drawl"}},
		{name: "an editor", by: "json", q: poem.Request{Poem: "kettle", Change: "acrostic"}},
	}
}

// demo has a poem asked for by each protocol, and a picture drawn.
func demo(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	keeping := keepFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	q, err := keeping.open(ctx, lease)
	if err != nil {
		return err
	}
	defer q.close()
	fmt.Fprintf(env.Stdout, "the queue is kept by %s\n", q.about)
	run := env.Trace.Part("")
	all, err := perform(ctx, env, q, run)
	if err != nil {
		return err
	}
	fmt.Fprintln(env.Stdout, "three doors are open, two workers wait, and five clients come")
	for _, v := range all {
		what := strings.TrimSpace(v.q.Poem + " " + v.q.Change)
		if v.err != nil {
			fmt.Fprintf(env.Stdout, "%-12s  %-16s  %v\n", v.name, what, v.err)
		} else {
			fmt.Fprintf(env.Stdout, "%-12s  %-16s  %d bytes: %s\n", v.name, what, v.heard.Len(), title(v.heard.String()))
		}
	}
	letters, err := q.Dead(ctx)
	if err != nil {
		return err
	}
	for _, l := range letters {
		fmt.Fprintf(env.Stdout, "a dead letter: %s of %s: %s\n", l.Job.Change, title(l.Job.Text), l.Reason)
	}
	fmt.Fprintf(env.Stdout, "\n# hearing a piece, or changing a poem   . waiting\n\n")
	return figure.Timeline{Panels: []figure.Panel{{Trace: run.Trace()}}}.Text(env.Stdout, 72)
}

// perform opens a house, has the clients visit it all at once, and closes it.
func perform(ctx context.Context, env *program.Env, q work.Queue, run *trace.Recorder) ([]*visit, error) {
	all := visits()
	for _, v := range all { // which orders the lanes
		run.Wait(v.name)
	}
	run.Wait("worker 1")
	run.Wait("worker 2")
	inner := *env
	inner.Trace = nil
	h := &house{env: &inner, log: slog.New(slog.DiscardHandler), queue: q, workers: 2, pace: poem.Pace{Bytes: 40, Delay: 50 * time.Millisecond}}
	h.at = func(worker int, step string, _ work.Delivery) {
		lane := fmt.Sprintf("worker %d", worker)
		if step == "taken" {
			run.Run(lane)
			time.Sleep(20 * time.Millisecond) // our engines are too quick to be seen
		} else {
			run.Wait(lane)
		}
	}
	ctx, closeHouse := context.WithCancel(ctx)
	defer closeHouse()
	err := h.run(ctx, doors{"127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"}, func(at doors) {
		go func() {
			defer closeHouse()
			var visiting sync.WaitGroup
			for _, v := range all {
				visiting.Go(func() { v.visit(ctx, env.Net, at, run) })
			}
			visiting.Wait()
		}()
	})
	return all, err
}

// visit asks for what the client wants.
func (v *visit) visit(ctx context.Context, n program.Network, at doors, run *trace.Recorder) {
	address := map[string]string{"tcp": at.tcp, "netstring": at.netstring, "json": at.web, "events": at.web}[v.by]
	v.err = askers[v.by](ctx, n, address, v.q, listening{v, run})
	run.End(v.name)
}

// listening notes each piece that a client hears.
type listening struct {
	*visit
	run *trace.Recorder
}

func (l listening) Write(p []byte) (int, error) {
	l.run.Run(l.name)
	l.run.Wait(l.name)
	return l.heard.Write(p)
}
