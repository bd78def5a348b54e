package main

import (
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/trace"
)

// The figures of the chapter. The second is drawn from a run.
func TestFigures(t *testing.T) {
	figuretest.Golden(t, "figures/chains.svg", chainsFigure())
	_, run := chapter.Alone(t, "demo")
	figuretest.Golden(t, "figures/late.svg", lateFigure(run))
}

// chainsFigure is a Deferred with a stage of each kind in its two chains.
func chainsFigure() []byte {
	const (
		left, right     = 84.0, 214.0  // the lanes
		top, pitch      = 78.0, 56.0   // the first stage, and the distance between two
		width, height   = 104.0, 34.0  // of a function
		frame, captions = 286.0, 300.0 // where the Deferred ends, and the words begin
	)
	d := &figure.Drawing{
		ID:     "07-chains",
		Title:  "A Deferred and its two chains",
		Desc:   "A frame with two lanes that lead downwards: values on the left, which Callback sends on their way, and errors on the right, from Errback. In the lanes are four stages. AddCallbacks has put a function into each, AddCallback one into the left, AddErrback one into the right, and AddBoth one across both.",
		Width:  figure.Width,
		Height: top + 4*pitch + 38,
	}
	bottom := top + 4*pitch
	d.Frame("muted", figure.Rect{X: 12, Y: 44, W: frame - 12, H: bottom - 44}, 8)
	for _, lane := range []struct {
		x            float64
		class, enter string
		leaves       string
	}{
		{left, figure.Callback, "Callback(poem)", "a value"},
		{right, figure.Errback, "Errback(err)", "an error"},
	} {
		d.Lane(lane.class, figure.Point{X: lane.x, Y: 26}, figure.Point{X: lane.x, Y: bottom + 4})
		d.Arrow(lane.class+" thick", figure.Point{X: lane.x, Y: bottom + 4}, figure.Point{X: lane.x, Y: bottom + 17})
		d.Text(lane.class+" code", figure.Point{X: lane.x, Y: 16}, figure.Middle, lane.enter)
		d.Text("muted small", figure.Point{X: lane.x, Y: bottom + 32}, figure.Middle, lane.leaves)
	}
	for i, stage := range []struct {
		call              []string
		callback, errback string
	}{
		{[]string{"AddCallbacks", "(f, g)"}, "f", "g"},
		{[]string{"AddCallback(f)"}, "f", ""},
		{[]string{"AddErrback(g)"}, "", "g"},
		{[]string{"AddBoth(h)"}, "h", "h"},
	} {
		y := top - 12 + float64(i)*pitch
		switch {
		case stage.callback == stage.errback:
			d.Box("ink code", figure.Rect{X: left - width/2, Y: y, W: right - left + width, H: height}, stage.callback)
		default:
			if stage.callback != "" {
				d.Box("ink code", figure.Rect{X: left - width/2, Y: y, W: width, H: height}, stage.callback)
			}
			if stage.errback != "" {
				d.Box("ink code", figure.Rect{X: right - width/2, Y: y, W: width, H: height}, stage.errback)
			}
		}
		d.Code("muted", figure.Point{X: captions, Y: y + height/2 + 5 - float64(len(stage.call)-1)*figure.LineHeight/2}, stage.call...)
	}
	return d.SVG()
}

// lateFigure is the demo: who waited for the poem, and how long.
func lateFigure(run trace.Trace) []byte {
	return figure.Timeline{
		ID:     "07-late",
		Title:  "Three readers and one poem",
		Desc:   "Three lanes. Anna waits from the start and Ben from 0.2 seconds on, and both end at 0.4 seconds, when the poem comes. Cleo asks at 0.6 seconds, and has it at once. At 0.8 seconds the poem comes again, and nobody is called.",
		Panels: []figure.Panel{{Trace: run}},
		Until:  time.Second,
		Legend: true,
	}.SVG()
}
