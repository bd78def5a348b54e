package figure

import (
	"cmp"
	"fmt"
	"slices"
)

// A Chart draws how numbers depend on a number: a line for each series, with its name at its end.
type Chart struct {
	ID          string // unique on the page: chapter and name, as in "01-crossover"
	Title, Desc string // what it is, and what it shows, for those who cannot see it

	X, Y   Axis
	Series []Series // the first is the one to look at
	Marks  []Mark
}

// An Axis says how numbers become places.
type Axis struct {
	Label    string  // what the numbers are, with their unit
	From, To float64 // the ends; when both are 0, those that the data need
	Log      bool    // equal lengths are equal ratios: numbers must be more than 0
}

// A Series is one line of a [Chart].
type Series struct {
	Name   string // written at its end
	Points []Point
}

// A Mark is a point of a [Chart] to look at, with a remark.
type Mark struct {
	At   Point
	Text string
}

// The lines differ in colour, in stroke and in the shape of their points, so that each of the
// three is enough.
var lineClasses = []string{"accent thick", "ink", "run dash", "muted dashdot", "callback", "errback dash"}

const (
	chartHeight = 300.0
	plotTop     = 34.0
	plotBottom  = 252.0
	nameLimit   = 130.0
)

// SVG returns the chart as a drawing. Numbers that are not finite, and those that a logarithm does
// not take, are left out.
func (c Chart) SVG() []byte {
	d := &Drawing{ID: c.ID, Title: c.Title, Desc: c.Desc, Width: Width, Height: chartHeight}
	c.Series = c.clean()
	x, y := c.axes()

	xNumbers, yNumbers := x.numbers(6), y.numbers(5)
	left, names := 0.0, 0.0
	for _, n := range yNumbers {
		left = max(left, TextWidth("number", n.text))
	}
	for _, s := range c.Series {
		names = max(names, min(TextWidth("small", s.Name), nameLimit))
	}
	x.start, x.end = left+8, Width-names-12
	y.start, y.end = plotBottom, plotTop

	c.drawAxes(d, x, y, xNumbers, yNumbers)
	lines := make([][]Point, len(c.Series))
	for i, s := range slices.Backward(c.Series) { // so that the first lies on top
		lines[i] = s.places(x, y)
		drawSeries(d, i, lines[i])
	}
	c.drawNames(d, lines, x.end)
	for _, m := range c.Marks {
		m.draw(d, x, y, lines)
	}
	return d.SVG()
}

// clean returns the series with what cannot be drawn left out, and their points from left to right.
func (c Chart) clean() []Series {
	var list []Series
	for _, s := range c.Series {
		s.Points = slices.DeleteFunc(slices.Clone(s.Points), func(p Point) bool {
			return !c.X.takes(p.X) || !c.Y.takes(p.Y)
		})
		slices.SortStableFunc(s.Points, func(a, b Point) int { return cmp.Compare(a.X, b.X) })
		list = append(list, s)
	}
	return list
}

// axes returns the scales, wide enough for the data.
func (c Chart) axes() (x, y chartScale) {
	x, y = newScale(c.X), newScale(c.Y)
	for _, s := range c.Series {
		for _, p := range s.Points {
			x.include(p.X)
			y.include(p.Y)
		}
	}
	if c.Y.From == 0 && c.Y.To == 0 && !c.Y.Log {
		y.include(0)
	}
	x.close(false)
	y.close(true)
	return x, y
}

// drawAxes draws the axes, their numbers, and thin lines that lead from those of y into the chart.
func (c Chart) drawAxes(d *Drawing, x, y chartScale, xNumbers, yNumbers []number) {
	grid := ""
	for _, n := range yNumbers {
		at := y.at(n.value)
		grid += fmt.Sprintf("M%s %sH%s", num(x.start), num(at), num(x.end))
		d.Text("muted number", Point{x.start - 8, at + 4.5}, End, n.text)
	}
	if grid != "" {
		d.Path("line grid thin", grid)
	}
	axis := fmt.Sprintf("M%s %sH%s", num(x.start), num(plotBottom), num(x.end))
	for _, n := range xNumbers {
		at := x.at(n.value)
		axis += fmt.Sprintf("M%s %sv4", num(at), num(plotBottom))
		d.Text("muted number", Point{at, plotBottom + 18}, Middle, n.text)
	}
	d.Path("line muted thin", axis)
	d.Text("muted small", Point{(x.start + x.end) / 2, plotBottom + 40}, Middle, fit("small", c.X.Label, Width))
	d.Text("muted small", Point{0, plotTop - 18}, Start, fit("small", c.Y.Label, Width))
}

// places returns where those points of the series lie that lie in the chart.
func (s Series) places(x, y chartScale) []Point {
	var list []Point
	for _, p := range s.Points {
		if x.holds(p.X) && y.holds(p.Y) {
			list = append(list, Point{x.at(p.X), y.at(p.Y)})
		}
	}
	return list
}

// drawSeries draws a line, and a shape at each of its points when there are few.
func drawSeries(d *Drawing, index int, points []Point) {
	if len(points) == 0 {
		return
	}
	class := lineClasses[index%len(lineClasses)]
	d.Line(class, points...)
	if len(points) > 12 { // the last will do, where the name stands
		points = points[len(points)-1:]
	}
	for _, p := range points {
		shape(d, index, class, p)
	}
}

// shape draws the shape of the series with this index.
func shape(d *Drawing, index int, class string, p Point) {
	colour := "fill " + firstWord(class)
	at := func(dx, dy float64) string { return num(p.X+dx) + " " + num(p.Y+dy) }
	switch index % 4 {
	case 0:
		d.Disc(firstWord(class), p, 3.6)
	case 1:
		d.Path(colour, "M"+at(-3, -3)+"h6v6h-6z")
	case 2:
		d.Path(colour, "M"+at(0, -4.2)+"l4 7h-8z")
	case 3:
		d.Path(colour, "M"+at(0, -4.4)+"l4.4 4.4l-4.4 4.4l-4.4 -4.4z")
	}
}

// drawNames writes the names of the series at the ends of their lines, and keeps them from lying
// over each other.
func (c Chart) drawNames(d *Drawing, lines [][]Point, x float64) {
	type name struct {
		index int
		y     float64
	}
	var names []name
	for i, points := range lines {
		if len(points) > 0 {
			names = append(names, name{i, points[len(points)-1].Y})
		}
	}
	slices.SortStableFunc(names, func(a, b name) int { return cmp.Compare(a.y, b.y) })
	for i := 1; i < len(names); i++ { // down, where they are too close,
		names[i].y = max(names[i].y, names[i-1].y+16)
	}
	for i := len(names) - 1; i >= 0; i-- { // and up, where that was too far
		limit := plotBottom
		if i < len(names)-1 {
			limit = names[i+1].y - 16
		}
		names[i].y = min(names[i].y, limit)
	}
	for _, n := range names {
		class := "small " + firstWord(lineClasses[n.index%len(lineClasses)])
		d.Text(class, Point{x + 8, n.y + 4.5}, Start, fit("small", c.Series[n.index].Name, nameLimit))
	}
}

// draw draws a ring around the point, a line down to the axis, and the remark beside it where it
// lies on none of the lines, if there is such a place.
func (m Mark) draw(d *Drawing, x, y chartScale, lines [][]Point) {
	if !x.takes(m.At.X) || !y.takes(m.At.Y) || !x.holds(m.At.X) || !y.holds(m.At.Y) {
		return
	}
	p := Point{x.at(m.At.X), y.at(m.At.Y)}
	d.Line("muted thin dash", p.Add(0, 6), Point{p.X, plotBottom})
	d.Circle("accent thick", p, 5)
	at := m.place(p, x, lines)
	d.Text("accent small halo", Point{at.X, at.Y + 13}, Start, m.Text)
}

// place returns where the remark goes: close to the point, or else along the line under it.
func (m Mark) place(p Point, x chartScale, lines [][]Point) Rect {
	width := TextWidth("small", m.Text)
	right := Rect{p.X + 10, 0, width, 18}
	left := Rect{p.X - 10 - width, 0, width, 18}
	heights := []float64{p.Y - 22, p.Y + 4}
	for h := p.Y + 22; h+20 <= plotBottom; h += 12 {
		heights = append(heights, h)
	}
	for _, h := range heights {
		for _, r := range []Rect{right, left} {
			r.Y = h
			if r.X >= x.start && r.X+r.W <= Width && h >= 2 && h+20 <= plotBottom && !crossed(r, lines) {
				return r
			}
		}
	}
	r := right
	if r.X+r.W > Width {
		r = left
	}
	r.X, r.Y = max(r.X, 0), p.Y-22
	return r
}

// crossed reports whether any of the lines goes through r.
func crossed(r Rect, lines [][]Point) bool {
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			for step := range 65 { // a line so short needs no better test
				part := float64(step) / 64
				px, py := a.X+float64((b.X-a.X)*part), a.Y+float64((b.Y-a.Y)*part)
				if px > r.X-3 && px < r.X+r.W+3 && py > r.Y-2 && py < r.Y+r.H+2 {
					return true
				}
			}
		}
	}
	return false
}
