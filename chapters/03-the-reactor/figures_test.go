package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/reactor"
	"slowpoetry/code/trace"
)

// The figures of the chapter, most of them drawn from what a program did.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"turns": turnsFigure(t, traced(t, "countdown -from 2")),
		"stack": stackFigure(t),
		"turn":  turnFigure(),
		"heap":  heapFigure(t),
		"drift": driftFigure(t, traced(t, "drift")),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// stackFigure is who has called tick, when the first alarm rings.
func stackFigure(t *testing.T) []byte {
	e, err := figure.Calling(chapter.StacksAlone(t, "countdown"), "counter.tick", 1)
	if err != nil {
		t.Fatal(err)
	}
	return figure.Stack{
		ID:      "03-stack",
		Title:   "Who calls tick",
		Desc:    "A stack of five calls. At the bottom is ours, countdown. On it stand three of the loop: run, ring and call. At the top is ours again: tick.",
		Event:   e,
		Library: "loop.go",
	}.SVG()
}

// turnsFigure is a run of the countdown as a sequence: who has the goroutine, from left to right.
func turnsFigure(t *testing.T, run trace.Trace) []byte {
	d := &figure.Drawing{
		ID:     "03-turns",
		Title:  "The loop and our code take turns",
		Desc:   "The loop waits, runs, and calls tick, which is our code. While tick runs the loop does not. Tick returns, and the loop waits again. The third time tick calls stop, and the loop runs to its end.",
		Width:  figure.Width,
		Height: 176,
	}
	const (
		loopRow, ourRow, height = 44.0, 112.0, 34.0
		waiting, running, tick  = 66.0, 15.0, 42.0 // widths: the order counts, not the time
	)
	d.Text("muted small", figure.Point{X: 0, Y: loopRow - 12}, figure.Start, "the loop")
	d.Text("muted small", figure.Point{X: 0, Y: ourRow + height + 20}, figure.Start, "our code")
	d.Line("grid thin", figure.Point{X: 0, Y: loopRow + height/2}, figure.Point{X: d.Width, Y: loopRow + height/2})
	d.Line("grid thin", figure.Point{X: 0, Y: ourRow + height/2}, figure.Point{X: d.Width, Y: ourRow + height/2})

	x, left, ours := 2.0, 2, false
	for _, e := range run {
		switch {
		case e.Task == "loop" && e.Kind == trace.Wait:
			d.Bar(trace.Wait, figure.Rect{X: x, Y: loopRow + 11, W: waiting, H: 12})
			x += waiting
		case e.Task == "loop" && e.Kind == trace.Run:
			if ours { // it comes back
				d.Arrow("ink", figure.Point{X: x + 5, Y: ourRow}, figure.Point{X: x + 5, Y: loopRow + height + 1})
				ours = false
			}
			d.Box("paper", figure.Rect{X: x, Y: loopRow, W: running, H: height})
			x += running
		case e.Task == "tea" && e.Kind == trace.Run:
			d.Arrow("ink", figure.Point{X: x - 5, Y: loopRow + height}, figure.Point{X: x - 5, Y: ourRow - 1})
			if left == 2 { // say it once
				d.Text("muted small", figure.Point{X: x - 12, Y: ourRow - 12}, figure.End, "calls")
				d.Text("muted small", figure.Point{X: x + tick + 6, Y: ourRow - 12}, figure.Start, "returns")
			}
			said := fmt.Sprint(left)
			if left == 0 {
				said = "ready"
			}
			x -= running
			box := figure.Rect{X: x + 5, Y: ourRow, W: tick + 15, H: height}
			d.Box("ink code", box, "tick")
			d.Text("small", box.Bottom().Add(0, 20), figure.Middle, said)
			x += tick + 10
			left--
			ours = true
		}
	}
	if left != -1 || x > d.Width {
		t.Errorf("the run of the figure has %d numbers left, and is %v wide", left, x)
	}
	return d.SVG()
}

// turnFigure is a turn of the library's loop.
func turnFigure() []byte {
	d := &figure.Drawing{
		ID:     "03-turn",
		Title:  "A turn of the reactor",
		Desc:   "A circle. The loop calls what other goroutines have asked for, then the calls that are due; then it waits, for a socket, for the next call to be due, or to be woken; then it calls the owners of the sockets that are ready, then what callbacks of this turn have put off, and begins again.",
		Width:  figure.Width,
		Height: 276,
	}
	const w, h = 150.0, 46.0
	incoming := figure.Rect{X: 22, Y: 24, W: w, H: h}
	due := figure.Rect{X: 268, Y: 24, W: w, H: h}
	wait := figure.Rect{X: 268, Y: 102, W: w, H: 70}
	ready := figure.Rect{X: 268, Y: 204, W: w, H: h}
	putOff := figure.Rect{X: 22, Y: 204, W: w, H: h}
	d.Arrow("ink thick", incoming.Right(), due.Left().Add(-1, 0))
	d.Arrow("ink thick", due.Bottom(), wait.Top().Add(0, -1))
	d.Arrow("ink thick", wait.Bottom(), ready.Top().Add(0, -1))
	d.Arrow("ink thick", ready.Left(), putOff.Right().Add(1, 0))
	d.Arrow("ink thick", putOff.Top().Add(-30, 0), incoming.Bottom().Add(-30, 1))
	d.Box("paper", incoming, "what goroutines", "have asked for")
	d.Box("paper", due, "calls that", "are due")
	d.Box("accent", wait)
	d.Text("accent strong", wait.Top().Add(0, 20), figure.Middle, "wait")
	d.Bar(trace.Wait, figure.Rect{X: wait.X + 12, Y: wait.Y + 29, W: wait.W - 24, H: 12})
	d.Text("small", wait.Top().Add(0, 60), figure.Middle, "socket, clock, Wake")
	d.Box("paper", ready, "sockets that", "are ready")
	d.Box("paper", putOff, "what callbacks", "have put off")

	ours := figure.Rect{X: 140, Y: 117, W: 84, H: 40}
	d.Box("ink", ours, "our code")
	for _, from := range []struct{ a, b figure.Point }{
		{figure.Point{X: incoming.X + w - 16, Y: incoming.Y + h}, ours.Top().Add(-14, -2)},
		{figure.Point{X: due.X + 16, Y: due.Y + h}, ours.Right().Add(2, -9)},
		{figure.Point{X: ready.X + 16, Y: ready.Y}, ours.Right().Add(2, 9)},
		{figure.Point{X: putOff.X + w - 16, Y: putOff.Y}, ours.Bottom().Add(-14, 2)},
	} {
		d.Arrow("accent", from.a, from.b)
	}
	return d.SVG()
}

// driftFigure is the ticks of two clocks, over the beats that they should keep.
func driftFigure(t *testing.T, run trace.Trace) []byte {
	d := &figure.Drawing{
		ID:     "03-drift",
		Title:  "Two clocks that are to tick every 50 ms",
		Desc:   "Twenty ticks of each clock over a ruler with a line every 50 ms. Those of the first come 5 ms later each, and the twentieth is almost two lines late. Those of the LoopingCall all begin on a line.",
		Width:  figure.Width,
		Height: 152,
	}
	const left, beat, ms = 2.0, 50, 0.39 // beat in milliseconds, ms in pixels
	at := func(since time.Duration) float64 { return left + float64(since.Milliseconds())*ms }
	for i := range 3 {
		mark := fmt.Sprintf("%.1f", float64(i)/2)
		if i == 2 {
			mark += " s"
		}
		d.Text("muted small", figure.Point{X: at(time.Duration(i) * time.Second / 2), Y: 144},
			[]figure.Align{figure.Start, figure.Middle, figure.Middle}[i], mark)
	}
	lanes := slices.DeleteFunc(run.Lanes(), func(l trace.Lane) bool { return l.Task == "reactor" })
	if len(lanes) != 2 {
		t.Fatalf("drift has %d clocks, want 2", len(lanes))
	}
	for i, name := range []string{"each asks for the next", "a LoopingCall"} {
		y := float64(i) * 66
		d.Text("small", figure.Point{X: left, Y: y + 14}, figure.Start, name)
		for line := range 23 {
			x, class := left+float64(line*beat)*ms, "grid thin"
			if line%10 == 0 {
				class = "muted thin"
			}
			d.Line(class, figure.Point{X: x, Y: y + 22}, figure.Point{X: x, Y: y + 60})
		}
		start := lanes[i].Spans[0].From
		for _, span := range lanes[i].Spans {
			if span.Kind == trace.Run {
				from, to := at(span.From-start), at(span.To-start)
				d.Rect(figure.Ink, figure.Rect{X: from, Y: y + 29, W: to - from, H: 24}, 0)
			}
		}
	}
	return d.SVG()
}

// What the text says about the two clocks.
func TestAClockThatAsksAfterEachTickIsLate(t *testing.T) {
	for i, lane := range slices.DeleteFunc(traced(t, "drift").Lanes(), func(l trace.Lane) bool { return l.Task == "reactor" }) {
		var ticks []time.Duration
		for _, span := range lane.Spans {
			if span.Kind == trace.Run {
				ticks = append(ticks, span.From-lane.Spans[0].From)
			}
		}
		if want := time.Duration(20*50+(1-i)*19*5) * time.Millisecond; len(ticks) != 20 || ticks[len(ticks)-1] != want {
			t.Errorf("%s: ticks at %v, want the twentieth of them at %v", lane.Task, ticks, want)
		}
	}
}

// heapFigure is the agenda of a reactor before and after a call in the middle of it is cancelled.
func heapFigure(t *testing.T) []byte {
	r, err := reactor.New(reactor.Config{Now: func() time.Duration { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	calls := map[int]*reactor.Call{}
	for _, ms := range []int{40, 25, 30, 80, 5, 90, 35, 60, 45, 70, 50, 55, 85, 20} {
		calls[ms] = r.CallLater(time.Duration(ms)*time.Millisecond, func() {})
	}
	before := agendaOf(r)
	const cancelled = 30
	calls[cancelled].Cancel()
	after := agendaOf(r)

	d := &figure.Drawing{
		ID:    "03-heap",
		Title: "The heap of calls, before and after one is cancelled",
		Desc: fmt.Sprintf("A tree of %d calls, each before its children. Level by level it is %s. Without the call in %d ms it is %s.",
			len(before), words(before), cancelled, words(after)),
		Width:  figure.Width,
		Height: 400,
	}
	drawHeap(d, 0, before, fmt.Sprintf("%d calls", len(before)), func(i int) string {
		if before[i] == cancelled {
			return figure.Warn
		}
		return figure.Ink
	})
	drawHeap(d, 212, after, fmt.Sprintf("without the one in %d ms", cancelled), func(i int) string {
		if after[i] != before[i] {
			return figure.Accent
		}
		return figure.Ink
	})
	return d.SVG()
}

// drawHeap draws a tree from top downwards, and beneath it the slice that it is.
func drawHeap(d *figure.Drawing, top float64, agenda []int, title string, class func(i int) string) {
	const level, side, cell = 44.0, 22.0, 31.0
	at := func(i int) figure.Point { // the middle of a slot in the tree
		child := func(parent float64, i int, pitch float64) float64 { return parent + (float64((i-1)%4)-1.5)*pitch }
		switch root := d.Width / 2; {
		case i == 0:
			return figure.Point{X: root, Y: top + 18}
		case i <= 4:
			return figure.Point{X: child(root, i, 106), Y: top + 18 + level}
		default:
			return figure.Point{X: child(child(root, (i-1)/4, 106), i, side+2), Y: top + 18 + 2*level}
		}
	}
	d.Text("muted small", figure.Point{X: 0, Y: top + 16}, figure.Start, title)
	for i := 1; i < len(agenda); i++ {
		d.Line("muted thin", at((i-1)/4).Add(0, side/2), at(i).Add(0, -side/2))
	}
	row := figure.Point{X: (d.Width - 14*cell) / 2, Y: top + 160}
	d.Cells(figure.Ink, row, cell, make([]string, len(agenda))...)
	for i, ms := range agenda {
		box := figure.Rect{X: at(i).X - side/2, Y: at(i).Y - side/2, W: side, H: side}
		d.Rect(figure.Paper, box, 2)
		d.Frame(class(i), box, 2)
		d.Text("code small "+class(i), at(i).Add(0, 4.5), figure.Middle, fmt.Sprint(ms))

		middle := row.X + (float64(i)+0.5)*cell
		d.Text("code small "+class(i), figure.Point{X: middle, Y: row.Y + 16.5}, figure.Middle, fmt.Sprint(ms))
		d.Text("muted small", figure.Point{X: middle, Y: row.Y - 6}, figure.Middle, fmt.Sprint(i))
	}
}

// agendaOf returns when the calls of a reactor are due, in milliseconds, slot by slot. The agenda
// is nobody's business; a figure may look.
func agendaOf(r *reactor.Reactor) []int {
	slots := reflect.ValueOf(r).Elem().FieldByName("agenda").FieldByName("slots")
	var list []int
	for i := range slots.Len() {
		list = append(list, int(time.Duration(slots.Index(i).FieldByName("due").Int()).Milliseconds()))
	}
	return list
}

// words returns numbers as a sentence has them.
func words(numbers []int) string { return strings.Trim(fmt.Sprint(numbers), "[]") }

// What the text says about the heap.
func TestAHeapIsInOrderFromParentToChild(t *testing.T) {
	r, err := reactor.New(reactor.Config{Now: func() time.Duration { return 0 }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, ms := range []int{7, 3, 9, 1, 8, 2, 6, 4, 5} {
		r.CallLater(time.Duration(ms)*time.Millisecond, func() {})
	}
	agenda := agendaOf(r)
	for i := 1; i < len(agenda); i++ {
		if agenda[i] < agenda[(i-1)/4] {
			t.Errorf("slot %d of %v comes before its parent", i, agenda)
		}
	}
	if slices.IsSorted(agenda) {
		t.Errorf("%v is in full order: a poor example", agenda)
	}
}

// traced runs a program, and returns its trace.
func traced(t *testing.T, line string) trace.Trace {
	t.Helper()
	_, run := chapter.Alone(t, line)
	return run
}
