package figure_test

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/trace"
)

const (
	ms = time.Millisecond
	µs = time.Microsecond
)

// A stay is a state, and how long a task is in it.
type stay struct {
	kind trace.Kind
	long time.Duration
}

// task returns the trace of one task, from start until it ends.
func task(name string, start time.Duration, stays ...stay) trace.Trace {
	var t trace.Trace
	for _, s := range stays {
		t = append(t, trace.Event{At: start, Task: name, Kind: s.kind})
		start += s.long
	}
	return append(t, trace.Event{At: start, Task: name, Kind: trace.End})
}

// together returns one trace of all the events, in the order of time.
func together(traces ...trace.Trace) trace.Trace {
	all := slices.Concat(traces...)
	slices.SortStableFunc(all, func(a, b trace.Event) int { return cmp.Compare(a.At, b.At) })
	return all
}

// poem returns the trace of a poem that comes in pieces, one every delay, while the task stays in
// the state idle in between.
func poem(name string, start, delay time.Duration, pieces int, idle trace.Kind) trace.Trace {
	at := start
	t := trace.Trace{{At: at, Task: name, Kind: trace.Run}}
	for i := range pieces {
		t = append(t, trace.Event{At: at + 80*µs, Task: name, Kind: idle})
		at += delay
		size := 10
		if i == pieces-1 {
			size = 4
		}
		t = append(t,
			trace.Event{At: at, Task: name, Kind: trace.Run},
			trace.Event{At: at, Task: name, Kind: trace.Receive, Bytes: size})
	}
	return append(t, trace.Event{At: at + 80*µs, Task: name, Kind: trace.End})
}

// visits returns a client that asks three servers for their poems, one after another or all
// at once.
func visits(atOnce bool, pieces int) trace.Trace {
	delays := []time.Duration{20 * ms, 40 * ms, 30 * ms}
	var all []trace.Trace
	var start time.Duration
	for i, delay := range delays {
		idle := trace.Block
		if atOnce {
			idle = trace.Wait
		}
		t := poem(fmt.Sprintf("poem %d", i+1), start, delay, pieces, idle)
		if !atOnce {
			start = t.Duration()
		}
		all = append(all, t)
	}
	return together(all...)
}

// jobs returns three jobs that work, wait and work again, under one of two models.
func jobs(interleaved bool) trace.Trace {
	w := func(n int) time.Duration { return time.Duration(n) * 100 * ms }
	if interleaved {
		return together(
			task("job 1", 0, stay{trace.Run, w(3)}, stay{trace.Wait, w(9)}, stay{trace.Run, w(3)}),
			task("job 2", 0, stay{trace.Ready, w(3)}, stay{trace.Run, w(3)}, stay{trace.Wait, w(9)}, stay{trace.Run, w(3)}),
			task("job 3", 0, stay{trace.Ready, w(6)}, stay{trace.Run, w(3)}, stay{trace.Wait, w(9)}, stay{trace.Run, w(3)}))
	}
	var all []trace.Trace
	for i := range 3 {
		all = append(all, task(fmt.Sprintf("job %d", i+1), w(15*i),
			stay{trace.Run, w(3)}, stay{trace.Block, w(9)}, stay{trace.Run, w(3)}))
	}
	return together(all...)
}

// gallery is one figure of each sort, by name.
func gallery() map[string][]byte {
	return map[string][]byte{
		"diagram":   diagram(),
		"crossover": crossover(),
		"log":       latencies(),
		"clients": figure.Timeline{
			ID:    "test-clients",
			Title: "Two clients and three slow poems",
			Desc:  "The blocking client takes the sum of the three times, the asynchronous one the longest.",
			Panels: []figure.Panel{
				{Title: "Blocking", Trace: visits(false, 50)},
				{Title: "Asynchronous", Trace: visits(true, 50)},
			},
			Ends: true,
		}.SVG(),
		"few": figure.Timeline{
			ID:    "test-few",
			Title: "Two clients and three short poems",
			Desc:  "The blocking client takes the sum of the three times, the asynchronous one the longest.",
			Panels: []figure.Panel{
				{Title: "Blocking", Trace: visits(false, 8)},
				{Title: "Asynchronous", Trace: visits(true, 8)},
			},
			Ends: true,
		}.SVG(),
		"models": figure.Timeline{
			ID:    "test-models",
			Title: "Three jobs under two models",
			Desc:  "One after another, each job keeps the others waiting; interleaved, their waits overlap.",
			Panels: []figure.Panel{
				{Title: "One after another", Trace: jobs(false)},
				{Title: "Interleaved", Trace: jobs(true)},
			},
			Totals: []trace.Kind{trace.Run, trace.Wait},
			Ends:   true,
			Legend: true,
		}.SVG(),
		"stack":  figure.Stack{ID: "test-stack", Title: "A stack", Desc: "Ours, a library's, ours.", Event: deep[1]}.SVG(),
		"stacks": twoStacks.SVG(),
		"events": figure.Timeline{
			ID:    "test-events",
			Title: "Two requests, one of them cancelled",
			Desc:  "The first request is answered after 40 milliseconds; the second is cancelled after 60.",
			Panels: []figure.Panel{{Trace: together(
				task("request 1", 0, stay{trace.Run, 5 * ms}, stay{trace.Wait, 35 * ms}, stay{trace.Run, 8 * ms}),
				task("request 2", 8*ms, stay{trace.Run, 5 * ms}, stay{trace.Wait, 47 * ms}),
				trace.Trace{
					{At: 4 * ms, Task: "request 1", Kind: trace.Send, Bytes: 20},
					{At: 12 * ms, Task: "request 2", Kind: trace.Send, Bytes: 20},
					{At: 40 * ms, Task: "request 1", Kind: trace.Receive, Bytes: 400},
					{At: 41 * ms, Task: "request 1", Kind: trace.Fire, Note: "a poem"},
					{At: 60 * ms, Task: "request 2", Kind: trace.Cancel, Note: "too late"},
				})}},
			Notes: true,
		}.SVG(),
	}
}

// crossover is a chart with two lines that meet.
func crossover() []byte {
	var one, inter, threads figure.Series
	one.Name, inter.Name, threads.Name = "one after another", "interleaved", "a thread each"
	for i := range 9 {
		wait := float64(i) * 25
		one.Points = append(one.Points, figure.Point{X: wait, Y: 3 * (100 + wait)})
		inter.Points = append(inter.Points, figure.Point{X: wait, Y: 360 + wait*0.4})
		threads.Points = append(threads.Points, figure.Point{X: wait, Y: 330 + wait})
	}
	return figure.Chart{
		ID: "test-crossover", Title: "When interleaving wins", Desc: "It wins from 23 ms of waiting on.",
		X:      figure.Axis{Label: "waiting per job, ms"},
		Y:      figure.Axis{Label: "time for three jobs, ms"},
		Series: []figure.Series{inter, one, threads},
		Marks:  []figure.Mark{{At: figure.Point{X: 23, Y: 369}, Text: "from 23 ms on, it wins"}},
	}.SVG()
}

// latencies is a chart with two logarithmic axes.
func latencies() []byte {
	var a, b figure.Series
	a.Name, b.Name = "epoll", "select"
	for n := 1.0; n <= 100000; n *= 10 {
		a.Points = append(a.Points, figure.Point{X: n, Y: 1.2})
		b.Points = append(b.Points, figure.Point{X: n, Y: 0.8 + n*0.05})
	}
	return figure.Chart{
		ID: "test-log", Title: "The cost of one wait", Desc: "epoll stays at a microsecond, select grows with the sockets.",
		X:      figure.Axis{Label: "sockets", Log: true},
		Y:      figure.Axis{Label: "time of one wait, µs", Log: true},
		Series: []figure.Series{a, b},
	}.SVG()
}

// diagram has one of each part.
func diagram() []byte {
	d := &figure.Drawing{ID: "test-diagram", Title: "One of each", Desc: "Every part of a diagram, once.", Width: figure.Width, Height: 400}
	loop := figure.Point{X: 110, Y: 100}
	d.Arc("ink thick", loop, 70, -60, 60)
	d.Arc("ink thick", loop, 70, 120, 240)
	ask := figure.Rect{X: 60, Y: 14, W: 100, H: 34}
	call := figure.Rect{X: 60, Y: 152, W: 100, H: 34}
	d.Box(figure.Paper+" code", ask, "Wait()")
	d.Box(figure.Ink+" code", call, "read(s)")
	d.Text("muted small", loop, figure.Middle, "the loop")
	d.Arrow("accent", call.Right(), figure.Point{X: 230, Y: call.Right().Y}, figure.Point{X: 230, Y: 60}, figure.Point{X: 280, Y: 60})
	d.Text("accent small", figure.Point{X: 288, Y: 64}, figure.Start, "a poem, some day")
	d.Code("ink", figure.Point{X: 260, Y: 100}, "for {", "    ready := p.Wait()", "    read(ready)", "}")
	row := d.Cells("ink", figure.Point{X: 20, Y: 220}, 36, "e2", "80", "94", "20", "61", "", "")
	d.Brace("accent", row.X, row.X+3*36-2, row.Y+row.H+4, 5)
	d.Text("small accent", figure.Point{X: row.X + 54, Y: row.Y + row.H + 30}, figure.Middle, "one character: —")
	d.Lane(figure.Callback, figure.Point{X: 40, Y: 310}, figure.Point{X: 180, Y: 310})
	d.Lane(figure.Errback, figure.Point{X: 40, Y: 335}, figure.Point{X: 180, Y: 335})
	d.Lane(figure.Callback, figure.Point{X: 220, Y: 310}, figure.Point{X: 380, Y: 310})
	d.Lane(figure.Errback, figure.Point{X: 220, Y: 335}, figure.Point{X: 380, Y: 335})
	d.Arrow("errback", figure.Point{X: 180, Y: 316}, figure.Point{X: 214, Y: 332})
	d.Box(figure.Warn, figure.Rect{X: 20, Y: 360, W: 120, H: 30}, "nobody listens")
	d.Circle("ink", figure.Point{X: 180, Y: 375}, 12)
	d.Disc("accent", figure.Point{X: 210, Y: 375}, 6)
	for i, state := range []trace.Kind{trace.Run, trace.Wait, trace.Block, trace.Ready} {
		d.Bar(state, figure.Rect{X: 240 + float64(i)*48, Y: 369, W: 40, H: 12})
	}
	return d.SVG()
}
