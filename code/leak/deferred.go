package leak

import (
	"path/filepath"
	"runtime"

	"slowpoetry/code/deferred"
)

// Unfired fails the test if d has not fired when the test is over, and names the place that called
// Unfired. It returns d.
func Unfired[V any](t T, d *deferred.Deferred[V]) *deferred.Deferred[V] {
	_, file, line, _ := runtime.Caller(1)
	t.Cleanup(func() {
		if !d.Fired() {
			t.Errorf("a Deferred never fired, from %s:%d", filepath.Base(file), line)
		}
	})
	return d
}

// Unhandled fails the test for each error that was at the end of a Deferred's chain when the Deferred
// became garbage. It runs the garbage collector.
func Unhandled(t T) {
	errors := make(chan error, 100)
	restore := deferred.OnUnhandled(func(err error) {
		select {
		case errors <- err:
		default: // a hundred are enough to fail
		}
	})
	t.Cleanup(func() {
		defer restore()
		collect()
		for len(errors) > 0 {
			t.Errorf("unhandled: %v", <-errors)
		}
	})
}

// collect returns when what is garbage now has been cleaned up.
func collect() {
	for range 2 { // what only garbage kept alive is garbage the second time
		done := make(chan struct{})
		runtime.AddCleanup(new([1]*int), func(c chan struct{}) { close(c) }, done)
		runtime.GC()
		<-done
	}
}
