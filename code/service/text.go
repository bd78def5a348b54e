package service

import (
	"fmt"
	"iter"
	"strings"
)

// A Node is a service in a tree, as Walk sees it.
type Node struct {
	Service
	State State
	Depth int  // 0 for the root
	Last  bool // of the children of its parent
}

// Walk goes through the tree from the top: each group is followed by its children.
func (g *Group) Walk() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		root := Node{Service: g, Last: true}
		switch {
		case g.starting != nil && !g.running:
			root.State = Starting
		case g.running:
			root.State = Running
		}
		if yield(root) {
			g.walk(1, yield)
		}
	}
}

func (g *Group) walk(depth int, yield func(Node) bool) bool {
	for i, c := range g.children {
		if !yield(Node{c.Service, c.state, depth, i == len(g.children)-1}) {
			return false
		}
		if inner, ok := c.Service.(*Group); ok && !inner.walk(depth+1, yield) {
			return false
		}
	}
	return true
}

// Tree returns the tree in plain characters, a line for each service: its name, its state, and what
// it says of itself if it is a [fmt.Stringer].
func (g *Group) Tree() string {
	var b strings.Builder
	var bars []string // for each depth, what leads down beside it
	for n := range g.Walk() {
		line := n.Name()
		if n.Depth > 0 {
			branch, bar := "|- ", "|  "
			if n.Last {
				branch, bar = "'- ", "   "
			}
			bars = append(bars[:n.Depth-1], bar)
			line = strings.Join(bars[:n.Depth-1], "") + branch + line
		}
		line = fmt.Sprintf("%-16s %s", line, n.State)
		if s, ok := n.Service.(fmt.Stringer); ok {
			line = fmt.Sprintf("%-26s %s", line, s)
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}
