package transcript

import (
	"slices"
	"strings"
)

const dots = "..."

// varied stands for what vary matched, on both sides of a comparison.
const varied = "\x00"

// normal returns a line with everything in it that may vary made equal.
func (b Block) normal(line string) string {
	if b.Vary != nil {
		line = b.Vary.ReplaceAllLiteralString(line, varied)
	}
	return line
}

// matchesLine reports whether got is what want says, except for what may vary.
func (b Block) matchesLine(want, got string) bool { return b.normal(want) == b.normal(got) }

// anyLines reports whether a line of a transcript stands for any number of lines.
func anyLines(want string) bool { return strings.TrimSpace(want) == dots }

// matches reports whether the lines got are what the lines want say.
func (b Block) matches(want, got []string) bool {
	want = want[:len(want)-len(trailingBlanks(want))]
	if b.AnyOrder {
		want = b.sorted(want, got)
	}
	return !slices.ContainsFunc(b.align(want, got), func(s step) bool { return s.cost > 0 })
}

// sorted returns the lines of want in the order in which got has them, as far as it has them. Dots
// stand for the lines that no other line of want took.
func (b Block) sorted(want, got []string) []string {
	sorted := make([]string, len(got))
	taken := make([]bool, len(got))
	var missing []string
	rest := false
	for _, line := range want {
		if anyLines(line) {
			rest = true
			continue
		}
		at := -1
		for i := range got {
			if !taken[i] && b.matchesLine(line, got[i]) {
				at = i
				break
			}
		}
		if at < 0 {
			missing = append(missing, line)
			continue
		}
		sorted[at], taken[at] = line, true
	}
	var out []string
	for i, line := range sorted {
		switch {
		case taken[i]:
			out = append(out, line)
		case rest:
			out = append(out, dots)
		}
	}
	return append(out, missing...)
}

// merge returns the lines got, with the dots of want in the place of those that they still stand
// for.
func (b Block) merge(want, got []string) []string {
	want = want[:len(want)-len(trailingBlanks(want))]
	var merged []string
	for _, s := range b.align(want, got) {
		switch {
		case s.want >= 0 && anyLines(want[s.want]):
			if s.got < 0 {
				merged = append(merged, want[s.want])
			}
		case s.got < 0: // want is gone
		default:
			merged = append(merged, got[s.got])
		}
	}
	return merged
}

// A step pairs a wanted line with a printed one, or with none: -1 then stands for its number. A
// line of dots makes a step of its own, and one for each line that it swallows.
type step struct {
	want, got int
	cost      int
}

// What a step costs, so that the cheapest alignment is the one that a reader would draw: lines
// that agree are paired, those that differ too rather than swallowed by dots nearby.
const (
	free    = 0
	swallow = 1 // makes no difference, but weighs when there is a choice
	differ  = 100
)

// align pairs the lines of want and got at the least cost. Steps that are all free, or swallowed
// by dots, mean that they agree.
func (b Block) align(want, got []string) []step {
	n, m := len(want), len(got)
	cost := make([][]int, n+1) // cost[i][j]: of what is left from want[i] and got[j] on
	for i := range cost {
		cost[i] = make([]int, m+1)
	}
	pair := func(i, j int) int {
		if b.matchesLine(want[i], got[j]) {
			return free
		}
		return differ
	}
	for i := n; i >= 0; i-- {
		for j := m; j >= 0; j-- {
			if i == n && j == m {
				continue
			}
			best := 1 << 30
			switch {
			case i < n && anyLines(want[i]):
				best = cost[i+1][j]
				if j < m {
					best = min(best, swallow+cost[i][j+1])
				}
			default:
				if i < n && j < m {
					best = min(best, pair(i, j)+cost[i+1][j+1])
				}
				if i < n {
					best = min(best, differ+cost[i+1][j])
				}
				if j < m {
					best = min(best, differ+cost[i][j+1])
				}
			}
			cost[i][j] = best
		}
	}
	var steps []step
	for i, j := 0, 0; i < n || j < m; {
		switch {
		case i < n && anyLines(want[i]):
			if cost[i][j] == cost[i+1][j] {
				steps = append(steps, step{i, -1, free})
				i++
			} else {
				steps = append(steps, step{i, j, free})
				j++
			}
		case i < n && j < m && cost[i][j] == pair(i, j)+cost[i+1][j+1]:
			steps = append(steps, step{i, j, pair(i, j)})
			i, j = i+1, j+1
		case i < n && cost[i][j] == differ+cost[i+1][j]:
			steps = append(steps, step{i, -1, differ})
			i++
		default:
			steps = append(steps, step{-1, j, differ})
			j++
		}
	}
	return steps
}
