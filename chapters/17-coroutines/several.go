package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
)

// several fetches five poems in three ways: one after another, all at once, and so many at a time. It
// runs on a simulated clock, so that it takes no time, and the same each time.
func several(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("")
	n := flags.Int("n", 2, "fetch `n` poems at a time")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *n < 1 {
		return program.Usagef("-n %d: take one at a time at least", *n)
	}
	for _, way := range []struct {
		name string
		body func(s *shelf, c *deferred.Coroutine) (int, error)
	}{
		{"one after another", (*shelf).inTurn},
		{"all at once", (*shelf).atOnce},
		{fmt.Sprint(*n, " at a time"), func(s *shelf, c *deferred.Coroutine) (int, error) { return s.atATime(c, *n) }},
	} {
		s, err := newShelf(way.body)
		if err != nil {
			return err
		}
		fmt.Fprintf(env.Stdout, "%s: %.1f s\n", way.name, s.now().Seconds())
		for i, f := range s.fetches {
			fmt.Fprintf(env.Stdout, "  poem %d  %s\n", i+1, f)
		}
	}
	return ctx.Err()
}

// A shelf has poems that take their time.
type shelf struct {
	reactor *reactor.Reactor
	now     func() time.Duration
	poems   []time.Duration // how long each takes
	fetches []fetching      // when each was fetched
}

type fetching struct{ from, to time.Duration }

// String draws a fetching, a sign for a tenth of a second.
func (f fetching) String() string {
	tenth := 100 * time.Millisecond
	return strings.Repeat(" ", int(f.from/tenth)) + strings.Repeat("#", int((f.to-f.from)/tenth))
}

// newShelf makes a shelf, and runs body in a coroutine until it ends.
func newShelf(body func(*shelf, *deferred.Coroutine) (int, error)) (*shelf, error) {
	world := sim.NewWorld(sim.Conditions{})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := &shelf{reactor: r, now: world.Now}
	for _, tenths := range []int{4, 2, 6, 3, 5} {
		s.poems = append(s.poems, time.Duration(tenths)*100*time.Millisecond)
	}
	s.fetches = make([]fetching, len(s.poems))
	r.CallWhenRunning(func() {
		deferred.Inline(func(c *deferred.Coroutine) (int, error) { return body(s, c) }).
			AddBoth(func(n int, err error) (int, error) { r.Stop(); return n, err })
	})
	return s, r.Run(context.Background()) // which takes no time
}

// fetch returns a Deferred that fires when poem i is here.
func (s *shelf) fetch(i int) *deferred.Deferred[int] {
	d := deferred.New[int]()
	s.fetches[i].from = s.now()
	s.reactor.CallLater(s.poems[i], func() {
		s.fetches[i].to = s.now()
		d.Callback(i)
	})
	return d
}

// inTurn fetches the poems one after another.
func (s *shelf) inTurn(c *deferred.Coroutine) (int, error) {
	for i := range s.poems {
		if _, err := s.fetch(i).Await(c); err != nil {
			return 0, err
		}
	}
	return len(s.poems), nil
}

// atOnce fetches all of them at once.
func (s *shelf) atOnce(c *deferred.Coroutine) (int, error) {
	var fetches []*deferred.Deferred[int]
	for i := range s.poems {
		fetches = append(fetches, s.fetch(i))
	}
	for _, d := range fetches {
		if _, err := d.Await(c); err != nil {
			return 0, err
		}
	}
	return len(s.poems), nil
}

// atATime fetches n at a time: n coroutines, of which each takes the next poem when it has one.
func (s *shelf) atATime(c *deferred.Coroutine, n int) (int, error) {
	next := 0
	reader := func(c *deferred.Coroutine) (int, error) {
		for next < len(s.poems) {
			i := next
			next++
			if _, err := s.fetch(i).Await(c); err != nil {
				return 0, err
			}
		}
		return 0, nil
	}
	var readers []*deferred.Deferred[int]
	for range n {
		readers = append(readers, deferred.Inline(reader))
	}
	for _, d := range readers {
		if _, err := d.Await(c); err != nil {
			return 0, err
		}
	}
	return len(s.poems), nil
}
