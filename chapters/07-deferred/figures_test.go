package main

import (
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/deferred"
	"slowpoetry/code/trace"
)

// The figures of the chapter, drawn from runs.
func TestFigures(t *testing.T) {
	figuretest.Golden(t, "figures/chains.svg", chainsFigure())
	_, run := chapter.Alone(t, "demo")
	figuretest.Golden(t, "figures/late.svg", lateFigure(run))
}

// chainsFigure is a Deferred with a stage of each kind in its two chains, and the way of a result
// through them, as the Deferred reported it.
func chainsFigure() []byte {
	const (
		left, right     = 80.0, 210.0 // the lanes
		top, pitch      = 66.0, 70.0  // the first stage, and the distance between two
		width, height   = 112.0, 30.0 // of a function
		frame, captions = 278.0, 292.0
		bottom          = top + 4*pitch
	)
	var events []deferred.Event
	fetching := deferred.New[string]()
	fetching.Trace("", func(e deferred.Event) { events = append(events, e) })
	fetching.AddCallbacks(outOfPaper, func(err error) (string, error) { return "", err })
	fetching.AddCallback(func(poem string) (string, error) { return poem, nil })
	fetching.AddErrback(func(error) (string, error) { return "an apology", nil })
	fetching.AddBoth(func(poem string, err error) (string, error) { return poem, err })
	fetching.Callback("a poem")

	d := &figure.Drawing{
		ID:     "07-chains",
		Title:  "A Deferred and its two chains",
		Desc:   "A frame with two lanes that lead downwards, values on the left and errors on the right, and four stages. A poem comes down the left lane and enters print, the callback of the first stage, beside which stands the errback noPoem. Print fails: the way crosses to the right lane, passes the second stage, which has only the callback measure, and enters apologise, the errback of the third. From there it crosses back to the left, and goes through the wide box of the fourth, done, which stands in both lanes.",
		Width:  figure.Width,
		Height: bottom + 34,
	}
	d.Frame("muted", figure.Rect{X: 6, Y: 36, W: frame - 6, H: bottom - 30}, 8)
	lane := func(isError bool) float64 {
		if isError {
			return right
		}
		return left
	}
	class := func(isError bool) string {
		if isError {
			return figure.Errback
		}
		return figure.Callback
	}
	for _, isError := range []bool{false, true} {
		d.Line("grid thick", figure.Point{X: lane(isError), Y: 24}, figure.Point{X: lane(isError), Y: bottom + 14})
	}
	d.Text("callback code", figure.Point{X: left, Y: 14}, figure.Middle, "Callback(v)")
	d.Text("errback code", figure.Point{X: right, Y: 14}, figure.Middle, "Errback(err)")

	var called [4]bool
	from := false // whether the result is an error
	d.Lane(figure.Callback, figure.Point{X: left, Y: 26}, figure.Point{X: left, Y: top})
	for _, e := range events {
		y, isError := top+float64(e.Stage)*pitch, e.Err != nil
		switch e.Kind {
		case deferred.Called:
			called[e.Stage] = true
		case deferred.Passed:
			d.Lane(class(from), figure.Point{X: lane(from), Y: y}, figure.Point{X: lane(from), Y: y + pitch})
		case deferred.Returned:
			below := y + height
			d.Lane(class(isError), figure.Point{X: lane(from), Y: below - 5}, figure.Point{X: lane(from), Y: below + 5},
				figure.Point{X: lane(isError), Y: below + 28}, figure.Point{X: lane(isError), Y: y + pitch})
			from = isError
		}
	}
	for i, s := range []struct {
		call              []string
		callback, errback string
		says              string
	}{
		{[]string{"AddCallbacks", "(print, noPoem)"}, "print", "noPoem", "print fails"},
		{[]string{"AddCallback", "(measure)"}, "measure", "", "an error passes"},
		{[]string{"AddErrback", "(apologise)"}, "", "apologise", "returns a value"},
		{[]string{"AddBoth(done)"}, "done", "done", "called either way"},
	} {
		y := top + float64(i)*pitch
		if s.callback == s.errback {
			d.Rect(class(from), figure.Rect{X: left - width/2, Y: y, W: right - left + width, H: height}, 4)
			d.Text("paper code", figure.Point{X: (left + right) / 2, Y: y + height/2 + 4.8}, figure.Middle, s.callback)
		} else {
			for _, isError := range []bool{false, true} {
				name, radius := s.callback, height/2
				if isError {
					name, radius = s.errback, 0
				}
				if name == "" {
					continue
				}
				r := figure.Rect{X: lane(isError) - width/2, Y: y, W: width, H: height}
				text := figure.Muted
				if called[i] && (isError == (i > 0)) {
					d.Rect(class(isError), r, radius)
					text = figure.Paper
				} else {
					d.Rect(figure.Paper, r, radius)
					d.Frame(class(isError)+" thin", r, radius)
				}
				d.Text(text+" code", r.Center().Add(0, 4.8), figure.Middle, name)
			}
		}
		d.Code("muted", figure.Point{X: captions, Y: y + 12}, s.call...)
		d.Text("small", figure.Point{X: captions, Y: y + 14 + float64(len(s.call))*figure.LineHeight}, figure.Start, s.says)
	}
	d.Text("callback strong", figure.Point{X: left, Y: bottom + 30}, figure.Middle, fetching.String())
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
