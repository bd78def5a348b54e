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
	ways := []struct {
		name string
		body func(s *shelf, c *deferred.Coroutine) error
	}{
		{"one after another", (*shelf).inTurn},
		{"all at once", (*shelf).atOnce},
		{fmt.Sprint(*n, " at a time"), func(s *shelf, c *deferred.Coroutine) error { return s.atATime(c, *n) }},
	}
	shelves := make([]*shelf, len(ways))
	for i, way := range ways {
		s, err := newShelf(way.body)
		if err != nil {
			return err
		}
		shelves[i] = s
	}
	row := func(head string, cell func(way int) string) {
		line := fmt.Sprintf("%-8s", head)
		for i := range ways {
			line += fmt.Sprintf("%-22s", cell(i))
		}
		fmt.Fprintln(env.Stdout, strings.TrimRight(line, " "))
	}
	row("", func(way int) string { return ways[way].name })
	row("", func(way int) string { return fmt.Sprintf("%.1f s", shelves[way].now().Seconds()) })
	for i := range shelves[0].poems {
		row(fmt.Sprint("poem ", i+1), func(way int) string { return shelves[way].fetches[i].String() })
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
func newShelf(body func(*shelf, *deferred.Coroutine) error) (*shelf, error) {
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
		deferred.Inline(func(c *deferred.Coroutine) (int, error) { return 0, body(s, c) }).
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
func (s *shelf) inTurn(c *deferred.Coroutine) error {
	for i := range s.poems {
		if _, err := s.fetch(i).Await(c); err != nil {
			return err
		}
	}
	return nil
}

// atOnce fetches all of them at once.
func (s *shelf) atOnce(c *deferred.Coroutine) error {
	var fetches []*deferred.Deferred[int]
	for i := range s.poems {
		fetches = append(fetches, s.fetch(i))
	}
	return awaitAll(c, fetches)
}

// awaitAll awaits each of ds. At the first error it gives up.
func awaitAll(c *deferred.Coroutine, ds []*deferred.Deferred[int]) error {
	for _, d := range ds {
		if _, err := d.Await(c); err != nil {
			return err
		}
	}
	return nil
}

// atATime fetches n at a time: n coroutines, of which each takes the next poem when it has one.
func (s *shelf) atATime(c *deferred.Coroutine, n int) error {
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
	return awaitAll(c, readers)
}
