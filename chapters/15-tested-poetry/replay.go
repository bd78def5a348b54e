package main

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// replay tells the story of a world, shrunk if it breaks the client.
func replay(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("SEED [CLIENT]")
	whole := flags.Bool("whole", false, "tell all of it, and do not shrink it")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return program.Usagef("which world? seeds finds one that breaks a client")
	}
	seed, err := strconv.ParseUint(flags.Arg(0), 10, 64)
	if err != nil {
		return program.Usagef("%q is not the number of a world", flags.Arg(0))
	}
	_, fetch, err := theClient(flags.Args()[1:])
	if err != nil {
		return err
	}
	world := worldOf(seed)
	if !*whole {
		if p := run(worldOf(seed), fetch, nil); len(p.complaints) > 0 {
			story, _ := shrink(fetch, p)
			world = sim.Retell(hotel, story)
		}
	}
	drawn := env.Trace.PartOn(world.Now)
	p := run(world, fetch, drawn.Only(early))
	for _, l := range p.story() {
		fmt.Fprintf(env.Stdout, "%8.3f s  %s\n", l.at.Seconds(), l.text)
	}
	fmt.Fprintln(env.Stdout)
	return figure.Text(env.Stdout, drawn.Trace(), 72)
}

// story returns the diary with the incidents in it, in the order of time.
func (p *play) story() []line {
	var lines []line
	for _, i := range p.world.Incidents() {
		lines = append(lines, line{i.At, told(i)})
	}
	lines = append(lines, p.diary...)
	slices.SortStableFunc(lines, func(a, b line) int { return int(a.at/time.Microsecond - b.at/time.Microsecond) })
	return lines
}

// early reports whether e was before the world was left to itself for long enough.
func early(e *trace.Event) bool { return e.At < quiet }
