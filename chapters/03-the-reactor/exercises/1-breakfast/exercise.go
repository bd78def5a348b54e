// Package exercise is about knowing when all is done.
package exercise

import (
	"context"
	"fmt"
	"io"
	"time"

	"slowpoetry/code/reactor"
)

// A Counter counts down from a number, one every so often.
type Counter struct {
	Name  string
	From  int
	Every time.Duration
}

// Breakfast starts all counters at once, on r. Each prints its numbers to w, as "tea: 3", the first
// of them at once, and when there are none left "tea: ready". The reactor stops when the last
// counter is ready, and no sooner.
//
// Breakfast blocks until then, or until ctx is done. Without any counters it returns at once.
func Breakfast(ctx context.Context, r *reactor.Reactor, w io.Writer, counters []Counter) error {
	for _, c := range counters {
		left := c.From
		var tick func()
		tick = func() {
			if left == 0 {
				fmt.Fprintf(w, "%s: ready\n", c.Name)
				r.Stop() // This is too soon for the others.
				return
			}
			fmt.Fprintf(w, "%s: %d\n", c.Name, left)
			left--
			r.CallLater(c.Every, tick)
		}
		r.CallWhenRunning(tick)
	}
	return r.Run(ctx)
}
