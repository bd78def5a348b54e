package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
)

// deep makes Deferreds of which each waits for the next, and fires them both ways round. It prints how
// deep the stack was in the deepest of their callbacks, and how long a link took to fire. There are as
// many links in each line: a thousand towers of 100, or one of 100,000.
func deep(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	most := flags.Int("most", 100_000, "nest `n` Deferreds at most")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *most < 100 {
		return program.Usagef("-most %d is not deep: take 100 or more", *most)
	}
	fmt.Fprintln(env.Stdout, "          outside in        inside out          by Chain          by calls")
	fmt.Fprintln(env.Stdout, " links  calls  a link     calls  a link     calls  a link     calls  a link")
	for links := 100; links <= *most && ctx.Err() == nil; links *= 10 {
		fmt.Fprintf(env.Stdout, "%6d", links)
		for i, way := range []way{outsideIn, insideOut, byChain, byCalls} {
			fmt.Fprintf(env.Stdout, "%*d%5.0f ns", [...]int{7, 10, 10, 10}[i], depth(links, way), nanoseconds(links, way, 3))
		}
		fmt.Fprintln(env.Stdout)
	}
	return ctx.Err()
}

// tower returns Deferreds that have not fired. Each has a callback that returns the one before it, and
// a callback after that, which calls look.
func tower(links int, look func()) []*deferred.Deferred[int] {
	tower := []*deferred.Deferred[int]{deferred.New[int]()}
	for range links {
		below, d := tower[len(tower)-1], deferred.New[int]()
		d.AddCallback(func(int) (int, error) { return below.Later() })
		d.AddCallback(func(n int) (int, error) {
			look()
			return n + 1, nil
		})
		tower = append(tower, d)
	}
	return tower
}

// A way makes a tower, and returns what fires it.
type way func(links int, look func()) (fire func())

// outsideIn fires the outermost first. All wait, until the innermost fires.
func outsideIn(links int, look func()) (fire func()) {
	tower := tower(links, look)
	return func() {
		for i := links; i >= 0; i-- {
			tower[i].Callback(0)
		}
		mustHave(tower[links], links)
	}
}

// insideOut fires the innermost first. None waits: each takes the result of the one that it asks.
func insideOut(links int, look func()) (fire func()) {
	tower := tower(links, look)
	return func() {
		for _, d := range tower {
			d.Callback(0)
		}
		mustHave(tower[links], links)
	}
}

func mustHave(d *deferred.Deferred[int], links int) {
	if got, want := d.String(), fmt.Sprintf("value %d", links); got != want {
		panic("the outermost has " + got + ", want " + want)
	}
}

// byChain has each Deferred fire the next from a callback, which is what Chain does.
func byChain(links int, look func()) (fire func()) {
	first := deferred.New[int]()
	d := first
	for range links {
		next := deferred.New[int]()
		d.Chain(next)
		next.AddCallback(func(n int) (int, error) {
			look()
			return n + 1, nil
		})
		d = next
	}
	return func() {
		first.Callback(0)
		mustHave(d, links)
	}
}

// byCalls is as many calls of functions, each of which calls the next.
func byCalls(links int, look func()) (fire func()) { return func() { call(links, look) } }

func call(links int, look func()) int {
	if links == 0 {
		look()
		return 0
	}
	return call(links-1, look) + 1
}

// depth returns how many calls are on the stack, above its own, when it is deepest.
func depth(links int, way way) int {
	calls := make([]uintptr, 20*links+100)
	base := runtime.Callers(1, calls)
	deepest, looks := 0, 0
	way(links, func() {
		if looks++; looks%(links/100) == 0 || looks == 1 { // a deep stack takes long to count
			deepest = max(deepest, runtime.Callers(1, calls)-base)
		}
	})()
	return deepest
}

// nanoseconds returns how long a link takes to fire, in towers that have 100,000 of them together: the
// best of several runs.
func nanoseconds(links int, way way, runs int) float64 {
	best := time.Duration(1<<63 - 1)
	fires := make([]func(), max(1, 100_000/links))
	for range runs {
		for i := range fires {
			fires[i] = way(links, func() {})
		}
		runtime.GC() // making them is not what we measure
		start := time.Now()
		for _, fire := range fires {
			fire()
		}
		best = min(best, time.Since(start))
	}
	return float64(best.Nanoseconds()) / float64(len(fires)*links)
}
