package main

import (
	"testing"

	"slowpoetry/code/book/program/programtest"
)

// What a trace says is on the stack is what the runtime says at the same moment.
func TestTheStackIsWhatADebuggerSays(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ports, _ := w.ServeAll(100, ms)
		w.Stacked(append([]string{"get"}, ports...)...)
	})
	chapter.StacksAlone(t, "demo")
}
