package main

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/program"
	"slowpoetry/code/trace"
)

func TestAClockWaitsForACallbackThatBlocks(t *testing.T) {
	for line, want := range map[string]string{
		"block": "0.2 s  tick\n0.4 s  tick\n0.5 s  we fire the Deferred\n1.1 s  copied out: SLACK WATER\n1.1 s  we have fired it\n" +
			"1.1 s  tick\n1.2 s  tick\n1.4 s  tick\n",
		"block -goroutine": "0.2 s  tick\n0.4 s  tick\n0.5 s  we have a Deferred\n0.6 s  tick\n0.8 s  tick\n1.0 s  tick\n" +
			"1.1 s  copied out: SLACK WATER\n1.2 s  tick\n1.4 s  tick\n",
	} {
		inWorld(t, func(w *world) {
			o := w.call(strings.Fields(line)...)
			if o.status != 0 || o.stderr != "" || o.stdout != want || o.took != 1500*ms {
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
			inWorld(t, func(w *world) {
				ctx, interrupt := context.WithCancel(w.ctx)
				time.AfterFunc(after, interrupt)
				o := call(ctx, &w.Network, strings.Fields(line)...)
				name := strings.Fields(line)[0]
				if o.status != 1 || o.stderr != name+": interrupted\n" || o.took != want {
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
	inWorld(t, func(w *world) {
		env := &program.Env{Stdout: io.Discard, Stderr: t.Output(), Net: &w.Network, Trace: trace.New()}
		if status := program.Run(w.ctx, env, "", programs, strings.Fields(line)); status != 0 {
			t.Errorf("%s: status %d", line, status)
		}
		run = env.Trace.Trace()
	})
	return run
}
