package main

import (
	"context"
	"regexp"
	"runtime"
	"slowpoetry/code/book/program"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// In simulated time there is only waiting: work needs a processor, and the clock stands still meanwhile.
func TestGoroutinesWaitTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := chapter.Succeed(t, program.System, "goroutines", "-jobs", "5", "-work", "0", "-wait", "200ms", "-sleepers", "1000")
		want := `
one after another                  2.00 s    2.00 s
a goroutine each, 1 processor      0.40 s    0.40 s
a goroutine each, 2 processors     0.40 s    0.40 s

1000 goroutines that wait: `
		if !strings.Contains(out, want) {
			t.Errorf("printed\n%s\nwant\n%s", out, want)
		}
	})
}

// The experiment of the chapter can fail: with less than a processor's time the work is not done.
// (Work that watched the clock instead of counting was over in a tenth of what this demands.)
func TestWorkTakesAProcessor(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	const jobs, piece = 10, 10 * ms
	steps := stepsIn(piece)
	env := &program.Env{}
	start := time.Now()
	var all sync.WaitGroup
	for range jobs {
		all.Go(func() { perform(t.Context(), env, "job", job{pieces: 3, work: piece}, steps) })
	}
	all.Wait()
	if took, least := time.Since(start), jobs*3*piece/2; took < least {
		t.Errorf("%d jobs with 30ms of work each took %v on one processor, want %v at least", jobs, took, least)
	}
}

func TestGoroutinesSayWhatWasPredictedAndMeasured(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	out := chapter.Succeed(t, program.System, "goroutines", "-jobs", "2", "-work", "2ms", "-wait", "1ms", "-sleepers", "1000")
	form := regexp.MustCompile(`^ +predicted  measured
one after another +0\.02 s +\d+\.\d\d s
a goroutine each, 1 processor +0\.01 s +\d+\.\d\d s
a goroutine each, 2 processors +0\.01 s +\d+\.\d\d s

1000 goroutines that wait: \d+ bytes each, and \d+\.\d µs to start and end one
1000 threads that wait: \d+\.\d µs to start and end one
$`)
	if !form.MatchString(out) {
		t.Errorf("printed\n%s", out)
	}
	if after := runtime.GOMAXPROCS(0); after != before {
		t.Errorf("%d processors before, %d afterwards", before, after)
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
	for _, after := range []time.Duration{time.Second, 5 * time.Hour} { // in either way of doing them
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
			if strings.Contains(o.Stdout, "a goroutine each, 2") {
				t.Errorf("claims to have done what it has not: %q", o.Stdout)
			}
		})
	}
}
