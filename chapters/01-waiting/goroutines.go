package main

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"

	"slowpoetry/code/book/program"
)

// goroutines does the jobs of the chapter for real and prints what the simulation predicts beside
// what the clock says. Then it starts many goroutines, and some threads, that only wait, to see what
// waiting costs.
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
	case *work < 0 || *wait < 0 || *work > longest || *wait > longest:
		return program.Usagef("-work and -wait are a time from nothing to a day")
	case *sleepers < 1000 || *sleepers > 1_000_000: // too few cannot be measured
		return program.Usagef("-sleepers is a number from 1000 to 1000000")
	}

	j := job{pieces: 3, work: *work, wait: *wait}
	if err := compare(ctx, env, *n, j); err != nil {
		return err
	}
	size, took := sleepersCost(ctx, *sleepers, func() {})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fmt.Fprintf(env.Stdout, "\n%d goroutines that wait: %d bytes each, and %.1f µs to start and end one\n",
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

// compare does n jobs like j one after another, and then with a goroutine each on one processor and
// on two, where the machine has two to give.
func compare(ctx context.Context, env *program.Env, n int, j job) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	jobs := make([]job, n)
	for i := range jobs {
		jobs[i] = j
	}
	steps := stepsIn(j.work)

	fmt.Fprintf(env.Stdout, "%-30s  predicted  measured\n", "")
	row := func(way string, m machine, do func()) error {
		start := time.Now()
		do()
		took := time.Since(start)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		_, err := fmt.Fprintf(env.Stdout, "%-30s  %7.2f s %7.2f s\n", way, m.do(jobs).Duration().Seconds(), took.Seconds())
		return err
	}
	runtime.GOMAXPROCS(1)
	err := row("one after another", oneAfterAnother, func() {
		for i := range n {
			perform(ctx, env, fmt.Sprintf("job %d", i+1), j, steps)
		}
	})
	for p := 1; p <= 2 && err == nil; p++ {
		if runtime.GOMAXPROCS(p); runtime.GOMAXPROCS(0) < p {
			break // a page has one processor, whatever it is asked for
		}
		m := machine{processors: p, slice: preemption}
		err = row(fmt.Sprintf("a goroutine each, %d processor%s", p, "s"[:p-1]), m, func() {
			//listing:each
			var all sync.WaitGroup
			for i := range n {
				all.Go(func() { perform(ctx, env, fmt.Sprintf("on %d, job %d", p, i+1), j, steps) })
			}
			all.Wait()
			//listing:end
		})
	}
	return err
}

// perform does the job: the work by counting, the waiting by sleeping. Counting is work on any
// clock; a loop that watches the time until it is over would be done as soon with no processor at all.
func perform(ctx context.Context, env *program.Env, task string, j job, steps int) {
	for piece := range j.pieces {
		if piece > 0 {
			env.Trace.Wait(task)
			select {
			case <-time.After(j.wait):
			case <-ctx.Done():
			}
		}
		env.Trace.Run(task)
		work(ctx, steps)
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
