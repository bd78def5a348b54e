package figure

import "fmt"

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
	r, radius := t.place(s, y), [...]float64{boxHeight / 2, 0}[s]
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
	a, b := t.place(valueTrack, y), t.place(errorTrack, y)
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
