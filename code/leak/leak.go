// Package leak finds what a test leaves behind: goroutines, descriptors, and Deferreds that never
// fired or whose error was not handled.
//
//	func TestServe(t *testing.T) {
//		leak.Goroutines(t)
//		leak.Descriptors(t)
//		poem := leak.Unfired(t, fetch(address))
//		...
//	}
//
// Call its functions first: each looks again when the test and its later clean-ups are over, and
// fails the test if there is more than before.
//
// The file leak.go needs the standard library only. Copy it into a project of yours.
//
// The one rule: they count for the whole process, so a test that uses them does not run in parallel
// with others.
package leak

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A T is the part of a [testing.T] that is needed here.
type T interface {
	Cleanup(func())
	Errorf(format string, args ...any)
}

// Patience is how long what was closed may take to be gone, in real time.
var Patience = 10 * time.Second

// Goroutines fails the test if more goroutines run after it than before, and says where those were
// started.
func Goroutines(t T) {
	before := starts()
	t.Cleanup(func() {
		var left []string
		if !gone(func() bool { left = more(starts(), before); return len(left) == 0 }) {
			t.Errorf("goroutines left behind, started by %s", strings.Join(left, ", "))
		}
	})
}

// starts counts the goroutines that run by the place that started them.
func starts() map[string]int {
	count := make(map[string]int)
	for stack := range strings.SplitSeq(stacks(), "\n\n") {
		if _, place, ok := strings.Cut(stack, "created by "); ok {
			place, _, _ = strings.Cut(place, " +0x")
			function, line, _ := strings.Cut(place, "\n\t")
			function, _, _ = strings.Cut(function, " in goroutine")
			count[function+" at "+filepath.Base(line)]++
		}
	}
	return count
}

// stacks returns the stacks of all goroutines, however many there are.
func stacks() string {
	for size := 1 << 16; ; size *= 2 {
		text := make([]byte, size)
		if n := runtime.Stack(text, true); n < size {
			return string(text[:n])
		}
	}
}

// more returns the places of which there are more than before.
func more(now, before map[string]int) (places []string) {
	for place, n := range now {
		if n > before[place] {
			places = append(places, place)
		}
	}
	slices.Sort(places)
	return places
}

// Descriptors fails the test if more sockets and pipes are open after it than before. It needs
// Linux, and does nothing elsewhere.
func Descriptors(t T) {
	before := open()
	t.Cleanup(func() {
		if !gone(func() bool { return open() <= before }) {
			t.Errorf("descriptors left behind: %d", open()-before)
		}
	})
}

// open counts the descriptors that are not files. Elsewhere than on Linux it finds none: under js/wasm
// those in /proc would be Node's.
func open() (n int) {
	if runtime.GOOS != "linux" {
		return 0
	}
	links, _ := filepath.Glob("/proc/self/fd/*")
	for _, link := range links {
		if kind, _ := os.Readlink(link); strings.HasPrefix(kind, "socket:") || strings.HasPrefix(kind, "pipe:") {
			n++
		}
	}
	return n
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
