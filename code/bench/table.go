package main

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// print prints what was measured, a line for each peer.
func (load *workload) print(w io.Writer, results map[string][]float64) {
	table := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "  \t")
	for _, c := range load.columns {
		fmt.Fprintf(table, "  %s\t", c.head)
		if results[c.divisor] != nil {
			fmt.Fprintf(table, "÷ %s\t", titleOf(c.divisor))
		}
	}
	fmt.Fprintln(table)
	for _, p := range peers {
		values := results[p.name]
		if values == nil {
			continue
		}
		fmt.Fprintf(table, "  %s\t", p.title)
		for i, c := range load.columns {
			fmt.Fprintf(table, "  %.*f\t", c.digits, values[i]/c.unit)
			if other := results[c.divisor]; other != nil {
				fmt.Fprintf(table, "%.2f\t", values[i]/other[i])
			}
		}
		fmt.Fprintln(table)
	}
	table.Flush()
}

// judge prints how ours compares to what it is to reach.
func (s *suite) judge(w io.Writer, load *workload, results map[string][]float64) {
	for _, t := range load.targets {
		ours, other := results[t.peer], results[t.divisor]
		if ours == nil || t.divisor != "" && other == nil {
			continue // not measured
		}
		c := load.columns[t.column]
		value, what, unit := ours[t.column], titleOf(t.peer)+", "+c.head, c.unit
		if other != nil {
			value, what, unit = value/other[t.column], what+" ÷ "+titleOf(t.divisor), 1
		}
		sign, reached := "≤", value <= t.limit
		if t.least {
			sign, reached = "≥", value >= t.limit
		}
		line := fmt.Sprintf("  %s: %.3g, wanted %s %.3g", what, value/unit, sign, t.limit/unit)
		if !reached {
			s.missed = append(s.missed, line)
			line += ": MISSED"
		}
		fmt.Fprintln(w, line)
	}
}

// titleOf returns the title of a peer.
func titleOf(name string) string {
	i := slices.IndexFunc(peers, func(p peer) bool { return p.name == name })
	if i < 0 {
		return name
	}
	return peers[i].title
}
