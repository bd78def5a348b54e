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

// Debug has all Deferreds remember where they were fired, or stop doing so, for the sake of
// [AlreadyFiredError]. It may be called from any goroutine. Firing then takes about a
// microsecond more.
func Debug(on bool) { debugging.Store(on) }

var debugging atomic.Bool

//listing:end

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
