package deferred

import (
	"runtime"
	"strings"
	"sync/atomic"

	"slowpoetry/code/internal/naming"
)

// current is the coroutine whose own function is running, or notOwn while that function has called
// others: a chain's functions, a canceller. There is one for the whole process. If several
// goroutines run coroutines it may be another goroutine's, so it is a hint; misplaced makes sure.
var current atomic.Pointer[Coroutine]

var notOwn = new(Coroutine)

// leave notes that functions are about to be called that are not the current coroutine's own. It
// returns what to store in current when they have returned, or nil for nothing.
func leave() *Coroutine {
	c := current.Load()
	if c == nil || c == notOwn {
		return nil
	}
	current.Store(notOwn)
	return c
}

// enter is called on c's goroutine at the beginning of a turn. It notes which goroutine that is if
// c has had a turn inside that of another coroutine.
func (c *Coroutine) enter() {
	if c.nested && c.id.Load() == nil {
		id := goroutine()
		c.id.Store(&id)
	}
}

// misplaced says what is wrong with a call of Await(c) that c's own function did not make. If it
// did, misplaced returns "".
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

// inFunction reports whether its caller runs inside a function that a Deferred has called.
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

// goroutine returns the name of the calling goroutine, such as "goroutine 7".
func goroutine() string {
	var text [64]byte
	name, _, _ := strings.Cut(string(text[:runtime.Stack(text[:], false)]), " [")
	return name
}
