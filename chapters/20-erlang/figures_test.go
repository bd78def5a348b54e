package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/trace"
)

// The figures of the chapter. Three are drawn from runs: the timelines, and who sends what to whom.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"own":    ownFigure(),
		"turns":  turnsFigure(t),
		"driven": drivenFigure(),
		"many":   manyFigure(),
		"family": familyFigure(t),
		"crash":  crashFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// loop draws a loop: a circle with a head, and a name within.
func loop(d *figure.Drawing, class string, center figure.Point, radius float64, name ...string) {
	d.Arc(class, center, radius, -60, 250)
	d.Text("small", center.Add(0, 4-float64(len(name)-1)*figure.LineHeight/2), figure.Middle, name...)
}

// ownFigure is one loop with three calls, and what one of those who are called sees.
func ownFigure() []byte {
	d := &figure.Drawing{
		ID: "20-own", Title: "A callback, seen from the loop and from the protocol", Width: figure.Width, Height: 206,
		Desc: "On the left a loop, the reactor, with arrows down to three boxes, DataReceived of poems 1, 2 and 3. On the right what the protocol of poem 2 sees: " +
			"ConnectionMade, then DataReceived with a dashed loop through the word wait, then ConnectionLost.",
	}
	d.Text("muted small", figure.Point{X: 106, Y: 14}, figure.Middle, "as the reactor sees it")
	reactor := figure.Point{X: 106, Y: 76}
	loop(d, "ink thick", reactor, 44, "the reactor")
	for i := range 3 {
		x := 36 + float64(i)*70
		d.Arrow("ink", reactor.Add((x-106)/4, 46), figure.Point{X: x, Y: 156})
		d.Box("ink", figure.Rect{X: x - 30, Y: 158, W: 60, H: 30}, fmt.Sprint("poem ", i+1))
	}
	d.Line("grid", figure.Point{X: 226, Y: 8}, figure.Point{X: 226, Y: 198})
	d.Text("muted small", figure.Point{X: 334, Y: 14}, figure.Middle, "as poem 2 sees it")
	for i, name := range []string{"ConnectionMade", "DataReceived", "ConnectionLost"} {
		y := 26 + float64(i)*64
		d.Box("ink code small", figure.Rect{X: 262, Y: y, W: 118, H: 30}, name)
		if i > 0 {
			d.Arrow("ink dash", figure.Point{X: 321, Y: y - 32}, figure.Point{X: 321, Y: y - 2})
			d.Text("muted small", figure.Point{X: 313, Y: y - 13}, figure.End, "wait")
		}
	}
	d.Arc("ink dash", figure.Point{X: 394, Y: 105}, 17, -120, 130)
	d.Text("muted small", figure.Point{X: 416, Y: 109}, figure.Start, "wait")
	d.Width = 448
	return d.SVG()
}

// turnsFigure is the run of the demonstration as one loop, and as three.
func turnsFigure(t *testing.T) []byte {
	turns, err := fetchThree(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return figure.Timeline{
		ID: "20-turns", Title: "One run, as one loop and as three",
		Desc:   fmt.Sprintf("Above, one lane, the loop, which runs for %d short moments and waits between them. Below, three lanes, the poems: each has some of the same moments, and waits for longer.", len(turns)),
		Panels: asPanels(turns), Legend: true,
	}.SVG()
}

// drivenFigure is who turns whom: the reactor three loops that are not there, and the runtime, which is
// not seen, three that are.
func drivenFigure() []byte {
	d := &figure.Drawing{
		ID: "20-driven", Title: "Which loops are real", Width: figure.Width, Height: 214,
		Desc: "Two halves. On the left, under a reactor, a large solid loop with arrows to three small dashed ones, poems 1, 2 and 3. On the right, in Erlang, " +
			"the large loop is dashed, the runtime, and the three small ones are solid.",
	}
	for i, half := range []struct{ title, big, outer, inner string }{
		{"with a reactor", "the reactor", "ink thick", "ink dash"},
		{"in Erlang", "the runtime", "muted dash", "ink thick"},
	} {
		x := 108 + float64(i)*224
		d.Text("muted small", figure.Point{X: x, Y: 14}, figure.Middle, half.title)
		big := figure.Point{X: x, Y: 72}
		loop(d, half.outer, big, 42, half.big)
		for j := range 3 {
			small := figure.Point{X: x - 72 + float64(j)*72, Y: 176}
			d.Arrow("muted", big.Add((small.X-x)/3, 44-math.Abs(small.X-x)/10), small.Add((x-small.X)/12, -34))
			loop(d, half.inner, small, 29, fmt.Sprint("poem ", j+1))
		}
	}
	d.Line("grid", figure.Point{X: 220, Y: 8}, figure.Point{X: 220, Y: 206})
	return d.SVG()
}

// manyFigure is a runtime with its processes, some of whom write to others.
func manyFigure() []byte {
	const columns, rows, pitch = 13, 5, 33.0
	d := &figure.Drawing{
		ID: "20-many", Title: "A runtime full of processes", Width: figure.Width, Height: 186,
		Desc: fmt.Sprintf("A dashed box, the runtime, with %d small circles in it, the processes. Most stand still. Arrows, messages, lead from some of them to others.", columns*rows),
	}
	at := func(c, r int) figure.Point {
		return figure.Point{X: 22 + float64(c)*pitch, Y: 26 + float64(r)*pitch}
	}
	d.Frame("muted dash", figure.Rect{X: 2, Y: 4, W: figure.Width - 4, H: 176}, 10)
	awake := map[[2]int]bool{}
	for _, m := range [][4]int{{1, 1, 3, 0}, {4, 3, 2, 4}, {6, 1, 8, 2}, {11, 0, 9, 1}, {10, 4, 7, 4}, {5, 2, 6, 1}} {
		awake[[2]int{m[0], m[1]}] = true
		from, to := at(m[0], m[1]), at(m[2], m[3])
		length := math.Hypot(to.X-from.X, to.Y-from.Y)
		dx, dy := (to.X-from.X)/length*11, (to.Y-from.Y)/length*11
		d.Arrow("accent", from.Add(dx, dy), to.Add(-dx, -dy))
	}
	for c := range columns {
		for r := range rows {
			if awake[[2]int{c, r}] {
				d.Disc("ink", at(c, r), 7)
			} else {
				d.Circle("muted", at(c, r), 7)
			}
		}
	}
	return d.SVG()
}

// familyFigure is who sends what to whom in a run of get, with a poem that is slow, one whose server
// breaks off, and one that is quick.
func familyFigure(t *testing.T) []byte {
	const top, step = 26.0, 24.0
	names := []string{"main", "poem 1", "poem 2", "poem 3"}
	columns := map[string]float64{"main": 60, "poem 1": 190, "poem 2": 290, "poem 3": 390}
	var run trace.Trace
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.Serve(10001, "tide", 150, 100*ms)
		w.Start("serve-broken", "-port", "10002", "-bytes", "110", "-delay", "70ms")
		w.Serve(10003, "tide", 300, 45*ms)
		recorder := trace.New()
		w.Run(program.Env{Trace: recorder}, "get", "10001", "10002", "10003")
		run = recorder.Trace()
	})
	// Servers that recite at the same instant do so in any order. The figure has one: poem 1 first, main last.
	place := map[string]int{"poem 1": 1, "poem 2": 2, "poem 3": 3, "main": 4}
	slices.SortStableFunc(run, func(a, b trace.Event) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(place[a.Task], place[b.Task]))
	})
	d := &figure.Drawing{ID: "20-family", Title: "Messages to main, in a run of get", Width: figure.Width}
	for _, name := range names {
		d.Text("muted small", figure.Point{X: columns[name], Y: 14}, figure.Middle, name)
	}
	y := top
	ends := map[string]float64{}
	var said []string
	for _, e := range run {
		sender := "poem " + strings.TrimLeft(e.Note, "poemdwn ")
		switch {
		case e.Kind == trace.Receive:
			d.Arrow("muted thin", figure.Point{X: columns[e.Task] + 34, Y: y + 8}, figure.Point{X: columns[e.Task] + 9, Y: y + 8})
			ends[e.Task] = y + 16
		case e.Kind == trace.Fire:
			class, what := "callback", "poem"
			if strings.HasPrefix(e.Note, "down") {
				class, what = "ink dash", "DOWN"
			}
			x := columns[sender]
			d.Arrow(class, figure.Point{X: x - 9, Y: y + 8}, figure.Point{X: columns["main"] + 9, Y: y + 8})
			d.Text("small", figure.Point{X: columns["main"] + 44, Y: y + 4}, figure.Middle, what)
			said = append(said, fmt.Sprintf("%s from %s", what, sender))
			ends[sender], ends["main"] = max(ends[sender], y+16), y+20
		default:
			continue
		}
		y += step
	}
	for _, name := range names {
		d.Rect("ink", figure.Rect{X: columns[name] - 6, Y: top - 4, W: 12, H: ends[name] - top + 4}, 2)
	}
	d.Height = y + 8
	d.Desc = "Four columns, main and three processes. Time runs down. Pieces come to the processes from outside. Arrows lead to main, in this order: " + strings.Join(said, ", ") + "."
	return d.SVG()
}

// crashFigure is a run of crash, in a network in memory.
func crashFigure(t *testing.T) []byte {
	_, run := chapter.Alone(t, "crash")
	panels := []figure.Panel{{Title: "one supervisor"}, {Title: "a tree"}}
	var began [2]time.Duration
	var begun [2]bool
	for _, e := range run {
		i := 0
		name, found := strings.CutPrefix(e.Task, "one supervisor, ")
		if !found {
			i = 1
			name = strings.TrimPrefix(e.Task, "a tree, ")
		}
		if !begun[i] {
			began[i], begun[i] = e.At, true
		}
		e.Task = name
		e.At -= began[i]
		panels[i].Trace = append(panels[i].Trace, e)
	}
	return figure.Timeline{
		ID: "20-crash", Title: "What supervisors restart, and when",
		Desc:   fmt.Sprintf("Two panels with four lanes each. In the upper one, poems 1 and 3 come undisturbed, poem 4 crashes at once and again, and poem 2, which has crashed, waits with it for two pauses: it takes %.1f seconds. In the lower one poem 2 is started again at once, and takes %.1f seconds.", lengthOf(panels[0], "poem 2"), lengthOf(panels[1], "poem 2")),
		Panels: panels, Legend: true, Ends: true,
	}.SVG()
}

// lengthOf returns the seconds until a task ends.
func lengthOf(p figure.Panel, task string) float64 {
	for _, e := range p.Trace {
		if e.Task == task && e.Kind == trace.End {
			return e.At.Seconds()
		}
	}
	return math.NaN()
}
