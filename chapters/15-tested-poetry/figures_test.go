package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// The figures of the chapter, drawn from runs of its programs.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"three":   threeFigure(t),
		"story":   storyFigure(967, "get-hasty", "15-story", "The shortest story of how the client breaks", "The first connection is asked for at 0 s and made only at 7 s. The second is asked for and made at 5 s, recites the whole poem and is never closed. At 7.2 s the poem arrives, twice over."),
		"hopeful": storyFigure(271, "get-hopeful", "15-hopeful", "The shortest story of the second client", "The first connection is asked for at 0 s and never made. At 5 s two more are asked for at the same moment, and both recite."),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// threeFigure is the parts of the trials, from a run.
func threeFigure(t *testing.T) []byte {
	recorder := trace.New()
	o := chapter.Run(t.Context(), program.Env{Trace: recorder}, "trials")
	if o.Status != 0 {
		t.Fatalf("%+v", o)
	}
	run := recorder.Trace()
	start := run[0].At // of the including: the trials have a clock of their own
	for i := range run {
		run[i].At = (run[i].At - start).Round(time.Millisecond)
	}
	return figure.Timeline{
		ID:    "15-three",
		Title: "Set-up, test and tear-down of four trials",
		Desc:  "Four times, the set-up waits, then the test, then the tear-down, none before the one ahead of it is over. The third test takes no time, and a connection that it began lasts until the middle of the fourth trial.",
		Panels: []figure.Panel{
			{Title: "the trials", Trace: lanes(run, false)},
			{Title: "their connections", Trace: lanes(run, true)},
		},
	}.SVG()
}

// lanes returns the part of a trace that is about connections, or the rest of it.
func lanes(t trace.Trace, connections bool) trace.Trace {
	return slices.DeleteFunc(slices.Clone(t), func(e trace.Event) bool {
		return strings.HasPrefix(e.Task, "connection") != connections
	})
}

// storyFigure is the shortest story of a world that breaks a client.
func storyFigure(seed uint64, name, id, title, desc string) []byte {
	p := run(worldOf(seed), clients[name], nil)
	story, _ := shrink(clients[name], p)
	world := sim.Retell(hotel, story)
	drawn := trace.NewOn(world.Now)
	run(world, clients[name], drawn.Only(early))
	return figure.Timeline{
		ID: id, Title: title, Desc: desc,
		Panels: []figure.Panel{{Trace: drawn.Trace()}},
		Legend: strings.HasSuffix(id, "story"),
	}.SVG()
}
