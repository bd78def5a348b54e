package reactor

import (
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
)

//listing:error

// A PanicError is a panic in a callback, as an error.
type PanicError struct {
	Value any // what panic was called with
	calls []uintptr
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v", e.Value) }

// Unwrap returns the value, if panic was called with an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

//listing:end

// Stack returns who had called whom at the time of the panic, a line for a call, the innermost
// first: from the panic out to the callback, which the reactor called.
func (e *PanicError) Stack() string {
	var stack strings.Builder
	frames := runtime.CallersFrames(e.calls)
	for {
		frame, more := frames.Next()
		name := short(frame.Function)
		switch {
		case slices.Contains(callers, name):
			more = false // what called that is always the same
		case !strings.HasPrefix(frame.Function, "runtime."): // the panic's own business
			fmt.Fprintf(&stack, "%s %s:%d\n", name, filepath.Base(frame.File), frame.Line)
		}
		if !more {
			return stack.String()
		}
	}
}

// callers are those methods that call what may panic.
var callers = []string{"reactor.Reactor.guard", "reactor.Reactor.doRead", "reactor.Reactor.doWrite",
	"reactor.Reactor.build", "reactor.Reactor.ask"}

// guard calls f, on behalf of owner. If it panics, that is logged, and returned as an error.
func (r *Reactor) guard(owner any, f func()) (err error) {
	if r.tracer != nil {
		defer r.tracer.leave(r.tracer.enter(owner))
	}
	defer r.contain(owner, &err)
	f()
	return nil
}

// contain, deferred, turns a panic into a *PanicError, and logs it.
func (r *Reactor) contain(owner any, err *error) {
	value := recover()
	if value == nil {
		return
	}
	e := &PanicError{Value: value, calls: make([]uintptr, 32)}
	e.calls = e.calls[:runtime.Callers(2, e.calls)]
	*err = e
	r.log.Error("panic in a callback", "callback", nameOf(owner), "panic", value,
		"stack", strings.ReplaceAll(strings.TrimSpace(e.Stack()), "\n", " < "))
}

//listing:names

// nameOf returns what to call something that is called back: its own name for itself, or that of
// its type, or that of the function.
func nameOf(owner any) (name string) {
	if named, ok := owner.(fmt.Stringer); ok {
		defer func() {
			if recover() != nil { // its String is a callback too
				name = short(fmt.Sprintf("%T", owner))
			}
		}()
		return named.String()
	}
	v := reflect.ValueOf(owner)
	if v.Kind() == reflect.Func {
		return strings.TrimSuffix(short(runtime.FuncForPC(v.Pointer()).Name()), "-fm")
	}
	return short(fmt.Sprintf("%T", owner))
}

// short cuts a name down to what a reader needs: "slowpoetry/code/reactor.(*Reactor).Run" to
// "reactor.Reactor.Run", and "main.(*clock).tick" to "clock.tick". In its tests a main package goes
// by its folder, which in this book begins with a digit.
func short(name string) string {
	name = name[strings.LastIndexByte(name, '/')+1:]
	name = strings.NewReplacer("(", "", ")", "", "*", "").Replace(name)
	if pkg, rest, ok := strings.Cut(name, "."); ok && (pkg == "main" || pkg[0] <= '9') {
		return rest
	}
	return name
}

//listing:end
