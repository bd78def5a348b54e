package deferred

import (
	"runtime"
	"strings"
	"sync/atomic"

	"slowpoetry/code/internal/naming"
)

// current is the coroutine whose own function is running, or notOwn while that has called others:
// functions of a chain, a canceller. There is one for the whole process. So where several
// goroutines have coroutines, it may be another's, and is no more than a hint: misplaced makes sure.
var current atomic.Pointer[Coroutine]

var notOwn = new(Coroutine)

// leave notes that functions are called that are not the current coroutine's own. It returns what
// current is to be again when they have returned, or nil if there is nothing to note.
func leave() *Coroutine {
	c := current.Load()
	if c == nil || c == notOwn {
		return nil
	}
	current.Store(notOwn)
	return c
}

// enter is called on c's goroutine at the beginning of a turn. A coroutine that has a turn within
// that of another learns which goroutine is its own.
func (c *Coroutine) enter() {
	if c.nested && c.id.Load() == nil {
		id := goroutine()
		c.id.Store(&id)
	}
}

// misplaced says what is wrong with a call of Await(c) if c's own function has not made it, and ""
// if it has.
func (c *Coroutine) misplaced() string {
	now := current.Load()
	if now == c {
		return ""
	}
	if now != nil {
		if id := now.id.Load(); id != nil && *id == goroutine() {
			return "with another coroutine's handle"
		}
	}
	if inFunction() {
		return "in a callback within the coroutine's turn"
	}
	return ""
}

// inFunction reports whether a Deferred has called the function that runs.
func inFunction() bool {
	calls := make([]uintptr, 256)
	frames := runtime.CallersFrames(calls[:runtime.Callers(1, calls)])
	for {
		frame, more := frames.Next()
		name := naming.Short(frame.Function)
		if strings.HasPrefix(name, ownPrefix) &&
			(strings.HasSuffix(name, ".runStages") || strings.HasSuffix(name, ".callCanceller")) {
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
