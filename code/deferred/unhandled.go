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

// OnUnhandled sets the function that is called with each unhandled error: one that a Deferred had
// at the end of its chain when the garbage collector came for it. That may be long afterwards, or
// never if the program ends first. Until OnUnhandled is called, and when report is nil, each of
// these errors becomes a line in the log, by [log/slog].
//
// Report is called with unhandled errors on a goroutine of the runtime, and should not block. If
// [Debug] was on when the Deferred fired, the error is an [*UnhandledError].
//
// Two other kinds of error have no Deferred to go to. Report is called with these at once, inside
// the call that causes them: the panic of a canceller, inside the Cancel of a list that it belongs
// to, and a [*CircularError], inside the call that makes Deferreds wait for each other. So report
// must not take a lock that callers of this package hold.
//
// Calling restore puts the previous function back.
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

// An UnhandledError is an unhandled error of a Deferred that was fired while [Debug] was on.
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

// An unhandledError is the error at the end of a Deferred's chain. It is reported when the Deferred
// is collected.
type unhandledError struct{ err error }

func (u *unhandledError) report() {
	if u.err != nil {
		report("unhandled error in a Deferred", u.err)
	}
}

// unhandled notes that d's chain has ended with an error.
//
// A cleanup costs as much as ten callbacks. So d gets one with its first error, and keeps it when
// that error is handled or goes elsewhere.
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

// handled notes that d has no error at the end of its chain.
func (d *Deferred[T]) handled() {
	if d.more != nil && d.more.unhandled != nil {
		d.more.unhandled.err = nil
	}
}
