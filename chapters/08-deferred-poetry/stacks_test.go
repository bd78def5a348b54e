package main

import (
	"regexp"
	"testing"

	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/deferred"
)

// What a trace says is on the stack is what the runtime says at the same moment.
func TestTheStackIsWhatADebuggerSays(t *testing.T) {
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		ports, _ := w.ServeAll(100, ms)
		w.Stacked("get-stack", ports[0])
		w.Stacked(append([]string{"get"}, ports...)...)
	})
	chapter.StacksAlone(t, "demo")
}

// In the terminal, too, one sees what a client of the demonstration waits for.
func TestTheDemoShowsWhatIsPending(t *testing.T) {
	defer deferred.Observe(nil) // -watch leaves its observer
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		o := w.Call("demo", "-watch", "-at", "200ms")
		for _, want := range []string{
			`\n  \| anthology\.run +anthology\.go:\d+\n`,
			`\n  parked +get, 127\.0\.0\.1:\d+ +waits since \d+ms`,
			`\n +a Deferred +no result since 0s +get\.go:\d+\n`,
		} {
			if o.Status != 0 || !regexp.MustCompile(want).MatchString(o.Stdout) {
				t.Errorf("status %d, no %s in\n%s", o.Status, want, o.Stdout)
			}
		}
	})
}
