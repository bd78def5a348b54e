package main

import (
	"testing"
)

// What a trace says is on the stack is what the runtime says at the same moment.
func TestTheStackIsWhatADebuggerSays(t *testing.T) {
	chapter.StacksAlone(t, "crash")
	chapter.StacksAlone(t, "loops", "one loop, ", "three loops, ")
}
