package main

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"
)

// work does so many steps, or stops early when ctx is done.
func work(ctx context.Context, steps int) {
	x := uint64(steps) | 1
	for i := range steps {
		x ^= x << 13 // Marsaglia's xorshift: each step needs the result of the one before
		x ^= x >> 7
		x ^= x << 17
		if i%100_000 == 0 && ctx.Err() != nil {
			break
		}
	}
	result.Store(x)
}

// result keeps the compiler from leaving out work whose result nothing needs.
var result atomic.Uint64

// stepsIn returns how many steps of work take d on a processor that does nothing else. It takes the
// fastest of many short runs, in which nothing came between.
func stepsIn(d time.Duration) int {
	const steps, runs = 1_000_000, 50
	if d == 0 {
		return 0
	}
	fastest := time.Duration(1<<63 - 1)
	for range runs {
		start := time.Now()
		work(context.Background(), steps)
		fastest = min(fastest, max(time.Since(start), 1))
	}
	return int(float64(steps) * float64(d) / float64(fastest))
}

// preemption is how long the runtime lets a goroutine run while others could. In WebAssembly it has
// no way to stop one.
var preemption = func() time.Duration {
	if runtime.GOARCH == "wasm" {
		return 0
	}
	return 10 * time.Millisecond
}()
