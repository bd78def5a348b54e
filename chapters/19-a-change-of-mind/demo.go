package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/setup"
	"slowpoetry/code/deferred"
	"slowpoetry/code/trace"
)

// demo has a listener leave in the middle, once with a proxy that finishes its download, and once with
// one that calls it off.
func demo(ctx context.Context, env *program.Env, args []string) error {
	if err := env.Flags("").Parse(args); err != nil {
		return err
	}
	var chart figure.Timeline
	for _, way := range []struct {
		title  string
		finish bool
	}{{"a proxy that goes on", true}, {"proxy 3.0", false}} {
		run := env.Trace.Part(way.title + ", ")
		pieces, err := visit(ctx, env, run, way.finish)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%s: the server recites %d pieces of 12\n", way.title, pieces)
		chart.Panels = append(chart.Panels, figure.Panel{
			Title: way.title, Trace: inOrder(run.Trace(), "guest 1", "download", "server"),
		})
	}
	fmt.Fprint(env.Stdout, "\n# running, however briefly   . waiting   x called off\n\n")
	return chart.Text(env.Stdout, 72)
}

// visit has a listener come to a proxy in front of a slow server, and leave after 0.4 s of 1.1. It
// returns how many pieces the server has recited, and leaves in run what happened until we leave, too.
func visit(ctx context.Context, env *program.Env, run *trace.Recorder, finish bool) (pieces int, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	tide, err := poetry.Find("tide")
	if err != nil {
		return 0, err
	}
	door, err := env.Net.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	seen := run.Only(func(e *trace.Event) bool {
		if strings.HasPrefix(e.Task, "client ") {
			e.Task = "server"
		}
		return e.At <= 1300*time.Millisecond && (e.Task == "guest 1" || e.Task == "download" || e.Task == "server")
	})
	traced := program.Env{Net: env.Net, Stdout: io.Discard, Stderr: io.Discard, Trace: seen}
	var running sync.WaitGroup
	defer running.Wait()
	o := poetry.Options{Host: "127.0.0.1", Bytes: 40, Delay: 100 * time.Millisecond, Poem: tide}
	running.Go(func() { poetry.ReciteToAll(ctx, &traced, door, o) })
	p := &proxy{keeps: time.Hour, say: func(string, ...any) {}}
	p.leave = p.stopAfterTheLast
	if finish {
		p.leave = p.goOn
	}
	if p.reactor, err = setup.Reactor(&traced); err != nil {
		stop()
		return 0, err
	}
	defer p.reactor.Close()
	p.fetch = func() *deferred.Deferred[string] {
		d := getPoetry(p.reactor, "download", door.Addr().String())
		d.AddBoth(func(text string, err error) (string, error) {
			if err != nil {
				traced.Trace.Record(trace.Event{Task: "download", Kind: trace.Cancel})
			}
			return text, err
		})
		return d
	}
	port, err := p.reactor.ListenTCP("127.0.0.1:0", &inn{proxy: p, getPoem: p.getPoem})
	if err != nil {
		stop()
		return 0, err
	}
	defer port.StopListening()
	running.Go(func() { hear(ctx, &traced, []string{"-for", "450ms", port.LocalAddr().String()}) })
	p.reactor.CallLater(1300*time.Millisecond, func() { p.reactor.Stop() })
	if err := cmp.Or(p.reactor.Run(ctx), ctx.Err()); err != nil {
		stop()
		return 0, err
	}
	for _, e := range run.Trace() {
		if e.Task == "server" && e.Kind == trace.Send && e.Bytes > 0 {
			pieces++
		}
	}
	stop()
	return pieces, nil
}

// inOrder has the lanes of a run come in this order, whichever began first.
func inOrder(run trace.Trace, tasks ...string) trace.Trace {
	var ordered trace.Trace
	for _, task := range tasks {
		if i := slices.IndexFunc(run, func(e trace.Event) bool { return e.Task == task }); i >= 0 {
			ordered = append(ordered, run[i])
			run = slices.Delete(run, i, i+1)
		}
	}
	return append(ordered, run...)
}
