package main

import (
	"context"
	"io"
	"strconv"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/trace"
)

// The figures of the chapter. What shows behaviour is drawn from runs of its programs, with a
// network and a clock that exist only in memory.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"way-up": wayUpFigure(),
		"roads":  roadsFigure(),
		"hang":   hangFigure(t),
		"stack":  stackFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// fetched runs a client for a while against the servers of the demo, and returns its trace.
func fetched(t *testing.T, client func(context.Context, *program.Env, []string) error, longEnough time.Duration) (run trace.Trace) {
	t.Helper()
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		var addresses []string
		for i, p := range paces {
			port := 10001 + i
			addresses = append(addresses, "127.0.0.1:"+strconv.Itoa(port))
			if p.poem != "" {
				w.Serve(port, p.poem, p.bytes, p.delay)
			}
		}
		ctx, stop := context.WithTimeout(w.Context(), longEnough)
		defer stop()
		env := &program.Env{Stdout: io.Discard, Stderr: io.Discard, Net: &w.Net, Trace: trace.New()}
		client(ctx, env, addresses) // its error is what the figure shows
		run = env.Trace.Trace()
	})
	return run
}

// hangFigure is both clients, of which one has to be interrupted.
func hangFigure(t *testing.T) []byte {
	const interrupted = 2 * time.Second
	return figure.Timeline{
		ID:    "06-hang",
		Title: "One poem fails: a client that is not told, and one that is",
		Desc:  "Two panels with the same three servers, of which the second is out. In both, its lane ends at once. Client 3.0 has the others at 0.55 s and 1.2 s, and then waits for nothing until it is interrupted at 2 s. Client 3.1 ends at 1.2 s, with the last poem.",
		Panels: []figure.Panel{
			{Title: "get, client 3.0", Trace: fetched(t, get, interrupted)},
			{Title: "get-errback, client 3.1", Trace: fetched(t, getErrback, interrupted)},
		},
		Ends:   true,
		Legend: true,
	}.SVG()
}

// What the description, the caption and the text say about that figure.
func TestTheFigureShowsAClientThatWaitsForNothing(t *testing.T) {
	const interrupted = 2 * time.Second
	for _, test := range []struct {
		client func(context.Context, *program.Env, []string) error
		want   time.Duration
	}{
		{get, interrupted},
		{getErrback, 1200 * ms},
	} {
		run := fetched(t, test.client, interrupted)
		if run.Duration() != test.want {
			t.Errorf("takes %v, want %v", run.Duration(), test.want)
		}
		ends := map[string]time.Duration{}
		for _, e := range run {
			if e.Kind == trace.End {
				ends[e.Task] = e.At
			}
		}
		for task, want := range map[string]time.Duration{
			"127.0.0.1:10001": 550 * ms, "127.0.0.1:10002": 0, "127.0.0.1:10003": 1200 * ms, "reactor": test.want,
		} {
			if got, ok := ends[task]; !ok || got != want {
				t.Errorf("%s ends at %v (%v), want %v", task, got, ok, want)
			}
		}
	}
}
