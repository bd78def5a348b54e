package main

import (
	"context"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/poetry"
	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// The figures of the chapter. What shows behaviour is drawn from runs of its programs, with a
// network and a clock that exist only in memory.
func TestFigures(t *testing.T) {
	blocking, async := fetched(t, getBlocking), fetched(t, getAsync)
	for name, svg := range map[string][]byte{
		"blocking":  blockingFigure(blocking),
		"async":     asyncFigure(blocking, async),
		"read":      readFigure(),
		"loop":      loopFigure(),
		"split":     splitFigure(t),
		"netpoller": netpollerFigure(),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// What the descriptions, the captions and the text around the figures say about them.
func TestFiguresShowASumAndAMaximum(t *testing.T) {
	var sum, longest time.Duration
	var pieces []int // that each poem comes in
	for _, server := range figureServers {
		o, err := server.options()
		if err != nil {
			t.Fatal(err)
		}
		n := len(slices.Collect(poetry.Pieces(o.Poem.Text, o.Bytes)))
		took := time.Duration(n-1) * o.Delay
		sum, longest = sum+took, max(longest, took)
		pieces = append(pieces, n)
	}
	for _, test := range []struct {
		name string
		run  trace.Trace
		want time.Duration
	}{
		{"blocking", fetched(t, getBlocking), sum},
		{"async", fetched(t, getAsync), longest},
	} {
		if got := test.run.Duration(); got != test.want {
			t.Errorf("%s: the client takes %v, want %v", test.name, got, test.want)
		}
		var came []int
		for _, lane := range test.run.Lanes() {
			came = append(came, len(lane.Moments))
		}
		if !slices.Equal(came, pieces) {
			t.Errorf("%s: the poems come in %d pieces, want %d", test.name, came, pieces)
		}
	}
}

// The servers of the transcripts.
var figureServers = []pace{
	{"tide", 160, 100 * time.Millisecond},
	{"splitflap", 160, 130 * time.Millisecond},
	{"kettle", 160, 200 * time.Millisecond},
}

// fetched runs a client against those servers, and returns its trace.
func fetched(t *testing.T, client func(context.Context, *program.Env, []string) error) trace.Trace {
	t.Helper()
	var run trace.Trace
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		defer synctest.Wait() // for the servers, which end with ctx
		defer stop()
		var network sim.Network
		env := &program.Env{Stdout: io.Discard, Stderr: io.Discard, Net: &network}
		var addresses []string
		for _, pace := range figureServers {
			o, err := pace.options()
			if err != nil {
				t.Fatal(err)
			}
			listener, err := env.Net.Listen(ctx, "tcp", o.Address())
			if err != nil {
				t.Fatal(err)
			}
			go reciteToAll(ctx, env, listener, o)
			addresses = append(addresses, listener.Addr().String())
		}
		synctest.Wait() // until all of them listen
		recorded := *env
		recorded.Trace = trace.New()
		if err := client(ctx, &recorded, addresses); err != nil {
			t.Fatal(err)
		}
		run = recorded.Trace.Trace()
	})
	return run
}

// blockingFigure is the blocking client, by itself.
func blockingFigure(blocking trace.Trace) []byte {
	return figure.Timeline{
		ID:     "02-blocking",
		Title:  "Three poems, one after another",
		Desc:   "The client blocks for poem 1 until 0.2 s, then for poem 2 until 0.72 s, then for poem 3 until 1.32 s. Three, five and four pieces arrive.",
		Panels: []figure.Panel{{Trace: blocking}},
		Ends:   true,
		Legend: true,
	}.SVG()
}

// asyncFigure is both clients.
func asyncFigure(blocking, async trace.Trace) []byte {
	return figure.Timeline{
		ID:    "02-async",
		Title: "Three poems, one after another and all at once",
		Desc:  "The blocking client takes 1.32 s. The asynchronous one waits for all three poems from the start, and has them at 0.2 s, 0.52 s and 0.6 s.",
		Panels: []figure.Panel{
			{Title: "get-blocking", Trace: blocking},
			{Title: "get-async", Trace: async},
		},
		Ends:   true,
		Legend: true,
	}.SVG()
}
