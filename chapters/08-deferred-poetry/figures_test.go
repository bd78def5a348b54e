package main

import (
	"cmp"
	"io"
	"slices"
	"strings"
	"testing"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/deferred"
	"slowpoetry/code/trace"
)

// The figures of the chapter. Two of them are drawn from runs.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"side-by-side": sideBySideFigure(),
		"stacks":       stacksFigure(t),
		"control":      controlFigure(t),
		"block":        blockFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// blockFigure is block, with a callback that blocks, and with a goroutine that does it.
func blockFigure(t *testing.T) []byte {
	const tick = 15 * ms // a tick takes no time in a simulation: so long is it drawn
	panel := func(title, line string) figure.Panel {
		var run trace.Trace
		ticking := false
		for _, e := range traced(t, line) {
			e.Task = e.Task[strings.LastIndex(e.Task, ".")+1:] // scene.tick
			if e.Task == "tick" {
				if ticking && e.Kind == trace.Wait {
					e.At += tick
				}
				ticking = e.Kind == trace.Run
			}
			if slices.Contains([]string{"tick", "copyOut", "reactor"}, e.Task) {
				run = append(run, e)
			}
		}
		slices.SortStableFunc(run, func(a, b trace.Event) int { return cmp.Compare(a.At, b.At) })
		return figure.Panel{Title: title, Trace: run}
	}
	return figure.Timeline{
		ID:     "08-block",
		Title:  "A callback that takes its time",
		Desc:   "Two panels of 1.5 seconds with a lane for the reactor, one for the clock's ticks and one for copyOut. In the upper one copyOut blocks from 0.5 to 1.1 seconds, and there is no tick in that time: the one due at 0.6 seconds comes at 1.1. In the lower one copyOut waits for the same time in a goroutine, and there is a tick every 0.2 seconds.",
		Panels: []figure.Panel{panel("block", "block"), panel("block -goroutine", "block -goroutine")},
		Legend: true,
	}.SVG()
}

// stacksFigure is who is on the stack when get-stack's callback is called: the first time because the
// Deferred fires, the second because it has fired.
func stacksFigure(t *testing.T) []byte {
	var run trace.Trace
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		run = w.Stacked("get-stack", w.Serve(10001, "tide", 160, 100*ms).Port)
	})
	stacks := figure.Stacks{
		ID:    "08-stacks",
		Title: "Who is on the stack when a callback is called",
		Desc:  "Two stacks, both with getStack at the bottom and our callback, poem.look, at the top. When the Deferred fires, there are between them, from below: anthology.run, package reactor, reading.ConnectionLost and package deferred. When it has fired already, there is only package deferred.",
	}
	for i, title := range []string{"when it fires", "when it has fired already"} {
		e, err := figure.Calling(run, "poem.look", i+1)
		if err != nil {
			t.Fatal(err)
		}
		stacks.Stacks = append(stacks.Stacks, figure.Stack{Title: title, Event: e, Fold: true})
	}
	return stacks.SVG()
}

// A step is one box of a figure of control.
type step struct {
	column int // whose it is
	text   string
}

// fired returns what happens when the Deferred of a poem fires, from a run: whose code runs, in
// order, and what it does.
func fired(t *testing.T) []step {
	t.Helper()
	var steps []step
	d := deferred.New[string]()
	names := []string{"", "came", "settled"} // of the stages; the first is getPoetry's errback
	d.Trace("poem 1", func(e deferred.Event) {
		switch e.Kind {
		case deferred.Fired:
			steps = append(steps, step{2, "Callback"})
		case deferred.Passed:
			steps = append(steps, step{2, "pass errback"})
		case deferred.Called:
			steps = append(steps, step{3, names[e.Stage]})
		case deferred.Returned:
			steps = append(steps, step{2, "next"})
		}
	})
	d.AddErrback(func(err error) (string, error) { return "", err })
	p := &poem{anthology: &anthology{env: quietEnv(), missing: 2}}
	d.AddCallbacks(p.came, p.failed)
	d.AddBoth(p.settled)
	steps = append(steps, step{0, "lost"}, step{1, "fires it"})
	d.Callback("a poem")
	if len(steps) != 8 {
		t.Fatalf("the steps of a firing are %v", steps)
	}
	steps[len(steps)-1].text = "done"
	return append(steps, step{1, "return"}, step{0, "next event"})
}

// controlFigure is the way that control takes through a firing.
func controlFigure(t *testing.T) []byte {
	const (
		first, column = 2.0, 110.0
		top, row      = 46.0, 42.0
		width, height = 106.0, 30.0
	)
	steps := fired(t)
	d := &figure.Drawing{
		ID:     "08-control",
		Title:  "The way of control through a firing",
		Desc:   "Four columns: the reactor, our reading, the Deferred, our callbacks. From top to bottom: the reactor finds that the connection is over and calls our reading, which calls Callback. The Deferred passes over the errback that getPoetry added, calls came, is returned to, calls settled, is returned to, and returns to the reading, which returns to the reactor.",
		Width:  figure.Width,
		Height: top + row*float64(len(steps)-1) + height + 4,
	}
	box := func(i int) figure.Rect {
		return figure.Rect{X: first + float64(steps[i].column)*column, Y: top + float64(i)*row, W: width, H: height}
	}
	for i, whose := range []string{"reactor", "reading", "Deferred", "callbacks"} {
		x := first + float64(i)*column + width/2
		d.Text("small", figure.Point{X: x, Y: 14}, figure.Middle, whose)
		d.Text("muted small", figure.Point{X: x, Y: 32}, figure.Middle, []string{"the library", "ours", "the library", "ours"}[i])
	}
	for column, x := range []float64{0, 1, 2, 3} { // on the stack from its first box to its last
		from, to := -1, 0
		for i, s := range steps {
			if s.column == column {
				if from < 0 {
					from = i
				}
				to = i
			}
		}
		if from < to && column < 3 {
			d.Line("grid thick", figure.Point{X: first + x*110 + width/2, Y: box(from).Y + height}, figure.Point{X: first + x*110 + width/2, Y: box(to).Y})
		}
	}
	for i, s := range steps {
		class := "paper"
		if s.column%2 == 1 {
			class = "ink code"
		}
		d.Box(class, box(i), s.text)
		if i == 0 {
			continue
		}
		from, to := box(i-1), box(i)
		switch {
		case steps[i-1].column < s.column: // a call
			d.Arrow("ink", figure.Point{X: from.X + from.W, Y: from.Y + height*0.7}, figure.Point{X: to.Center().X, Y: from.Y + height*0.7}, figure.Point{X: to.Center().X, Y: to.Y - 1})
		case steps[i-1].column > s.column: // a return
			d.Arrow("muted dash", figure.Point{X: from.Center().X, Y: from.Y + height}, figure.Point{X: from.Center().X, Y: to.Y + height*0.3}, figure.Point{X: to.X + to.W + 1, Y: to.Y + height*0.3})
		default:
			d.Arrow("ink", from.Bottom(), to.Top().Add(0, -1))
		}
	}
	return d.SVG()
}

// sideBySideFigure is a poem with a function that waits, and with one that returns a Deferred.
func sideBySideFigure() []byte {
	const (
		left, right   = 2.0, 230.0
		width, height = 208.0, 30.0
		asked, came   = 46.0, 268.0 // when
		pitch         = height + 8
	)
	d := &figure.Drawing{
		ID:     "08-side-by-side",
		Title:  "One poem, waited for and called back",
		Desc:   "Two columns in time, from top to bottom. On the left fetchPoetry is called, then there is a long stretch in which the program waits, then come came or failed, and settled. On the right getPoetry, AddCallbacks and AddBoth are called one after the other and we return; in the same long stretch the loop serves others; then the Deferred fires, and calls came or failed, and settled.",
		Width:  figure.Width,
		Height: came + 3*pitch + 2,
	}
	at := func(x, y float64) figure.Rect { return figure.Rect{X: x, Y: y, W: width, H: height} }
	d.Text("small", figure.Point{X: left + width/2, Y: 14}, figure.Middle, "a function that waits")
	d.Text("small", figure.Point{X: right + width/2, Y: 14}, figure.Middle, "a Deferred")
	d.Text("muted small", figure.Point{X: left + width/2, Y: 34}, figure.Middle, "we are here all the time")
	d.Text("muted small", figure.Point{X: right + width/2, Y: 34}, figure.Middle, "we leave a list")

	d.Box("ink code", at(left, asked), "text, err := fetch()")
	d.Bar(trace.Block, figure.Rect{X: left + width/2 - 7, Y: asked + height, W: 14, H: came - asked - height})

	y := asked
	for _, call := range []string{"d := getPoetry()", "AddCallbacks", "AddBoth", "return"} {
		d.Box("ink code", at(right, y), call)
		y += pitch
	}
	d.Bar(trace.Wait, figure.Rect{X: right + width/2 - 7, Y: y - 8, W: 14, H: came - y + 8})
	d.Text("muted small", figure.Point{X: right + width/2 + 16, Y: (y - 8 + came) / 2}, figure.Start, "others are", "served")
	d.Text("muted small", figure.Point{X: left + width/2 + 16, Y: (y - 8 + came) / 2}, figure.Start, "the others", "must wait")

	d.Text("accent small", figure.Point{X: left, Y: came - 8}, figure.Start, "it comes")
	d.Text("accent small", figure.Point{X: right, Y: came - 8}, figure.Start, "it comes")
	d.Box("ink code", at(left, came), "if err != nil")
	d.Box("paper", at(right, came), "the Deferred fires")
	for _, x := range []float64{left, right} {
		half := width/2 - 4
		d.Box("callback code", figure.Rect{X: x, Y: came + pitch, W: half, H: height}, "came")
		d.Box("errback code", figure.Rect{X: x + half + 8, Y: came + pitch, W: half, H: height}, "failed")
		d.Box("ink code", at(x, came+2*pitch), "settled")
	}
	return d.SVG()
}

// quietEnv is a world in which nobody reads.
func quietEnv() *program.Env { return &program.Env{Stdout: io.Discard, Stderr: io.Discard} }
