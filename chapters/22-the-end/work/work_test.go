package work_test

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"slowpoetry/chapters/22-the-end/work"
	"slowpoetry/chapters/22-the-end/work/worktest"
)

func TestAQueueInMemoryKeepsThePromises(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { worktest.Promises(t, work.NewMemory(time.Second), time.Second) })
}

func TestWorkersOverAQueueInMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { worktest.Works(t, work.NewMemory(time.Second), time.Second) })
}

// A worker that dies, at whatever step, costs time: the job is done by another.
func TestAWorkerMayDieAtAnyStep(t *testing.T) {
	upper := worktest.Fake(func(_ int64, text string) (string, error) { return strings.ToUpper(text), nil })
	for _, step := range []string{"taken", "changed", "stored"} {
		synctest.Test(t, func(t *testing.T) {
			q := work.NewMemory(time.Minute)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			mortal := &work.Worker{Queue: q, Changer: upper.Changer(), Limit: time.Second, Attempts: 3, Log: worktest.Quiet,
				At: func(at string, _ work.Delivery) {
					if at == step {
						runtime.Goexit()
					}
				}}
			go mortal.Run(ctx)
			synctest.Wait()
			start, took := time.Now(), make(chan time.Duration, 1)
			go func() {
				text, err := (&work.Client{Queue: q}).Change(ctx, "fake", "one")
				if text != "ONE" || err != nil {
					t.Errorf("dead when %s: %q, %v", step, text, err)
				}
				took <- time.Since(start)
			}()
			synctest.Wait()
			go (&work.Worker{Queue: q, Changer: upper.Changer(), Limit: time.Second, Attempts: 3, Log: worktest.Quiet}).Run(ctx)
			want := time.Minute
			if step == "stored" {
				want = 0
			}
			if got := <-took; got != want {
				t.Errorf("dead when %s: it takes %v", step, got)
			}
		})
	}
}

// What is broken rests longer each time.
func TestBackoff(t *testing.T) {
	for attempt, want := range map[int]time.Duration{1: 100 * time.Millisecond, 2: 200 * time.Millisecond, 4: 800 * time.Millisecond, 50: 10 * time.Second} {
		if got := work.Backoff(attempt); got != want {
			t.Errorf("after %d: %v", attempt, got)
		}
	}
}

func TestTheSameWorkIsTheSameJob(t *testing.T) {
	first := work.NewJob("lower", "x")
	if again := work.NewJob("lower", "x"); again != first {
		t.Errorf("%+v and %+v", first, again)
	}
	for _, other := range []work.Job{work.NewJob("lower", "y"), work.NewJob("drawl", "x"), work.NewJob("lowerx", "")} {
		if other.ID == first.ID {
			t.Errorf("%+v has the same ID", other)
		}
	}
}
