package figure

import (
	"fmt"
	"math"
	"slices"
	"time"

	"slowpoetry/code/trace"
)

const (
	thin        = 1.5 // what is shorter is drawn as a tick of this width
	tickGap     = 3.0 // the least distance of two ticks
	markGap     = 3.0 // and of two marks
	denseGap    = 9.0 // where ticks are closer than this on average, they are drawn short,
	denseHeight = 4.5 // so short
)

// x returns where the moment d lies.
func (p *plot) x(d time.Duration) float64 {
	return p.left + float64(p.scale.at(d))/10
}

// row draws a lane: its name, what lasts, what happens, where it ends, and its totals.
func (p *plot) row(r plotRow) {
	base := r.y + barHeight - 1.5
	p.d.Text("", Point{0, base}, Start, fit("", r.Task, labelLimit))
	for _, k := range []trace.Kind{trace.Ready, trace.Wait, trace.Block} {
		p.background(r, k)
	}
	p.foreground(r, trace.Block)
	p.foreground(r, trace.Run)
	if !p.dense { // or else a tick is mark enough
		p.drawMarks(r.within(r.sends), r.y-1.5, -1)
		p.drawMarks(r.within(r.arrives), r.y+barHeight+1.5, 1)
	}
	if r.ended {
		p.d.Line("ink thick", Point{r.end, r.y - 3}, Point{r.end, r.y + barHeight + 3})
	}
	p.events(r)
	for _, n := range r.notes {
		p.d.Text("muted small", Point{n.x, r.y - 5}, Start, n.text)
	}
	for i, k := range p.Totals {
		p.d.Text("number", p.total(i, base), End, p.format.text(r.Total(k)))
	}
}

// stretches returns where the lane is in the state k, with gaps of less than join filled.
func (p *plot) stretches(lane trace.Lane, k trace.Kind, join float64) []stretch {
	var list []stretch
	for _, s := range lane.Spans {
		if s.Kind != k || s.To <= s.From || s.From >= p.scale.until {
			continue
		}
		from, to := p.x(s.From), p.x(s.To)
		if n := len(list); n > 0 && from-list[n-1].to < join {
			list[n-1].to = max(list[n-1].to, to)
			continue
		}
		list = append(list, stretch{from, to})
	}
	return list
}

// background draws the states in which nothing happens. Short runs among them are drawn over them,
// and do not tear them apart.
func (p *plot) background(r plotRow, k trace.Kind) {
	var bars []stretch
	for _, s := range p.stretches(r.Lane, k, thin) {
		if s.to-s.from >= thin || k != trace.Block && s.to-s.from >= 0.5 {
			bars = append(bars, s)
		}
	}
	p.bars(k, bars, r.y)
}

// foreground draws what the state k does in the lane: long runs as they are, and short runs and
// blocks, which would be lost otherwise, as ticks.
func (p *plot) foreground(r plotRow, k trace.Kind) {
	bars, ticks := p.runs(r.Lane, k)
	if r.ended {
		for i := range ticks { // within the lane, also the last
			ticks[i].from = max(min(ticks[i].from, r.end-thin), p.left)
			ticks[i].to = ticks[i].from + thin
		}
	}
	if k == trace.Run {
		p.bars(k, bars, r.y)
	}
	if len(ticks) == 0 {
		return
	}
	height := barHeight
	if p.dense {
		height = denseHeight
	} else { // paper sets them off against the hatch
		var around []stretch
		for _, s := range ticks {
			around = append(around, stretch{s.from - 1, s.to + 1})
		}
		p.d.Path("fill paper", boxes(around, r.y, height))
	}
	p.d.Path("fill "+k.String(), boxes(ticks, r.y+barHeight-height, height))
}

// runs sorts the stretches of state k into those that can be seen and those that are drawn as
// ticks, and leaves out ticks too close to the one before.
func (p *plot) runs(lane trace.Lane, k trace.Kind) (bars, ticks []stretch) {
	last := math.Inf(-1)
	for _, s := range p.stretches(lane, k, 0.1) {
		switch {
		case s.to-s.from >= thin:
			bars = append(bars, s)
			last = s.to
		case s.from-last >= tickGap:
			ticks = append(ticks, stretch{s.from, s.from + thin})
			last = s.from
		}
	}
	return bars, ticks
}

// isDense reports whether the lane has so many ticks that its background could not be told.
func (p *plot) isDense(lane trace.Lane) bool {
	_, ticks := p.runs(lane, trace.Run)
	return len(ticks) > 8 && ticks[len(ticks)-1].to-ticks[0].from < float64(len(ticks)-1)*denseGap
}

// bars draws bars in the manner of the state k.
func (p *plot) bars(k trace.Kind, list []stretch, y float64) {
	height := barHeight
	if p.dense && (k == trace.Wait || k == trace.Block) { // the ticks stand below it
		height -= denseHeight
	}
	p.d.bars(k, list, y, height)
}

// A mark stands for bytes that were sent or received, in one go or in several too close to tell.
type mark struct {
	x     float64
	bytes int
}

// marks returns the marks of kind k, not too close to each other.
func (p *plot) marks(lane trace.Lane, k trace.Kind) []mark {
	var list []mark
	for _, m := range lane.Moments {
		if m.Kind != k || m.At > p.scale.until {
			continue
		}
		x := p.x(m.At)
		if n := len(list); n > 0 && x-list[n-1].x < markGap {
			list[n-1].bytes += m.Bytes
			continue
		}
		list = append(list, mark{x, m.Bytes})
	}
	return list
}

// within moves the marks to where the ticks of their runs are, and not beyond the lane's end.
func (r plotRow) within(list []mark) []mark {
	list = slices.Clone(list)
	for i := range list {
		list[i].x += thin / 2
		if r.ended {
			list[i].x = min(list[i].x, r.end)
		}
	}
	return list
}

// drawMarks draws marks from y on, upwards or downwards, the taller the more bytes they stand for.
func (p *plot) drawMarks(list []mark, y, direction float64) {
	if len(list) == 0 {
		return
	}
	path := ""
	for _, m := range list {
		height := 5.0
		if p.biggest > 0 {
			height = 2.5 + 4*math.Sqrt(float64(m.bytes)/float64(p.biggest))
		}
		path += fmt.Sprintf("M%s %sv%s", num(m.x), num(y), num(direction*height))
	}
	p.d.Path("line ink", path)
}

// events draws results that arrive, and changes of mind.
func (p *plot) events(r plotRow) {
	for _, m := range r.Moments {
		if m.At > p.scale.until {
			continue
		}
		x, y := p.x(m.At), r.y+barHeight/2
		switch m.Kind {
		case trace.Fire:
			p.d.Disc(Paper, Point{x, y}, 6)
			p.d.Disc(Accent, Point{x, y}, 4.5)
		case trace.Cancel:
			cross := fmt.Sprintf("M%s %sl8 8m-8 0l8 -8", num(x-4), num(y-4))
			p.d.Path("line paper around", cross)
			p.d.Path("line warn thick", cross)
		}
	}
}

// A label is a note, placed.
type label struct {
	x    float64 // where it begins
	text string
}

// placeNotes returns the notes of the lane's moments that have room.
func (p *plot) placeNotes(lane trace.Lane) []label {
	var list []label
	taken := 0.0
	for _, m := range lane.Moments {
		if m.Note == "" || m.At > p.scale.until {
			continue
		}
		text := fit("small", m.Note, p.right-p.left)
		width := TextWidth("small", text)
		x := min(p.x(m.At), Width-width)
		if x >= taken {
			list = append(list, label{x, text})
			taken = x + width + 8
		}
	}
	return list
}
