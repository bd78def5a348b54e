package main

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"slowpoetry/code/book/figure"
	"slowpoetry/code/book/figure/figuretest"
	"slowpoetry/code/deferred"
	"slowpoetry/code/protocol"
	"slowpoetry/code/reactor"
	"slowpoetry/code/sim"
	"slowpoetry/code/trace"
)

// The figures of the chapter. All but the first are drawn from runs.
func TestFigures(t *testing.T) {
	for name, svg := range map[string][]byte{
		"stack":   stackFigure(),
		"request": requestFigure(t),
		"left":    leftFigure(t),
		"inner":   innerFigure(),
	} {
		figuretest.Golden(t, "figures/"+name+".svg", svg)
	}
}

const pitch, height = 74.0, 40.0

// stackFigure is a stack of blocking calls, and a request that has no way into it.
func stackFigure() []byte {
	const top, left, width = 8.0, 2.0, 190.0
	d := &figure.Drawing{
		ID:     "19-stack",
		Title:  "A stack of blocking calls, and a request that has no way down",
		Desc:   "Four boxes, one above the other: serve has called getPoem, getPoem has called fetch, and fetch has called read, which waits. Thin arrows lead down, from who calls to who is called. Green arrows lead up from read, for what is returned. From the left of serve a dashed arrow in the warning colour, cancel, would lead down beside the stack, and ends at a question mark.",
		Width:  figure.Width,
		Height: top + 3*pitch + height + 8,
	}
	box := func(n int) figure.Rect {
		return figure.Rect{X: left + 78, Y: top + float64(n)*pitch, W: width, H: height}
	}
	for n, call := range []struct{ name, says, more string }{
		{"serve", "The guest has left.", "Who can tell read?"},
		{"getPoem", "", ""},
		{"fetch", "", ""},
		{"read", "waits, and looks at", "nothing but its socket"},
	} {
		r := box(n)
		class := "ink code"
		if n == 3 {
			class = "paper code"
		}
		d.Box(class, r, call.name)
		if call.says != "" {
			d.Text("small", r.Right().Add(12, -3), figure.Start, call.says, call.more)
		}
		if n < 3 {
			x := r.X + 36
			d.Arrow("ink thin", figure.Point{X: x, Y: r.Y + height + 2}, figure.Point{X: x, Y: box(n+1).Y - 2})
			d.Text("muted small", figure.Point{X: x + 9, Y: r.Y + height + 22}, figure.Start, "calls")
			x = r.X + 150
			d.Arrow("callback thick", figure.Point{X: x, Y: box(n+1).Y - 3}, figure.Point{X: x, Y: r.Y + height + 3})
			d.Text("muted small", figure.Point{X: x - 9, Y: r.Y + height + 22}, figure.End, "returns")
		}
	}
	x := left + 16
	d.Line("warn dash", figure.Point{X: box(0).X - 4, Y: box(0).Center().Y}, figure.Point{X: x, Y: box(0).Center().Y}, figure.Point{X: x, Y: box(2).Y - 4})
	d.Text("warn strong", figure.Point{X: x, Y: box(2).Y + 16}, figure.Middle, "?")
	d.Text("warn small", figure.Point{X: x + 8, Y: box(1).Y - 8}, figure.Start, "cancel")
	return d.SVG()
}

// requestFigure is the Deferreds between the slow server and a guest of proxy 3.0, with what happened to
// them when the guest left, in its order.
func requestFigure(t *testing.T) []byte {
	world := sim.NewWorld(sim.Conditions{MaxLatency: 10 * ms})
	r := reactorIn(t, world)
	defer r.Close()
	var happened []string
	note := func(format string, args ...any) { happened = append(happened, fmt.Sprintf(format, args...)) }
	watch := func(name string, d *deferred.Deferred[string]) *deferred.Deferred[string] {
		d.Trace(name, func(e deferred.Event) {
			if e.Kind == deferred.Cancelled || e.Kind == deferred.Fired {
				note("%s %v", e.Name, e.Kind)
			}
		})
		return d
	}
	server := listen(t, r, func() *reciting {
		return &reciting{r: r, rest: make([]byte, 2000), left: func() { note("the server stops") }}
	})
	p := &proxy{reactor: r, keeps: time.Hour, say: func(string, ...any) {}}
	p.leave = p.stopAfterTheLast
	p.fetch = func() *deferred.Deferred[string] {
		return watch("download", getPoetry(r, "download", server.LocalAddr().String()))
	}
	door, err := r.ListenTCP("127.0.0.1:0", &inn{proxy: p, getPoem: func() *deferred.Deferred[string] { return watch("poem", p.getPoem()) }})
	if err != nil {
		t.Fatal(err)
	}
	r.ConnectTCP(door.LocalAddr().String(), &leaver{r: r, left: func() { note("the guest leaves") }}, 0)
	r.CallLater(time.Minute, func() { r.Stop() })
	if err := r.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	const want = "the guest leaves, poem cancelled, download cancelled, download fired, poem fired, the server stops"
	if got := strings.Join(happened, ", "); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	number := map[string]int{}
	for i, what := range happened {
		number[what] = i + 1
	}
	number["she leaves"], number["it stops"] = number["the guest leaves"], number["the server stops"]

	const top, left, width = 30.0, 122.0, 182.0
	d := &figure.Drawing{
		ID:     "19-request",
		Title:  "Information comes down, and a request goes up",
		Desc:   "Four boxes, one above the other: the connection to the slow server, the Deferred of the download, the Deferred of guest 1, and the connection of guest 1. On the right green arrows lead down from one to the next: information, the poem. On the left accented arrows lead up: the request. Its steps are numbered as they happened in a run: " + want + ".",
		Width:  figure.Width,
		Height: top + 3*pitch + height + 8,
	}
	box := func(n int) figure.Rect {
		return figure.Rect{X: left, Y: top + float64(n)*pitch, W: width, H: height}
	}
	d.Text("small", figure.Point{X: left + 40, Y: 14}, figure.Middle, "request")
	d.Text("small", figure.Point{X: left + 140, Y: 14}, figure.Middle, "information")
	for n, b := range []struct{ class, name, down, up string }{
		{"paper", "to the slow server", "it stops", ""},
		{"ink", "the download", "download fired", "download cancelled"},
		{"ink", "guest 1's poem", "poem fired", "poem cancelled"},
		{"paper", "to guest 1", "", "she leaves"},
	} {
		r := box(n)
		d.Box(b.class, r, b.name)
		if b.up != "" {
			d.Text("small", figure.Point{X: r.X - 8, Y: r.Center().Y + 5}, figure.End, fmt.Sprintf("%d %s", number[b.up], strings.TrimPrefix(strings.TrimPrefix(b.up, "poem "), "download ")))
		}
		if b.down != "" {
			d.Text("small", r.Right().Add(8, 5), figure.Start, fmt.Sprintf("%d %s", number[b.down], strings.TrimPrefix(strings.TrimPrefix(b.down, "poem "), "download ")))
		}
		if n < 3 {
			next := box(n + 1)
			d.Arrow("callback thick", figure.Point{X: r.X + 140, Y: r.Y + height + 3}, figure.Point{X: r.X + 140, Y: next.Y - 3})
			d.Arrow("accent thick", figure.Point{X: r.X + 40, Y: next.Y - 3}, figure.Point{X: r.X + 40, Y: r.Y + height + 3})
		}
	}
	return d.SVG()
}

// A leaver is a guest that leaves after a while.
type leaver struct {
	r    *reactor.Reactor
	left func()
}

// leftFigure is a run of the demo.
func leftFigure(t *testing.T) []byte {
	o, run := chapter.Alone(t, "demo")
	if o.Status != 0 {
		t.Fatalf("%+v", o)
	}
	f := figure.Timeline{
		ID:     "19-left",
		Title:  "A guest leaves a proxy that goes on, and one that does not",
		Desc:   "Two panels with three lanes each: guest 1, download and server. In the upper one, a proxy that goes on, the guest leaves after 0.45 seconds; the download and the server go on to 1.1 seconds. In the lower one, proxy 3.0, the download ends with the guest, with a cross, and the server stops after the piece it was about to send.",
		Legend: true,
	}
	for _, title := range []string{"a proxy that goes on", "proxy 3.0"} {
		var panel trace.Trace
		start := time.Duration(-1)
		for _, e := range run {
			task, ok := strings.CutPrefix(e.Task, title+", ")
			if !ok {
				continue
			}
			if start < 0 {
				start = e.At
			}
			e.Task, e.At = task, e.At-start
			panel = append(panel, e)
		}
		f.Panels = append(f.Panels, figure.Panel{Title: title, Trace: panel})
	}
	return f.SVG()
}

// innerFigure is the chain of cancel-12 with the chain within it, cancelled while the one waits for the
// other.
func innerFigure() []byte {
	c := figure.Chain{ID: "19-inner", Title: "An outer Deferred, cancelled while it waits for an inner one", Stages: []figure.Stage{
		{Callback: "translate", Inner: []figure.Inner{{Name: "inner", Stages: []figure.Stage{{Callback: "polish"}}}}},
		{Callback: "callback", Errback: "errback"},
	}}
	note := func(e deferred.Event) { c.Events = append(c.Events, e) }
	s := script{new(strings.Builder)}
	outer, inner := s.poem("outer").Trace("", note), s.poem("inner").Trace("inner", note)
	inner.AddCallback(func(text string) (string, error) { return text, nil })
	outer.AddCallback(func(string) (string, error) { return inner.Later() })
	outer.AddCallbacks(s.callback, s.errback)
	outer.Callback("tide")
	outer.Cancel()
	return c.SVG()
}

func (l *leaver) BuildProtocol(netip.AddrPort) protocol.Protocol { return l }

func (l *leaver) ConnectionMade(t protocol.Transport) {
	l.r.CallLater(450*ms, func() {
		l.left()
		t.LoseConnection()
	})
}

func (l *leaver) DataReceived([]byte) {}

func (l *leaver) ConnectionLost(error) {}

func (l *leaver) ConnectionFailed(error) {}
