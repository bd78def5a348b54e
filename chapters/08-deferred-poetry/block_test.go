package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/trace"
)

func TestAClockWaitsForACallbackThatBlocks(t *testing.T) {
	for line, want := range map[string]string{
		"block": "0.2 s  tick\n0.4 s  tick\n0.5 s  we fire the Deferred\n1.1 s  copied out: SLACK WATER\n1.1 s  we have fired it\n" +
			"1.1 s  tick\n1.2 s  tick\n1.4 s  tick\n",
		"block -goroutine": "0.2 s  tick\n0.4 s  tick\n0.5 s  we have a Deferred\n0.6 s  tick\n0.8 s  tick\n1.0 s  tick\n" +
			"1.1 s  copied out: SLACK WATER\n1.2 s  tick\n1.4 s  tick\n",
	} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			o := w.Call(strings.Fields(line)...)
			if o.Status != 0 || o.Stderr != "" || o.Stdout != want || o.Took != 1500*ms {
				t.Errorf("%s: %+v\nwant\n%s", line, o, want)
			}
		})
	}
}

// An interrupt is heard when the loop comes round, and a callback that blocks keeps it from that.
func TestAnInterruptHasToWaitForWhatBlocks(t *testing.T) {
	for line, wants := range map[string]map[time.Duration]time.Duration{
		"block":            {0: 0, 450 * ms: 450 * ms, 700 * ms: 1100 * ms, 1200 * ms: 1200 * ms},
		"block -goroutine": {0: 0, 450 * ms: 450 * ms, 700 * ms: 1100 * ms, 1200 * ms: 1200 * ms}, // it waits for the goroutine
		"demo":             {0: 0, 500 * ms: 500 * ms, 1500 * ms: 1500 * ms},
	} {
		for after, want := range wants {
			chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
				ctx, interrupt := context.WithCancel(w.Context())
				time.AfterFunc(after, interrupt)
				o := chapter.Call(ctx, &w.Net, strings.Fields(line)...)
				name := strings.Fields(line)[0]
				if o.Status != 1 || o.Stderr != name+": interrupted\n" || o.Took != want {
					t.Errorf("%s, interrupted after %v: %+v", line, after, o)
				}
			})
		}
	}
}

func TestTheTraceTellsWhoBlocks(t *testing.T) {
	for line, want := range map[string]trace.Kind{"block": trace.Block, "block -goroutine": trace.Wait} {
		run := traced(t, line)
		var kinds []trace.Kind
		for _, e := range run {
			if e.Task == "copyOut" {
				kinds = append(kinds, e.Kind)
			}
		}
		if len(kinds) != 2 || kinds[0] != want || kinds[1] != trace.End {
			t.Errorf("%s: copyOut is %v", line, kinds)
		}
	}
}

// traced runs a command line, and returns what happened.
func traced(t *testing.T, line string) (run trace.Trace) {
	t.Helper()
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		run = w.Traced(strings.Fields(line)...)
	})
	return run
}
