// Package leak finds what a test leaves behind: goroutines, descriptors, and Deferreds that nobody
// has fired or whose error nobody has handled.
//
//	func TestServe(t *testing.T) {
//		leak.Goroutines(t)
//		leak.Descriptors(t)
//		poem := leak.Unfired(t, fetch(address))
//		...
//	}
//
// Call its functions first: each looks again when the test and its other clean-ups are over, and
// fails the test if there is more than before.
//
// The one rule: they count for the whole process, so a test that uses them does not run in parallel
// with others.
package leak

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/deferred"
)

// Patience is how long what was closed may take to be gone, in real time.
var Patience = 10 * time.Second

// Goroutines fails the test if more goroutines run after it than before, and says where those were
// started.
func Goroutines(t testing.TB) {
	before := starts()
	t.Cleanup(func() {
		left := ""
		if !gone(func() bool { left = more(starts(), before); return left == "" }) {
			t.Errorf("goroutines left behind:%s", left)
		}
	})
}

// starts counts the goroutines that run by the place that started them.
func starts() map[string]int {
	stacks := make([]byte, 1<<20)
	stacks = stacks[:runtime.Stack(stacks, true)]
	count := make(map[string]int)
	for stack := range strings.SplitSeq(string(stacks), "\n\n") {
		if _, place, ok := strings.Cut(stack, "created by "); ok {
			place, _, _ = strings.Cut(place, " +0x")
			function, line, _ := strings.Cut(place, "\n\t")
			function, _, _ = strings.Cut(function, " in goroutine")
			count[function+" at "+filepath.Base(line)]++
		}
	}
	return count
}

// more returns what there is more of than before.
func more(now, before map[string]int) (text string) {
	for place, n := range now {
		if n > before[place] {
			text += "\n\tstarted by " + place
		}
	}
	return text
}

// Descriptors fails the test if more sockets and pipes are open after it than before. It needs
// Linux, and does nothing elsewhere.
func Descriptors(t testing.TB) {
	before := open()
	t.Cleanup(func() {
		if !gone(func() bool { return open() <= before }) {
			t.Errorf("descriptors left behind: %d", open()-before)
		}
	})
}

// open counts the descriptors that are no files.
func open() (n int) {
	links, _ := filepath.Glob("/proc/self/fd/*")
	for _, link := range links {
		if kind, _ := os.Readlink(link); strings.HasPrefix(kind, "socket:") || strings.HasPrefix(kind, "pipe:") {
			n++
		}
	}
	return n
}

// Unfired fails the test if d has not fired when the test is over, and names the place that called
// Unfired. It returns d.
func Unfired[T any](t testing.TB, d *deferred.Deferred[T]) *deferred.Deferred[T] {
	_, file, line, _ := runtime.Caller(1)
	t.Cleanup(func() {
		if !d.Fired() {
			t.Errorf("%s:%d: a Deferred that never fired", filepath.Base(file), line)
		}
	})
	return d
}

// Unhandled fails the test for each error that was at the end of a Deferred's chain when the Deferred
// became garbage. It runs the garbage collector.
func Unhandled(t testing.TB) {
	errors := make(chan error, 100)
	restore := deferred.OnUnhandled(func(err error) { errors <- err })
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

// gone waits until done reports true, and gives up when it is out of patience.
func gone(done func() bool) bool {
	for end := time.Now().Add(Patience); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}
