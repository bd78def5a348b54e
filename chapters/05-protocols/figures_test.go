package main

import (
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// The figures of the chapter. What shows behaviour is drawn from runs of its programs, with a
// network and a clock that exist only in memory.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"objects": objectsFigure(),
		"born":    bornFigure(),
		"stack":   stackFigure(t),
		"marks":   marksFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// poured returns the levels of a basin while 512 KiB are poured, in one of the two ways, in a world
// that is the same every time.
func poured(t *testing.T, heedless bool) []level {
	t.Helper()
	world := sim.NewWorld(sim.Conditions{
		MinLatency: time.Millisecond, MaxLatency: time.Millisecond, Segment: 4 << 10,
		SendBuffer: 8 << 10, ReceiveBuffer: 8 << 10,
	})
	b, recorder := new(basin), trace.New()
	recorder.Follow(b.follow)
	r, err := reactor.New(reactor.Config{Stack: world, Now: world.Now, Trace: recorder})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if err := b.fill(t.Context(), r, heedless, 512<<10); err != nil {
		t.Fatal(err)
	}
	return b.levels
}

// marksFigure is how much waits in the writer's memory, when it is heedless and when it is not.
func marksFigure(t *testing.T) []byte {
	series := func(name string, levels []level) figure.Series {
		s := figure.Series{Name: name}
		for i, l := range levels {
			at := l.at.Seconds() * 1000
			if i > 0 { // it stays where it was until it changes
				s.Points = append(s.Points, figure.Point{X: at, Y: float64(levels[i-1].bytes) / 1024})
			}
			s.Points = append(s.Points, figure.Point{X: at, Y: float64(l.bytes) / 1024})
		}
		return s
	}
	return figure.Chart{
		ID:     "05-marks",
		Title:  "What waits in the writer's memory",
		Desc:   "The heedless writer begins with nearly 512 KiB waiting, which sink to nothing. The producer's level goes up to some 80 KiB and down to some 16 KiB, again and again, until it is through.",
		X:      figure.Axis{Label: "milliseconds"},
		Y:      figure.Axis{Label: "KiB waiting"},
		Series: []figure.Series{series("producer", poured(t, false)), series("heedless", poured(t, true))},
	}.SVG()
}
