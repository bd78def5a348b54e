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
// deep the stack was in the deepest of their callbacks, and how long each took.
func deep(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	most := flags.Int("most", 100_000, "nest `n` Deferreds at most")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *most < 100 {
		return program.Usagef("-most %d is not deep: take 100 or more", *most)
	}
	fmt.Fprintln(env.Stdout, "          outside in          inside out          by calls")
	fmt.Fprintln(env.Stdout, " links  calls    a link     calls    a link     calls    a link")
	for links := 100; links <= *most && ctx.Err() == nil; links *= 10 {
		fmt.Fprintf(env.Stdout, "%6d", links)
		for i, way := range []func(links int, look func()){outsideIn, insideOut, byCalls} {
			fmt.Fprintf(env.Stdout, "%*d%7.0f ns", [...]int{7, 10, 10}[i], depth(links, way), nanoseconds(links, way, 3))
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

// outsideIn fires the outermost first. All wait, until the innermost fires.
func outsideIn(links int, look func()) {
	tower := tower(links, look)
	for i := links; i >= 0; i-- {
		tower[i].Callback(0)
	}
	mustHave(tower[links], links)
}

// insideOut fires the innermost first. None waits: each takes the result of the one that it asks.
func insideOut(links int, look func()) {
	tower := tower(links, look)
	for _, d := range tower {
		d.Callback(0)
	}
	mustHave(tower[links], links)
}

func mustHave(d *deferred.Deferred[int], links int) {
	if got, want := d.String(), fmt.Sprintf("value %d", links); got != want {
		panic("the outermost has " + got + ", want " + want)
	}
}

// byCalls is as many calls of functions, each of which calls the next.
func byCalls(links int, look func()) {
	if links == 0 {
		look()
		return
	}
	byCalls(links-1, look)
	_ = links + 1
}

// depth returns how many calls are on the stack, above its own, when it is deepest.
func depth(links int, way func(int, func())) int {
	calls := make([]uintptr, links+100)
	base := runtime.Callers(1, calls)
	deepest, looks := 0, 0
	way(links, func() {
		if looks++; looks%(links/100) == 0 || looks == 1 { // a deep stack takes long to count
			deepest = max(deepest, runtime.Callers(1, calls)-base)
		}
	})
	return deepest
}

// nanoseconds returns how long a link takes, from making it to its callback: the best of several
// runs, each of so many towers that it takes a while.
func nanoseconds(links int, way func(int, func()), runs int) float64 {
	best := time.Duration(1<<63 - 1)
	towers := max(1, 100_000/links)
	for range runs {
		runtime.GC() // the last tower is not this one's business
		start := time.Now()
		for range towers {
			way(links, func() {})
		}
		best = min(best, time.Since(start))
	}
	return float64(best.Nanoseconds()) / float64(towers*links)
}
