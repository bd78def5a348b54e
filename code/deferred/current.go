package deferred

import (
	"runtime"
	"strings"
	"sync/atomic"
)

// current is the coroutine whose own function is running, and not a callback within it. It is the
// one of the whole process. So where several goroutines have coroutines, it may be another's, and
// is no more than a hint: elsewhere makes sure.
var current atomic.Pointer[Coroutine]

// enter is called on c's goroutine at the beginning of a turn. A coroutine that began within the
// turn of another learns which goroutine is its own.
func (c *Coroutine) enter() {
	if c.nested && c.id.Load() == nil {
		name := goroutine()
		c.id.Store(&name)
	}
}

// elsewhere says where Await(c) was called, if not by c's own function; then it is called in a
// callback, or in the coroutine that is current.
func (c *Coroutine) elsewhere() string {
	switch now := current.Load(); {
	case now == c:
	case now != nil && now.isHere():
		return "with another coroutine's handle"
	case inCallback():
		return "in a callback within the coroutine's turn"
	}
	return ""
}

// isHere reports whether c is known to run on the goroutine that asks.
func (c *Coroutine) isHere() bool {
	name := c.id.Load()
	return name != nil && *name == goroutine()
}

// inCallback reports whether the function that runs was called by a Deferred.
func inCallback() bool {
	calls := make([]uintptr, 256)
	frames := runtime.CallersFrames(calls[:runtime.Callers(1, calls)])
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, ".runStages") || strings.HasSuffix(frame.Function, ".callCanceller") {
			return true
		}
		if !more {
			return false
		}
	}
}

// goroutine returns the name of this goroutine: "goroutine 7".
func goroutine() string {
	var text [64]byte
	name, _, _ := strings.Cut(string(text[:runtime.Stack(text[:], false)]), " [")
	return name
}
