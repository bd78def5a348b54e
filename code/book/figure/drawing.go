package figure

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// CSS is the style of all figures. Each has it in a style element, so that it stands alone.
//
//go:embed figure.css
var CSS string

// A Drawing is a figure made by hand, from boxes, arrows and words. Lengths are in units of which
// a column of text is some 440 wide, and letters 14 high, on a phone as on paper; x grows to the
// right and y downwards. There is no layout: every part says where it is, and is drawn over those
// before it.
//
// The words that say how to draw are classes of figure.css, separated by spaces: a colour (see
// [Ink]), and where it matters a stroke (thin, thick, dash, dot) or a face (strong, small, code,
// number).
type Drawing struct {
	ID            string // unique on the page: chapter and name, as in "02-loop"
	Title, Desc   string // what it is, and what it shows, for those who cannot see it
	Width, Height float64

	body    bytes.Buffer
	hatches [2]bool // that are in use: waiting, blocking
}

// Width is what drawings for a page of the book are wide.
const Width = 440

// The colours: classes of figure.css.
const (
	Ink      = "ink"      // our code, and most words
	Paper    = "paper"    // a library's code
	Muted    = "muted"    // axes, remarks
	Grid     = "grid"     // lines that should hardly be seen
	Accent   = "accent"   // the one thing to look at
	Running  = "run"      // a task that runs
	Waiting  = "wait"     // one that waits
	Queueing = "ready"    // one that could run
	Warn     = "warn"     // one that keeps others from running; what goes wrong
	Callback = "callback" // the lane of results
	Errback  = "errback"  // the lane of errors
)

// A Point is a place in a drawing.
type Point struct{ X, Y float64 }

// Add returns the point that is dx to the right of p and dy below it.
func (p Point) Add(dx, dy float64) Point { return Point{p.X + dx, p.Y + dy} }

// A Rect is a rectangle in a drawing: its corner at the top left, its width and its height.
type Rect struct{ X, Y, W, H float64 }

func (r Rect) Center() Point { return Point{r.X + r.W/2, r.Y + r.H/2} }
func (r Rect) Left() Point   { return Point{r.X, r.Y + r.H/2} }       // the middle of its left side
func (r Rect) Right() Point  { return Point{r.X + r.W, r.Y + r.H/2} } // the middle of its right side
func (r Rect) Top() Point    { return Point{r.X + r.W/2, r.Y} }       // the middle of its upper side
func (r Rect) Bottom() Point { return Point{r.X + r.W/2, r.Y + r.H} } // the middle of its lower side

// SVG returns the drawing as a file that stands alone.
func (d *Drawing) SVG() []byte {
	return d.svg("", "<style>\n"+CSS+"</style>\n")
}

// inline returns the drawing as part of a page that has the style, with more attributes on its
// root element.
func (d *Drawing) inline(attributes string) []byte {
	return d.svg(attributes, "")
}

func (d *Drawing) svg(attributes, style string) []byte {
	var b bytes.Buffer
	id := d.id()
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" class="sp-figure" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %s-desc"%s>`+"\n",
		num(d.Width), num(d.Height), id, id, attributes)
	fmt.Fprintf(&b, "<title id=\"%s-title\">%s</title>\n", id, escape(d.Title))
	fmt.Fprintf(&b, "<desc id=\"%s-desc\">%s</desc>\n", id, escape(d.Desc))
	b.WriteString(style)
	d.defs(&b)
	b.Write(d.body.Bytes())
	b.WriteString("</svg>\n")
	return b.Bytes()
}

// id returns d.ID as a name that XML, CSS and web addresses all accept.
func (d *Drawing) id() string {
	return "fig-" + strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, d.ID)
}

// Path draws a path in SVG's own notation.
func (d *Drawing) Path(class, path string) {
	d.printf(`<path class="%s" d="%s"/>`, class, path)
}

// Line draws straight lines from point to point.
func (d *Drawing) Line(class string, points ...Point) {
	d.Path("line "+class, polyline(points))
}

// Rect draws a rectangle that is filled, with its corners rounded by radius.
func (d *Drawing) Rect(class string, r Rect, radius float64) {
	d.rect("fill "+class, r, radius)
}

// Frame draws the outline of a rectangle.
func (d *Drawing) Frame(class string, r Rect, radius float64) {
	d.rect("line "+class, r, radius)
}

func (d *Drawing) rect(class string, r Rect, radius float64) {
	rx := ""
	if radius > 0 {
		rx = fmt.Sprintf(` rx="%s"`, num(radius))
	}
	d.printf(`<rect class="%s" x="%s" y="%s" width="%s" height="%s"%s/>`, class, num(r.X), num(r.Y), num(r.W), num(r.H), rx)
}

// Disc draws a circle that is filled.
func (d *Drawing) Disc(class string, center Point, radius float64) {
	d.printf(`<circle class="fill %s" cx="%s" cy="%s" r="%s"/>`, class, num(center.X), num(center.Y), num(radius))
}

// Circle draws the outline of a circle, with paper inside.
func (d *Drawing) Circle(class string, center Point, radius float64) {
	d.Disc(Paper, center, radius)
	d.printf(`<circle class="line %s" cx="%s" cy="%s" r="%s"/>`, class, num(center.X), num(center.Y), num(radius))
}

// An Align says which end of a text its place is.
type Align string

const (
	Start  Align = "start"  // the text begins there
	Middle Align = "middle" // it is centred there
	End    Align = "end"    // it ends there
)

// Text writes lines of text, the first with its base line at p. Letters reach about 10 above their
// base line, and 4 below.
func (d *Drawing) Text(class string, p Point, align Align, lines ...string) {
	for i, line := range lines {
		if line == "" {
			continue
		}
		anchor := ""
		if align != Start {
			anchor = fmt.Sprintf(` text-anchor="%s"`, align)
		}
		d.printf(`<text class="%s" x="%s" y="%s"%s>%s</text>`, class, num(p.X), num(p.Y+float64(i)*LineHeight), anchor, escape(line))
	}
}

// LineHeight is the distance between the base lines of a text.
const LineHeight = 18

func (d *Drawing) printf(format string, args ...any) {
	fmt.Fprintf(&d.body, format+"\n", args...)
}

// polyline returns a path through the points.
func polyline(points []Point) string {
	var b strings.Builder
	for i, p := range points {
		b.WriteByte("ML"[min(i, 1)])
		b.WriteString(num(p.X) + " " + num(p.Y))
	}
	return b.String()
}

// num writes a length to a tenth of a unit, which is finer than a screen can show.
func num(f float64) string {
	f = math.Round(f*10) / 10
	if f == 0 { // and not -0
		return "0"
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// firstWord returns the first of several classes, which is the colour.
func firstWord(class string) string {
	word, _, _ := strings.Cut(class, " ")
	return word
}

// escape makes text fit for XML.
func escape(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text))
	return b.String()
}
