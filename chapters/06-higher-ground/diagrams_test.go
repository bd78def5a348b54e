package main

import (
	"slices"
	"testing"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/trace"
)

// wayUpFigure is client 3.0: what goes from layer to layer, and where a failure ends.
func wayUpFigure() []byte {
	d := &figure.Drawing{
		ID:     "06-way-up",
		Title:  "The poem's way up, and where a failure stops",
		Desc:   "Five layers, one above the other: socket, connection, reading, wish, and the caller. A way leads up through all of them: Read takes bytes, DataReceived pieces, end and callback the poem. Beside it another begins, for failures. It leads up to the wish, and ends there.",
		Width:  figure.Width,
		Height: wayHeight,
	}
	drawWay(d, "wish", false)
	return d.SVG()
}

// roadsFigure is client 3.1: the same, with a road for failures that leads all the way.
func roadsFigure() []byte {
	d := &figure.Drawing{
		ID:     "06-roads",
		Title:  "Two roads to the caller",
		Desc:   "The same five layers, with a request in place of the wish. Beside the way of the poem, the one for failures now leads up to the caller: the connection and the reading put failures on it, and end and errback hand them on.",
		Width:  figure.Width,
		Height: wayHeight,
	}
	drawWay(d, "request", true)
	return d.SVG()
}

const wayHeight = 410

// drawWay draws the layers, the road of poems beside them, and the road of failures, which may lead
// all the way up.
func drawWay(d *figure.Drawing, factory string, complete bool) {
	const (
		top, pitch, height = 2.0, 87.0, 36.0
		poems, failures    = 160.0, 300.0 // where the roads are
		words              = 14.0         // from a road
	)
	asker := figure.Rect{X: 2, Y: top, W: d.Width - 4, H: height}
	box := func(n int) figure.Rect {
		return figure.Rect{X: 2, Y: top + float64(n)*pitch, W: 132, H: height}
	}
	d.Box("accent", asker, "the caller")
	for i, layer := range []struct{ class, name, knows string }{
		{"ink code", factory, "knows who asked"},
		{"ink code", "reading", "knows poems"},
		{"paper", "connection", "knows how it ends"},
		{"paper", "socket", "knows bytes"},
	} {
		d.Box(layer.class, box(i+1), layer.name)
		d.Text("muted small", box(i+1).Bottom().Add(0, 17), figure.Middle, layer.knows)
	}
	beside := func(road float64, n int) figure.Point { // in the space above layer n
		return figure.Point{X: road + words, Y: box(n).Y - (pitch-height)/2}
	}
	up := func(class string, road, from, to float64) {
		d.Lane(class, figure.Point{X: road, Y: from}, figure.Point{X: road, Y: to + 10})
		d.Arrow(class+" thick", figure.Point{X: road, Y: to + 10}, figure.Point{X: road, Y: to - 2})
	}

	up(figure.Callback, poems, box(4).Center().Y, asker.Y+height+4)
	for i, label := range []struct{ call, what string }{
		{"callback", "the poem"}, {"end", "the poem"}, {"DataReceived", "pieces"}, {"Read", "bytes"},
	} {
		d.Code(figure.Callback, beside(poems, i+1).Add(0, -2), label.call)
		d.Text("small", beside(poems, i+1).Add(0, 16), figure.Start, label.what)
	}

	from := box(3).Center().Y
	if complete {
		up(figure.Errback, failures, from, asker.Y+height+4)
		d.Code(figure.Errback, beside(failures, 1).Add(0, -2), "errback")
		d.Text("small", beside(failures, 1).Add(0, 16), figure.Start, "the reason")
	} else {
		end := box(1).Center().Y
		d.Lane(figure.Errback, figure.Point{X: failures, Y: from}, figure.Point{X: failures, Y: end + 10})
		d.Line("warn thick", figure.Point{X: failures - 18, Y: end}, figure.Point{X: failures + 18, Y: end})
		d.Text("warn small", figure.Point{X: failures + 26, Y: end + 4.5}, figure.Start, "no function for it")
	}
	d.Code(figure.Errback, beside(failures, 2).Add(0, -2), "end")
	d.Text("small", beside(failures, 2).Add(0, 16), figure.Start, "the reason")
	for i, reasons := range [][]string{{"it says nothing,", "or we panic"}, {"no server there,", "or it breaks"}} {
		at := figure.Point{X: failures, Y: box(2 + i).Center().Y}
		d.Line(figure.Errback, at, at.Add(words, 0))
		d.Text("errback small", at.Add(words+5, -4), figure.Start, reasons...)
	}
}

// A noting writer makes an event of each time that something is written.
type noting struct{ *trace.Recorder }

func (n noting) Write(p []byte) (int, error) {
	n.Record(trace.Event{Task: "get-stack", Kind: trace.Call, Note: string(p)})
	return len(p), nil
}

// stackFigure is who is on the stack when get-stack asks for a poem, and who when it fails.
func stackFigure(t *testing.T) []byte {
	recorder := trace.New().KeepStacks()
	chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
		w.RunApart(program.Env{Trace: recorder, Stderr: noting{recorder}}, "get-stack", "10001")
	})
	stacks := figure.Stacks{
		ID:    "06-stack",
		Title: "The stack when we ask, and when the failure comes",
		Desc:  "Two stacks, both on getStack. When we ask, ask stands on it. When the failure comes, anthology.run stands there, on it package reactor, and on that our factory and the errback. An arrow leads from the errback down to package reactor: a returned error, or a panic, would go there. On that stack there is no ask.",
	}
	for _, column := range [][2]string{{"ask", "when we ask"}, {"ask.func2", "when the failure comes"}} {
		e, err := figure.Calling(recorder.Trace(), column[0], 1)
		if err != nil {
			t.Fatal(err)
		}
		stacks.Stacks = append(stacks.Stacks, figure.Stack{Title: column[1], Event: e, Fold: true})
	}
	d, boxes := stacks.Draw()
	failed := stacks.Stacks[1].Event.Stack.Frames
	loop := boxes[1][slices.IndexFunc(failed, func(f trace.Frame) bool { return !f.Ours() })].Left().Add(-2, 0)
	errback := boxes[1][0].Left().Add(-2, 0)
	const aside = 12
	d.Arrow("warn thick", errback, errback.Add(-aside, 0), loop.Add(-aside, 0), loop)
	d.Text("warn small", errback.Add(-aside-8, 0), figure.End, "a returned error,", "or a panic,", "goes to the loop")
	return d.SVG()
}
