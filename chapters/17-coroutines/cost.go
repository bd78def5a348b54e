package main

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// cost measures what it takes to hand a value to a function that waits for it, in several ways.
func cost(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 200_000, "hand over `n` values each time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 {
		return program.Usagef("-n %d is nothing to measure", *n)
	}
	for _, way := range ways {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		fmt.Fprintf(env.Stdout, "%-42s %5.0f ns\n", way.name, nanoseconds(way.run, *n, 5))
	}
	return nil
}

// nanoseconds returns how long one of n takes: the best of several runs.
func nanoseconds(run func(n int), n, runs int) float64 {
	best := time.Duration(1<<63 - 1)
	for range runs {
		runtime.GC()
		start := time.Now()
		run(n)
		best = min(best, time.Since(start))
	}
	return float64(best.Nanoseconds()) / float64(n)
}

// ways are what cost measures. Each hands n values over.
var ways = []struct {
	name string
	run  func(n int)
}{
	{"a callback, in a Deferred of its own", callbacks},
	{"an await of a Deferred that has fired", awaitsReady},
	{"an await that waits", awaits},
	{"a generator's turn (iter.Pull)", turns},
	{"a goroutine's turn (runtime.Gosched)", yields},
	{"a goroutine's turn, by two channels", channels},
}

func callbacks(n int) {
	sum := 0
	for i := range n {
		d := deferred.New[int]()
		d.AddCallback(func(n int) (int, error) { sum += n; return 0, nil })
		d.Callback(i)
	}
}

func awaitsReady(n int) {
	deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		sum := 0
		for i := range n {
			n, _ := deferred.Succeed(i).Await(c)
			sum += n
		}
		return sum, nil
	})
}

func awaits(n int) {
	var d *deferred.Deferred[int]
	deferred.Inline(func(c *deferred.Coroutine) (int, error) {
		sum := 0
		for range n {
			d = deferred.New[int]()
			n, _ := d.Await(c)
			sum += n
		}
		return sum, nil
	})
	for i := range n {
		d.Callback(i)
	}
}

func turns(n int) {
	next, stop := iter.Pull(func(yield func(int) bool) {
		for i := 0; yield(i); i++ {
		}
	})
	defer stop()
	for range n {
		next()
	}
}

// yields has two goroutines give way to each other on one processor. Each of the n is there and back.
func yields(n int) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	done := make(chan bool)
	go func() {
		for range n {
			runtime.Gosched()
		}
		close(done)
	}()
	for range n {
		runtime.Gosched()
	}
	<-done
}

// channels has a goroutine that waits for each value, and says when it has it.
func channels(n int) {
	values, taken := make(chan int), make(chan bool)
	go func() {
		sum := 0
		for n := range values {
			sum += n
			taken <- true
		}
	}()
	for i := range n {
		values <- i
		<-taken
	}
	close(values)
}
