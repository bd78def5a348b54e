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
