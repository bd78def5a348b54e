package deferred

import (
	"cmp"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"

	"slowpoetry/code/panics"
)

// OnUnhandled sets the function that is called with every error nobody handled: one that a Deferred
// had at the end of its chain when nothing referred to that Deferred any more and the collector
// came for it. This may be much later, and is never if the program ends before. Until OnUnhandled is
// called, and when report is nil, such errors are logged, a line each, by [log/slog].
//
// For these, report is called on a goroutine of the runtime's, and should not block. If [Debug] was
// on when the Deferred was fired, the error is an [*UnhandledError].
//
// Two more things are reported that have no Deferred to go to, and report is then called at once,
// within the call that brings them about: the panic of a canceller, in the Cancel of its list; and a
// [*CircularError], in whatever makes Deferreds wait for each other. So report must not take a lock
// that callers of this package hold.
//
// Calling restore gives its place back to the function before.
func OnUnhandled(report func(error)) (restore func()) {
	next := &report
	if report == nil {
		next = nil
	}
	previous := reporter.Swap(next)
	return func() { reporter.Store(previous) }
}

var reporter atomic.Pointer[func(error)] // nil: it is logged

// report reports err, which what describes for the log.
func report(what string, err error) {
	if f := reporter.Load(); f != nil {
		(*f)(err)
		return
	}
	args := []any{"error", err}
	if e, ok := err.(*UnhandledError); ok {
		args = []any{"error", e.Err, "created", e.Created, "fired", e.Fired}
		err = e.Err
	}
	if p, ok := err.(*panics.Error); ok {
		args = append(args, "stack", strings.Join(p.Stack(), " < "))
	}
	slog.Error(what, args...)
}

// An UnhandledError is an unhandled error of a Deferred of which [Debug] knows the places.
type UnhandledError struct {
	Err     error
	Created string // "poem.go:12", where the Deferred was made; "" if Debug was off then
	Fired   string // "poem.go:31", where the call was made that fired it
}

func (e *UnhandledError) Error() string {
	return fmt.Sprintf("%v (Deferred made at %s, fired at %s)", e.Err, cmp.Or(e.Created, "?"), cmp.Or(e.Fired, "?"))
}

// Unwrap returns Err.
func (e *UnhandledError) Unwrap() error { return e.Err }

// An unhandledError is the error of a Deferred that has no callbacks left. It is reported when that
// is collected.
type unhandledError struct{ err error }

func (u *unhandledError) report() {
	if u.err != nil {
		report("unhandled error in a Deferred", u.err)
	}
}

// unhandled notes that d has come to the end of its chain with an error.
//
// A cleanup costs as much as ten callbacks. So it is attached when there is an error for the first
// time, and not taken off again when the error is handled, or goes elsewhere.
func (d *Deferred[T]) unhandled() {
	m := d.needMore()
	if m.unhandled == nil {
		m.unhandled = new(unhandledError)
		runtime.AddCleanup(d, (*unhandledError).report, m.unhandled)
	}
	m.unhandled.err = d.err
	if created, fired := d.places(); fired != "" {
		m.unhandled.err = &UnhandledError{d.err, created, fired}
	}
}

// handled notes that d has no error, or at least not at the end of its chain.
func (d *Deferred[T]) handled() {
	if d.more != nil && d.more.unhandled != nil {
		d.more.unhandled.err = nil
	}
}
