package main

import (
	"fmt"
	"testing"

	"slowpoetry/code/book/chain"
	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/deferred"
)

// The figures of the chapter. What shows behaviour is drawn by firing a Deferred.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"climb":     climbFigure(),
		"stray":     strayFigure(),
		"both":      bothFigure(t),
		"ride":      rideFigure(),
		"stage":     stageFigure(),
		"paths":     pathsFigure(),
		"beside":    simulated(t, besides, "09-beside", "An errback beside the callback that fails"),
		"behind":    simulated(t, behind, "09-behind", "An errback behind the callback that fails"),
		"simulated": simulated(t, example, "09-simulated", "A chain of four pairs"),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// simulated is what simulate draws, for the page.
func simulated(t *testing.T, text, id, title string) []byte {
	t.Helper()
	d, err := chain.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	c := d.Figure(d.Run())
	c.ID, c.Title = id, title
	return c.SVG()
}

// rideFigure is the chain of ride.
func rideFigure() []byte {
	c := figure.Chain{
		ID:     "09-ride",
		Title:  "The error goes down the chain",
		Stages: []figure.Stage{{Callback: "frame"}, {Errback: "apologise"}, {Callback: "hang"}},
	}
	fetching := deferred.New[string]()
	fetching.Trace("fetching", func(e deferred.Event) { c.Events = append(c.Events, e) })
	hangUp(fetching, func(string, ...any) {})
	fetching.Errback(errNoInk)
	return c.SVG()
}

// climbFigure is the stack of climb, with who called above whom was called.
func climbFigure() []byte {
	const (
		top, pitch, height = 8.0, 74.0, 40.0
		calls, way         = 62.0, 196.0 // where one goes down, and the other up
		words              = 14.0
	)
	d := &figure.Drawing{
		ID:     "09-climb",
		Title:  "An error climbs a stack of calls",
		Desc:   "Three calls, one above the other: hang has called frame, and frame has called fetch. Thin arrows lead down, from who calls to who is called. A thick one leads up from fetch, which fails, through frame, which has nothing to say, to hang, which hangs up an apology.",
		Width:  figure.Width,
		Height: top + 2*pitch + height + 8,
	}
	box := func(n int) figure.Rect {
		return figure.Rect{X: 2, Y: top + float64(n)*pitch, W: 244, H: height}
	}
	tip := box(0).Y + height + 2
	d.Lane(figure.Errback, figure.Point{X: way, Y: box(2).Y - 5}, figure.Point{X: way, Y: tip + 18})
	d.Path("fill "+figure.Errback, fmt.Sprintf("M%g %gl11 16h-22z", way, tip))
	for n, call := range []struct{ name, says, more string }{
		{"hang", "err != nil, or recover:", "hang up an apology"},
		{"frame", "err != nil: return err", "(a panic needs no line)"},
		{"fetch", "no ink", ""},
	} {
		r := box(n)
		d.Box("ink code", r, call.name)
		class := "small"
		if n == 2 {
			class = "errback strong"
		}
		d.Text(class, r.Right().Add(words, 0).Add(0, -3), figure.Start, call.says, call.more)
		if n < 2 {
			d.Arrow("ink thin", figure.Point{X: calls, Y: r.Y + height + 2}, figure.Point{X: calls, Y: box(n+1).Y - 2})
			d.Text("muted small", figure.Point{X: calls + 9, Y: r.Y + height + 22}, figure.Start, "calls")
		}
	}
	return d.SVG()
}

// strayFigure is the stack of stray when the panic comes: the same arrow as in climbFigure, and at
// its tip somebody else.
func strayFigure() []byte {
	const (
		top, pitch, height = 8.0, 74.0, 40.0
		calls, way         = 62.0, 196.0 // where one goes down, and the other up
		words              = 14.0
	)
	d := &figure.Drawing{
		ID:     "09-stray",
		Title:  "An error climbs away from the one who cares",
		Desc:   "Four boxes, one above the other. The loop has called ask's callback, and that has called fetch, which fails. A thick arrow leads up from fetch through the callback to the loop, which can only log it. Below fetch, apart and with a dashed edge, is hangLater, which has an apology and has returned long ago. No arrow leads to it.",
		Width:  figure.Width,
		Height: top + 3*pitch + height + 8,
	}
	box := func(n int) figure.Rect {
		return figure.Rect{X: 2, Y: top + float64(n)*pitch, W: 244, H: height}
	}
	tip := box(0).Y + height + 2
	d.Lane(figure.Errback, figure.Point{X: way, Y: box(2).Y - 5}, figure.Point{X: way, Y: tip + 18})
	d.Path("fill "+figure.Errback, fmt.Sprintf("M%g %gl11 16h-22z", way, tip))
	for n, call := range []struct{ name, class, says, more string }{
		{"the loop", "paper", "“panic in a callback”:", "a line in the log"},
		{"the callback in ask", "ink code", "not its business", ""},
		{"fetch", "ink code", "no ink", ""},
		{"hangLater", "", "has an apology ready,", "and returned long ago"},
	} {
		r := box(n)
		switch call.class {
		case "paper":
			d.Rect(figure.Paper, r, 2)
			d.Frame("ink", r, 2)
			d.Text("ink", r.Center().Add(0, 4.8), figure.Middle, call.name)
		case "":
			d.Frame("muted dash", r, 2)
			d.Text("muted code", r.Center().Add(0, 4.8), figure.Middle, call.name)
		default:
			d.Box(call.class, r, call.name)
		}
		class := "small"
		if n == 2 {
			class = "errback strong"
		}
		d.Text(class, r.Right().Add(words, 0).Add(0, -3), figure.Start, call.says, call.more)
		if n < 2 {
			d.Arrow("ink thin", figure.Point{X: calls, Y: r.Y + height + 2}, figure.Point{X: calls, Y: box(n+1).Y - 2})
			d.Text("muted small", figure.Point{X: calls + 9, Y: r.Y + height + 22}, figure.Start, "calls")
		}
	}
	return d.SVG()
}

// bothFigure is the chain of simulate, unfired and in both firings.
func bothFigure(t *testing.T) []byte {
	t.Helper()
	d, err := chain.Parse(example)
	if err != nil {
		t.Fatal(err)
	}
	return figure.Chains{
		ID:      "09-both",
		Title:   "A chain before it fires, and both ways to fire it",
		Desc:    "The same chain of four stages three times. In the first nothing is filled. Fired with a value, it is translated by the first stage, fails in the second, is rescued by the errback of the third, and waits in the fourth. Fired with an error, it passes the first, is handled by the errback of the second, passes the third as a value, and waits in the fourth.",
		Chains:  d.Firings(),
		Columns: 3,
	}.SVG()
}

// stageFigure is a stage, with its two ways in and its four ways out.
func stageFigure() []byte {
	const (
		values, errors   = 112.0, 328.0
		box, height, out = 66.0, 40.0, 186.0
	)
	d := &figure.Drawing{
		ID:     "09-stage",
		Title:  "A stage: two ways in, four ways out",
		Desc:   "A callback and an errback side by side. A value comes to the callback, an error to the errback. From each of them one way leads down the lane of values, for what it returns, and one down the lane of errors, if it returns an error or panics. No way leads from one to the other.",
		Width:  figure.Width,
		Height: out + 42,
	}
	at := func(x, y float64) figure.Point { return figure.Point{X: x, Y: y} }
	d.Text("callback strong", at(values, 14), figure.Middle, "a value")
	d.Text("errback strong", at(errors, 14), figure.Middle, "an error")
	bottom := box + height
	d.Lane(figure.Callback, at(values, 26), at(values, box))
	d.Lane(figure.Errback, at(errors, 30), at(errors, box))
	d.Lane(figure.Callback, at(errors-14, bottom), at(errors-14, bottom+12), at(values+14, out-24), at(values+14, out))
	d.Lane(figure.Errback, at(values+14, bottom), at(values+14, bottom+12), at(errors-14, out-24), at(errors-14, out))
	d.Lane(figure.Callback, at(values-14, bottom), at(values-14, out))
	d.Lane(figure.Errback, at(errors+14, bottom), at(errors+14, out))
	left := figure.Rect{X: values - 90, Y: box, W: 180, H: height}
	right := figure.Rect{X: errors - 90, Y: box, W: 180, H: height}
	d.Rect(figure.Callback, left, height/2)
	d.Rect(figure.Errback, right, 0)
	d.Text("paper code", left.Center().Add(0, 4.8), figure.Middle, "callback")
	d.Text("paper code", right.Center().Add(0, 4.8), figure.Middle, "errback")
	d.Text("small", at(values, out+20), figure.Middle, "a value, whichever ran")
	d.Text("small", at(errors, out+20), figure.Middle, "an error, or a panic")
	return d.SVG()
}

// pathsFigure is every way through two pairs, each drawn from a firing.
func pathsFigure() []byte {
	d := &figure.Drawing{
		ID:     "09-paths",
		Title:  "The eight ways through two pairs",
		Desc:   "Eight small chains of two pairs. Four are fired with a value, four with an error. In each, one function of the first pair is called and one of the second, in all the four combinations, and the result leaves by the lane of what the second returned.",
		Width:  figure.Width,
		Height: 2*pathHeight + 4,
	}
	verbs := []chain.Verb{chain.Return, chain.Fail}
	n := 0
	for _, fire := range verbs {
		for _, first := range verbs {
			for _, second := range verbs {
				p := chain.Description{Fire: chain.Action{Verb: fire, Text: "x"}}
				for _, verb := range []chain.Verb{first, second} {
					a := chain.Action{Verb: verb, Text: "x"}
					p.Pairs = append(p.Pairs, chain.Pair{Callback: a, Errback: a})
				}
				drawPath(d, figure.Point{X: float64(n%4) * 113, Y: float64(n/4) * pathHeight}, p)
				n++
			}
		}
	}
	return d.SVG()
}

const pathHeight = 164.0

// drawPath draws the way through a chain of two pairs, small, with its upper left corner at p.
func drawPath(d *figure.Drawing, p figure.Point, description chain.Description) {
	const pitch, height = 50.0, 20.0
	events := description.Run()
	lane := func(isError bool) float64 { // where its middle is
		if isError {
			return p.X + 77
		}
		return p.X + 23
	}
	class := func(isError bool) string {
		if isError {
			return figure.Errback
		}
		return figure.Callback
	}
	stage := func(n int) float64 { return p.Y + 22 + float64(n)*pitch }
	var called [2]bool // whether that was the errback
	from := events[0].Err != nil
	d.Lane(class(from), figure.Point{X: lane(from), Y: p.Y + 8}, figure.Point{X: lane(from), Y: stage(0)})
	for _, e := range events[1:] {
		isError := e.Err != nil
		if e.Kind == deferred.Called {
			called[e.Stage] = isError
			from = isError
			continue
		}
		below, next := stage(e.Stage)+height, stage(e.Stage+1)
		d.Lane(class(isError), figure.Point{X: lane(from), Y: below}, figure.Point{X: lane(from), Y: below + 4},
			figure.Point{X: lane(isError), Y: below + 18}, figure.Point{X: lane(isError), Y: next})
	}
	for n, errback := range called {
		for _, isError := range []bool{false, true} {
			r := figure.Rect{X: lane(isError) - 22, Y: stage(n), W: 44, H: height}
			radius := height / 2
			if isError {
				radius = 0
			}
			if errback == isError {
				d.Rect(class(isError), r, radius)
			} else {
				d.Rect(figure.Paper, r, radius)
				d.Frame(class(isError)+" thin", r, radius)
			}
		}
	}
	way, end := goes(description, events)
	d.Text("code small", figure.Point{X: p.X + 50, Y: stage(2) + 18}, figure.Middle, way+" "+end)
}
