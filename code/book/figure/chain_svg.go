package figure

import (
	"fmt"
	"strings"

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
	innerGap   = 36.0 // from a box, or the frame of an inner chain, to the next frame, or box
	innerHead  = 54.0 // from the top of a frame to the first box in it
	innerFoot  = 16.0 // what the last stage in a frame is less high
	inset      = 16.0 // what an inner chain is narrower, on either side
)

// SVG returns the chain as a drawing: a stage is a row, its callback a box with round ends and its
// errback one with square ends, filled where it was called. The way of the result is the coloured
// line. A hatched piece of it is where the chain waited for another Deferred. The chain of that one
// may be there too, in a frame; the bar beside the frame is the time for which the outer one waited.
func (c Chain) SVG() []byte {
	d, _ := c.draw()
	return d.SVG()
}

// Live returns the chain as part of a page, without the style, which the page has. The attribute
// data-places of the root element says where the boxes are, in a list with commas: for each stage its
// chain and number, as in "/0" or "drawl/2", the left edges of the boxes in either lane, the width of
// one, and its top; and for each firing its chain, as in "/fire", the left edge, the width and the top
// of the place where it is told.
func (c Chain) Live() []byte {
	d, places := c.draw()
	return d.inline(fmt.Sprintf(` data-places="%s"`, escape(strings.Join(places, ","))))
}

// A chainPlot is a chain that is being drawn, or one within.
type chainPlot struct {
	*Drawing
	journey
	chain  Chain
	name   string // of the one within
	depth  int    // how deep it lies
	places *[]string
}

func (c Chain) draw() (d *Drawing, places []string) {
	height := chainHead + chainFoot
	for _, s := range c.Stages {
		height += s.height()
	}
	t := chainPlot{
		Drawing: &Drawing{ID: c.ID, Title: c.Title, Desc: c.desc(), Width: Width, Height: height},
		journey: c.journey(), chain: c, places: &places,
	}
	t.Text("callback strong", Point{valueTrack.x(), 12}, Middle, "values")
	t.Text("errback strong", Point{errorTrack.x(), 12}, Middle, "errors")
	end := height - chainFoot + 6
	t.lanes(22, end)
	t.start(0, chainHead)
	t.stages(c.Stages, chainHead, height-chainFoot)
	t.ending(end)
	return t.Drawing, places
}

// lanes draws where the way may lead.
func (t chainPlot) lanes(from, to float64) {
	for _, s := range []track{valueTrack, errorTrack} {
		t.Line("grid thick", Point{s.x(), from}, Point{s.x(), to})
	}
}

// start draws the firing, between the top of a chain and its first box.
func (t chainPlot) start(top, first float64) {
	a, b := t.place(valueTrack, 0), t.place(errorTrack, 0)
	*t.places = append(*t.places, fmt.Sprintf("%s/fire %s %s %s", t.name, num(a.X), num(b.X+b.W-a.X), num(first-27)))
	if t.fired {
		t.way(t.journey.start, first-22, first)
		t.beginning(Point{t.journey.start.x(), first - 21})
		t.label(t.journey.start, first-12, t.with)
	}
}

// stages draws stages, the first with the top of its boxes at y. The way out of the last leads to
// end.
func (t chainPlot) stages(stages []Stage, y, end float64) {
	for i, s := range stages {
		next, last := y+s.height(), i == len(stages)-1
		if last {
			next = end
		}
		t.leg(s, t.legs[i], y, next, last)
		t.stage(s, t.legs[i], y)
		a, b := t.place(valueTrack, y), t.place(errorTrack, y)
		*t.places = append(*t.places, fmt.Sprintf("%s/%d %s %s %s %s", t.name, i, num(a.X), num(b.X), num(a.W), num(y)))
		t.Text("muted number", Point{t.number(a.X), y + 20}, Start, fmt.Sprint(i+1))
		for n, inner := range s.Inner {
			t.within(inner, s.top(y, n), t.legs[i])
		}
		y = next
	}
}

// number returns where the number of a stage stands whose boxes begin at x.
func (t chainPlot) number(x float64) float64 {
	if t.depth == 0 {
		return 0
	}
	return x - 15
}

// beginning marks where the result comes from.
func (t chainPlot) beginning(p Point) {
	if t.journey.start == valueTrack {
		t.Disc(Callback, p, 7)
	} else {
		t.Rect(Errback, Rect{p.X - 7, p.Y - 7, 14, 14}, 0)
	}
}

// place returns the place of a box in a lane, with its top at y.
func (t chainPlot) place(s track, y float64) Rect {
	r := s.box(y)
	narrower := inset * float64(min(t.depth, 4))
	return Rect{r.X + narrower, r.Y, r.W - 2*narrower, r.H}
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

// leg draws the way through the stage s, whose boxes have their top at y, and on to the next. What
// leaves the last one is for ending to tell.
func (t chainPlot) leg(s Stage, l leg, y, next float64, last bool) {
	if !l.entered {
		return
	}
	below := y + boxHeight
	if !l.called && l.done { // it passes
		t.way(l.in, y, next)
		return
	}
	t.way(l.in, y, below-5) // its end reaches 4.5 further
	from, inner := below, s.inner(l.awaits)
	switch {
	case l.waited && inner >= 0:
		t.Bar(trace.Wait, Rect{l.in.x() - 5.5, below, 11, s.top(y, inner) - below})
		t.label(l.in, below+22, "waits for "+l.awaits)
	case l.waited:
		t.Bar(trace.Wait, Rect{l.in.x() - 5.5, below, 11, hatchSize})
		from += hatchSize + 4 // the line's end reaches back so far
	}
	switch {
	case l.waiting && inner < 0:
		t.label(l.in, next-12, "waits for another Deferred")
		return
	case !l.done:
		return
	case l.waited && inner >= 0:
		t.way(l.out, s.top(y, inner)+s.Inner[inner].height(), next)
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

// ending says what came out.
func (t chainPlot) ending(y float64) {
	text, complaint := t.journey.ending()
	if text == "" {
		t.Text("muted", Point{22, y + 22}, Start, fit("", t.chain.Waits(), Width-24))
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
