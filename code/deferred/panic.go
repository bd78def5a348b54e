package deferred

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
)

//listing:panic

// A PanicError is a panic in a callback, as the error that it becomes.
type PanicError struct {
	Value any // what panic was called with
	calls []uintptr
}

func newPanicError(value any) *PanicError {
	var calls [32]uintptr
	n := runtime.Callers(3, calls[:])
	return &PanicError{value, append([]uintptr(nil), calls[:n]...)}
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value, if that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

//listing:end

//listing:stack

// Stack returns who had called whom at the time of the panic, a line for a call, the innermost
// first: from the panic out to the callback, which the Deferred called.
func (e *PanicError) Stack() string {
	var stack strings.Builder
	frames := runtime.CallersFrames(e.calls)
	for {
		frame, more := frames.Next()
		if strings.HasPrefix(frame.Function, ownPrefix) {
			return stack.String()
		}
		if !strings.HasPrefix(frame.Function, "runtime.") { // which is the panic's own business
			name := frame.Function[strings.LastIndexByte(frame.Function, '/')+1:]
			fmt.Fprintf(&stack, "%s %s\n", name, place(frame))
		}
		if !more {
			return stack.String()
		}
	}
}

// ownPrefix begins the names of the functions of this package.
const ownPrefix = "slowpoetry/code/deferred."

// place returns where in the source f is.
func place(f runtime.Frame) string { return fmt.Sprintf("%s:%d", filepath.Base(f.File), f.Line) }

//listing:end

// caller returns where the function of this package was called that called caller, or that called
// who called it: the first place that is not ours.
func caller() string {
	var calls [32]uintptr
	frames := runtime.CallersFrames(calls[:runtime.Callers(2, calls[:])])
	for {
		frame, more := frames.Next()
		if !more || !strings.HasPrefix(frame.Function, ownPrefix) {
			return place(frame)
		}
	}
}

// call calls f. A panic becomes an error.
func call[T any](f func() (T, error)) (value T, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = newPanicError(v)
		}
	}()
	return f()
}
