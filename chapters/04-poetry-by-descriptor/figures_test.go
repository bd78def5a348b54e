package main

import (
	"strings"
	"testing"
	"testing/synctest"

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
		"callback": callbackFigure(),
		"roads":    roadsFigure(),
		"broken":   brokenFigure(fetched(t, "get"), fetched(t, "get-broken")),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// fetched runs a client against the servers of the transcripts, with a clock, and returns its
// trace. Before the reactor rests everything happens that can happen at that moment, so that the
// first pieces of all three poems are there when it looks. The first server's come every 203 ms
// and not every 200, so that none comes in the very moment in which the broken client looks.
func fetched(t *testing.T, client string) (run trace.Trace) {
	t.Helper()
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		args := []string{client, "-clock", "175ms", w.Serve(10001, "kettle", 160, 203*ms).Port,
			w.Serve(10002, "tide", 100, 150*ms).Port, w.Serve(10003, "splitflap", 120, 120*ms).Port}
		recorder := trace.New()
		recorder.Follow(func(e trace.Event) {
			if e.Task == "reactor" && e.Kind == trace.Wait {
				synctest.Wait()
			}
		})
		if o := w.Run(program.Env{Trace: recorder}, args...); o.Status != 0 {
			t.Fatalf("%s: %+v", client, o)
		}
		run = recorder.Trace()
	})
	return withClock(run)
}

// withClock shortens the name of the function that the clock is, and has each of its calls, which
// take no time, leave a mark.
func withClock(run trace.Trace) (marked trace.Trace) {
	for _, e := range run {
		if strings.HasSuffix(e.Task, "clock.tick") {
			e.Task = "clock"
		}
		marked = append(marked, e)
		if e.Task == "clock" && e.Kind == trace.Run {
			e.Kind = trace.Fire
			marked = append(marked, e)
		}
	}
	return marked
}

// brokenFigure is the client, and the same with one call in it that blocks.
func brokenFigure(good, broken trace.Trace) []byte {
	return figure.Timeline{
		ID:    "04-broken",
		Title: "Three poems by a client that waits for all of them, and by one that blocks",
		Desc:  "Above, pieces of all three poems arrive from the start, and a clock strikes every 0.175 s. Below, poem 1 blocks for all of 0.61 s. Poems 2 and 3, the clock and the reactor do nothing in that time. Then all is done at once. Both take as long.",
		Panels: []figure.Panel{
			{Title: "get", Trace: good},
			{Title: "get-broken", Trace: broken},
		},
		Ends:   true,
		Legend: true,
	}.SVG()
}
