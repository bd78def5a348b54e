package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/book/program"
	"slowpoetry/code/deferred"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// The figures of the chapter. All but the first are drawn from runs.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"proxy":    proxyFigure(),
		"fired":    firedFigure(t),
		"stampede": stampedeFigure(t),
		"swallow":  swallowFigure(t),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

// proxyFigure is three clients of a slow server, without a proxy and with one.
func proxyFigure() []byte {
	const (
		width, height = 84.0, 30.0
		pitch, top    = 44.0, 30.0
		second        = 206.0
	)
	d := &figure.Drawing{
		ID:     "14-proxy",
		Title:  "Three clients of a slow server, and the same with a proxy",
		Desc:   "Two panels. In the upper one three clients are connected to a slow server, each by a long hatched line. In the lower one the three are connected to a proxy by short plain arrows, and the proxy to the slow server by one long hatched line.",
		Width:  figure.Width,
		Height: second + top + 3*pitch - 12,
	}
	slowly := func(from, to figure.Point) {
		d.Bar(trace.Wait, figure.Rect{X: from.X, Y: from.Y - 5, W: to.X - from.X, H: 10})
	}
	server := func(y float64) figure.Rect {
		r := figure.Rect{X: 348, Y: y, W: 90, H: 2*pitch + height}
		d.Box("paper", r, "the slow", "server")
		return r
	}
	for _, panel := range []struct {
		y     float64
		title string
		proxy bool
	}{{0, "without a proxy", false}, {second, "with a proxy", true}} {
		d.Text("small muted", figure.Point{X: 2, Y: panel.y + 14}, figure.Start, panel.title)
		y := panel.y + top
		s := server(y)
		proxy := figure.Rect{X: 150, Y: y, W: width, H: s.H}
		for i := range 3 {
			client := figure.Rect{X: 2, Y: y + float64(i)*pitch, W: width, H: height}
			d.Box("paper", client, fmt.Sprintf("client %d", i+1))
			if panel.proxy {
				d.Arrow("ink thick", figure.Point{X: proxy.X - 1, Y: client.Center().Y}, client.Right().Add(2, 0))
			} else {
				slowly(client.Right(), figure.Point{X: s.X, Y: client.Center().Y})
			}
		}
		if panel.proxy {
			d.Box("ink", proxy, "proxy", "cache")
			slowly(proxy.Right(), s.Left())
		}
	}
	return d.SVG()
}

// An act is something that happens in a run of firedFigure: a statement of ours, or a callback that
// is called within one.
type act struct {
	text   string
	inside bool
}

// acts runs a script on a Deferred with two callbacks, and returns what happened.
func acts(script func(say func(string), d *deferred.Deferred[string], add func())) []act {
	var acts []act
	d := deferred.New[string]()
	d.Trace("", func(e deferred.Event) {
		if e.Kind == deferred.Called {
			acts = append(acts, act{fmt.Sprintf("callback %d", e.Stage+1), true})
		}
	})
	say := func(text string) { acts = append(acts, act{text, false}) }
	script(say, d, func() {
		say("AddCallback")
		d.AddCallback(func(text string) (string, error) { return text, nil })
	})
	return acts
}

// firedFigure is one Deferred that fires after its callbacks were added, and one that has fired.
func firedFigure(t *testing.T) []byte {
	const width, height, pitch, top = 150.0, 28.0, 36.0, 26.0
	fire := func(say func(string), d *deferred.Deferred[string]) {
		say("Callback")
		d.Callback("tide")
	}
	columns := []struct {
		title string
		acts  []act
	}{
		{"fired after", acts(func(say func(string), d *deferred.Deferred[string], add func()) {
			add()
			add()
			fire(say, d)
		})},
		{"fired before", acts(func(say func(string), d *deferred.Deferred[string], add func()) {
			fire(say, d)
			add()
			add()
		})},
	}
	d := &figure.Drawing{
		ID:    "14-fired",
		Title: "Fired after the callbacks were added, and fired before",
		Width: figure.Width,
	}
	var desc []string
	for i, c := range columns {
		x := 2 + float64(i)*224
		d.Text("small", figure.Point{X: x, Y: 14}, figure.Start, c.title)
		var words []string
		outer := 0.0 // where the box of our call ends
		for n, a := range c.acts {
			r := figure.Rect{X: x, Y: top + float64(n)*pitch, W: width, H: height}
			if a.inside {
				r.X += 62
				d.Rect("callback", r, height/2)
				d.Text("paper code", r.Center().Add(0, 4.8), figure.Middle, a.text)
				words = append(words, "within it "+a.text+" is called")
				d.Line("muted", figure.Point{X: x + 24, Y: outer}, figure.Point{X: x + 24, Y: r.Center().Y}, figure.Point{X: r.X, Y: r.Center().Y})
			} else {
				d.Box("ink code", r, a.text)
				outer = r.Y + r.H
				words = append(words, "we call "+a.text)
			}
			d.Height = max(d.Height, r.Y+r.H+4)
		}
		desc = append(desc, strings.ToUpper(c.title[:1])+c.title[1:]+": "+strings.Join(words, ", ")+".")
	}
	d.Desc = strings.Join(desc, " ")
	if len(columns[0].acts) != 5 || len(columns[1].acts) != 5 {
		t.Errorf("%v", columns)
	}
	return d.SVG()
}

// stampedeFigure is the beginning of a run of stampede with few clients.
func stampedeFigure(t *testing.T) []byte {
	o, run := chapter.Alone(t, "stampede -clients 4 -every 60ms")
	if o.Status != 0 {
		t.Fatalf("%+v", o)
	}
	f := figure.Timeline{
		ID:     "14-stampede",
		Title:  "Four clients meet an empty cache",
		Desc:   "Two panels. In the upper one, a fetch for each, four clients come one after another, each starts a fetch of its own, and each waits for some 0.55 seconds. In the lower one, a Deferred for each, there is one fetch, begun by the first client, and all who are there get the poem when it ends. In both the second client leaves early.",
		Legend: true,
	}
	for _, way := range []string{ways[0].title, ways[2].title} {
		var panel trace.Trace
		start := time.Duration(-1)
		for _, e := range run {
			task, ok := strings.CutPrefix(e.Task, way+", ")
			if !ok {
				continue
			}
			if start < 0 {
				start = e.At
			}
			if e.Task, e.At = task, e.At-start; e.At < 900*ms {
				panel = append(panel, e)
			}
		}
		over := map[string]bool{} // the next crowd has the same names
		var first trace.Trace
		for _, e := range panel {
			if over[e.Task] {
				continue
			}
			over[e.Task] = e.Kind == trace.End
			first = append(first, e)
		}
		f.Panels = append(f.Panels, figure.Panel{Title: way, Trace: first})
	}
	return f.SVG()
}

// swallowFigure is the chain of a failed fetch with a log that handles the error, and with one that
// passes it on.
func swallowFigure(t *testing.T) []byte {
	f := figure.Chains{ID: "14-swallow", Title: "An errback that handles the error, and one that passes it on", Columns: 2}
	for _, way := range []struct {
		title    string
		swallows bool
	}{{"log returns no error", true}, {"log returns the error", false}} {
		s := &swallower{proxy: &proxy{}, env: &program.Env{Stderr: io.Discard}}
		s.keeps = time.Hour
		r, err := reactor.New(reactor.Config{Stack: sim.NewWorld(sim.Conditions{})}) // for its clock
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		s.reactor = r
		c := figure.Chain{Title: way.title}
		d := deferred.New[string]()
		d.Trace("", func(e deferred.Event) { c.Events = append(c.Events, e) })
		d.AddErrback(func(err error) (string, error) {
			text, handled := s.log(err)
			if !way.swallows {
				return text, err
			}
			return text, handled
		})
		d.AddCallback(s.keep)
		c.Stages = []figure.Stage{{Errback: "log"}, {Callback: "keep"}}
		d.Errback(errors.New("refused"))
		if s.fresh() != way.swallows {
			t.Errorf("%s: in the cache: %v", way.title, s.fresh())
		}
		f.Chains = append(f.Chains, c)
		f.Desc += strings.ToUpper(way.title[:1]) + way.title[1:] + ": " + strings.Join(c.Steps(), " ") + " "
	}
	f.Desc = strings.TrimSpace(f.Desc)
	return f.SVG()
}
