package main

import (
	"testing"
)

// What a trace says is on the stack is what the runtime says at the same moment.
func TestTheStackIsWhatADebuggerSays(t *testing.T) {
	chapter.StacksAlone(t, "demo")
	chapter.StacksAlone(t, "stampede -clients 4 -every 60ms")
	chapter.StacksAlone(t, "half")
}
