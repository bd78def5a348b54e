package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// cost waits for many things at once, in three ways, and prints what each of them costs.
func cost(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	most := flags.Int("most", 100_000, "wait for `n` things at most")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *most < 100 {
		return program.Usagef("-most %d is not many: take 100 or more", *most)
	}
	fmt.Fprintln(env.Stdout, "                 a list         WaitGroup.Go       errgroup.Group")
	fmt.Fprintln(env.Stdout, "members     held     time      held     time      held     time")
	for n := 100; n <= *most && ctx.Err() == nil; n *= 10 {
		fmt.Fprintf(env.Stdout, "%7d", n)
		for _, w := range []wait{waitInList, waitInGroup, waitInErrgroup} {
			held, took := measure(n, w)
			fmt.Fprintf(env.Stdout, " %6d B %5d ns ", held, took.Nanoseconds())
		}
		fmt.Fprintln(env.Stdout)
	}
	return ctx.Err()
}

// A wait begins to wait for n things. Calling finish has all of them happen, and returns when the wait
// is over.
type wait func(n int) (finish func())

// waitInList waits for Deferreds.
func waitInList(n int) (finish func()) {
	members := make([]*deferred.Deferred[int], n)
	for i := range members {
		members[i] = deferred.New[int]()
	}
	over := false
	deferred.List(members).AddCallback(func(results []deferred.Result[int]) ([]deferred.Result[int], error) {
		over = true
		return results, nil
	})
	return func() {
		for i, d := range members {
			d.Callback(i)
		}
		if !over {
			panic("the list has not fired")
		}
	}
}

// waitInGroup waits for goroutines, each of which waits for a value.
func waitInGroup(n int) (finish func()) {
	var all sync.WaitGroup
	values, results := make([]chan int, n), make([]int, n)
	for i := range values {
		values[i] = make(chan int)
		all.Go(func() { results[i] = <-values[i] })
	}
	return func() {
		for i, c := range values {
			c <- i
		}
		all.Wait()
	}
}

// waitInErrgroup does the same with goroutines that may fail.
func waitInErrgroup(n int) (finish func()) {
	var all errgroup.Group
	values, results := make([]chan int, n), make([]int, n)
	for i := range values {
		values[i] = make(chan int)
		all.Go(func() error {
			if results[i] = <-values[i]; results[i] != i {
				return errors.New("not mine")
			}
			return nil
		})
	}
	return func() {
		for i, c := range values {
			c <- i
		}
		if err := all.Wait(); err != nil {
			panic(err)
		}
	}
}

// measure returns how many bytes a thing takes while it is waited for, and how much time from the
// beginning to the end: the best of three runs.
func measure(n int, w wait) (bytes int, took time.Duration) {
	const runs = 3
	repeat := max(1, 10_000/n)
	for range runs {
		before := memory()
		start := time.Now()
		var finishes []func()
		for range repeat {
			finishes = append(finishes, w(n))
		}
		begun := time.Since(start)
		held := int(memory()-before) / (n * repeat)
		start = time.Now()
		for _, finish := range finishes {
			finish()
		}
		each := (begun + time.Since(start)) / time.Duration(n*repeat)
		if took == 0 || each < took {
			bytes, took = held, each
		}
	}
	return bytes, took
}

// memory returns how much is in use, goroutines' stacks included.
func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}
