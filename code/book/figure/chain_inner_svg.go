package figure

import "slowpoetry/code/trace"

// within draws a chain within another, in a frame with its top at y. The outer leg leads around it.
func (t chainPlot) within(i Inner, y float64, outer leg) {
	in := chainPlot{t.Drawing, t.chain.inner(i), t.chain, i.Name, t.depth + 1, t.places}
	left, right := in.place(valueTrack, 0), in.place(errorTrack, 0)
	frame := Rect{X: left.X - 20, Y: y, W: right.X + right.W - left.X + 36, H: i.height()}
	t.Rect(Paper, frame, 6)
	line, name := "muted thin", "code muted"
	if outer.waited && outer.awaits == i.Name {
		line, name = "ink", "code"
		t.Bar(trace.Wait, Rect{frame.X - 12, y, 8, frame.H})
	}
	t.Frame(line, frame, 6)
	in.lanes(y+28, y+frame.H-4)
	t.Text(name, Point{frame.X + 9, y + 18}, Start, fit("code", i.Name, frame.W-18))
	first, end := y+innerHead, y+frame.H
	in.start(y, first)
	if len(i.Stages) == 0 && in.fired {
		in.way(in.journey.start, first, end)
	}
	in.stages(i.Stages, first, end)
}

// height returns how much room a stage takes, with the way to the next.
func (s Stage) height() float64 {
	if len(s.Inner) == 0 {
		return chainPitch
	}
	return s.top(0, len(s.Inner))
}

// top returns where the frame of inner chain n begins, and for n = len(s.Inner) the next stage, when
// the boxes of s have their top at y.
func (s Stage) top(y float64, n int) float64 {
	y += boxHeight + innerGap
	for _, i := range s.Inner[:n] {
		y += i.height() + innerGap
	}
	return y
}

// inner returns the number of the inner chain of this name, or -1.
func (s Stage) inner(name string) int {
	for n, i := range s.Inner {
		if i.Name == name {
			return n
		}
	}
	return -1
}

// height returns the height of the frame.
func (i Inner) height() float64 {
	height := innerHead - innerFoot
	for _, s := range i.Stages {
		height += s.height()
	}
	return max(height, innerHead+innerFoot)
}
