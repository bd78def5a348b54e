package deferred

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"

	"slowpoetry/code/internal/naming"
)

//listing:debug

// Debug makes all Deferreds remember where they were made and where they were fired, or stop doing
// so. An [AlreadyFiredError] and an [UnhandledError] tell it. Debug may be called from any
// goroutine. Making and firing a Deferred then takes about a microsecond more each.
func Debug(on bool) { debugging.Store(on) }

var debugging atomic.Bool

//listing:end

// created notes where d was made, if Debug is on, and returns d, which may have been fired.
func created[T any](d *Deferred[T]) *Deferred[T] {
	if debugging.Load() {
		d.note().created = caller()
		if d.Fired() {
			d.note().fired = d.note().created
		}
	}
	return d
}

// places returns where d was made and fired, as far as Debug was on then.
func (d *Deferred[T]) places() (created, fired string) {
	if d.more == nil || d.more.notes == nil {
		return "", ""
	}
	return d.more.notes.created, d.more.notes.fired
}

// caller returns where the function of this package was called that called caller, or that called
// who called it: the first place that is not ours.
func caller() string {
	var calls [32]uintptr
	frames := runtime.CallersFrames(calls[:runtime.Callers(2, calls[:])])
	for {
		frame, more := frames.Next()
		if !more || !strings.HasPrefix(naming.Short(frame.Function), ownPrefix) {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
	}
}

// ownPrefix begins the names of the functions of this package.
const ownPrefix = "deferred."
