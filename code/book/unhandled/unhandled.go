// Package unhandled catches what Deferreds report: the errors that they had at the end of their chains
// when the garbage collector came for them.
//
//	for _, err := range unhandled.During(func() { deferred.Fail[int](errNoInk) }) {
//		fmt.Println("reported:", err)
//	}
//
// The one rule: the collector takes only what is not referenced any more, so f must leave nothing behind.
package unhandled

import (
	"runtime"
	"sync"
	"time"

	"slowpoetry/code/deferred"
)

// During calls f, has the garbage collector take what f has left, and returns the errors that Deferreds
// have reported meanwhile, in no particular order. What was left before is collected, and reported, before
// that. During blocks for some milliseconds, and must not be called from several goroutines at once.
func During(f func()) []error {
	collectAll()
	var mu sync.Mutex
	var reports []error
	defer deferred.OnUnhandled(func(err error) {
		mu.Lock()
		defer mu.Unlock()
		reports = append(reports, err)
	})()
	f()
	collectAll()
	mu.Lock()
	defer mu.Unlock()
	return reports
}

func collectAll() {
	for range 3 { // what one round frees may have held what the next one takes
		collect()
	}
}

// collect runs the garbage collector, and returns when it has taken something of our own, and a little
// later: reports come from a goroutine of the runtime's, where others may stand in line before it.
func collect() {
	done := make(chan struct{})
	runtime.AddCleanup(&litter{done}, func(done chan struct{}) { close(done) }, done)
	runtime.GC()
	<-done
	time.Sleep(5 * time.Millisecond)
}

// Litter is something to collect.
type litter struct{ done chan struct{} }
