// Package panics makes an error of a panic, which keeps the value and the stack:
//
//	func attempt(f func()) (err error) {
//		defer func() {
//			if value := recover(); value != nil {
//				err = panics.New(value, "attempt")
//			}
//		}()
//		f()
//		return nil
//	}
//
// The one rule: [New] is for the deferred function that has recovered. Go calls it on top of the
// stack as it was at the time of the panic, and takes that down only when it returns.
package panics

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"slowpoetry/code/internal/naming"
)

// An Error is a panic, as the error that it becomes.
type Error struct {
	Value   any // what panic was called with
	calls   []uintptr
	outside []string // see New
}

func (e *Error) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value, if panic was called with an error.
func (e *Error) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// New returns an error for a value that recover has returned. Its stack ends before the first
// function whose name begins with one of outside: those who call what may panic, and are the same
// every time. A panic that was recovered before, and went on, stays the error that it was.
func New(value any, outside ...string) *Error {
	if e, ok := value.(*Error); ok {
		return e
	}
	var calls [32]uintptr
	n := runtime.Callers(3, calls[:]) // from who called the function that calls us
	return &Error{value, slices.Clone(calls[:n]), outside}
}

// Stack returns who had called whom at the time of the panic, a line for a call, the innermost
// first: "poem.draw poem.go:31". There is at least one.
func (e *Error) Stack() []string {
	var stack []string
	frames := runtime.CallersFrames(e.calls)
	for {
		frame, more := frames.Next()
		name := naming.Short(frame.Function)
		isOutside := func(prefix string) bool { return strings.HasPrefix(name, prefix) }
		switch {
		case len(stack) > 0 && slices.ContainsFunc(e.outside, isOutside):
			return stack
		case !strings.HasPrefix(frame.Function, "runtime."): // which is the panic's own business
			stack = append(stack, fmt.Sprintf("%s %s:%d", name, filepath.Base(frame.File), frame.Line))
		}
		if !more {
			return stack
		}
	}
}
