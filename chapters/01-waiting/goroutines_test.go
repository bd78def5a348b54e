package main

import (
	"context"
	"fmt"
	"regexp"
	"runtime"
	"slowpoetry/code/book/program"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// In simulated time there is only waiting: work would spin for ever on a clock that stands still.
func TestGoroutinesWaitTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := chapter.Succeed(t, program.System, "goroutines", "-jobs", "5", "-work", "0", "-wait", "200ms", "-sleepers", "1000")
		want := fmt.Sprintf("one after another: 2.00 s\na goroutine each:  0.40 s, on %d processors\n1000 goroutines that wait: ",
			runtime.GOMAXPROCS(0))
		if !strings.HasPrefix(out, want) {
			t.Errorf("printed\n%s\nwant\n%s", out, want)
		}
	})
}

func TestGoroutinesReallyWork(t *testing.T) {
	start := time.Now()
	out := chapter.Succeed(t, program.System, "goroutines", "-jobs", "2", "-work", "2ms", "-wait", "1ms", "-sleepers", "1000")
	if took := time.Since(start); took < 24*time.Millisecond {
		t.Errorf("three times what a job of 8 ms takes is over after %v", took)
	}
	form := regexp.MustCompile(`^one after another: \d+\.\d\d s
a goroutine each:  \d+\.\d\d s, on \d+ processors
1000 goroutines that wait: \d+ bytes each, and \d+\.\d µs to start and end one
1000 threads that wait: \d+\.\d µs to start and end one
$`)
	if !form.MatchString(out) {
		t.Errorf("printed\n%s", out)
	}
}

func TestAWaitingGoroutineIsSmall(t *testing.T) {
	size, took := sleepersCost(t.Context(), 10_000, func() {})
	if size < 2000 || size > 10_000 {
		t.Errorf("a goroutine that waits holds %d bytes, want a few thousand", size)
	}
	if took <= 0 || took > time.Millisecond {
		t.Errorf("it takes %v to start and to end", took)
	}
}

func TestNoMoreGoroutinesAreStartedAfterAnInterrupt(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	started := 0
	var once sync.Mutex
	sleepersCost(ctx, 1_000_000, func() {
		once.Lock()
		defer once.Unlock()
		if started++; started == 100 {
			interrupt()
		}
	})
	if started == 1_000_000 {
		t.Error("all were started, though the hundredth interrupted")
	}
}

func TestGoroutinesStopWhenInterrupted(t *testing.T) {
	for _, after := range []time.Duration{time.Second, 5 * time.Hour} { // in either half
		synctest.Test(t, func(t *testing.T) {
			ctx, interrupt := context.WithCancel(t.Context())
			time.AfterFunc(after, interrupt)
			start := time.Now()
			o := chapter.Call(ctx, program.System, "goroutines", "-jobs", "2", "-work", "0", "-wait", "1h", "-sleepers", "1000")
			if o.Status != 1 || o.Stderr != "goroutines: interrupted\n" {
				t.Errorf("status %d, stderr %q", o.Status, o.Stderr)
			}
			if took := time.Since(start); took != after {
				t.Errorf("interrupted after %v, ended after %v", after, took)
			}
			if strings.Contains(o.Stdout, "a goroutine each") {
				t.Errorf("claims to have done what it has not: %q", o.Stdout)
			}
		})
	}
}
