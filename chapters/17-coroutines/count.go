package main

import (
	"sync"
	"sync/atomic"

	"slowpoetry/code/deferred"
)

// How often each of the two counts.
const (
	inTurns = 100_000
	atOnce  = 20_000_000
)

// count has two functions count in one variable: as coroutines, as coroutines that wait in the middle,
// and as goroutines.
func count(say speech) {
	say("two coroutines                    %9d of %9d", countInTurn(), 2*inTurns)
	say("two coroutines, an await between  %9d of %9d", countAcrossAwaits(), 2*inTurns)
	say("two goroutines                    %9d of %9d", countAtOnce(atOnce), 2*atOnce)
}

// countInTurn has coroutines that read and write between the same two awaits.
func countInTurn() (n int) {
	twice(func(c *deferred.Coroutine, pause func() *deferred.Deferred[int]) {
		for range inTurns {
			was := n
			n = was + 1
			pause().Await(c)
		}
	})
	return n
}

// countAcrossAwaits has coroutines that read before an await, and write after it.
func countAcrossAwaits() (n int) {
	twice(func(c *deferred.Coroutine, pause func() *deferred.Deferred[int]) {
		//listing:across
		for range inTurns {
			was := n
			pause().Await(c)
			n = was + 1
		}
		//listing:end
	})
	return n
}

// twice runs two coroutines, and ends the pauses in the order in which they begin.
func twice(body func(c *deferred.Coroutine, pause func() *deferred.Deferred[int])) {
	var pauses []*deferred.Deferred[int]
	pause := func() *deferred.Deferred[int] {
		pauses = append(pauses, deferred.New[int]())
		return pauses[len(pauses)-1]
	}
	for range 2 {
		deferred.Inline(func(c *deferred.Coroutine) (int, error) { body(c, pause); return 0, nil })
	}
	for len(pauses) > 0 {
		now := pauses
		pauses = nil
		for _, d := range now {
			d.Callback(0)
		}
	}
}

// countAtOnce has goroutines, each of which counts so many times. Reading is safe and writing is safe; what is not is that something may
// happen in between.
func countAtOnce(times int) int64 {
	var n atomic.Int64
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			for range times {
				was := n.Load()
				n.Store(was + 1)
			}
		})
	}
	both.Wait()
	return n.Load()
}
