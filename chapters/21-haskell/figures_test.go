package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program/programtest"
)

// The figures of the chapter: one of how far three lists are computed, one of two runs of the client.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"pulled":    pulledFigure(t),
		"have-need": haveNeedFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// pulledFigure is three endless lists, and how far the runtime has come with each when two rows of them have
// been needed. The numbers are those that the program has computed.
func pulledFigure(t *testing.T) []byte {
	const rows, shown = 3, 6
	remembering := new(search)
	primes := newList(remembering.compute)
	defer primes.stop()
	remembering.primes = primes.all
	lists := []struct {
		name string
		list *list[int]
	}{
		{"[1 ..]", newList(from(1))},
		{"squares", newList(change(from(1), func(n int) int { return n * n }))},
		{"primes", primes},
	}
	defer lists[0].list.stop()
	defer lists[1].list.stop()
	last := nth(zip3(lists[0].list.all, lists[1].list.all, lists[2].list.all), rows-1)

	const top, pitch, cell, left = 20.0, 58.0, 36.0, 192.0
	d := &figure.Drawing{ID: "21-pulled", Title: "The runtime, pulled by a need, and pulling at three lists", Width: figure.Width, Height: top + 3*pitch + 26}
	runtime := figure.Point{X: 74, Y: top + 1.5*pitch - 8}
	d.Box("ink", figure.Rect{X: 8, Y: d.Height - 30, W: 132, H: 26}, fmt.Sprintf("print (%d,%d,%d)", last.number, last.square, last.prime))
	d.Arc("ink thick", runtime, 34, -60, 240)
	d.Text("", runtime.Add(0, 5), figure.Middle, "runtime")
	d.Arrow("accent thick", figure.Point{X: 74, Y: d.Height - 32}, runtime.Add(0, 46))
	d.Text("accent small", figure.Point{X: 82, Y: d.Height - 38}, figure.Start, "needs")
	var computed []string
	for i, l := range lists {
		y := top + float64(i)*pitch
		d.Text("small code", figure.Point{X: left, Y: y}, figure.Start, l.name)
		d.Arrow("accent thick", runtime.Add(42, float64(i-1)*14), figure.Point{X: left - 6, Y: y + 8 + cell/2})
		for j := range shown {
			r := figure.Rect{X: left + float64(j)*cell, Y: y + 8, W: cell - 4, H: cell - 8}
			if j < len(l.list.have) {
				d.Box("ink", r, fmt.Sprint(l.list.have[j]))
				continue
			}
			d.Box("paper dash", r, "?")
		}
		d.Text("muted", figure.Point{X: left + shown*cell + 6, Y: y + 28}, figure.Start, "…")
		computed = append(computed, fmt.Sprintf("%s has %d", l.name, len(l.list.have)))
		if len(l.list.have) != rows {
			t.Errorf("%s has computed %v, want %d", l.name, l.list.have, rows)
		}
	}
	d.Desc = fmt.Sprintf("On the left a loop, the runtime. An arrow leads up to it from the need to print a row. From it three arrows lead to three rows of cells, one below the other. Of numbers that have been computed %s; the others have question marks, and no row has an end.", strings.Join(computed, ", "))
	return d.SVG()
}

// haveNeedFigure is a slow poem and a long one, fetched by the client that reads what it needs and by the one
// that reads what there is.
func haveNeedFigure(t *testing.T) []byte {
	tl := figure.Timeline{
		ID:    "21-have-need",
		Title: "Two servers and two poems, read when they are needed and when they are there",
		Ends:  true, Legend: true, Until: 1200 * time.Millisecond,
	}
	var kept [2]time.Duration
	for i, ahead := range []int{0, 1_000_000} {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			run, err := haveOrNeed(w.Context(), programEnv(w), ahead)
			if err != nil {
				t.Error(err)
			}
			kept[i] = stalled(run, "server 2")
			tl.Panels = append(tl.Panels, figure.Panel{Title: []string{"need: read when it is printed", "have: read when it is there"}[i], Trace: run})
		})
	}
	tl.Desc = fmt.Sprintf("Two panels with four lanes each: server 1, which is slow; the poem that comes from it; server 2, which has a very long poem; the poem that comes from it. In the first panel server 2 stands still for %.1f seconds, ready to go on, until the first poem has ended. In the second it is done at once, and the first poem comes as slowly as before.", kept[0].Seconds())
	if kept[0] < time.Second || kept[1] != 0 {
		t.Errorf("server 2 is kept waiting for %v and %v", kept[0], kept[1])
	}
	return tl.SVG()
}
