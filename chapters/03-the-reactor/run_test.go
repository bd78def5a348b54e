package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/code/program"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// An outcome is what came of a command line.
type outcome struct {
	status         int
	stdout, stderr string
	took           time.Duration
	trace          trace.Trace
}

// call runs a command line of this chapter as the terminal would, on a network of the test's.
func call(ctx context.Context, network program.Network, args ...string) outcome {
	var stdout, stderr bytes.Buffer
	env := &program.Env{Stdout: &stdout, Stderr: &stderr, Net: network, Trace: trace.New()}
	start := time.Now()
	status := program.Run(ctx, env, "3 · The reactor", programs, args)
	return outcome{status, stdout.String(), stderr.String(), time.Since(start), env.Trace.Trace()}
}

// inWorld runs a test with a network and a clock that exist only in memory. What is left behind
// there, waiting, fails the test.
func inWorld(t *testing.T, test func(t *testing.T, network *sim.Network)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, new(sim.Network)) })
}

// succeed runs a command line which has nothing to complain about, in a world of its own.
func succeed(t *testing.T, line string) (o outcome) {
	t.Helper()
	inWorld(t, func(t *testing.T, network *sim.Network) {
		o = call(t.Context(), network, strings.Fields(line)...)
		if o.status != 0 || o.stderr != "" {
			t.Errorf("%s: status %d, stderr %q", line, o.status, o.stderr)
		}
	})
	return o
}
