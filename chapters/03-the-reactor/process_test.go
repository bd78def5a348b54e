package main

import (
	"strings"
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// The tests in this file run the programs as their readers do, in processes of their own.

func TestThePanicOfACallbackEndsASimpleLoop(t *testing.T) {
	t.Parallel()
	o := programtest.Start(t, "panic", "-loop").Outcome()
	if o.Status != 2 || o.Stdout != "still here\n" || !strings.HasPrefix(o.Stderr, "panic: assignment to entry in nil map\n") {
		t.Errorf("%+v", o)
	}
}

func TestTheNamesOfTheStackAreThoseOfTheChapter(t *testing.T) {
	t.Parallel()
	o := programtest.Start(t, "stack").Outcome()
	if o.Status != 0 || !strings.HasPrefix(o.Stdout, "main.stack.func1 ") || !strings.Contains(o.Stdout, "\nmain.stack ") {
		t.Errorf("%+v", o)
	}
}

// It runs in a process because it has a data race, which the race detector would find here.
func TestAnAnswerThatALoopIsNotWokenForLiesThere(t *testing.T) {
	t.Parallel()
	o := programtest.Start(t, "lookup", "-outside").Outcome()
	lines := strings.Split(o.Stdout, "\n")
	if o.Status != 0 || len(lines) != 5 || !strings.HasSuffix(lines[1], ": tick") || !strings.HasSuffix(lines[2]+"\n", noAnswer) || lines[2] < "1.0 s" {
		t.Errorf("%+v, want the answer with the last tick", o)
	}
}

func TestCountersThatShareWithoutALoopGetAwayWithItHere(t *testing.T) {
	t.Parallel()
	o := programtest.Start(t, "plain", "-shared").Outcome()
	if o.Status != 0 || strings.Count(o.Stdout, "\n") != 12 || strings.Count(o.Stdout, "ready") != 3 {
		t.Errorf("%+v", o)
	}
}
