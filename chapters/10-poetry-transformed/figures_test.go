package main

import (
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program"
	"slowpoetry/code/book/program/programtest"
	"slowpoetry/code/deferred"
)

// The figures of the chapter: the chains of its clients, before they fire and fired in every way
// there is.
func TestFigures(t *testing.T) {
	figuretest.Golden(t, "figures/together.svg", firings(t, "together", "5.0", together))
	figuretest.Golden(t, "figures/apart.svg", firings(t, "apart", "5.1", apart))
	figuretest.Golden(t, "figures/then.svg", thenFigure())
}

// firings returns the picture of a client's chain, unfired, and fired with each of four poems.
func firings(t *testing.T, name, client string, expect expect) []byte {
	f := figure.Chains{
		ID:      "10-" + name,
		Title:   "The chain of client " + client + ", and four ways to fire it",
		Columns: 3,
	}
	for _, way := range []struct {
		title, name string
		err         error
	}{
		{"not fired", "", nil},
		{"the engine works", "tide", nil},
		{"an unknown letter", "splitflap", nil},
		{"the engine panics", "kettle", nil},
		{"there is no poem", "", errors.Join(syscall.ECONNREFUSED)},
	} {
		env := &program.Env{Stdout: io.Discard, Stderr: io.Discard}
		p := &poem{anthology: &anthology{env: env, missing: 2}} // so there is no reactor to be stopped
		d := draw(deferred.New[string]())
		expect(p, d)
		switch {
		case way.err != nil:
			d.Errback(way.err)
		case way.name != "":
			d.Callback(programtest.TextOf(t, way.name))
		}
		c := d.Chain()
		c.Title = way.title
		f.Chains = append(f.Chains, c)
		if steps := c.Steps(); len(steps) > 0 {
			f.Desc += strings.ToUpper(way.title[:1]) + way.title[1:] + ": " + strings.Join(steps, " ") + " "
		}
	}
	f.Desc = strings.TrimSpace(f.Desc)
	return f.SVG()
}

// thenFigure is two Deferreds of different types, with a function from one to the other.
func thenFigure() []byte {
	const (
		values, errors = 121.0, 330.0 // the lanes
		height         = 30.0         // of a box
		end            = 336.0
	)
	d := &figure.Drawing{
		ID:     "10-then",
		Title:  "From a Deferred of a string to a Deferred of a sheet",
		Desc:   "Two frames, one above the other. In the upper one, a Deferred of a string, are the callback drawl and the errback original; in the lower one, a Deferred of a sheet, framed and unframed side by side, and hung across both lanes. Two lanes lead down from the upper frame into the lower one. Between the frames the lane of values leads through a box, typeset, and the lane of errors through none.",
		Width:  figure.Width,
		Height: end + 4,
	}
	for _, f := range []struct {
		y, height float64
		title     string
	}{{2, 126, "Deferred[string]"}, {204, 128, "Deferred[sheet]"}} {
		d.Frame("muted thin", figure.Rect{X: 1, Y: f.y, W: d.Width - 2, H: f.height}, 4)
		d.Text("code muted", figure.Point{X: (values + errors) / 2, Y: f.y + 20}, figure.Middle, f.title)
	}
	d.Lane(figure.Callback, figure.Point{X: values, Y: 10}, figure.Point{X: values, Y: end})
	d.Lane(figure.Errback, figure.Point{X: errors, Y: 14}, figure.Point{X: errors, Y: end})
	box := func(class string, y float64, name string) {
		r := figure.Rect{X: values - 92, Y: y, W: 184, H: height}
		radius := height / 2
		if class == figure.Errback {
			r.X, radius = errors-92, 0
		}
		d.Rect(class, r, radius)
		d.Text("paper code", r.Center().Add(0, 4.8), figure.Middle, name)
	}
	box(figure.Callback, 36, "drawl")
	box(figure.Errback, 84, "original")
	box(figure.Callback, 151, "typeset")
	box(figure.Callback, 238, "framed")
	box(figure.Errback, 238, "unframed")
	d.Rect(figure.Ink, figure.Rect{X: values - 92, Y: 286, W: errors - values + 184, H: height}, 2)
	d.Text("paper code", figure.Point{X: (values + errors) / 2, Y: 286 + height/2 + 4.8}, figure.Middle, "hung")
	for _, label := range []struct {
		x, y float64
		text string
	}{{values, 145, "string"}, {values, 198, "sheet"}, {errors, 170, "error"}} {
		d.Text("halo small", figure.Point{X: label.x + 12, Y: label.y}, figure.Start, label.text)
	}
	return d.SVG()
}
