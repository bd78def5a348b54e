package main

import (
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/sim"
)

// The figures of the chapter, drawn from a run of the demo in a world in memory.
func TestFigures(t *testing.T) {
	p, _, err := perform(t, sim.Conditions{MaxLatency: time.Millisecond}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	figuretest.Golden(t, "figures/tree.svg", treeFigure(p.nodes))
	figuretest.Golden(t, "figures/order.svg", figure.Timeline{
		ID:     "16-order",
		Title:  "A tree starts and stops",
		Desc:   "Four lanes. Tide and kettle start at once and run. The copy takes a third of a second to start, and then a client comes and listens. Some pieces later the copy and kettle stop at once; tide is stopping until the client has heard its last piece.",
		Panels: []figure.Panel{{Trace: p.run.Trace()}},
	}.SVG())
}

// short breaks into lines what a service says of itself, and leaves out the machine.
var short = strings.NewReplacer("127.0.0.1:", "port ", " on ", "\non ", " of ", "\nof ", ", ", "\n")

// treeFigure draws a tree as it was in a run: a box for each service, below its parent.
func treeFigure(nodes []node) []byte {
	const width, height, column, row, left, top = 104.0, 40.0, 116.0, 78.0, 4.0, 6.0
	d := &figure.Drawing{ID: "16-tree", Title: "The tree of services, while it runs", Width: figure.Width}
	boxes := make([]figure.Rect, len(nodes))
	x, deepest := left, 0
	var told []string
	for i := len(nodes) - 1; i >= 0; i-- { // a parent stands over its children, which follow it
		n := nodes[i]
		deepest = max(deepest, n.Depth)
		boxes[i] = figure.Rect{Y: top + float64(n.Depth)*row, W: width, H: height}
		first, last := -1.0, 0.0
		for j := i + 1; j < len(nodes) && nodes[j].Depth > n.Depth; j++ {
			if nodes[j].Depth == n.Depth+1 {
				if first < 0 {
					first = boxes[j].X
				}
				last = boxes[j].X
			}
		}
		if first < 0 {
			boxes[i].X, x = x, x+column
		} else {
			boxes[i].X = (first + last) / 2
		}
	}
	total := x - column + width
	for i := range boxes { // we have gone through them from the right
		boxes[i].X = total - boxes[i].X - width + left
	}
	for i, n := range nodes {
		for j := i + 1; j < len(nodes) && nodes[j].Depth > n.Depth; j++ {
			if nodes[j].Depth == n.Depth+1 {
				d.Line("ink", boxes[i].Bottom(), boxes[j].Top())
			}
		}
		class := "ink"
		if n.group {
			class = "paper"
		}
		d.Box(class, boxes[i], n.Name(), n.State.String())
		if n.about != "" {
			at := boxes[i].Bottom().Add(0, 14)
			for k, line := range strings.Split(short.Replace(n.about), "\n") {
				d.Text("muted small", at.Add(0, float64(k)*13), figure.Middle, line)
			}
		}
		told = append(told, n.Name()+" at depth "+string(rune('0'+n.Depth)))
	}
	d.Height = top + float64(deepest)*row + height + 50
	d.Desc = "Boxes, each with a name and the word running, joined by lines from parent to child: " + strings.Join(told, ", ") + "."
	return d.SVG()
}
