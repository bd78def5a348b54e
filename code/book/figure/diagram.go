package figure

import (
	"fmt"
	"math"
	"strings"
)

// Box draws a box with lines of text in its middle. Our code is a box of [Ink], a library's one of
// [Paper]; any other colour is an outline in that colour. More classes go to the text, so that
// "ink code" is a box of our code with a name from it.
func (d *Drawing) Box(class string, r Rect, lines ...string) {
	colour, face, _ := strings.Cut(class, " ")
	text := Ink
	switch colour {
	case Ink:
		d.Rect(Ink, r, 2)
		text = Paper
	case Paper:
		d.Rect(Paper, r, 2)
		d.Frame(Ink, r, 2)
	default:
		d.Rect(Paper, r, 2)
		d.Frame(colour, r, 2)
	}
	p := r.Center().Add(0, 4.8-float64(len(lines)-1)*LineHeight/2)
	d.Text(strings.TrimSpace(text+" "+face), p, Middle, lines...)
}

// Code writes lines of a program, as they are, in the letters of one.
func (d *Drawing) Code(class string, p Point, lines ...string) {
	for i, line := range lines {
		// Spaces at the start of a text are not drawn everywhere, so it starts after them.
		text := strings.TrimLeft(line, " ")
		indent := TextWidth("code", line[:len(line)-len(text)])
		d.Text("code "+class, p.Add(indent, float64(i)*LineHeight), Start, text)
	}
}

// Arrow draws straight lines from point to point, with the corners rounded, and a head at the
// last.
func (d *Drawing) Arrow(class string, points ...Point) {
	if len(points) < 2 {
		return
	}
	last := len(points) - 1
	tip, before := points[last], points[last-1]
	angle := math.Atan2(tip.Y-before.Y, tip.X-before.X)
	var b strings.Builder
	fmt.Fprintf(&b, "M%s %s", num(points[0].X), num(points[0].Y))
	for i := 1; i < last; i++ {
		p := points[i]
		a, c := towards(p, points[i-1], cornerRadius), towards(p, points[i+1], cornerRadius)
		fmt.Fprintf(&b, "L%s %sQ%s %s %s %s", num(a.X), num(a.Y), num(p.X), num(p.Y), num(c.X), num(c.Y))
	}
	end := shifted(tip, angle, -headLength*0.6)
	fmt.Fprintf(&b, "L%s %s", num(end.X), num(end.Y))
	d.Path("line "+class, b.String())
	d.head(class, tip, angle)
}

// Arc draws a part of a circle around center, from one angle to another, with a head at the end.
// Angles are in degrees and go clockwise from three o'clock; with to < from the arc goes the other
// way round.
func (d *Drawing) Arc(class string, center Point, radius, from, to float64) {
	back := headLength * 0.6 / radius * 180 / math.Pi
	turn := 1.0
	if to < from {
		turn = -1
	}
	a, b, tip := onCircle(center, radius, from), onCircle(center, radius, to-turn*back), onCircle(center, radius, to)
	large, sweep := 0, 0
	if math.Abs(to-from) > 180 {
		large = 1
	}
	if turn > 0 {
		sweep = 1
	}
	d.Path("line "+class, fmt.Sprintf("M%s %sA%s %s 0 %d %d %s %s",
		num(a.X), num(a.Y), num(radius), num(radius), large, sweep, num(b.X), num(b.Y)))
	// The head points a little inwards, as the eye expects of an arrow that is bent.
	d.head(class, tip, (to+turn*90-turn*back*0.8)*math.Pi/180)
}

const (
	headLength   = 8.0
	headWidth    = 6.4
	cornerRadius = 6.0
)

// head draws an arrow head whose tip is at p.
func (d *Drawing) head(class string, p Point, angle float64) {
	back := shifted(p, angle, -headLength)
	left := shifted(back, angle-math.Pi/2, headWidth/2)
	right := shifted(back, angle+math.Pi/2, headWidth/2)
	notch := shifted(p, angle, -headLength*0.72)
	d.Path("fill "+firstWord(class), polyline([]Point{p, left, notch, right})+"Z")
}

// Lane draws a lane on which a result or an error travels: [Callback] has round ends, [Errback]
// square ones.
func (d *Drawing) Lane(class string, points ...Point) {
	d.Path("lane "+class, polyline(points))
}

// Cells draws a row of bytes as cells of the given width, the first with its upper left corner at
// p, and returns the place of the whole row. An empty string is a byte that has not come yet.
func (d *Drawing) Cells(class string, p Point, width float64, bytes ...string) Rect {
	const height = 24
	row := Rect{p.X, p.Y, width * float64(len(bytes)), height}
	if len(bytes) == 0 {
		return row
	}
	d.Rect(Paper, row, 0)
	path := ""
	for i := 1; i < len(bytes); i++ {
		path += fmt.Sprintf("M%s %sv%s", num(p.X+float64(i)*width), num(p.Y), num(height))
	}
	if path != "" {
		d.Path("line "+class+" thin", path)
	}
	d.Frame(class+" thin", row, 0)
	for i, text := range bytes {
		d.Text("code "+class, Point{p.X + (float64(i)+0.5)*width, p.Y + 16.5}, Middle, text)
	}
	return row
}

// Brace draws a flat bracket under the places from x0 to x1, at y, with its tip downwards; with
// depth < 0 it stands above them, with its tip upwards.
func (d *Drawing) Brace(class string, x0, x1, y, depth float64) {
	mid := (x0 + x1) / 2
	d.Path("line "+class+" thin", fmt.Sprintf("M%s %sv%sH%sM%s %sv%s",
		num(x0), num(y), num(depth), num(x1)+"v"+num(-depth), num(mid), num(y+depth), num(depth)))
}

// shifted returns the point that is so far from p in the direction of angle, in radians.
func shifted(p Point, angle, distance float64) Point {
	return p.Add(distance*math.Cos(angle), distance*math.Sin(angle))
}

// towards returns the point that is so far from p on the way to q, half the way at most.
func towards(p, q Point, distance float64) Point {
	length := math.Hypot(q.X-p.X, q.Y-p.Y)
	if length == 0 {
		return p
	}
	part := min(distance/length, 0.5)
	return p.Add((q.X-p.X)*part, (q.Y-p.Y)*part)
}

// onCircle returns the point of a circle at an angle in degrees.
func onCircle(center Point, radius, angle float64) Point {
	return shifted(center, angle*math.Pi/180, radius)
}
