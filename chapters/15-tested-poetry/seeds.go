package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"slowpoetry/code/book/program"
	"slowpoetry/code/sim"
)

// clients are those that seeds and replay try.
var clients = map[string]client{
	"get":          get,
	"get-hasty":    getHasty,
	"get-hopeful":  getHopeful,
	"get-blocking": getBlocking,
}

// theClient returns the client that the arguments name.
func theClient(args []string) (string, client, error) {
	name := "get-hasty"
	if len(args) > 0 {
		name = args[0]
	}
	if clients[name] == nil || len(args) > 1 {
		return "", nil, program.Usagef("one client, please, of %s", strings.Join(slices.Sorted(maps.Keys(clients)), ", "))
	}
	return name, clients[name], nil
}

// seeds runs a client through many worlds, until one breaks it.
func seeds(ctx context.Context, env *program.Env, args []string) error {
	flags := env.Flags("[CLIENT]")
	all := flags.Bool("all", false, "go on after the first that breaks it, and count")
	worlds := flags.Uint64("worlds", 10_000, "how many worlds to try")
	if err := flags.Parse(args); err != nil {
		return err
	}
	name, fetch, err := theClient(flags.Args())
	if err != nil {
		return err
	}
	total, kinds := map[string]int{}, map[string]int{}
	came, failed, connections, bad := 0, 0, 0, 0
	for seed := uint64(1); seed <= *worlds; seed++ {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p := run(worldOf(seed), fetch, nil)
		if len(p.complaints) > 0 {
			bad++
			kinds[kindOf(p)]++
		}
		if bad > 0 && !*all {
			return broken(env, name, fetch, seed, p)
		}
		for _, i := range p.world.Incidents() {
			total[i.What]++
		}
		for _, f := range p.fates {
			switch {
			case !f.asked:
			case f.err == nil:
				came++
			default:
				failed++
			}
		}
		connections += p.connections
	}
	fmt.Fprintf(env.Stdout, "%s: of %d worlds %d break it\n", name, *worlds, bad)
	count(env.Stdout, kinds)
	fmt.Fprintf(env.Stdout, "%d poems came and %d did not, over %d connections\n", came, failed, connections)
	count(env.Stdout, total)
	return nil
}

// count prints how often each thing happened.
func count(w io.Writer, often map[string]int) {
	for _, what := range slices.Sorted(maps.Keys(often)) {
		fmt.Fprintf(w, "%8d  %s\n", often[what], what)
	}
}

// worldOf returns the world of a seed, which records what is left to chance.
func worldOf(seed uint64) *sim.World {
	c := hotel
	c.Seed = seed
	world := sim.NewWorld(c)
	world.Record()
	return world
}

// shrink returns the shortest story of a world that breaks a client: with the same first complaint,
// up to the poem that it is about. It counts the worlds that it tries.
func shrink(fetch client, p *play) (story []sim.Incident, tried int) {
	kind := kindOf(p)
	return sim.Shrink(p.world.Incidents(), func(some []sim.Incident) bool {
		tried++
		return kindOf(run(sim.Retell(hotel, some), fetch, nil)) == kind
	}), tried
}

// kindOf returns the first complaint of a play without its numbers and what is quoted.
func kindOf(p *play) string {
	if len(p.complaints) == 0 {
		return ""
	}
	text, _, _ := strings.Cut(p.complaints[0], `"`)
	return strings.Trim(digits.ReplaceAllString(text, ""), " :")
}

var digits = regexp.MustCompile(" [0-9]+")

// broken reports the world that broke a client, and its shortest story.
func broken(env *program.Env, name string, fetch client, seed uint64, p *play) error {
	fmt.Fprintf(env.Stdout, "%s: world %d breaks it\n", name, seed)
	for _, complaint := range p.complaints {
		fmt.Fprintf(env.Stdout, "  %s\n", complaint)
	}
	story, tried := shrink(fetch, p)
	short := run(sim.Retell(hotel, story), fetch, nil)
	fmt.Fprintf(env.Stdout, "that world: %s\n", extent(p))
	fmt.Fprintf(env.Stdout, "shrunk, in %d worlds: %s\n", tried, extent(short))
	for _, i := range short.world.Incidents() {
		fmt.Fprintf(env.Stdout, "  %s\n", told(i))
	}
	return fmt.Errorf("broken; replay %d %s tells how", seed, name)
}

// extent says how long a story is.
func extent(p *play) string {
	return fmt.Sprintf("poems %d, connections %d, incidents %d", p.servers, p.connections, len(p.world.Incidents()))
}

// told says what an incident was.
func told(i sim.Incident) string {
	at := fmt.Sprintf("server %d: ", i.Where.Port()-10000)
	switch i.What {
	case "fetch":
		return at + "its poem is asked for"
	case "pieces":
		return at + fmt.Sprintf("recites in %d pieces", 1+i.Value)
	case "silence":
		return at + "falls silent"
	case "ignore":
		return at + "a request for a connection is lost"
	case "refuse":
		return at + "refuses a connection"
	case "break":
		return at + "the network breaks a connection"
	case "split":
		return at + "a segment is cut in two"
	case "cut":
		return at + fmt.Sprintf("the cut is after %d bytes", 1+i.Value)
	case "merge":
		return at + "a segment waits for the next"
	case "late":
		return at + fmt.Sprintf("a segment is %.1f ms late", float64(i.Value)/1e6)
	default: // order
		return "of several that are ready, another comes first"
	}
}
