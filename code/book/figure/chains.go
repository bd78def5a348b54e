package figure

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"slowpoetry/code/trace"
)

// Chains draws several chains small, side by side, each below its title: one chain in the several
// ways it can fire, perhaps, and before it has.
type Chains struct {
	ID    string // unique on the page
	Title string // what it is, for those who cannot see it
	Desc  string // what it shows, for them

	Chains  []Chain // with a Title each, and without an ID
	Columns int     // how many stand in a row
}

// The measures of a small chain, in units of a [Drawing].
const (
	smallHead  = 44.0 // from the top to the first box: the title, and the firing
	smallPitch = 50.0 // from one box to the next
	smallBox   = 22.0 // the height of a box
	smallFoot  = 46.0 // under the last gap: what came out, and the space to the next row
)

// A smallPlot is one of several chains that are being drawn.
type smallPlot struct {
	*Drawing
	journey
	corner Point // the upper left one of its cell
	width  float64
}

// SVG returns the drawing.
func (c Chains) SVG() []byte {
	stages := 0
	for _, chain := range c.Chains {
		stages = max(stages, len(chain.Stages))
	}
	cell := smallHead + float64(stages)*smallPitch + smallFoot
	rows := (len(c.Chains) + c.Columns - 1) / c.Columns
	d := &Drawing{ID: c.ID, Title: c.Title, Desc: c.Desc, Width: Width, Height: float64(rows)*cell - 18}
	width := Width / float64(c.Columns)
	for i, chain := range c.Chains {
		t := smallPlot{d, chain.journey(), Point{float64(i%c.Columns) * width, float64(i/c.Columns) * cell}, width}
		t.draw(chain)
	}
	return d.SVG()
}

// x returns where the middle of a lane is.
func (t smallPlot) x(s track) float64 { return t.box(s, 0).Center().X }

// box returns the place of a box in a lane, with its top at y.
func (t smallPlot) box(s track, y float64) Rect {
	const gap, margin = 3.0, 2.5
	w := (t.width - gap - 2*margin) / 2
	return Rect{t.corner.X + margin + float64(s)*(w+gap), y, w, smallBox}
}

func (t smallPlot) way(s track, from, to float64) {
	t.Lane(s.class(), Point{t.x(s), from}, Point{t.x(s), to})
}

func (t smallPlot) draw(c Chain) {
	top := t.corner.Y + smallHead
	end := top + float64(len(c.Stages))*smallPitch
	t.Text("strong small", Point{t.corner.X + t.width/2, t.corner.Y + 12}, Middle, fit("strong small", c.Title, t.width-6))
	for _, s := range []track{valueTrack, errorTrack} {
		t.Line("grid thick", Point{t.x(s), t.corner.Y + 22}, Point{t.x(s), end})
	}
	if t.fired {
		t.way(t.start, t.corner.Y+26, top)
	}
	for i, s := range c.Stages {
		y := top + float64(i)*smallPitch
		t.leg(t.legs[i], y)
		t.stage(s, t.legs[i], y)
	}
	if text, complaint := t.ending(); text != "" {
		class := "small"
		if complaint {
			class = "warn small"
		}
		t.Text(class, Point{t.corner.X + t.width/2, end + 18}, Middle, fit(class, t.result, t.width-6))
	}
}

// leg draws the way through the stage whose boxes have their top at y, and on to the next.
func (t smallPlot) leg(l leg, y float64) {
	below, next := y+smallBox, y+smallPitch
	switch {
	case !l.entered:
		return
	case !l.called && l.done: // it passes
		t.way(l.in, y, next)
		return
	}
	t.way(l.in, y, below-5)
	from := below
	if l.waited {
		t.Bar(trace.Wait, Rect{t.x(l.in) - 5.5, below, 11, 8})
		from += 10
	}
	if l.done && !l.waiting {
		t.Lane(l.out.class(), Point{t.x(l.in), from}, Point{t.x(l.in), from + 2}, Point{t.x(l.out), below + 18}, Point{t.x(l.out), next})
	}
}

// stage draws the boxes of a stage.
func (t smallPlot) stage(s Stage, l leg, y float64) {
	if s.Both != "" {
		a, b := t.box(valueTrack, y), t.box(errorTrack, y)
		r := Rect{a.X, y, b.X + b.W - a.X, smallBox}
		t.function(r, 4, l.in, l.called, s.Both)
		return
	}
	for i, name := range []string{s.Callback, s.Errback} {
		if name != "" {
			track := track(i)
			t.function(t.box(track, y), 9*float64(1-i), track, l.called && l.in == track, name)
		}
	}
}

// function draws a box, filled if it was called.
func (t smallPlot) function(r Rect, radius float64, s track, called bool, name string) {
	text := Muted
	if called {
		t.Rect(s.class(), r, radius)
		text = Paper
	} else {
		t.Rect(Paper, r, radius)
		class := s.class()
		if !t.fired && r.W > t.width/2 {
			class = Muted // for both lanes, and in neither yet
		}
		t.Frame(class+" thin", r, radius)
	}
	t.Text(text+" code", r.Center().Add(0, 4.8), Middle, fit("code", name, r.W-3))
}

// Text writes the chains in plain characters, side by side, each below its title.
func (c Chains) Text(w io.Writer) error {
	const gap = 2
	width := (textColumnsMost - gap*(len(c.Chains)-1)) / len(c.Chains)
	var columns [][]string
	lines := 0
	for _, chain := range c.Chains {
		var b bytes.Buffer
		if err := chain.text(&b, &chainText{columns: width, width: (width - 5) / 2, narrow: true}); err != nil {
			return err
		}
		column := append([]string{chain.Title}, strings.Split(strings.TrimRight(b.String(), "\n"), "\n")...)
		columns = append(columns, column)
		lines = max(lines, len(column))
	}
	for i := range lines {
		line := ""
		for n, column := range columns {
			if i < len(column) {
				line = pad(line, n*(width+gap)) + column[i]
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line, " ")); err != nil {
			return err
		}
	}
	return nil
}
