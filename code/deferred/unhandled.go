package deferred

import (
	"log/slog"
	"runtime"
	"strings"
	"sync/atomic"

	"slowpoetry/code/panics"
)

// OnUnhandled has report called with every error that nobody handled: which a Deferred had at the
// end of its chain, when nobody held that Deferred any more, and the collector came for it. This
// may be much later, and is never, if the program ends before. Until somebody calls OnUnhandled,
// such errors are logged, a line each, by [log/slog]; and so they are when report is nil.
//
// The function is called on a goroutine of the runtime's, and should not block. Calling restore
// gives its place back to the one before it.
func OnUnhandled(report func(error)) (restore func()) {
	if report == nil {
		report = logUnhandled
	}
	previous := reporter.Swap(&report)
	return func() { reporter.Store(previous) }
}

var reporter atomic.Pointer[func(error)]

func init() { OnUnhandled(logUnhandled) }

func logUnhandled(err error) {
	args := []any{"error", err}
	if p, ok := err.(*panics.Error); ok {
		args = append(args, "stack", strings.Join(p.Stack(), " < "))
	}
	slog.Error("unhandled error in a Deferred", args...)
}

// A complaint is the error of a Deferred that has no callbacks left. It is filed when that is
// collected.
type complaint struct{ err error }

func (c *complaint) file() {
	if c.err != nil {
		(*reporter.Load())(c.err)
	}
}

// unhandled notes that d has come to the end of its chain with an error.
//
// A cleanup costs as much as ten callbacks. So it is attached when there is an error for the first
// time, and not taken off again when the error is handled, or goes elsewhere.
func (d *Deferred[T]) unhandled() {
	n := d.note()
	if n.complaint == nil {
		n.complaint = new(complaint)
		runtime.AddCleanup(d, (*complaint).file, n.complaint)
	}
	n.complaint.err = d.err
}

// handled notes that d has no error, or at least not at the end of its chain.
func (d *Deferred[T]) handled() {
	if d.notes != nil && d.notes.complaint != nil {
		d.notes.complaint.err = nil
	}
}

// Notes are what few Deferreds need.
type notes struct {
	complaint *complaint
	place     string // where it was fired, see Debug
	tracing   *tracing
	members   interface{ cancelAll(lists []link) } // if it is a list
}

// note returns the notes of d.
func (d *Deferred[T]) note() *notes {
	if d.notes == nil {
		d.notes = new(notes)
	}
	return d.notes
}
