package main

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/program"
	"slowpoetry/code/trace"
)

// An outcome is what came of a command line.
type outcome struct {
	status         int
	stdout, stderr string
}

// call runs a command line of this chapter as the terminal would.
func call(ctx context.Context, args ...string) outcome {
	var stdout, stderr bytes.Buffer
	env := &program.Env{Stdout: &stdout, Stderr: &stderr, Net: program.System}
	status := program.Run(ctx, env, "1 · Waiting", programs, args)
	return outcome{status, stdout.String(), stderr.String()}
}

// succeed runs a command line which has nothing to complain about, and returns what it printed.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	o := call(t.Context(), args...)
	if o.status != 0 || o.stderr != "" {
		t.Fatalf("%s: status %d, stderr %q", strings.Join(args, " "), o.status, o.stderr)
	}
	return o.stdout
}

// laneOf returns the lane of a task of which there must be one.
func laneOf(t *testing.T, run trace.Trace, task string) trace.Lane {
	t.Helper()
	for _, lane := range run.Lanes() {
		if lane.Task == task {
			return lane
		}
	}
	t.Fatalf("no %s in this run: %v", task, run)
	return trace.Lane{}
}

// endOf returns when a lane's last state ended.
func endOf(lane trace.Lane) time.Duration {
	return lane.Spans[len(lane.Spans)-1].To
}
