package main

import (
	"fmt"
	"iter"
	"strings"

	"slowpoetry/code/deferred"
)

// A run of three functions of three pieces each, in some order: "A1 B1 A2 ...".
type run []string

// shuffle counts the orders in which the pieces of three functions can run, by running them all.
func shuffle(say speech) {
	for _, kind := range []struct {
		what string
		run  func(choose func(n int) int) run
	}{
		{"generators", generators},
		{"coroutines", coroutines},
		{"coroutines that await what is there", ready},
	} {
		all := everyRun(kind.run)
		if len(all) == 1 {
			say("%s: 1 order\n  only   %s", kind.what, strings.Join(all[0], " "))
			continue
		}
		say("%s: %d orders", kind.what, len(all))
		say("  first  %s", strings.Join(all[0], " "))
		say("  last   %s", strings.Join(all[len(all)-1], " "))
	}
}

// everyRun returns all that can come of f, which makes choices: choose(n) returns a number below n.
func everyRun(f func(choose func(n int) int) run) (all []run) {
	var chosen, limits []int
	for {
		i := 0
		all = append(all, f(func(n int) int {
			if i == len(chosen) {
				chosen, limits = append(chosen, 0), append(limits, n)
			}
			i++
			return chosen[i-1]
		}))
		for len(chosen) > 0 && chosen[len(chosen)-1] == limits[len(limits)-1]-1 {
			chosen, limits = chosen[:len(chosen)-1], limits[:len(limits)-1]
		}
		if len(chosen) == 0 {
			return all
		}
		chosen[len(chosen)-1]++
	}
}

// generators gives three generators their turns in the order that choose chooses.
func generators(choose func(n int) int) (order run) {
	var waiting []func() (int, bool)
	for _, name := range []string{"A", "B", "C"} {
		next, stop := iter.Pull(func(yield func(int) bool) {
			for piece := 1; piece <= 3; piece++ {
				order = append(order, fmt.Sprint(name, piece))
				if piece < 3 && !yield(piece) {
					return
				}
			}
		})
		defer stop()
		waiting = append(waiting, next)
	}
	for len(waiting) > 0 {
		i := choose(len(waiting))
		if _, more := waiting[i](); !more {
			waiting = append(waiting[:i:i], waiting[i+1:]...)
		}
	}
	return order
}

// coroutines fires what three coroutines await in the order that choose chooses.
func coroutines(choose func(n int) int) (order run) {
	var waiting []*deferred.Deferred[int]
	for _, name := range []string{"A", "B", "C"} {
		deferred.Inline(func(c *deferred.Coroutine) (int, error) {
			for piece := 1; piece <= 3; piece++ {
				order = append(order, fmt.Sprint(name, piece))
				if piece < 3 {
					d := deferred.New[int]()
					waiting = append(waiting, d)
					d.Await(c)
				}
			}
			return 0, nil
		})
	}
	for len(waiting) > 0 {
		i := choose(len(waiting))
		d := waiting[i]
		waiting = append(waiting[:i:i], waiting[i+1:]...)
		d.Callback(0)
	}
	return order
}

// ready is coroutines whose Deferreds have fired when they are awaited.
func ready(func(n int) int) (order run) {
	for _, name := range []string{"A", "B", "C"} {
		deferred.Inline(func(c *deferred.Coroutine) (int, error) {
			for piece := 1; piece <= 3; piece++ {
				order = append(order, fmt.Sprint(name, piece))
				deferred.Succeed(0).Await(c)
			}
			return 0, nil
		})
	}
	return order
}
