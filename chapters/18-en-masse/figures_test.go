package main

import (
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// The figures of the chapter, all from runs.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"frame": frameFigure(t, "18-frame", "A list of four Deferreds, and what it fires with", false, deferred.ConsumeErrors),
		"first": frameFigure(t, "18-first", "The same list, which fires with the first value", true, deferred.ConsumeErrors, deferred.FireOnOneCallback),
		"ways":  waysFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// waysFigure is three clients and the same four servers.
func waysFigure(t *testing.T) []byte {
	chart := figure.Timeline{
		ID:     "18-ways",
		Title:  "Three ways to wait for four poems",
		Desc:   "Three panels with a lane for each of four poems; the second ends at once in each of them. In the first panel, get, all begin at once and the last ends after 1.2 seconds. In the second, first, all begin at once and end together when poem 3 is complete, after 0.55 seconds. In the third, pool, poem 1 and poem 2 begin, poem 3 when poem 2 has ended, and poem 4 when poem 3 has, after 0.55 seconds; the last ends after 1.75 seconds.",
		Ends:   true,
		Legend: true,
	}
	for _, client := range clients {
		chapter.InWorld(t, func(t *testing.T, w *programtest.World) {
			args := []string{client.Name}
			for i, p := range paces {
				port := 10001 + i
				if p.poem != "" {
					w.Serve(port, p.poem, p.bytes, p.delay)
				}
				args = append(args, fmt.Sprint(port))
			}
			recorder := trace.New()
			w.Run(program.Env{Trace: recorder}, args...)
			var run trace.Trace
			for _, e := range recorder.Trace() {
				if number, ok := strings.CutPrefix(e.Task, "127.0.0.1:1000"); ok {
					e.Task = "poem " + number
					run = append(run, e)
				}
			}
			chart.Panels = append(chart.Panels, figure.Panel{Title: client.Name, Trace: run})
		})
	}
	return chart.SVG()
}

// An entry is a poem's way into a list, in a run.
type entry struct {
	title string        // "Slack Water", or in short why it did not come
	err   error         // with which it came to the list, or nil
	at    time.Duration // when it did
}

// listRun has the demo's four poems asked for in a world, and returns how they came to a list and with
// what that fired, and when.
func listRun(t *testing.T, callOff bool, options ...deferred.ListOption) (entries []entry, fired results, at time.Duration) {
	world := sim.NewWorld(sim.Conditions{Seed: 1, MinLatency: 5 * ms, MaxLatency: 10 * ms})
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	a := &anthology{env: &program.Env{Stdout: io.Discard, Stderr: io.Discard}, reactor: r}
	servers := &recital{r: r}
	entries = make([]entry, len(paces))
	var ordered poems
	for i, p := range paces {
		address := fmt.Sprintf("127.0.0.1:%d", 10001+i)
		if p.poem != "" {
			text := programtest.TextOf(t, p.poem)
			if _, err := r.ListenTCP(address, protocol.FactoryFunc(func(netip.AddrPort) protocol.Protocol {
				return &reciting{recital: servers, text: text, size: p.bytes, rest: p.delay}
			})); err != nil {
				t.Fatal(err)
			}
		}
		d := (&poem{anthology: a, task: fmt.Sprintf("poem %d", i+1), address: address}).order()
		d.Trace(fmt.Sprint(i), func(e deferred.Event) {
			if e.Stage != 0 || e.Kind != deferred.Called {
				return
			}
			entries[i] = entry{err: e.Err, at: r.Now()}
			if e.Err != nil {
				text := e.Err.Error()
				entries[i].title = strings.TrimPrefix(text[strings.LastIndex(text, ": ")+2:], "connection ")
			} else {
				entries[i].title, _, _ = strings.Cut(e.Value.(string), "\n")
			}
		})
		ordered = append(ordered, d)
	}
	deferred.List(ordered, options...).AddCallback(func(all results) (results, error) {
		fired, at = all, r.Now()
		if callOff {
			for _, d := range ordered {
				d.Cancel()
			}
		}
		r.CallLater(ms, func() { r.Stop() })
		return all, nil
	})
	if err := a.run(t.Context()); err != nil {
		t.Fatal(err)
	}
	return entries, fired, at
}

// frameFigure is a list as a frame around its members, and its result below.
func frameFigure(t *testing.T, id, title string, callOff bool, options ...deferred.ListOption) []byte {
	const (
		column, width = 106.0, 92.0
		top           = 26.0
		boxes         = top + 54
		bar           = boxes + 66
		cells         = bar + 96
	)
	entries, fired, at := listRun(t, callOff, options...)
	d := &figure.Drawing{ID: id, Title: title, Width: figure.Width, Height: cells + 34}
	var desc []string
	frame := figure.Rect{X: 2, Y: top, W: 436, H: bar + 28 - top}
	d.Frame("ink", frame, 6)
	x := func(i int) float64 { return 14 + float64(i)*column }
	for i, e := range entries {
		middle := x(i) + width/2
		lane, word := figure.Callback, "came"
		if e.err != nil {
			lane, word = figure.Errback, "failed"
		}
		d.Text("small", figure.Point{X: middle, Y: 14}, figure.Middle, fmt.Sprintf("poem %d", i+1))
		d.Line("lane "+lane, figure.Point{X: middle, Y: top + 32}, figure.Point{X: middle, Y: bar})
		d.Text("small", figure.Point{X: middle, Y: top + 20}, figure.Middle, e.title)
		box := figure.Rect{X: x(i), Y: boxes, W: width, H: 28}
		radius := 14.0
		if e.err != nil {
			radius = 0
		}
		d.Rect(lane, box, radius)
		d.Text("paper code", box.Center().Add(0, 4.8), figure.Middle, word)
		when := fmt.Sprintf("%.2f s", e.at.Seconds())
		d.Text("small", figure.Point{X: middle + 8, Y: bar - 14}, figure.Start, when)
		desc = append(desc, fmt.Sprintf("Poem %d: %s is called, with %s, and the list has it after %s.", i+1, word, e.title, when))
	}
	list := figure.Rect{X: frame.X, Y: bar, W: frame.W, H: 28}
	d.Rect(figure.Ink, list, 0)
	d.Text("paper code", list.Center().Add(0, 4.8), figure.Middle, "List")
	from := list.Center().X
	d.Line("lane callback", figure.Point{X: from, Y: list.Y + 34}, figure.Point{X: from, Y: cells - 8})
	d.Text("small", figure.Point{X: from + 12, Y: list.Y + 56}, figure.Start, fmt.Sprintf("fires after %.2f s", at.Seconds()))
	var parts []string
	for i, r := range fired {
		cell := figure.Rect{X: x(i), Y: cells, W: width, H: 30}
		if len(fired) == 1 {
			cell.X, cell.W = from-62, 124
		}
		e := entries[r.Index]
		class, radius := figure.Callback, 8.0
		if r.Err != nil {
			class, radius = figure.Errback, 0
		}
		d.Frame(class+" thick", cell, radius)
		text := e.title
		if len(fired) == 1 {
			text = fmt.Sprintf("%d: %s", r.Index, e.title)
		}
		d.Text("small", cell.Center().Add(0, 4.8), figure.Middle, text)
		parts = append(parts, text)
	}
	if len(fired) > 1 {
		d.Line("callback", figure.Point{X: x(0) + width/2, Y: cells - 8}, figure.Point{X: x(len(fired)-1) + width/2, Y: cells - 8})
		for i := range fired {
			d.Line("callback", figure.Point{X: x(i) + width/2, Y: cells - 8}, figure.Point{X: x(i) + width/2, Y: cells})
		}
	}
	desc = append(desc, fmt.Sprintf("The list fires after %.2f s, with: %s.", at.Seconds(), strings.Join(parts, ", ")))
	d.Desc = strings.Join(desc, " ")
	return d.SVG()
}
