package figure

import (
	"fmt"
	"slices"

	"slowpoetry/code/trace"
)

// The measures of a timeline, in units of a [Drawing].
const (
	barHeight  = 12.0
	lanePitch  = 26.0 // from one bar to the next
	noteHeight = 15.0 // more, where a lane has notes
	headHeight = 24.0 // the line above a panel
	panelGap   = 14.0 // and the air above that
	totalPitch = 66.0 // a column of totals
	labelLimit = 120.0
	axisHeight = 27.0
	titleGap   = 12.0 // from a title to what stands behind it
	tickPitch  = 62.0 // from one number on the axis to the next, at least
)

// SVG returns the timeline as a drawing. The bars of the states are those of the package comment;
// a task that is ready has an empty bar. Bytes that came are marks under the bar, bytes sent are
// marks above it, the taller the more; a result that arrives is a disc, a cancellation a cross,
// and a lane that ends has a stop.
//
// A span too short to be seen is drawn as a tick when it is a run or a block, and as part of its
// neighbours when it is not. Ticks and marks too close to each other are thinned out, so the size
// of a drawing is bounded, however long the trace. Where runs come so thick that their ticks would
// hide what lies between them, the ticks of all lanes stand under the bars, in place of the marks.
func (tl Timeline) SVG() []byte { return tl.plot().d.SVG() }

// Live returns the timeline as part of a page: without the style, which the page has, and with
// what a script needs that moves a cursor over it. The root element has the attributes data-x0
// and data-x1, where the axis begins and ends, data-t0 and data-t1, the nanoseconds there, and
// data-y0 and data-y1, between which the lanes are.
func (tl Timeline) Live() []byte {
	p := tl.plot()
	return p.d.inline(fmt.Sprintf(` data-x0="%s" data-x1="%s" data-t0="0" data-t1="%d" data-y0="0" data-y1="%s"`,
		num(p.left), num(p.right), p.scale.until, num(p.bottom)))
}

// plot draws the timeline.
func (tl Timeline) plot() *plot {
	p := newPlot(tl)
	p.grid()
	for _, panel := range p.panels {
		p.heading(panel)
		for _, row := range panel.rows {
			p.row(row)
		}
		p.ending(panel)
	}
	p.axis()
	p.legend()
	return p
}

// A plot is a timeline that is being drawn: the drawing, and where things go in it.
type plot struct {
	Timeline
	d           *Drawing
	scale       timeScale // whose length is in tenths of a unit
	left, right float64
	bottom      float64 // the axis
	panels      []plotPanel
	format      amountFormat
	biggest     int  // the most bytes that a mark stands for
	dense       bool // some lane has more ticks than its background can bear
}

type plotPanel struct {
	Panel
	top, bottom float64 // of its lanes
	rows        []plotRow
}

type plotRow struct {
	trace.Lane
	y              float64 // the upper edge of the bar
	end            float64
	ended          bool
	sends, arrives []mark
	notes          []label
}

// newPlot finds a place for everything.
func newPlot(tl Timeline) *plot {
	p := &plot{
		Timeline: tl,
		d:        &Drawing{ID: tl.ID, Title: tl.Title, Desc: tl.Desc, Width: Width},
	}
	p.Totals = tl.totals()
	p.format = tl.amounts()
	p.left = p.labelWidth() + 12
	p.right = Width - 6 - float64(len(p.Totals))*totalPitch
	p.scale = timeScale{tl.until(), int(10 * (p.right - p.left))}

	y := 2.0
	for i, panel := range tl.Panels {
		if i > 0 {
			y += panelGap
		}
		if panel.Title != "" || tl.Ends || i == 0 && len(p.Totals) > 0 {
			y += headHeight
		}
		placed := plotPanel{Panel: panel, top: y}
		for _, lane := range panel.Trace.LanesUntil(tl.Now) {
			row := p.place(lane, panel.Trace)
			if len(row.notes) > 0 {
				y += noteHeight
			}
			row.y = y + (lanePitch-barHeight)/2
			y += lanePitch
			placed.rows = append(placed.rows, row)
		}
		placed.bottom = y
		p.panels = append(p.panels, placed)
	}
	p.bottom = y + 4
	p.d.Height = p.bottom + axisHeight
	if tl.Legend && len(tl.states()) > 0 {
		p.d.Height += headHeight
	}
	return p
}

// labelWidth returns the room that the names of the tasks need.
func (p *plot) labelWidth() float64 {
	width := 0.0
	for _, panel := range p.Panels {
		for _, e := range panel.Trace {
			if e.Kind.InLane() {
				width = max(width, TextWidth("", oneLine(e.Task)))
			}
		}
	}
	return min(width, labelLimit)
}

// place prepares a lane, all but its height.
func (p *plot) place(lane trace.Lane, t trace.Trace) plotRow {
	row := plotRow{Lane: lane}
	if at, ok := ended(t, lane.Task); ok && at <= p.scale.until {
		row.end, row.ended = p.x(at), true
	}
	row.sends = p.marks(lane, trace.Send)
	row.arrives = p.marks(lane, trace.Receive)
	for _, m := range slices.Concat(row.sends, row.arrives) {
		p.biggest = max(p.biggest, m.bytes)
	}
	p.dense = p.dense || p.isDense(lane)
	if p.Notes {
		row.notes = p.placeNotes(lane)
	}
	return row
}

// grid draws the lines that lead the eye from a bar to the axis.
func (p *plot) grid() {
	list, _ := p.ticks()
	for _, panel := range p.panels {
		path := ""
		for _, t := range list {
			path += fmt.Sprintf("M%s %sV%s", num(p.x(t.at)), num(panel.top), num(panel.bottom))
		}
		if path != "" && len(panel.rows) > 0 {
			p.d.Path("line grid thin", path)
		}
	}
}

func (p *plot) ticks() ([]tick, unit) {
	return ticks(p.scale.until, int((p.right-p.left)/tickPitch))
}

// heading writes what stands above the lanes of a panel.
func (p *plot) heading(panel plotPanel) {
	if panel.top == p.panels[0].top {
		for i, k := range p.Totals {
			p.d.Text("muted small", p.total(i, panel.top-8), End, stateNames[k])
		}
	}
	if panel.Title != "" {
		p.d.Text("strong", Point{0, panel.top - 8}, Start, p.title(panel))
	}
}

// title returns the title of a panel, as much of it as leaves room for when the panel ended.
func (p *plot) title(panel plotPanel) string {
	room := p.right
	if text, at, align := p.end(panel); text != "" && align == End && at.Y < panel.top {
		room = at.X - TextWidth("strong", text) - titleGap
	}
	return fit("strong", panel.Title, room)
}

// total returns where the number of column i stands, in a line at y.
func (p *plot) total(i int, y float64) Point {
	return Point{p.right + float64(i+1)*totalPitch, y}
}

// ending marks the end of a panel: a line, and beside it when that was.
func (p *plot) ending(panel plotPanel) {
	text, at, align := p.end(panel)
	if text == "" {
		return
	}
	top := panel.top
	if at.Y < top {
		top -= 18
	}
	x := p.x(panel.Trace.Duration())
	p.d.Line("ink thin", Point{x, top}, Point{x, panel.bottom})
	p.d.Text("strong", at, align, text)
}

// end returns when a panel ended, and where that stands: right of the line that marks the end, in that of the title,
// or beside the first bar where the title would cross it; else left of it. It has no text where nothing is marked.
func (p *plot) end(panel plotPanel) (text string, at Point, align Align) {
	end := panel.Trace.Duration()
	if !p.Ends || end > p.scale.until || len(panel.rows) == 0 {
		return "", Point{}, Start
	}
	limit := float64(Width)
	if len(p.Totals) > 0 { // their names stand in the same line
		limit = p.right + 10
	}
	text, x, y := p.format.text(end), p.x(end), panel.top-8
	switch crossed := x < TextWidth("strong", oneLine(panel.Title))+titleGap; {
	case x+5+TextWidth("strong", text) > limit:
		return text, Point{x - 5, y}, End
	case crossed:
		return text, Point{x + 5, panel.rows[0].y + barHeight - 1.5}, Start
	default:
		return text, Point{x + 5, y}, Start
	}
}

// axis draws the axis of time.
func (p *plot) axis() {
	list, u := p.ticks()
	path := fmt.Sprintf("M%s %sH%s", num(p.left), num(p.bottom), num(p.right))
	for i, t := range list {
		x := p.x(t.at)
		path += fmt.Sprintf("M%s %sv4", num(x), num(p.bottom))
		text := t.label
		if i == len(list)-1 {
			text += " " + u.name
		}
		x = min(x, Width-TextWidth("number", text)/2)
		p.d.Text("muted number", Point{x, p.bottom + 18}, Middle, text)
	}
	p.d.Path("line muted thin", path)
}

// legend explains the states that occur.
func (p *plot) legend() {
	if !p.Legend {
		return
	}
	width := 0.0
	for _, k := range p.states() {
		width += 28 + TextWidth("small", stateNames[k]) + 14
	}
	x, y := max(min(p.left, Width-(width-14)), 0), p.d.Height-barHeight-5
	for _, k := range p.states() {
		p.d.Bar(k, Rect{x, y, 22, barHeight})
		p.d.Text("small", Point{x + 28, y + 10.5}, Start, stateNames[k])
		x += 28 + TextWidth("small", stateNames[k]) + 14
	}
}
