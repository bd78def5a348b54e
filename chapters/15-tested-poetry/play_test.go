package main

import (
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/sim"
)

func TestNoWorldBreaksTheClient(t *testing.T) {
	total := map[string]int{}
	for seed := range uint64(2000) {
		p := run(worldOf(seed), get, nil)
		if len(p.complaints) > 0 {
			t.Errorf("world %d: %q", seed, p.complaints)
		}
		for _, i := range p.world.Incidents() {
			total[i.What]++
		}
	}
	for _, what := range []string{"refuse", "ignore", "break", "split", "cut", "merge", "late", "order", "silence"} {
		if total[what] < 100 {
			t.Errorf("hardly a test: %q happened %d times", what, total[what])
		}
	}
}

// Each broken client is broken in its own way, and the story of how is short.
func TestShortestStories(t *testing.T) {
	for _, test := range []struct {
		client    string
		seed      uint64
		complaint string
		incidents []string
	}{
		{"get-blocking", 1, "panic in a callback: a callback wants to sleep until more has come", []string{"fetch"}},
		{"get-hasty", 967, "poem 3 is wrong: ", []string{"fetch", "ignore", "ignore", "ignore", "silence"}},
		{"get-hopeful", 271, "poem 3 is wrong: ", []string{"fetch", "ignore", "ignore", "ignore"}},
	} {
		fetch := clients[test.client]
		p := run(worldOf(test.seed), fetch, nil)
		if len(p.complaints) == 0 || !strings.HasPrefix(p.complaints[0], test.complaint) {
			t.Errorf("%s: %q", test.client, p.complaints)
			continue
		}
		story, _ := shrink(fetch, p)
		var whats []string
		for _, i := range story {
			whats = append(whats, i.What)
		}
		if !slices.Equal(whats, test.incidents) {
			t.Errorf("%s: %q, want %q", test.client, whats, test.incidents)
		}
		for i := range story {
			shorter := slices.Delete(slices.Clone(story), i, i+1)
			if kindOf(run(sim.Retell(hotel, shorter), fetch, nil)) == kindOf(p) {
				t.Errorf("%s: it breaks without %v too", test.client, story[i])
			}
		}
		// The mend that is none brings the poem here, and leaves a connection open.
		if q := run(sim.Retell(hotel, story), getHopeful, nil); test.client == "get-hasty" &&
			!slices.Equal(q.complaints, []string{"ends of connections that are still open: 2"}) {
			t.Errorf("get-hopeful, in the world that breaks get-hasty: %q", q.complaints)
		}
		// What breaks the broken one does not break the other.
		if q := run(sim.Retell(hotel, story), get, nil); len(q.complaints) > 0 {
			t.Errorf("get, in the world that breaks %s: %q", test.client, q.complaints)
		}
	}
}

func TestARetoldPlayIsTheSame(t *testing.T) {
	for seed := range uint64(100) {
		p := run(worldOf(seed), getHasty, nil)
		again := run(sim.Retell(hotel, p.world.Incidents()), getHasty, nil)
		if !slices.Equal(p.diary, again.diary) || !slices.Equal(p.complaints, again.complaints) {
			t.Errorf("world %d: another play", seed)
		}
	}
}
