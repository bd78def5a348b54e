package main

import (
	"fmt"
	"io"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"
)

// A suite is one run of the benchmark.
type suite struct {
	only    *regexp.Regexp
	peers   []string
	rounds  int
	span    time.Duration
	verbose bool
	missed  []string
}

// choose takes the peers that are named, or all, without those that are not here.
func (s *suite) choose(list string) error {
	s.peers = names()
	if list == "" {
		return nil
	}
	s.peers = strings.Split(list, ",")
	for _, name := range s.peers {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("no peer %q: there are %s", name, strings.Join(names(), ", "))
		}
	}
	return nil
}

// run measures everything, and prints a table for each workload.
func (s *suite) run(w io.Writer) error {
	fmt.Fprintf(w, "%s, %d processors, %s%s\n", runtime.Version(), runtime.NumCPU(), time.Now().Format(time.DateOnly), others())
	for i := range peers {
		if missing := peers[i].missing; missing != nil && missing() != nil {
			s.peers = slices.DeleteFunc(s.peers, func(name string) bool { return name == peers[i].name })
			fmt.Fprintf(w, "not measured: %s: %v\n", peers[i].title, missing())
		}
	}
	any := false
	for i := range workloads {
		if workload := &workloads[i]; s.only.MatchString(workload.name) {
			any = true
			if err := s.measure(w, workload); err != nil {
				return fmt.Errorf("%s: %w", workload.name, err)
			}
		}
	}
	switch {
	case !any:
		return fmt.Errorf("no workload matches %q", s.only)
	case len(s.missed) > 0:
		fmt.Fprintf(w, "\nNot reached this time:\n%s\n", strings.Join(s.missed, "\n"))
	}
	return nil
}

// measure has all peers take turns at one workload.
func (s *suite) measure(w io.Writer, load *workload) error {
	rounds := max(1, s.rounds-load.fewer)
	fmt.Fprintf(w, "\n%s (%s; medians of %d)\n", load.title, load.name, rounds)
	results := make(map[string][]float64)
	turns := make(map[string][][]float64)
	for range rounds {
		for i := range peers {
			p := &peers[i]
			if !slices.Contains(s.peers, p.name) || !slices.Contains(load.peers, p.name) {
				continue
			}
			values, err := load.turn(p, s.span)
			if err != nil {
				return fmt.Errorf("%s: %w", p.name, err)
			}
			if s.verbose {
				fmt.Fprintf(w, "  %-10s %.4g\n", p.name, values)
			}
			turns[p.name] = append(turns[p.name], values)
		}
	}
	for name, all := range turns {
		results[name] = medians(all)
	}
	load.print(w, results)
	s.judge(w, load, results)
	return nil
}

// medians returns the median of each column.
func medians(turns [][]float64) []float64 {
	values := make([]float64, len(turns[0]))
	column := make([]float64, len(turns))
	for i := range values {
		for j, turn := range turns {
			column[j] = turn[i]
		}
		slices.Sort(column)
		middle := len(column) / 2
		values[i] = (column[middle] + column[(len(column)-1)/2]) / 2
	}
	return values
}
