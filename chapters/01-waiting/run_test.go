package main

import (
	"testing"
	"time"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/trace"
)

// chapter is what the tests of this folder test.
var chapter = programtest.Chapter{Title: "1 · Waiting", Programs: programs}

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
