package booksync

import (
	"fmt"
	"strings"
)

// contextLines is how many equal lines surround a change in a diff.
const contextLines = 3

// unified returns the difference between two texts in the form of diff -u. The texts stand in
// file from the given line on.
func unified(file string, line int, old, new string) string {
	a, b := splitLines(old), splitLines(new)
	ops := compare(a, b)
	var s strings.Builder
	fmt.Fprintf(&s, "--- %s\n+++ %s (as it would be)\n", file, file)
	for start := 0; start < len(ops); {
		// A hunk goes from the first change to the last that is near the one before it.
		first := start
		for first < len(ops) && ops[first].kind == ' ' {
			first++
		}
		if first == len(ops) {
			break
		}
		end := first
		for i := first; i < len(ops) && i <= end+2*contextLines; i++ {
			if ops[i].kind != ' ' {
				end = i
			}
		}
		from, to := max(first-contextLines, start), min(end+contextLines+1, len(ops))
		writeHunk(&s, line, ops, from, to)
		start = to
	}
	return s.String()
}

// writeHunk writes ops[from:to] with its header.
func writeHunk(s *strings.Builder, line int, ops []op, from, to int) {
	oldLine, newLine := line, line
	for _, o := range ops[:from] {
		if o.kind != '+' {
			oldLine++
		}
		if o.kind != '-' {
			newLine++
		}
	}
	oldCount, newCount := 0, 0
	for _, o := range ops[from:to] {
		if o.kind != '+' {
			oldCount++
		}
		if o.kind != '-' {
			newCount++
		}
	}
	fmt.Fprintf(s, "@@ -%d,%d +%d,%d @@\n", oldLine, oldCount, newLine, newCount)
	for _, o := range ops[from:to] {
		fmt.Fprintf(s, "%c%s\n", o.kind, o.text)
	}
}

func splitLines(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// An op is a line that stays (' '), goes ('-') or comes ('+').
type op struct {
	kind byte
	text string
}

// compare returns the shortest way from a to b, by the longest common subsequence.
func compare(a, b []string) []op {
	common := make([][]int, len(a)+1) // of a[i:] and b[j:]
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var ops []op
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			ops = append(ops, op{' ', a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || common[i+1][j] >= common[i][j+1]):
			ops = append(ops, op{'-', a[i]})
			i++
		default:
			ops = append(ops, op{'+', b[j]})
			j++
		}
	}
	return ops
}
