package deferred

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"

	"slowpoetry/code/internal/naming"
)

// Debug makes all Deferreds remember where they are made and fired, or stops that. An
// [AlreadyFiredError] and an [UnhandledError] then have these places. Debug may be called from any
// goroutine. While it is on, making or firing a Deferred takes some microseconds more.
func Debug(on bool) { debugging.Store(on) }

var debugging atomic.Bool

// created notes where d was made, if Debug is on, and returns d. If d has fired, it was fired
// there, too.
func created[T any](d *Deferred[T]) *Deferred[T] {
	d.observed()
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

// caller returns where this package was called: the first place on the stack that is outside it.
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
