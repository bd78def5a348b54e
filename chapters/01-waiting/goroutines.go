package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"slowpoetry/code/book/program"
)

// goroutines does the jobs of the chapter for real, in two ways, and then starts many goroutines,
// and some threads, that only wait, to see what waiting costs.
func goroutines(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("jobs", 3, "do `n` jobs")
	work := flags.Duration("work", 100*time.Millisecond, "the `time` that a piece of work takes")
	wait := flags.Duration("wait", 200*time.Millisecond, "the `time` that a job waits between two pieces")
	sleepers := flags.Int("sleepers", 10_000, "then start `n` goroutines that only wait")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *n < 1 || *n > 1000:
		return program.Usagef("-jobs is a number from 1 to 1000")
	case *work < 0 || *wait < 0:
		return program.Usagef("-work and -wait are no less than nothing")
	case *sleepers < 1000 || *sleepers > 1_000_000: // too few cannot be measured
		return program.Usagef("-sleepers is a number from 1000 to 1000000")
	}

	j := job{pieces: 3, work: *work, wait: *wait}
	start := time.Now()
	for i := range *n {
		perform(ctx, env, fmt.Sprintf("job %d", i+1), j)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fmt.Fprintf(env.Stdout, "one after another: %.2f s\n", time.Since(start).Seconds())

	start = time.Now()
	//listing:each
	var all sync.WaitGroup
	for i := range *n {
		all.Go(func() { perform(ctx, env, fmt.Sprintf("goroutine %d", i+1), j) })
	}
	all.Wait()
	//listing:end
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fmt.Fprintf(env.Stdout, "a goroutine each:  %.2f s, on %d processors\n",
		time.Since(start).Seconds(), runtime.GOMAXPROCS(0))

	size, took := sleepersCost(ctx, *sleepers, func() {})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fmt.Fprintf(env.Stdout, "%d goroutines that wait: %d bytes each, and %.1f µs to start and end one\n",
		*sleepers, size, float64(took.Nanoseconds())/1000)
	few := min(*sleepers, 1000) // systems put a limit on threads
	_, took = sleepersCost(ctx, few, runtime.LockOSThread)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	_, err := fmt.Fprintf(env.Stdout, "%d threads that wait: %.1f µs to start and end one\n",
		few, float64(took.Nanoseconds())/1000)
	return err
}

// perform does the job: the work by spinning, the waiting by sleeping.
func perform(ctx context.Context, env *program.Env, task string, j job) {
	for piece := range j.pieces {
		if piece > 0 {
			env.Trace.Wait(task)
			select {
			case <-time.After(j.wait):
			case <-ctx.Done():
			}
		}
		env.Trace.Run(task)
		for end := time.Now().Add(j.work); time.Now().Before(end) && ctx.Err() == nil; {
		}
	}
	env.Trace.End(task)
}

// sleepersCost starts n goroutines that call first and then wait on a channel, and lets them go
// again. It returns the memory that one of them holds while it waits, not counting what the kernel
// has for it, and the time it takes to start and to end it. A goroutine whose first call is
// runtime.LockOSThread has a thread to itself, which ends with it. When ctx is done before all have
// been started, the result means nothing.
func sleepersCost(ctx context.Context, n int, first func()) (bytes int, took time.Duration) {
	before := memory()
	start := time.Now()
	var started, ended sync.WaitGroup
	wake := make(chan struct{})
	for i := 0; i < n && ctx.Err() == nil; i++ {
		started.Add(1)
		ended.Go(func() {
			first()
			started.Done()
			<-wake
		})
	}
	started.Wait()
	took = time.Since(start)
	bytes = max(memory()-before, 0) / n
	start = time.Now()
	close(wake)
	ended.Wait()
	took += time.Since(start)
	return bytes, took / time.Duration(n)
}

// memory returns the bytes that stacks and heap hold at this moment.
func memory() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc + m.StackInuse)
}
