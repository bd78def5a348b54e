package figure

import (
	"fmt"

	"slowpoetry/code/trace"
)

// The measures of a chain, in units of a [Drawing].
const (
	chainHead  = 46.0 // from the top to the first box: the headings, and the firing
	chainPitch = 82.0 // from one box to the next
	chainFoot  = 34.0 // under the last gap: what came out
	boxHeight  = 30.0
	boxWidth   = 198.0
	hatchSize  = 18.0 // of what stands for waiting
	crossing   = 26.0 // the height in which the way changes the lane
)

// SVG returns the chain as a drawing: a stage is a row, its callback a box with round ends and its
// errback one with square ends, filled where it was called. The way of the result is the coloured
// line. A hatched piece of it is where the chain waited for another Deferred.
func (c Chain) SVG() []byte { return c.draw().SVG() }

// Live returns the chain as part of a page, without the style, which the page has. The root element
// says where the boxes are: data-values and data-errors have the left edge of those in either lane,
// data-width and data-height the size of each, data-y0 the top of the first and data-pitch the way
// from there to the next.
func (c Chain) Live() []byte {
	box := valueTrack.box(chainHead)
	return c.draw().inline(fmt.Sprintf(` data-values="%s" data-errors="%s" data-width="%s" data-height="%s" data-y0="%s" data-pitch="%s"`,
		num(box.X), num(errorTrack.box(0).X), num(box.W), num(box.H), num(box.Y), num(chainPitch)))
}

// A chainPlot is a chain that is being drawn.
type chainPlot struct {
	*Drawing
	journey
}

func (c Chain) draw() *Drawing {
	height := chainHead + float64(len(c.Stages))*chainPitch + chainFoot
	t := chainPlot{
		&Drawing{ID: c.ID, Title: c.Title, Desc: c.desc(), Width: Width, Height: height},
		c.journey(),
	}
	t.Text("callback strong", Point{valueTrack.x(), 12}, Middle, "values")
	t.Text("errback strong", Point{errorTrack.x(), 12}, Middle, "errors")
	end := height - chainFoot + 6
	for _, s := range []track{valueTrack, errorTrack} {
		t.Line("grid thick", Point{s.x(), 22}, Point{s.x(), end})
	}
	if t.fired {
		t.way(t.start, 24, chainHead)
		t.beginning(Point{t.start.x(), 25})
		t.label(t.start, chainHead-12, t.with)
	}
	for i, s := range c.Stages {
		y := chainHead + float64(i)*chainPitch
		t.leg(t.legs[i], y, i == len(c.Stages)-1)
		t.stage(s, t.legs[i], y)
		t.Text("muted number", Point{0, y + 20}, Start, fmt.Sprint(i+1))
	}
	t.ending(end)
	return t.Drawing
}

// beginning marks where the result comes from.
func (t chainPlot) beginning(p Point) {
	if t.start == valueTrack {
		t.Disc(Callback, p, 7)
	} else {
		t.Rect(Errback, Rect{p.X - 7, p.Y - 7, 14, 14}, 0)
	}
}

// x returns where the middle of a lane is.
func (s track) x() float64 { return s.box(0).Center().X }

// box returns the place of a box in a lane, with its top at y.
func (s track) box(y float64) Rect {
	return Rect{22 + float64(s)*(Width-22-boxWidth-1), y, boxWidth, boxHeight}
}

// class returns the colour of a lane.
func (s track) class() string { return [...]string{Callback, Errback}[s] }

// way draws the way of a result down a lane.
func (t chainPlot) way(s track, from, to float64) {
	t.Lane(s.class(), Point{s.x(), from}, Point{s.x(), to})
}

// label writes a result beside its way, on the side where the other lane is.
func (t chainPlot) label(s track, y float64, text string) {
	text = fit("", text, valueTrack.gap())
	if s == valueTrack {
		t.Text("halo", Point{s.x() + 12, y}, Start, text)
	} else {
		t.Text("halo", Point{s.x() - 12, y}, End, text)
	}
}

// gap returns the room for a label between the lanes.
func (track) gap() float64 { return errorTrack.x() - valueTrack.x() - 30 }

// leg draws the way through the stage whose boxes have their top at y, and on to the next. What
// leaves the last one is for ending to tell.
func (t chainPlot) leg(l leg, y float64, last bool) {
	if !l.entered {
		return
	}
	below, next := y+boxHeight, y+chainPitch
	if !l.called && l.done { // it passes
		t.way(l.in, y, next)
		return
	}
	t.way(l.in, y, below-5) // its end reaches 4.5 further
	from := below
	if l.waited {
		t.Bar(trace.Wait, Rect{l.in.x() - 5.5, below, 11, hatchSize})
		from += hatchSize + 4 // the line's end reaches back so far
	}
	switch {
	case l.waiting:
		t.label(l.in, next-12, "waits for another Deferred")
		return
	case !l.done:
		return
	case l.in == l.out:
		t.way(l.out, from, next)
	default:
		to := max(below+crossing, from+14)
		middle := num((from + to) / 2)
		t.Path("lane "+l.out.class(), fmt.Sprintf("M%s %sC%s %s %s %s %s %sV%s", num(l.in.x()), num(from),
			num(l.in.x()), middle, num(l.out.x()), middle, num(l.out.x()), num(to), num(next)))
	}
	if !last {
		t.label(l.out, next-9, l.result)
	}
}

// stage draws the boxes of a stage.
func (t chainPlot) stage(s Stage, l leg, y float64) {
	if s.Both != "" {
		t.both(s.Both, l, y)
		return
	}
	t.box(valueTrack, s.Callback, l, y)
	t.box(errorTrack, s.Errback, l, y)
}

// box draws the box of a function, if there is one: filled if it was called, with a frame around it
// while it runs.
func (t chainPlot) box(s track, name string, l leg, y float64) {
	if name == "" {
		return
	}
	r, radius := s.box(y), [...]float64{boxHeight / 2, 0}[s]
	text := Muted
	if l.called && l.in == s {
		t.Rect(s.class(), r, radius)
		text = Paper
	} else {
		t.Rect(Paper, r, radius)
		t.Frame(s.class()+" thin", r, radius)
	}
	if l.called && l.in == s && !l.done && !l.waiting {
		t.Frame(Accent+" thick", Rect{r.X - 4, r.Y - 4, r.W + 8, r.H + 8}, radius+4*float64(1-s))
	}
	t.Text(text+" code", r.Center().Add(0, 4.8), Middle, fit("code", name, r.W-14))
}

// both draws a function for values and errors, as a box across the lanes: its left end is round,
// its right end square.
func (t chainPlot) both(name string, l leg, y float64) {
	a, b := valueTrack.box(y), errorTrack.box(y)
	radius := boxHeight / 2
	outline := fmt.Sprintf("M%s %sH%sv%sH%sa%s %s 0 0 1 0 -%sz", num(a.X+radius), num(a.Y), num(b.X+b.W), num(a.H),
		num(a.X+radius), num(radius), num(radius), num(boxHeight))
	text := Muted
	if l.called {
		t.Path("fill "+l.in.class(), outline)
		text = Paper
	} else {
		t.Path("fill paper", outline)
		t.Path("line muted thin", outline)
	}
	if l.called && !l.done && !l.waiting {
		t.Frame(Accent+" thick", Rect{a.X - 4, a.Y - 4, b.X + b.W - a.X + 8, a.H + 8}, 4)
	}
	t.Text(text+" code", Point{(a.X + b.X + b.W) / 2, a.Y + a.H/2 + 4.8}, Middle, fit("code", name, b.X+b.W-a.X-24))
}

// ending says what came out.
func (t chainPlot) ending(y float64) {
	text, complaint := t.journey.ending()
	if text == "" {
		return
	}
	class := "strong"
	if complaint {
		class = "warn strong"
		x := t.end.x()
		t.Line("warn thick", Point{x - 12, y + 1}, Point{x + 12, y + 1})
	}
	text = fit(class, text, Width-24)
	if t.end == valueTrack {
		t.Text(class, Point{22, y + 22}, Start, text)
	} else {
		t.Text(class, Point{Width, y + 22}, End, text)
	}
}
